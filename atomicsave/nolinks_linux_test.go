package atomicsave

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoLinks refuses a link as the last element of a path, wherever it leads,
// and saves everything else as usual.
func TestNoLinks(t *testing.T) {
	dir := t.TempDir()
	path, link, dangling := filepath.Join(dir, "file"), filepath.Join(dir, "link"), filepath.Join(dir, "dangling")
	err := errors.Join(os.WriteFile(path, []byte("old"), 0o644), os.Symlink("file", link), os.Symlink("nowhere", dangling))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{link, dangling} {
		for _, expect := range []Fingerprint{AnyVersion(), {}} {
			_, err := Save(t.Context(), p, strings.NewReader("new"), Options{NoLinks: true, Expect: expect})
			if ClassOf(err) != NotRegular || StateOf(err) != Old {
				t.Errorf("%s: %v", p, err)
			}
		}
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "old" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "nowhere")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the save created what the link names")
	}
	if _, err := Save(t.Context(), path, strings.NewReader("new"), Options{NoLinks: true, Expect: AnyVersion()}); err != nil {
		t.Error(err)
	}
	if _, err := Save(t.Context(), filepath.Join(dir, "fresh"), strings.NewReader("new"), Options{NoLinks: true}); err != nil {
		t.Error(err)
	}
	if _, err := Save(t.Context(), link, strings.NewReader("newer"), Options{Expect: AnyVersion()}); err != nil {
		t.Errorf("without NoLinks: %v", err)
	}
}
