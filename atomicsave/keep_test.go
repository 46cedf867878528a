package atomicsave

import (
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// keeper is a hook that copies or moves what it is shown.
type keeper struct {
	t     *testing.T
	dir   string
	shown []Replaced
	err   error
}

func (k *keeper) keep(_ context.Context, old Replaced) error {
	k.t.Helper()
	k.shown = append(k.shown, old)
	if k.err != nil {
		return k.err
	}
	wantContent(k.t, old.Path, "old")
	if old.Aside {
		wantContent(k.t, old.Target, "new")
		return os.Rename(old.Path, filepath.Join(k.dir, "kept"))
	}
	if old.Path != old.Target {
		k.t.Errorf("%s is to be replaced, but %s was shown", old.Target, old.Path)
	}
	content, err := os.ReadFile(old.Path)
	if err == nil {
		err = os.WriteFile(filepath.Join(k.dir, "kept"), content, 0o600)
	}
	return err
}

// once checks that one version was shown.
func (k *keeper) once() Replaced {
	k.t.Helper()
	if len(k.shown) != 1 {
		k.t.Fatalf("shown were %+v", k.shown)
	}
	return k.shown[0]
}

func TestKeepIsShownTheReplacedVersion(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"full":        func(*Options) {},
		"balanced":    func(o *Options) { o.Durability = Balanced },
		"fast":        func(o *Options) { o.Durability = Fast },
		"any version": func(o *Options) { o.Expect = AnyVersion() },
		"in place":    func(o *Options) { o.StateDir = t.TempDir(); o.Consent = Agree(LossAtomicity) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := conf(dir)
			write(t, path, "old")
			k := &keeper{t: t, dir: t.TempDir()}
			opts := Options{Expect: identify(t, path), Keep: k.keep}
			change(&opts)
			if name == "in place" { // a hard link is not replaced without being asked
				if err := os.Link(path, filepath.Join(dir, "other")); err != nil {
					t.Skip("no hard links here:", err)
				}
				opts.Expect = identify(t, path)
			}
			r := mustSave(t, path, "new", opts)
			if old := k.once(); old.Target != r.Target || !opts.Expect.IsAny() && old.Sum != sha256.Sum256([]byte("old")) {
				t.Errorf("shown was %+v", old)
			}
			wantContent(t, path, "new")
			wantContent(t, filepath.Join(k.dir, "kept"), "old")
			if name != "in place" {
				wantNames(t, dir, "app.conf")
			}
			if !strings.Contains(steps(r), string(StepKeep)) && r.Commit != CommitRename {
				t.Errorf("steps are %s", steps(r))
			}
		})
	}
}

func TestWithoutAnOldVersionNothingIsKept(t *testing.T) {
	dir := t.TempDir()
	k := &keeper{t: t, dir: dir}
	r := mustSave(t, conf(dir), "new", Options{Keep: k.keep})
	mustSave(t, conf(dir), "new", Options{Expect: r.Fingerprint, Keep: k.keep}) // unchanged
	mustSave(t, filepath.Join(dir, "any"), "new", Options{Expect: AnyVersion(), Keep: k.keep})
	_, err := Save(ctx, conf(dir), strings.NewReader("x"), Options{Keep: k.keep})
	wantError(t, err, Exists, Old)
	if len(k.shown) != 0 {
		t.Errorf("shown were %+v", k.shown)
	}
}

func TestAFailedKeepDoesNotStopTheSave(t *testing.T) {
	for _, level := range []Durability{Full, Fast} {
		dir := t.TempDir()
		write(t, conf(dir), "old")
		k := &keeper{t: t, err: errors.New("the other disk is full")}
		r := mustSave(t, conf(dir), "new", Options{Expect: identify(t, conf(dir)), Durability: level, Keep: k.keep})
		k.once()
		wantContent(t, conf(dir), "new")
		wantNames(t, dir, "app.conf")
		told := false
		for _, c := range r.Caveats {
			told = told || c.Kind == CaveatNotKept
		}
		if !told || r.State != New {
			t.Errorf("%v: state %v, caveats %v", level, r.State, r.Caveats)
		}
	}
}
