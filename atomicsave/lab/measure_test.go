package lab

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"holdfast/atomicsave"
	"holdfast/atomicsave/internal/vfs"
)

func TestMeasure(t *testing.T) {
	dir, own := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, "mine.conf")
	for _, beside := range []bool{true, false} {
		seen := map[atomicsave.Durability]int{}
		got, err := Measure(ctx, Measuring{Path: path, Size: 5000, Beside: beside, Scratch: []string{own}, Runs: 3, Observe: func(s Timing) {
			if seen[s.Level]++; seen[s.Level] != s.Run || s.Took <= 0 || s.Median <= 0 {
				t.Errorf("%+v", s)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		want := own
		if beside {
			want = dir
		}
		if got.Place != want || got.Beside != beside || len(got.Levels) != 3 || got.Levels[2].Level != atomicsave.Full {
			t.Errorf("%+v", got)
		}
		for _, c := range got.Levels {
			if len(c.All) != 3 || seen[c.Level] != 3 || c.Least > c.Median || c.Median > c.Most || len(c.Steps) == 0 {
				t.Errorf("%+v", c)
			}
		}
	}
	for _, d := range []string{dir, own} {
		if left, _ := os.ReadDir(d); len(left) > 0 {
			t.Errorf("left over: %v", left)
		}
	}
}

func TestMeasureStops(t *testing.T) {
	dir := t.TempDir()
	stop, cancel := context.WithCancel(ctx)
	got, err := Measure(stop, Measuring{Size: 10, Scratch: []string{dir}, Observe: func(s Timing) {
		if s.Run == 2 {
			cancel()
		}
	}})
	wantReason(t, err, Cancelled)
	if len(got.Levels) == 0 {
		t.Error("what was measured is gone")
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	_, err = Measure(ctx, Measuring{Size: MaxReal + 1, Scratch: []string{dir}})
	wantReason(t, err, TooBig)
	_, err = Measure(ctx, Measuring{Size: 1, Scratch: []string{filepath.Join(dir, "none")}})
	wantReason(t, err, NoScratch)
}

func TestWarnings(t *testing.T) {
	for name, want := range map[string]WarningCode{"tmpfs": WarnMemory, "vfat": WarnFlushedAgain, "exfat": WarnFragile, "fuse": WarnFUSE, "": WarnUnknown, "ext4": ""} {
		got := warningsFor(vfs.Volume{Type: name})
		if len(got) == 0 && want != "" || len(got) == 1 && (got[0].Code != want || got[0].Known == "") {
			t.Errorf("%q: %+v, want %q", name, got, want)
		}
	}
	if got := warningsFor(vfs.Volume{Type: "ext4", Bare: true}); len(got) != 1 || got[0].Code != WarnBare {
		t.Errorf("%+v", got)
	}
	if got := warningsFor(vfs.Volume{Type: "nfs", Remote: true}); len(got) != 1 || got[0].Code != WarnNetwork {
		t.Errorf("%+v", got)
	}
}
