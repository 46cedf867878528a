package crashsim

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"holdfast/atomicsave"
)

// inPlace records a save in place.
func inPlace(t *testing.T, s Scenario) *analysis {
	t.Helper()
	s.Strategy, s.Limit, s.Examples = InPlace, 10000, 4
	m := newMemory(s.Disk)
	expect, err := m.prepare(s.Old)
	if err == nil {
		err = m.prepareInPlace()
	}
	if err != nil {
		t.Fatal(err)
	}
	begin, bases := m.start()
	report, err := m.save(InPlace, s.New, expect)
	if err != nil || report.Strategy != atomicsave.StrategyInPlace {
		t.Fatal(report.Strategy, err)
	}
	m.mark(atomicsave.StepCleanup)
	return newAnalysis(s, m, begin, bases)
}

// inPlaceScenarios are small enough that every state is tried.
func inPlaceScenarios() []Scenario {
	var list []Scenario
	for _, sizes := range [][2]int{{1500, 1500}, {600, 1400}, {1400, 600}, {1100, 0}, {0, 700}, {1, 3}} {
		list = append(list, Scenario{Old: text("the old text\n", sizes[0]), New: text("NEW LINES.\n", sizes[1])})
	}
	return list
}

// TestInPlaceKeepsItsPromise: on a disk that obeys, every state is whole or has
// its recovery file, and the file is new once the save has ended.
func TestInPlaceKeepsItsPromise(t *testing.T) {
	for _, disk := range []Disk{ordered, unordered} {
		torn := 0
		for _, s := range inPlaceScenarios() {
			s.Strategy, s.Disk = InPlace, disk
			r := simulate(t, s)
			if !r.KeepsInPlace() || r.Report.Strategy != atomicsave.StrategyInPlace {
				t.Errorf("%s: the promise is broken\n%s", label(s), describe(r))
			}
			torn += r.Bad
		}
		if torn == 0 {
			t.Errorf("%s: nothing was ever torn, which cannot be", disk)
		}
	}
}

// TestInPlaceNeedsFlushes: on a disk that lies the recovery files are as uncertain
// as the target, and that must be seen.
func TestInPlaceNeedsFlushes(t *testing.T) {
	r := simulate(t, Scenario{Old: text("old", 1500), New: text("new", 1500), Strategy: InPlace, Disk: lying, Limit: 50})
	if r.KeepsInPlace() {
		t.Error("is said to keep its promise")
	}
}

// TestRecoverDoesWhatIsCounted makes the disk of every state that a cut may leave
// and lets Journal.Recover work on it: what is counted as restored must be old or
// new afterwards, and what was whole must stay so.
func TestRecoverDoesWhatIsCounted(t *testing.T) {
	for _, disk := range []Disk{ordered, unordered} {
		for _, s := range inPlaceScenarios() {
			s.Disk = disk
			a := inPlace(t, s)
			done := map[string]bool{}
			repaired, whole := 0, 0
			for until := range len(a.ops) + 1 {
				for _, w := range a.worlds(until) {
					restored := a.recoverable(w, until)
					for _, v := range a.contents(a.files[w.target], w, until).list {
						key := fmt.Sprint(v.key, a.signature(w, until))
						if done[key] {
							continue
						}
						done[key] = true
						got := a.recoverFrom(t, w, until, v)
						switch {
						case v.kind.Good():
							whole++
						case restored:
							repaired++
						default:
							t.Errorf("%s on %s after call %d: %s, and no recovery file", label(s), disk, until, v.kind)
						}
						if kind := Classify(got, s.Old, s.New); !kind.Good() {
							t.Fatalf("%s on %s after call %d: %s was %s and is %s after Recover", label(s), disk, until, v.kind, v.kind, kind)
						}
					}
				}
			}
			t.Logf("%s, %d to %d bytes: %d states whole, %d repaired", disk, len(s.Old), len(s.New), whole, repaired)
			if repaired == 0 && len(s.Old) > 1 && len(s.New) > 1 {
				t.Error("nothing was repaired")
			}
		}
	}
}

// signature tells what is in the program's own folder.
func (a *analysis) signature(w world, until int) string {
	var list []string
	for s, ids := range a.ownNames(w, until) {
		for _, id := range ids {
			if id != 0 {
				list = append(list, fmt.Sprint(a.roles.of(s.dir, s.name), id, a.contents(a.files[id], w, until).id))
			}
		}
	}
	slices.Sort(list)
	return fmt.Sprint(list)
}

// recoverFrom makes the disk of one state and returns what the target holds after
// Recover. Of what is uncertain in the program's own folder, the newest is there.
func (a *analysis) recoverFrom(t *testing.T, w world, until int, v variant) []byte {
	t.Helper()
	m := newMemory(a.disk)
	put := func(s slot, f *file, content []byte) *node {
		n := m.newNode(0o644)
		n.id, n.data, n.links = f.id, bytes.Clone(content), 1
		n.info.Ino = uint64(100 + f.id)
		m.dirs[map[int]string{folderID: targetDir, stateID: stateDir}[s.dir]].entries[s.name] = n
		return n
	}
	target := put(a.target, a.files[w.target], a.files[w.target].assemble(v))
	names := a.ownNames(w, until)
	for _, s := range slices.SortedFunc(maps.Keys(names), func(a, b slot) int { return bytes.Compare([]byte(a.name), []byte(b.name)) }) {
		if id := slices.Max(names[s]); id != 0 {
			list := a.contents(a.files[id], w, until).list
			put(s, a.files[id], a.files[id].assemble(list[len(list)-1]))
		}
	}
	m.nodes = 1000 // numbers of new files are not those of the old ones
	ctx := context.Background()
	journal, err := atomicsave.OpenJournalOn(ctx, m, stateDir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Recover(ctx); err != nil {
		t.Fatal(err)
	}
	if now := m.dirs[targetDir].entries[targetName]; now != target {
		t.Fatal("the target is another file now")
	}
	return target.data
}
