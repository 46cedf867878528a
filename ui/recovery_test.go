package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"holdfast/atomicsave"
)

// deadSave leaves in a folder what a save leaves whose process was killed, and
// returns the folder of its journal.
func deadSave(t *testing.T, dir string) string {
	t.Helper()
	living, dead := t.TempDir(), t.TempDir()
	j, err := atomicsave.OpenJournal(t.Context(), living)
	if err != nil {
		t.Fatal(err)
	}
	w, err := atomicsave.Create(t.Context(), filepath.Join(dir, "file"), atomicsave.Options{Journal: j})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Abort(); j.Close() })
	fmt.Fprint(w, "half")
	if err := os.CopyFS(dead, os.DirFS(living)); err != nil { // the copy is locked by nobody
		t.Fatal(err)
	}
	return dead
}

// A save was interrupted on a volume that is away at the start: it is put right when
// the volume is back, and what was kept is told once.
func TestTheRepairWaitsForAVolume(t *testing.T) {
	dir := t.TempDir()
	volume, away := filepath.Join(dir, "volume"), filepath.Join(dir, "away")
	if err := os.Mkdir(volume, 0o755); err != nil {
		t.Fatal(err)
	}
	state := deadSave(t, volume)
	if err := os.Rename(volume, away); err != nil {
		t.Fatal(err)
	}
	r := start(t)
	journal, err := atomicsave.OpenJournal(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { journal.Close() })
	r.repairSaves(journal, time.Millisecond, map[string]bool{})
	if !r.settle(patience) {
		t.Fatal("the first repair does not end")
	}
	if err := os.Rename(away, volume); err != nil {
		t.Fatal(err)
	}
	r.until("the temporary file to go", func() bool {
		entries, err := os.ReadDir(volume)
		return err == nil && len(entries) == 0
	})
}

func TestKeptFilesAreToldOnce(t *testing.T) {
	told := map[string]bool{}
	kept := func(paths ...string) (r atomicsave.Recovery) {
		for _, p := range paths {
			r.Kept = append(r.Kept, atomicsave.KeptFile{Path: p})
		}
		return r
	}
	first, second := news(kept("a"), told), news(kept("a", "b"), told)
	if len(first.Kept) != 1 || !slices.Equal(second.Kept, kept("b").Kept) {
		t.Errorf("%+v, then %+v", first, second)
	}
}
