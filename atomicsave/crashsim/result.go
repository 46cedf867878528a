package crashsim

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"holdfast/atomicsave"
)

// Kind is what became of the file.
type Kind uint8

// The kinds of outcomes.
const (
	Old        Kind = iota // the content from before the save, complete
	New                    // the new content, complete
	Empty                  // a file of no bytes
	Zeroed                 // zeros and nothing else
	Torn                   // a mixture of old, new and zeros, or a part of one
	Missing                // no file has the name
	Unreadable             // there is a name, but nothing can be read
)

var kindNames = [...]string{"old", "new", "empty", "zeroed", "torn", "missing", "unreadable"}

// Kinds returns all kinds, in the order in which results list them.
func Kinds() []Kind { return []Kind{Old, New, Empty, Zeroed, Torn, Missing, Unreadable} }

// String returns "old", "new", "empty", "zeroed", "torn", "missing" or
// "unreadable".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "invalid"
}

// MarshalText returns the word of String.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (k *Kind) UnmarshalText(text []byte) error {
	for i, name := range kindNames {
		if string(text) == name {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("%q: %w", text, errKind)
}

var errKind = errors.New("no such kind of outcome")

// Good reports whether the file is whole: old or new.
func (k Kind) Good() bool { return k == Old || k == New }

// Classify says what content is, given the old and the new one. old is nil if
// there was no file.
func Classify(content, old, new []byte) Kind {
	switch {
	case bytes.Equal(content, new):
		return New
	case old != nil && bytes.Equal(content, old):
		return Old
	case len(content) == 0:
		return Empty
	case allZero(content):
		return Zeroed
	}
	return Torn
}

// Result is what a simulation found.
type Result struct {
	Strategy Strategy `json:"strategy"`
	Disk     Disk     `json:"disk"`
	Seed     uint64   `json:"seed"`
	// Granularity is the length in bytes of the ranges that reach the disk as
	// a whole. More than 512 means that they are coarser than a disk's own.
	Granularity int64 `json:"granularity"`
	// Sampled says that the outcomes are some of the legal ones, not all.
	Sampled bool `json:"sampled"`
	// Steps has one entry for the moment before the first call, one for each
	// call that changes or flushes something, and one for the moment when the
	// program has said "saved".
	Steps []StepResult `json:"steps"`
	// Outcomes are those of all steps together, each state counted once.
	Outcomes []Outcome `json:"outcomes"`
	Good     int       `json:"good"` // of all states: the file is whole
	Bad      int       `json:"bad"`  // of all states: it is not
	// Report is that of the save, for the strategies that are ours.
	Report atomicsave.Report `json:"report"`
}

// StepResult is what a power cut at one moment of the save may leave.
type StepResult struct {
	Step atomicsave.Step `json:"step"` // the stage of the save; "" before the first call
	Call Call            `json:"call"` // the call after which the power fails
	// Saved says that the program has reported success by then.
	Saved    bool      `json:"saved"`
	Outcomes []Outcome `json:"outcomes"`
	Good     int       `json:"good"`
	Bad      int       `json:"bad"`
	Sampled  bool      `json:"sampled"`
	// Killed is what the file holds if the program is killed at this moment
	// and the power stays on.
	Killed Kind `json:"killed"`
}

// Outcome is all states of one kind.
type Outcome struct {
	Kind  Kind `json:"kind"`
	Count int  `json:"count"` // distinct states of the folder
	// Examples are some of the contents; none for Missing and Unreadable.
	Examples []Content `json:"examples,omitempty"`
	// Leftovers is in how many of the states a temporary file is left over.
	Leftovers int `json:"leftovers"`
	// Restored is in how many of the states the recovery file of a save in
	// place is there, so that Journal.Recover makes the file complete again.
	Restored int `json:"restored,omitempty"`
}

// Content is what a file holds, in parts that follow each other.
type Content struct {
	Size  int64  `json:"size"`
	Parts []Part `json:"parts"`
}

// Part is a range of a file, in bytes.
type Part struct {
	From   int64  `json:"from"`
	To     int64  `json:"to"`
	Source Source `json:"source"`
}

// Source is where the bytes of a part come from.
type Source string

// The sources. Bytes of the old and the new content stand where they stood there.
const (
	FromOld  Source = "old"
	FromNew  Source = "new"
	FromBoth Source = "same" // old and new are the same there
	FromZero Source = "zero" // zeros that are in neither
	FromElse Source = "else" // something that the save wrote meanwhile
)

// Bytes makes the content. A part FromElse is left as zeros.
func (c Content) Bytes(old, new []byte) []byte {
	content := make([]byte, c.Size)
	for _, p := range c.Parts {
		switch p.Source {
		case FromOld:
			copy(content[p.From:p.To], old[p.From:p.To])
		case FromNew, FromBoth:
			copy(content[p.From:p.To], new[p.From:p.To])
		}
	}
	return content
}

// Keeps reports whether no state breaks the promise of a level. Fast: a kill
// leaves old or new. Balanced: so does a power cut. Full: once the program has
// said "saved", only the new content.
func (r Result) Keeps(level atomicsave.Durability) bool {
	for _, s := range r.Steps {
		if !s.Killed.Good() {
			return false
		}
	}
	switch {
	case level == atomicsave.Fast:
		return true
	case r.Bad > 0:
		return false
	}
	last := r.Steps[len(r.Steps)-1]
	return level == atomicsave.Balanced || len(last.Outcomes) == 1 && last.Outcomes[0].Kind == New
}

// KeepsInPlace reports whether no state breaks the promise of overwriting in place:
// at every moment the file is whole, or its recovery file is there to make it so,
// and once the program has said "saved" there is only the new content.
func (r Result) KeepsInPlace() bool {
	for _, o := range r.Outcomes {
		if !o.Kind.Good() && o.Restored < o.Count {
			return false
		}
	}
	last := r.Steps[len(r.Steps)-1]
	return len(last.Outcomes) == 1 && last.Outcomes[0].Kind == New
}

// result goes through all moments.
func (a *analysis) result(report atomicsave.Report) Result {
	r := Result{Strategy: a.scenario.Strategy, Disk: a.disk, Seed: a.scenario.Seed, Report: report}
	r.Granularity = granularity(int64(max(len(a.scenario.Old), len(a.scenario.New))))
	r.Steps = append(r.Steps, a.step(0))
	r.Steps[0].Call = Call{Op: "begin", Name: targetName}
	for i, o := range a.ops {
		if o.kind == opFree {
			continue
		}
		s := a.step(i + 1)
		s.Step, s.Call = o.stage, a.roles.call(o)
		r.Steps = append(r.Steps, s)
	}
	last := a.step(len(a.ops))
	last.Call, last.Saved = Call{Op: "end", Name: targetName}, true
	r.Steps = append(r.Steps, last)
	for _, s := range r.Steps {
		r.Sampled = r.Sampled || s.Sampled
	}
	r.Sampled = r.Sampled || r.Granularity > sector
	r.Outcomes, r.Good, r.Bad = a.outcomes(a.total)
	return r
}

func (a *analysis) step(until int) StepResult {
	images, complete := a.at(until)
	s := StepResult{Sampled: !complete, Killed: a.running(until)}
	s.Outcomes, s.Good, s.Bad = a.outcomes(images)
	return s
}

// outcomes sorts images by kind. Where there was no file before, its absence is
// as good as the old content.
func (a *analysis) outcomes(images tally) (list []Outcome, good, bad int) {
	byKind := map[Kind]*Outcome{}
	examples := map[Kind]map[uint64]found{}
	for at, f := range images {
		kind := f.kind
		if kind == Missing && a.scenario.Old == nil {
			kind = Old
		}
		o := byKind[kind]
		if o == nil {
			o = &Outcome{Kind: kind}
			byKind[kind], examples[kind] = o, map[uint64]found{}
		}
		o.Count++
		if at.leftovers != "" {
			o.Leftovers++
		}
		if f.restored {
			o.Restored++
		}
		if f.file != nil {
			examples[kind][at.content] = f
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		o := byKind[kind]
		o.Examples = spread(examples[kind], a.scenario.Examples)
		list = append(list, *o)
		if kind.Good() {
			good += o.Count
		} else {
			bad += o.Count
		}
	}
	return list, good, bad
}

// spread chooses examples that differ: among all contents by size and parts,
// evenly.
func spread(all map[uint64]found, most int) []Content {
	list := slices.SortedFunc(maps.Values(all), func(a, b found) int {
		return cmp.Or(cmp.Compare(a.size, b.size), slices.Compare(a.picks, b.picks), cmp.Compare(a.file.id, b.file.id))
	})
	n := min(len(list), most)
	var chosen []Content
	for i := range n {
		at := i * (len(list) - 1) / max(1, n-1)
		chosen = append(chosen, list[at].file.content(list[at].variant))
	}
	return chosen
}

// content describes a variant in parts, neighbours of one source joined.
func (f *file) content(v variant) Content {
	c := Content{Size: v.size, Parts: []Part{}}
	for i, pick := range v.picks {
		u := f.units[i]
		source := u.versions[pick].source()
		if n := len(c.Parts); n > 0 && c.Parts[n-1].Source == source {
			c.Parts[n-1].To = u.to
			continue
		}
		c.Parts = append(c.Parts, Part{u.from, u.to, source})
	}
	return c
}

func (v version) source() Source {
	switch {
	case v.like&likeOld != 0 && v.like&likeNew != 0:
		return FromBoth
	case v.like&likeOld != 0:
		return FromOld
	case v.like&likeNew != 0:
		return FromNew
	case v.like&likeZero != 0:
		return FromZero
	}
	return FromElse
}

// String returns the content as a short row: "new 0-512, zero 512-1024".
func (c Content) String() string {
	if c.Size == 0 {
		return "empty"
	}
	var parts []string
	for _, p := range c.Parts {
		parts = append(parts, fmt.Sprintf("%s %d-%d", p.Source, p.From, p.To))
	}
	return strings.Join(parts, ", ")
}
