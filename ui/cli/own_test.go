package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What write replaces is kept, unless it is told not to.
func TestWriteKeepsTheReplacedVersion(t *testing.T) {
	h := newHistory(t)
	for _, c := range []struct {
		text string
		args []string
		kept int
	}{
		{"first\n", nil, 1}, {"second\n", []string{"--no-version"}, 1}, {"third\n", nil, 2},
	} {
		_, r := within(strings.NewReader(c.text), append(append([]string{"write"}, c.args...), h.path)...)
		r.exits(t, ExitDone)
		if n := strings.Count(h.run().out, "\n"); n != c.kept {
			t.Errorf("after %q %d versions are kept, want %d", c.text, n, c.kept)
		}
	}
	for _, text := range []string{"now\n", "second\n"} {
		h.id(text)
	}
	onlyNames(t, filepath.Dir(h.path), "file")
}

// Without a folder of its own the program saves all the same, and says what is
// missing; with --no-version nothing is missing.
func TestWriteWithoutAHome(t *testing.T) {
	file := put(t, filepath.Join(t.TempDir(), "file"), "old")
	setHome(t.Setenv, put(t, filepath.Join(t.TempDir(), "home"), "not a folder"))
	_, r := within(strings.NewReader("new"), "write", file)
	if r.code != ExitDone || !strings.HasPrefix(r.err, "holdfast: ") {
		t.Errorf("%+v", r)
	}
	holds(t, file, "new")
	_, r = within(strings.NewReader("newer"), "write", "--no-version", file)
	r.exits(t, ExitDone)
	holds(t, file, "newer")
	onlyNames(t, filepath.Dir(file), "file")
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}
