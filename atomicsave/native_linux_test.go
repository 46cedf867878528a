package atomicsave

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"holdfast/atomicsave/internal/vfs"
)

// nativeFS is a disk with a replace call of its own, like Windows, made of a
// link and a rename. before runs just before the call; fails stands in for it.
type nativeFS struct {
	before func()
	fails  func(d nativeDir, temp, target, backup string) error
}

type nativeDir struct {
	vfs.Dir
	fs *nativeFS
}

func (f *nativeFS) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	if d, ok := base.(nativeDir); ok {
		base = d.Dir
	}
	d, err := vfs.OS().OpenDir(base, path)
	return nativeDir{d, f}, err
}

func (d nativeDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	return d.Dir.Rename(name, to.(nativeDir).Dir, newName, how)
}

func (d nativeDir) Link(name string, to vfs.Dir, newName string) error {
	return d.Dir.Link(name, to.(nativeDir).Dir, newName)
}

func (d nativeDir) Replace(_ context.Context, tempDir vfs.Dir, temp, target, backup string) error {
	if d.fs.before != nil {
		d.fs.before()
		d.fs.before = nil
	}
	if d.fs.fails != nil {
		return d.fs.fails(d, temp, target, backup)
	}
	if err := d.Link(target, d, backup); err != nil {
		return &vfs.ReplaceError{Outcome: vfs.TargetOld, Err: err}
	}
	return tempDir.Rename(temp, d, target, vfs.Over)
}

func TestNativeReplace(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	r := mustSave(t, conf(dir), newContent, Options{Expect: identify(t, conf(dir))}.OnDisk(&nativeFS{}))
	if r.Commit != CommitReplace || r.State != New || r.Achieved != Full {
		t.Errorf("report %+v", r)
	}
	wantContent(t, conf(dir), newContent)
	wantNames(t, dir, "app.conf")
}

// A foreign version that the replace call displaced is put back.
func TestNativeReplaceConflict(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	disk := &nativeFS{before: func() {
		write(t, filepath.Join(dir, "theirs"), "theirs")
		if err := os.Rename(filepath.Join(dir, "theirs"), conf(dir)); err != nil {
			t.Fatal(err)
		}
	}}
	_, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: identify(t, conf(dir))}.OnDisk(disk))
	wantError(t, err, Changed, Old)
	wantContent(t, conf(dir), "theirs")
	wantNames(t, dir, "app.conf")
}

// What a failed replace call leaves decides, not its error.
func TestNativeReplaceFailures(t *testing.T) {
	failed := func(outcome vfs.Outcome, paths ...string) error {
		return &vfs.ReplaceError{Outcome: outcome, Paths: paths, Err: syscall.EBUSY}
	}
	for name, c := range map[string]struct {
		fails func(d nativeDir, temp, target, backup string) error
		class Class
		state State
		names int
	}{
		"old":    {func(nativeDir, string, string, string) error { return failed(vfs.TargetOld) }, InUse, Old, 1},
		"spoilt": {func(nativeDir, string, string, string) error { return failed(vfs.TargetOldTempSpoilt) }, InUse, Old, 1},
		"new": {func(d nativeDir, temp, target, _ string) error {
			d.Dir.Rename(temp, d.Dir, target, vfs.Over)
			return failed(vfs.TargetNew)
		}, Other, NewUnconfirmed, 1},
		"unknown": {func(d nativeDir, temp, target, backup string) error {
			d.Dir.Rename(target, d.Dir, backup, vfs.Over)
			return failed(vfs.TargetUnknown, temp, backup)
		}, InUse, Unknown, 2},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, conf(dir), oldContent)
			r, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: identify(t, conf(dir))}.OnDisk(&nativeFS{fails: c.fails}))
			if r.State != c.state || ClassOf(err) != c.class || (err == nil) != (c.state == NewUnconfirmed) {
				t.Errorf("report %+v, error %v", r, err)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != c.names {
				t.Errorf("the folder holds %v", entries)
			}
			if e, ok := err.(*Error); ok && c.state == Unknown && len(e.Paths) != 2 {
				t.Errorf("paths %v", e.Paths)
			}
		})
	}
}
