package lab

import (
	"fmt"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// Holds says what a file would hold if the power failed at a moment.
type Holds string

// What a file may hold.
const (
	HoldsOld      Holds = "old"      // the old version, complete; no file where there was none
	HoldsNew      Holds = "new"      // the new version, complete
	HoldsEither   Holds = "either"   // one of them, complete
	HoldsRestored Holds = "restored" // perhaps a mixture, which the recovery file makes whole at the next start
	HoldsAnything Holds = "anything" // old, new, or something that is neither
	HoldsNothing  Holds = "nothing"  // a file system in memory: no file survives
	HoldsUnknown  Holds = "unknown"  // the save itself does not know
)

// AllHolds returns all of them, for tests of translations.
func AllHolds() []Holds {
	return []Holds{HoldsOld, HoldsNew, HoldsEither, HoldsRestored, HoldsAnything, HoldsNothing, HoldsUnknown}
}

// Timeline is what a save did, for people.
type Timeline struct {
	Target     string                `json:"target"`
	FileSystem string                `json:"file_system"`
	Asked      atomicsave.Durability `json:"asked"`
	// Achieved is nil if the new version is not in place.
	Achieved *atomicsave.Durability `json:"achieved"`
	Strategy atomicsave.Strategy    `json:"strategy"`
	Took     time.Duration          `json:"took_ns"` // from the first step to the end of the last
	Before   Holds                  `json:"before"`  // the first step
	Steps    []Moment               `json:"steps"`
	// After is what the file holds if the power fails when the save has ended.
	After Holds `json:"after"`
}

// Moment is one step of a save.
type Moment struct {
	Step  atomicsave.Step `json:"step"`
	Start time.Duration   `json:"start_ns"` // since the save began
	Took  time.Duration   `json:"took_ns"`
	Bytes int64           `json:"bytes"`
	// During is what the file would hold if the power failed during the step, and
	// After what it would hold between this step and the next.
	During Holds  `json:"during"`
	After  Holds  `json:"after"`
	Error  string `json:"error"` // "" if the step succeeded
}

// NewTimeline works out what a power cut at each step of a save would have left,
// by the rules of the model for the file system and the level that was achieved.
func NewTimeline(r atomicsave.Report) Timeline {
	t := Timeline{
		Target: r.Target, FileSystem: r.FileSystem, Asked: r.Asked,
		Strategy: r.Strategy, Before: HoldsOld, Steps: make([]Moment, 0, len(r.Events)),
	}
	if r.State == atomicsave.New || r.State == atomicsave.NewUnconfirmed {
		t.Achieved = &r.Achieved
	}
	rules := rulesFor(r)
	if rules.unchanged {
		t.Before = HoldsAnything // whoever wrote it may not have flushed it
	}
	if rules.memory {
		t.Before = HoldsNothing
	}
	now := t.Before
	for _, e := range r.Events {
		m := Moment{Step: e.Step, Start: e.Start, Took: e.Took, Bytes: e.Bytes, During: now, After: now}
		if e.Err != nil {
			m.Error = e.Err.Error()
		}
		if during, after, ok := rules.next(e.Step); ok && e.Err == nil {
			m.During, m.After = rules.atMost(during), rules.atMost(after)
		} else if ok && e.Step == atomicsave.StepReplace && r.State != atomicsave.Old {
			m.During, m.After = HoldsUnknown, HoldsUnknown
		}
		now = m.After
		t.Steps = append(t.Steps, m)
		t.Took = max(t.Took, e.Start+e.Took)
	}
	t.After = now
	if r.State == atomicsave.Unknown {
		t.After = HoldsUnknown
	}
	return t
}

// rules walk along a simulated save beside the real one.
type rules struct {
	steps     []crashsim.StepResult
	at        int
	memory    bool // nothing survives
	lies      bool // a flush may do nothing
	unchanged bool // the save only flushes
	achieved  atomicsave.Durability
}

func rulesFor(r atomicsave.Report) *rules {
	rule := &rules{memory: r.FileSystem == "tmpfs" || r.FileSystem == "ramfs", achieved: r.Achieved}
	strategy := crashsim.Strategy(r.Asked.String())
	old := []byte(strings.Repeat("old\n", 150))
	switch r.Strategy {
	case atomicsave.StrategyInPlace:
		strategy = crashsim.InPlace
	case atomicsave.StrategyCreate:
		old = nil
	case atomicsave.StrategyUnchanged:
		rule.unchanged, rule.lies = true, DiskOf(r.FileSystem) == crashsim.Lying()
		return rule
	case atomicsave.StrategyRefuse, "":
		return rule
	}
	result, err := crashsim.Simulate(crashsim.Scenario{
		Old: old, New: []byte(strings.Repeat("new\n", 220)), Strategy: strategy, Disk: DiskOf(r.FileSystem),
	})
	if err == nil {
		rule.steps, rule.at = result.Steps, 1
	}
	return rule
}

// DiskOf returns the disk of the model that stands for a type of file system, as
// Report.FileSystem and SavePlan.FileSystem name it. One of which nothing is known
// is taken for the least that POSIX allows, a network for a disk that lies.
func DiskOf(fileSystem string) crashsim.Disk {
	switch fileSystem {
	case "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "apfs", "hfs", "NTFS", "ReFS", "overlay", "overlayfs":
		return crashsim.Ordered()
	case "vfat", "msdos", "fat", "exfat", "ntfs", "ntfs3", "fuse", "FAT", "FAT32", "exFAT":
		return crashsim.Fat()
	case "nfs", "cifs", "smb", "smb2", "9p", "ceph", "afs", "smbfs", "webdav":
		return crashsim.Lying()
	}
	return crashsim.Unordered()
}

// next returns what the simulated save says about the next stage of that name.
func (r *rules) next(stage atomicsave.Step) (during, after Holds, ok bool) {
	if r.unchanged {
		return r.flush(stage)
	}
	first := r.at
	for first < len(r.steps) && r.steps[first].Step != stage {
		first++
	}
	if first == len(r.steps) || stage == "" {
		return "", "", false
	}
	end := first
	for end < len(r.steps) && r.steps[end].Step == stage {
		end++
	}
	var all []crashsim.Outcome
	for _, s := range r.steps[first-1 : end] {
		all = append(all, s.Outcomes...)
	}
	r.at = end
	return holds(all), holds(r.steps[end-1].Outcomes), true
}

// flush is next for a save that only flushes what is there.
func (r *rules) flush(stage atomicsave.Step) (during, after Holds, ok bool) {
	switch {
	case r.lies:
	case stage == atomicsave.StepFlushFile:
		return HoldsAnything, HoldsEither, true
	case stage == atomicsave.StepFlushDirectory:
		return HoldsEither, HoldsNew, true
	}
	return "", "", false
}

// holds puts outcomes in a word.
func holds(outcomes []crashsim.Outcome) Holds {
	old, new, torn := false, false, false
	for _, o := range outcomes {
		switch {
		case o.Kind == crashsim.Old:
			old = true
		case o.Kind == crashsim.New:
			new = true
		case o.Restored == o.Count:
			torn = true
		default:
			return HoldsAnything
		}
	}
	switch {
	case torn:
		return HoldsRestored
	case old && new:
		return HoldsEither
	case new:
		return HoldsNew
	}
	return HoldsOld
}

// atMost weakens a word where less was achieved than the simulated save does.
func (r *rules) atMost(h Holds) Holds {
	switch {
	case r.memory:
		return HoldsNothing
	case h == HoldsNew && r.achieved != atomicsave.Full:
		return HoldsEither
	}
	return h
}

// Text returns the timeline as lines to be copied, one for each step: when it
// began, how long it took, its name, and what a power cut after it would leave.
// step and holds give the words; nil means the codes.
func (t Timeline) Text(step func(atomicsave.Step) string, holds func(Holds) string) string {
	if step == nil {
		step = func(s atomicsave.Step) string { return string(s) }
	}
	if holds == nil {
		holds = func(h Holds) string { return string(h) }
	}
	width := 0
	for _, m := range t.Steps {
		width = max(width, len([]rune(step(m.Step))))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n", t.Target, t.FileSystem)
	for _, m := range t.Steps {
		name := step(m.Step)
		fmt.Fprintf(&b, "%9.3f ms  +%8.3f ms  %s%s  %s", ms(m.Start), ms(m.Took), name, strings.Repeat(" ", width-len([]rune(name))), holds(m.After))
		if m.Error != "" {
			b.WriteString("  " + m.Error)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
