package atomicsave

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"holdfast/atomicsave/internal/vfs"
)

// write puts content at path with the ordinary calls.
func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// wantContent checks the content of path; "-" means that there is no file.
func wantContent(t testing.TB, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	switch {
	case want == "-" && errors.Is(err, os.ErrNotExist):
	case want == "-":
		t.Errorf("%s exists, with %q, %v", path, got, err)
	case err != nil:
		t.Error(err)
	case string(got) != want:
		t.Errorf("%s holds %q, want %q", path, clip(got), clip([]byte(want)))
	}
}

func clip(b []byte) []byte { return b[:min(len(b), 80)] }

// wantNames checks that a directory holds the names and nothing else.
func wantNames(t testing.TB, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}

// wantError checks class and state of an error.
func wantError(t testing.TB, err error, class Class, state State) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want an *Error of class %v", err, class)
	}
	if e.Class != class || e.State != state {
		t.Errorf("class %v, state %v, want %v, %v: %v", e.Class, e.State, class, state, err)
	}
	wantInTable(t, err)
	return e
}

// mustSave saves and fails the test on an error.
func mustSave(t testing.TB, path, content string, opts Options) Report {
	t.Helper()
	r, err := Save(context.Background(), path, strings.NewReader(content), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// identify returns the fingerprint of path.
func identify(t testing.TB, path string) Fingerprint {
	t.Helper()
	fp, err := Identify(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return fp
}

// steps returns the names of the steps of a report.
func steps(r Report) string {
	var names []string
	for _, e := range r.Events {
		names = append(names, string(e.Step))
	}
	return strings.Join(names, " ")
}

// remarks are the caveats of a report, without those about the volume, which depend
// on where the tests run.
func remarks(r Report) []Caveat {
	return slices.DeleteFunc(slices.Clone(r.Caveats), func(c Caveat) bool {
		return c.Kind == CaveatVolume || c.Kind == CaveatUnprotected
	})
}

// isBare reports whether the tests run where names have no journal to protect them.
func isBare(t testing.TB, dir string) bool {
	t.Helper()
	d, err := vfs.OS().OpenDir(nil, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	v, err := d.Volume()
	return err == nil && v.Bare
}

func conf(dir string) string { return filepath.Join(dir, "app.conf") }
