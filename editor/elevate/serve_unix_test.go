//go:build unix

package elevate

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"holdfast/atomicsave"
)

// ground is a folder as Enter wants it: the folders of package testing are
// below /tmp, whose sticky bit keeps others from renaming them.
func ground(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "holdfast-elevate-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chdir(home) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// stateIn is a folder for the journal.
func stateIn(t *testing.T) func() (string, error) {
	dir := filepath.Join(t.TempDir(), "state")
	return func() (string, error) { return dir, nil }
}

func serve(t *testing.T, path string, o Order, content string) (atomicsave.Report, error) {
	t.Helper()
	report, _, err := serveWith(t.Context(), path, strings.NewReader(sent(t, o, content)), stateIn(t))
	return report, err
}

func has(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s has %q, %v; want %q", path, got, err, want)
	}
}

func TestServeReplacesTheVersionOfTheOrder(t *testing.T) {
	path := filepath.Join(ground(t), "hosts")
	o := orderOf("new\n")
	o.Expect = put(t, path, "old\n")
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	o.Expect, _ = atomicsave.Identify(t.Context(), path)
	report, err := serve(t, path, o, "new\n")
	if err != nil || report.Target != path {
		t.Fatalf("%+v, %v", report, err)
	}
	has(t, path, "new\n")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestServeCreatesWithAModeOfItsOwn(t *testing.T) {
	path := filepath.Join(ground(t), "new.conf")
	defer syscall.Umask(syscall.Umask(0))
	if _, err := serve(t, path, orderOf("x"), "x"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestServeRefuses(t *testing.T) {
	dir := ground(t)
	path := filepath.Join(dir, "file")
	expect := put(t, path, "old")
	good := orderOf("new")
	good.Expect = expect
	if err := os.Symlink(path, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, filepath.Join(dir, "up")); err != nil {
		t.Fatal(err)
	}
	open := filepath.Join(dir, "open")
	if err := errors.Join(os.Mkdir(open, 0o777), os.Chmod(open, 0o777)); err != nil {
		t.Fatal(err)
	}
	inOpen := good
	inOpen.Expect = put(t, filepath.Join(open, "file"), "old")
	for name, c := range map[string]struct {
		path  string
		order Order
		in    string // the content; "new" if empty
		class atomicsave.Class
	}{
		"a relative path":                 {"file", good, "", atomicsave.Permission},
		"a path with a detour":            {filepath.Join(dir, "open") + "/../file", good, "", atomicsave.Permission},
		"a link in the place of the file": {filepath.Join(dir, "link"), good, "", atomicsave.NotRegular},
		"a link on the way":               {filepath.Join(dir, "up", "file"), good, "", atomicsave.Permission},
		"a folder that others may write":  {filepath.Join(open, "file"), inOpen, "", atomicsave.Permission},
		"a file that exists":              {path, orderOf("new"), "", atomicsave.Exists},
		"another content":                 {path, good, "nex", atomicsave.Other},
		"content that was cut short":      {path, good, "ne", atomicsave.Other},
		"a folder":                        {dir, good, "", atomicsave.NotRegular},
		"a missing folder":                {filepath.Join(dir, "none", "file"), good, "", atomicsave.Vanished},
	} {
		content := c.in
		if content == "" {
			content = "new"
		}
		if _, err := serve(t, c.path, c.order, content); atomicsave.ClassOf(err) != c.class || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	has(t, path, "old")
	has(t, filepath.Join(open, "file"), "old")
	if names, err := filepath.Glob(filepath.Join(dir, ".holdfast-*")); err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
	put(t, path, "theirs")
	if _, err := serve(t, path, good, "new"); atomicsave.ClassOf(err) != atomicsave.Changed {
		t.Errorf("a version that was never seen: %v", err)
	}
	has(t, path, "theirs")
}

// TestServeAmongOthersFiles is about folders that belong to somebody else, and
// about a sticky folder in which somebody else has names.
func TestServeAmongOthersFiles(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the administrator can give folders away")
	}
	const someone = 12345
	dir := ground(t)
	theirs, sticky := filepath.Join(dir, "theirs"), filepath.Join(dir, "sticky")
	if err := errors.Join(os.Mkdir(theirs, 0o755), os.Mkdir(filepath.Join(theirs, "mine"), 0o755), os.Mkdir(sticky, 0o777), os.Chmod(sticky, 0o777|os.ModeSticky)); err != nil {
		t.Fatal(err)
	}
	below, ours, given := filepath.Join(theirs, "mine", "file"), filepath.Join(sticky, "ours"), filepath.Join(sticky, "given")
	put(t, given, "old")
	if err := errors.Join(os.Chown(theirs, someone, someone), os.Chown(given, someone, someone)); err != nil {
		t.Fatal(err)
	}
	try := func(path string, expect atomicsave.Fingerprint) error {
		o := orderOf("new")
		o.Expect = expect
		_, err := serve(t, path, o, "new")
		return err
	}
	identified, err := atomicsave.Identify(t.Context(), given)
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a folder of the administrator's in one of a user's": try(below, put(t, below, "old")),
		"a user's file in a sticky folder":                   try(given, identified),
		"a new file in a sticky folder":                      try(filepath.Join(sticky, "new"), atomicsave.Fingerprint{}),
	} {
		if !errors.Is(err, ErrGround) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := try(ours, put(t, ours, "old")); err != nil {
		t.Errorf("the administrator's own file in a sticky folder: %v", err)
	}
	// A user's file in the administrator's folder: its owner cannot move it,
	// and it stays the owner's.
	file := filepath.Join(dir, "file")
	put(t, file, "old")
	if err := os.Chown(file, someone, someone); err != nil {
		t.Fatal(err)
	}
	expect, err := atomicsave.Identify(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if err := try(file, expect); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Sys().(*syscall.Stat_t).Uid != someone {
		t.Errorf("the owner changed: %v", err)
	}
}

func TestServeAsksForConsent(t *testing.T) {
	dir := ground(t)
	path := filepath.Join(dir, "file")
	put(t, path, "old")
	if err := os.Link(path, filepath.Join(dir, "other")); err != nil {
		t.Fatal(err)
	}
	o := orderOf("new")
	var err error
	if o.Expect, err = atomicsave.Identify(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	_, needs, err := serveWith(t.Context(), path, strings.NewReader(sent(t, o, "new")), stateIn(t))
	if atomicsave.ClassOf(err) != atomicsave.NeedsConsent || needs == 0 {
		t.Fatalf("%v, %v", needs, err)
	}
	o.Consent = atomicsave.Agree(atomicsave.LossHardLink)
	if _, err := serve(t, path, o, "new"); err != nil {
		t.Fatal(err)
	}
	has(t, path, "new")
	has(t, filepath.Join(dir, "other"), "old")
}

// swapped replaces a folder of the path by a link while the content is on its
// way.
type swapped struct {
	rest *strings.Reader
	swap func()
}

func (s *swapped) Read(p []byte) (int, error) {
	if s.swap != nil && s.rest.Len() < 100_000 {
		s.swap()
		s.swap = nil
	}
	return s.rest.Read(p[:min(len(p), 4096)])
}

func TestAPathThatIsSwappedDuringTheSaveDoesNotRedirectIt(t *testing.T) {
	dir := ground(t)
	real, moved, elsewhere := filepath.Join(dir, "real"), filepath.Join(dir, "moved"), filepath.Join(dir, "elsewhere")
	if err := errors.Join(os.Mkdir(real, 0o755), os.Mkdir(elsewhere, 0o755)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(real, "file")
	content := strings.Repeat("0123456789", 50_000)
	o := orderOf(content)
	o.Expect = put(t, path, "old")
	put(t, filepath.Join(elsewhere, "file"), "theirs")
	in := &swapped{rest: strings.NewReader(sent(t, o, content)), swap: func() {
		if err := errors.Join(os.Rename(real, moved), os.Symlink(elsewhere, real)); err != nil {
			t.Error(err)
		}
	}}
	if _, _, err := serveWith(t.Context(), path, in, stateIn(t)); err != nil {
		t.Fatal(err)
	}
	has(t, filepath.Join(moved, "file"), content)
	has(t, filepath.Join(elsewhere, "file"), "theirs")
}

func TestProgramsThatOthersCanChangeAreNotStarted(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the administrator can make a file that others cannot change")
	}
	dir := ground(t)
	path := filepath.Join(dir, "program")
	put(t, path, "#!/bin/sh\n")
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := untouchable(path, 0); err != nil {
		t.Error(err)
	}
	if err := untouchable(path, syscall.S_ISUID); !errors.Is(err, ErrProgram) {
		t.Errorf("without the setuid bit: %v", err)
	}
	for name, spoil := range map[string]func() error{
		"writable":          func() error { return os.Chmod(path, 0o777) },
		"somebody else's":   func() error { return os.Chown(path, 12345, 12345) },
		"in an open folder": func() error { return os.Chmod(dir, 0o777) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if err := untouchable(path, 0); !errors.Is(err, ErrProgram) {
			t.Errorf("%s: %v", name, err)
		}
		if err := errors.Join(os.Chmod(dir, 0o755), os.Chown(path, 0, 0), os.Chmod(path, 0o755)); err != nil {
			t.Fatal(err)
		}
	}
}
