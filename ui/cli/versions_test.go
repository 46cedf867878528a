package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/editor/versions"
	"holdfast/editor/workspace"
)

// history is a user with a file of which some versions are kept.
type history struct {
	t     *testing.T
	path  string
	store *versions.Store
}

// newHistory gives the user folders of their own and keeps the texts of a file
// in the order given.
func newHistory(t *testing.T, kept ...string) *history {
	t.Helper()
	home := t.TempDir()
	setHome(t.Setenv, home)
	dirs, err := workspace.UserDirs()
	if err != nil {
		t.Fatal(err)
	}
	h := &history{t, put(t, filepath.Join(t.TempDir(), "file"), "now\n"), versions.New(dirs.State, versions.DefaultPolicy())}
	for _, text := range kept {
		if _, err := h.store.Keep(t.Context(), h.path, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// run runs the verb for the file.
func (h *history) run(args ...string) result {
	_, r := within(unread{h.t}, append(append([]string{"versions"}, args...), h.path)...)
	return r
}

// id is the ID of the version with that text.
func (h *history) id(text string) string {
	h.t.Helper()
	l, err := h.store.List(h.t.Context(), h.path)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, v := range l.Versions {
		if content, _, err := h.store.Read(h.t.Context(), h.path, v.ID); err == nil && string(content) == text {
			return v.ID
		}
	}
	h.t.Fatalf("there is no version %q", text)
	return ""
}

func TestVersionsAreListed(t *testing.T) {
	h := newHistory(t)
	r := h.run()
	r.exits(t, ExitDone)
	if r.out != "" {
		t.Errorf("without versions the list is %q", r.out)
	}
	h = newHistory(t, "first\n", "second version\n")
	r = h.run()
	r.exits(t, ExitDone)
	lines := strings.Split(r.out, "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], h.id("second version\n")+"  ") || !strings.HasSuffix(lines[0], "  15") {
		t.Errorf("the list is\n%s", r.out)
	}
	var all []struct {
		ID, SHA256        string
		Replaced, Written time.Time
		Bytes             int
	}
	if r = h.run("--json"); json.Unmarshal([]byte(r.out), &all) != nil || len(all) != 2 || all[1].Bytes != 6 || len(all[1].SHA256) != 64 || all[1].Replaced.IsZero() || all[1].Written.IsZero() {
		t.Errorf("as JSON the list is\n%s", r.out)
	}
}

func TestAVersionIsShownToTheByte(t *testing.T) {
	text := "a\r\nb\x00\xff no break"
	h := newHistory(t, text)
	r := h.run("--show", h.id(text)[:5])
	r.exits(t, ExitDone)
	if r.out != text {
		t.Errorf("shown is %q", r.out)
	}
	for _, args := range [][]string{{"--show", "ffffffffffff"}, {"--show", ""}, {"--show", "a"}, {"--diff", "none"}, {"--restore", "none"}} {
		r := h.run(args...)
		r.exits(t, ExitUsage)
		if r.out != "" {
			t.Errorf("%q printed %q", args, r.out)
		}
	}
}

func TestTheDifferenceToNow(t *testing.T) {
	h := newHistory(t, "then\n")
	r := h.run("--diff", h.id("then\n"))
	r.exits(t, ExitDone)
	if !strings.Contains(r.out, "\n@@ -1 +1 @@\n-then\n+now\n") || !strings.HasPrefix(r.out, "--- "+filepath.ToSlash(h.path)+"\t2") {
		t.Errorf("the difference is\n%s", r.out)
	}
	if err := os.Remove(h.path); err != nil {
		t.Fatal(err)
	}
	if r := h.run("--diff", h.id("then\n")); r.code != ExitDone || !strings.HasSuffix(r.out, "\n-then\n") {
		t.Errorf("without the file: %+v", r)
	}
}

func TestRestoringCanBeUndone(t *testing.T) {
	h := newHistory(t, "then\n")
	h.run("--restore", h.id("then\n")).exits(t, ExitDone)
	holds(t, h.path, "then\n")
	h.run("--restore", h.id("now\n")).exits(t, ExitDone)
	holds(t, h.path, "now\n")
	if err := os.Remove(h.path); err != nil {
		t.Fatal(err)
	}
	h.run("--restore", h.id("then\n")).exits(t, ExitDone) // creates it
	holds(t, h.path, "then\n")
	onlyNames(t, filepath.Dir(h.path), "file")
}

func TestForgettingAndExcluding(t *testing.T) {
	h := newHistory(t, "secret\n", "then\n")
	h.run("--exclude").exits(t, ExitDone)
	h.run("--restore", h.id("then\n")).exits(t, ExitDone)
	if r := h.run(); strings.Count(r.out, "\n") != 2 {
		t.Errorf("a version was kept of an excluded file:\n%s", r.out)
	}
	h.run("--forget").exits(t, ExitDone)
	if r := h.run(); r.out != "" {
		t.Errorf("after forgetting there is\n%s", r.out)
	}
	h.run("--include").exits(t, ExitDone)
	if kept, err := h.store.Keeps(t.Context(), h.path); err != nil || !kept {
		t.Errorf("included again, it is kept: %v, %v", kept, err)
	}
}

func TestADamagedVersionIsNotRestored(t *testing.T) {
	h := newHistory(t, "then\n")
	id := h.id("then\n")
	dirs, _ := workspace.UserDirs()
	files, err := filepath.Glob(filepath.Join(dirs.State, "versions", "*", "*-5-*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	put(t, files[0], "THEN\n")
	h.run("--restore", id).exits(t, ExitIO)
	holds(t, h.path, "now\n")
	r := h.run("--show", id)
	r.exits(t, ExitIO)
	if r.out != "THEN\n" {
		t.Errorf("what is left of it is shown as %q", r.out)
	}
}

func TestOneThingAtATimeWithVersions(t *testing.T) {
	h := newHistory(t)
	for _, args := range [][]string{{"--forget", "--exclude"}, {"--show", "a", "--diff", "b"}, {"--json", "--forget"}, {"--nonsense"}, {"another"}} {
		h.run(args...).exits(t, ExitUsage)
	}
}
