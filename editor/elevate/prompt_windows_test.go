package elevate

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/atomicsave"
)

// TestSavingThroughThePrompt runs the helper as the system does. Wine asks
// nobody.
func TestSavingThroughThePrompt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a file.conf")
	w := Writer{Private: filepath.Join(t.TempDir(), "private")}
	order := Order{Expect: put(t, path, "old\r\n")}
	report, err := w.Write(t.Context(), path, order, []byte("new\r\n"))
	if err != nil || report.State != atomicsave.New {
		t.Fatalf("%+v, %v", report, err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "new\r\n" {
		t.Errorf("%q, %v", text, err)
	}
	if left, _ := filepath.Glob(filepath.Join(w.Private, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	_, err = w.Write(t.Context(), path, order, []byte("newer\r\n"))
	if atomicsave.ClassOf(err) != atomicsave.Changed {
		t.Errorf("a version that was not the expected one: %v", err)
	}
	t.Setenv(helperMood, "dies first")
	order.Expect = report.Fingerprint
	if _, err = w.Write(t.Context(), path, order, []byte("newer\r\n")); atomicsave.ClassOf(err) != atomicsave.Other || atomicsave.StateOf(err) != atomicsave.Old {
		t.Errorf("a helper that died: %v", err)
	}
}

func TestFoldersAreHeldDuringTheSave(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "folder")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "file")
	put(t, path, "old")
	_, leave, err := Enter(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+"2"); err == nil {
		t.Error("the folder could be renamed")
	}
	leave()
	if err := os.Rename(dir, dir+"2"); err != nil {
		t.Error(err)
	}
	if _, _, err := Enter(filepath.Join(path, "below")); err == nil {
		t.Error("a file was taken for a folder")
	}
	if _, _, err := Enter(strings.TrimPrefix(path, filepath.VolumeName(path))); !errors.Is(err, ErrPath) {
		t.Error("a path without its volume was accepted")
	}
}
