package lab

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMeasuresOnTheDiskOfTheFile: of the folders that it may use, the lab takes the
// one on the volume of the file, and one in memory last.
func TestMeasuresOnTheDiskOfTheFile(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	memory, err := os.MkdirTemp("/dev/shm", "lab-test-")
	if err != nil {
		t.Skip("there is no file system in memory:", err)
	}
	defer os.RemoveAll(memory)
	if v, err := volumeOf(memory); err != nil || v.Type != "tmpfs" || distance(here, memory) == sameVolume {
		t.Skipf("/dev/shm is %q, or the folder for temporary files is on it: %v", v.Type, err)
	}
	inMemory := filepath.Join(memory, "mine.conf")
	for _, c := range []struct {
		path    string
		beside  bool
		scratch []string
		place   string
		same    bool
	}{
		{filepath.Join(here, "mine.conf"), false, []string{memory, there}, there, true},
		{inMemory, false, []string{there, memory}, memory, true},
		{inMemory, false, []string{there}, there, false},
		{inMemory, true, []string{there}, memory, true},
		{"", false, []string{memory, there}, there, true},
	} {
		got, err := Measure(ctx, Measuring{Path: c.path, Size: 100, Beside: c.beside, Scratch: c.scratch, Runs: 1})
		if err != nil || got.Place != c.place || got.SameVolume != c.same {
			t.Errorf("%+v: in %s, the same volume: %t, %v", c, got.Place, got.SameVolume, err)
		}
	}
}
