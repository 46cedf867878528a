package crashsim

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"

	"holdfast/atomicsave"
)

// MaxSize is the largest content in bytes that Simulate takes. A simulation
// needs about five times the size of both contents in memory.
const MaxSize = 64 << 20

// ErrTooBig says that a content is larger than MaxSize.
var ErrTooBig = errors.New("too big to simulate")

// maxExamples is how many contents an outcome shows, unless told otherwise.
const maxExamples = 4

// defaultLimit is how many contents of one file are listed: enough for every
// one of a file in eight ranges that replaces nothing.
const defaultLimit = 600

// Scenario is a save to be simulated. Both contents are read, never changed,
// and must not change during the simulation.
type Scenario struct {
	Old      []byte // nil: there is no file yet
	New      []byte
	Strategy Strategy // zero: Full
	Disk     Disk     // zero: Ordered
	Seed     uint64   // of the choice, where there are too many states
	Limit    int      // contents listed for one file at one moment; 0 means 600
	Examples int      // contents that each outcome shows at most; 0 means 4
}

// Simulate runs the save of a scenario and lists what a power cut after each of
// its calls may leave. The error is ErrTooBig, an unknown strategy, or a save
// that fails. The same scenario gives the same result.
func Simulate(s Scenario) (Result, error) {
	if s.Strategy == "" {
		s.Strategy = Full
	}
	if s.Limit <= 0 {
		s.Limit = defaultLimit
	}
	if s.Examples <= 0 {
		s.Examples = maxExamples
	}
	s.Disk = s.Disk.known()
	if n := max(len(s.Old), len(s.New)); n > MaxSize {
		return Result{}, fmt.Errorf("%d bytes: %w", n, ErrTooBig)
	}
	m := newMemory(s.Disk)
	expect, err := m.prepare(s.Old)
	if err != nil {
		return Result{}, err
	}
	if s.Strategy == InPlace {
		if err := m.prepareInPlace(); err != nil {
			return Result{}, err
		}
	}
	begin, bases := m.start()
	report, err := m.save(s.Strategy, s.New, expect)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", s.Strategy, err)
	}
	m.mark(atomicsave.StepCleanup)
	return newAnalysis(s, m, begin, bases).result(report), nil
}

// prepare makes the old file, by a save of its own that nobody records.
func (m *memory) prepare(old []byte) (atomicsave.Fingerprint, error) {
	defer func() { m.aged = true }()
	if old == nil {
		return atomicsave.Fingerprint{}, nil
	}
	report, err := m.save(Fast, old, atomicsave.Fingerprint{})
	return report.Fingerprint, err
}

// start begins to record. It returns the names and contents of that moment.
func (m *memory) start() (names, map[int][]byte) {
	begin, bases := names{}, map[int][]byte{}
	for _, d := range m.dirs {
		for name, n := range d.entries {
			begin[slot{d.id, name}] = n.id
			bases[n.id] = n.data
			n.data = append([]byte(nil), n.data...)
		}
	}
	m.recording = true
	return begin, bases
}

// analysis turns a recording into a result.
type analysis struct {
	recording
	scenario Scenario
	cache    map[stateKey]contents
	listed   map[string]moment
	total    tally
}

// moment is what a cut may leave.
type moment struct {
	images   tally
	complete bool
}

// stateKey names a state of a file, so that it is listed once.
type stateKey struct {
	file, certain, until, kept int
}

type contents struct {
	id       int // distinct for every state of every file
	list     []variant
	complete bool
}

func newAnalysis(s Scenario, m *memory, begin names, bases map[int][]byte) *analysis {
	a := &analysis{scenario: s, cache: map[stateKey]contents{}, listed: map[string]moment{}, total: tally{}}
	a.recording = recording{
		disk: m.disk, begin: begin, ops: m.ops, files: map[int]*file{},
		roles: &roles{temps: map[string]string{}}, target: slot{folderID, targetName},
	}
	for id := 1; id <= m.nodes; id++ {
		a.files[id] = newFile(id, bases[id], m.ops, s.Old, s.New)
	}
	for _, o := range m.ops {
		a.roles.call(o) // temporary files get their numbers in the order of their making
	}
	return a
}

// contents lists what a file may hold in a world, for a cut after until calls.
func (a *analysis) contents(f *file, w world, until int) contents {
	certain := f.certain(a.disk, until, w.last)
	key := stateKey{f.id, certain, 0, -1}
	cuts, before := 0, 0
	for _, e := range f.events {
		if e.index >= until {
			break
		}
		key.until = e.index + 1
		if e.kind == opTruncate && e.index >= certain {
			cuts++
			if e.index < w.prefix {
				before++
			}
		}
	}
	if !a.disk.separate {
		key.kept = before
	}
	if got, ok := a.cache[key]; ok {
		return got
	}
	s := f.stateAt(certain, until)
	random := rand.New(rand.NewPCG(a.scenario.Seed, uint64(key.until)<<16|uint64(f.id)))
	var got contents
	if a.disk.separate {
		got.complete = true
		for kept := range cuts + 1 {
			list, complete := s.variants(kept, a.scenario.Limit, random)
			got.list = append(got.list, list...)
			got.complete = got.complete && complete
		}
	} else {
		got.list, got.complete = s.variants(before, a.scenario.Limit, random)
	}
	got.id = len(a.cache) + 1
	a.cache[key] = got
	return got
}

// image is what tells one state of the folder from another.
type image struct {
	content   uint64
	leftovers string
}

// tally counts distinct images.
type tally map[image]found

type found struct {
	variant
	file     *file
	restored bool // a recovery file gives the content back
}

// add notes an image. The same image may come about in several ways; what counts
// as restored is so in all of them.
func (t tally) add(at image, f found) {
	if before, ok := t[at]; ok {
		f.restored = f.restored && before.restored
	}
	t[at] = f
}

// at lists the images for a cut after until calls. Many calls leave what the one
// before left; those are listed once.
func (a *analysis) at(until int) (tally, bool) {
	worlds := a.worlds(until)
	all := make([]contents, len(worlds))
	restored := make([]bool, len(worlds))
	var same strings.Builder
	for i, w := range worlds {
		f := a.files[w.target]
		if f != nil {
			all[i] = a.contents(f, w, until)
		}
		restored[i] = a.recoverable(w, until)
		fmt.Fprintf(&same, "%d,%t,%t,%s;", all[i].id, a.unreadable(f, until), restored[i], w.leftovers)
	}
	if got, ok := a.listed[same.String()]; ok {
		return got.images, got.complete
	}
	images, complete := tally{}, true
	for i, w := range worlds {
		f := a.files[w.target]
		if f == nil {
			images.add(image{uint64(Missing), w.leftovers}, found{variant: variant{kind: Missing}})
			continue
		}
		if a.unreadable(f, until) {
			images.add(image{uint64(Unreadable), w.leftovers}, found{variant: variant{kind: Unreadable}})
		}
		complete = complete && all[i].complete
		for _, v := range all[i].list {
			images.add(image{v.key, w.leftovers}, found{v, f, restored[i] && !v.kind.Good()})
		}
	}
	a.listed[same.String()] = moment{images, complete}
	for at, f := range images {
		a.total.add(at, f)
	}
	return images, complete
}

// unreadable reports whether the blocks of a file may have been used again.
func (a *analysis) unreadable(f *file, until int) bool {
	return a.disk.reuses && f != nil && f.freed >= 0 && f.freed < until
}

// running returns what the target holds for programs while the power is on: what
// is left if the saving program alone is killed.
func (a *analysis) running(until int) Kind {
	now := maps.Clone(a.begin)
	for _, o := range a.ops[:until] {
		if o.changesNames() {
			now.apply(o)
		}
	}
	f := a.files[now[a.target]]
	switch {
	case f == nil && a.scenario.Old == nil:
		return Old
	case f == nil:
		return Missing
	}
	s := f.stateAt(until, until)
	n := 0
	for n < len(f.units) && f.units[n].to <= s.size {
		n++
	}
	return f.variant(s.size, s.now[:n]).kind
}
