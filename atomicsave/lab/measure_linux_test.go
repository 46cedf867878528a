package lab

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMeasuresOnTheDiskOfTheFile: of the folders that it may use, the lab takes the
// one on the volume of the file, and one in memory last.
func TestMeasuresOnTheDiskOfTheFile(t *testing.T) {
	// t.TempDir may be in memory too; /var/tmp survives a restart, by the standard
	// of the file hierarchy.
	disk, err := os.MkdirTemp("/var/tmp", "lab-test-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(disk)
	here, there := filepath.Join(disk, "here"), filepath.Join(disk, "there")
	for _, dir := range []string{here, there} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	memory, err := os.MkdirTemp("/dev/shm", "lab-test-")
	if err != nil {
		t.Skip("there is no file system in memory:", err)
	}
	defer os.RemoveAll(memory)
	if v, err := volumeOf(memory); err != nil || v.Type != "tmpfs" || distance(here, memory) == sameVolume {
		t.Skipf("/dev/shm is %q, or /var/tmp is on it: %v", v.Type, err)
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
