package lab

import (
	"path/filepath"
	"strings"
	"testing"

	"holdfast/atomicsave"
)

// saved saves a file for real and says that it lies on another file system.
func saved(t *testing.T, level atomicsave.Durability, fileSystem string) atomicsave.Report {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.conf")
	first, err := atomicsave.Save(ctx, path, strings.NewReader("old"), atomicsave.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := atomicsave.Save(ctx, path, strings.NewReader("new"), atomicsave.Options{Durability: level, Expect: first.Fingerprint})
	if err != nil {
		t.Fatal(err)
	}
	r.FileSystem = fileSystem
	return r
}

func TestTimelineOfEveryLevel(t *testing.T) {
	for _, c := range []struct {
		level      atomicsave.Durability
		fileSystem string
		after      Holds
	}{
		{atomicsave.Full, "ext4", HoldsNew}, {atomicsave.Balanced, "ext4", HoldsEither}, {atomicsave.Fast, "xfs", HoldsEither},
		{atomicsave.Fast, "", HoldsAnything}, {atomicsave.Full, "", HoldsNew}, {atomicsave.Full, "tmpfs", HoldsNothing},
		{atomicsave.Full, "nfs", HoldsAnything},
	} {
		r := saved(t, c.level, c.fileSystem)
		line := NewTimeline(r)
		if line.Achieved == nil || *line.Achieved != c.level {
			t.Errorf("%s on %q: achieved %v", c.level, c.fileSystem, line.Achieved)
		}
		if line.After != c.after {
			t.Errorf("%s on %q: %s after the save, want %s", c.level, c.fileSystem, line.After, c.after)
		}
		if c.after == HoldsNothing {
			continue
		}
		replaced := false
		for i, m := range line.Steps {
			if m.Start != r.Events[i].Start || m.Took != r.Events[i].Took {
				t.Errorf("%s: not the times of the save", m.Step)
			}
			if !replaced && m.Step != atomicsave.StepReplace && m.After != HoldsOld {
				t.Errorf("%s on %q: %s after %s", c.level, c.fileSystem, m.After, m.Step)
			}
			replaced = replaced || m.Step == atomicsave.StepReplace
		}
		if text := line.Text(nil, nil); strings.Count(text, "\n") != len(line.Steps)+1 || !strings.Contains(text, "replace") {
			t.Errorf("%s", text)
		}
	}
}

// TestTimelineOfASaveThatChangesNothing: whoever wrote the file may not have flushed
// it, so only the flushes of the save make it certain.
func TestTimelineOfASaveThatChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.conf")
	for _, c := range []struct {
		level      atomicsave.Durability
		fileSystem string
		moments    string
	}{
		{atomicsave.Full, "ext4", "probe anything, flush-file either, flush-directory new"},
		{atomicsave.Balanced, "ext4", "probe anything, flush-file either"},
		{atomicsave.Fast, "ext4", "probe anything"},
		{atomicsave.Full, "tmpfs", "probe nothing, flush-file nothing, flush-directory nothing"},
		{atomicsave.Full, "nfs", "probe anything, flush-file anything, flush-directory anything"},
	} {
		r, err := atomicsave.Save(ctx, path, strings.NewReader("same"), atomicsave.Options{Expect: atomicsave.AnyVersion()})
		if err == nil {
			r, err = atomicsave.Save(ctx, path, strings.NewReader("same"), atomicsave.Options{Durability: c.level, Expect: r.Fingerprint})
		}
		if err != nil || r.Strategy != atomicsave.StrategyUnchanged {
			t.Fatalf("%s, %v", r.Strategy, err)
		}
		r.FileSystem = c.fileSystem
		var moments []string
		for _, m := range NewTimeline(r).Steps {
			moments = append(moments, string(m.Step)+" "+string(m.After))
		}
		if got := strings.Join(moments, ", "); got != c.moments {
			t.Errorf("%s on %s: %s", c.level, c.fileSystem, got)
		}
	}
}

// TestTimelineClaimsNoMoreThanWasAchieved: with less than Full, or a step that
// failed, nothing is called safe.
func TestTimelineClaimsNoMoreThanWasAchieved(t *testing.T) {
	r := saved(t, atomicsave.Full, "ext4")
	r.Achieved, r.State = atomicsave.Balanced, atomicsave.NewUnconfirmed
	last := len(r.Events) - 1
	for i := range r.Events {
		if r.Events[i].Step == atomicsave.StepFlushDirectory {
			r.Events[i].Err = &atomicsave.Error{Class: atomicsave.IO}
		}
	}
	if line := NewTimeline(r); line.After != HoldsEither {
		t.Errorf("%s after a folder that could not be flushed", line.After)
	}
	r.Events, r.State = r.Events[:last], atomicsave.Unknown
	if line := NewTimeline(r); line.After != HoldsUnknown {
		t.Errorf("%s after a save that does not know", line.After)
	}
	path := filepath.Join(t.TempDir(), "x.conf")
	if _, err := atomicsave.Save(ctx, path, strings.NewReader("old"), atomicsave.Options{}); err != nil {
		t.Fatal(err)
	}
	failed, err := atomicsave.Save(ctx, path, strings.NewReader("new"), atomicsave.Options{})
	if err == nil {
		t.Fatal("a file that exists was created")
	}
	if line := NewTimeline(failed); line.After != HoldsOld || line.Achieved != nil {
		t.Errorf("%s after a save that failed", line.After)
	}
}
