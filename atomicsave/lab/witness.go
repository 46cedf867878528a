package lab

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/internal/vfs"
)

// witness is the real disk, with somebody who looks on: it tells of every call
// that changes something or flushes, after it was made.
type witness struct {
	vfs.FS
	folder, target, state string         // paths of folders, and the name of the file
	tell                  func(RealCall) // nil: nothing is told, before and after the save

	mu    sync.Mutex
	began time.Time
}

// OpenDir opens a folder of the disk.
func (w *witness) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	if base != nil {
		base = bare(base)
	}
	d, err := w.FS.OpenDir(base, path)
	if err != nil {
		return nil, err
	}
	return w.dir(d), nil
}

func (w *witness) dir(d vfs.Dir) vfs.Dir {
	seen := &witnessDir{Dir: d, w: w}
	if r, ok := d.(vfs.Replacer); ok {
		return &witnessReplacer{seen, r}
	}
	return seen
}

// bare returns the folder that is looked at.
func bare(d vfs.Dir) vfs.Dir {
	switch d := d.(type) {
	case *witnessDir:
		return d.Dir
	case *witnessReplacer:
		return d.Dir
	}
	return d
}

// saw makes a call and tells of it.
func (w *witness) saw(call crashsim.Call, do func() error) error {
	if w.tell == nil {
		return do()
	}
	w.mu.Lock()
	if w.began.IsZero() {
		w.began = time.Now()
	}
	start := time.Since(w.began)
	w.mu.Unlock()
	err := do()
	seen := RealCall{ID: callID(call), Call: call, Start: start, Took: time.Since(w.began) - start}
	if err != nil {
		seen.Err = err.Error()
	}
	w.tell(seen)
	return err
}

// role says what a name in a folder is.
func (w *witness) role(folder, name string) string {
	switch folder = filepath.Clean(folder); {
	case folder == w.state:
		return "recovery"
	case folder == w.folder && name == w.target:
		return "target"
	}
	return "temp"
}

type witnessDir struct {
	vfs.Dir
	w *witness
}

func (d *witnessDir) role(name string) string { return d.w.role(d.Path(), name) }

func (d *witnessDir) file(f vfs.File, name string) vfs.File {
	return &witnessFile{File: f, w: d.w, role: d.role(name)}
}

// OpenFile tells of a file that is made.
func (d *witnessDir) OpenFile(name string, how vfs.Access, mode uint32) (f vfs.File, err error) {
	open := func() error { f, err = d.Dir.OpenFile(name, how, mode); return err }
	if how == vfs.CreateNew {
		err = d.w.saw(crashsim.Call{Op: "create", Name: d.role(name)}, open)
	} else {
		err = open()
	}
	if err != nil {
		return nil, err
	}
	return d.file(f, name), nil
}

// Seed implements vfs.Seeder where the folder does.
func (d *witnessDir) Seed(name string, tempDir vfs.Dir, temp string) (f vfs.File, err error) {
	s, ok := d.Dir.(vfs.Seeder)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	err = d.w.saw(crashsim.Call{Op: "create", Name: d.role(temp)}, func() error {
		f, err = s.Seed(name, bare(tempDir), temp)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.file(f, temp), nil
}

func (d *witnessDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	op := "rename"
	if how == vfs.Exchange {
		op = "exchange"
	}
	call := crashsim.Call{Op: op, Name: d.role(name), To: d.w.role(to.Path(), newName)}
	return d.w.saw(call, func() error { return d.Dir.Rename(name, bare(to), newName, how) })
}

func (d *witnessDir) Link(name string, to vfs.Dir, newName string) error {
	call := crashsim.Call{Op: "link", Name: d.role(name), To: d.w.role(to.Path(), newName)}
	return d.w.saw(call, func() error { return d.Dir.Link(name, bare(to), newName) })
}

func (d *witnessDir) Remove(name string) error {
	role := d.role(name)
	if strings.HasPrefix(name, ".") && name != d.w.target {
		role = "temp" // of a recovery file, too: it is not the recovery that goes
	}
	return d.w.saw(crashsim.Call{Op: "remove", Name: role}, func() error { return d.Dir.Remove(name) })
}

func (d *witnessDir) Sync() error {
	name := "folder"
	if filepath.Clean(d.Path()) == d.w.state {
		name = "recovery"
	}
	return d.w.saw(crashsim.Call{Op: "flush-directory", Name: name}, d.Dir.Sync)
}

// witnessReplacer is a folder with a replace call of its own.
type witnessReplacer struct {
	*witnessDir
	native vfs.Replacer
}

func (d *witnessReplacer) Replace(ctx context.Context, tempDir vfs.Dir, temp, target, backup string) error {
	call := crashsim.Call{Op: "exchange", Name: "temp", To: "target"}
	if role := d.role(target); role == "recovery" {
		call = crashsim.Call{Op: "rename", Name: role, To: role}
	}
	return d.w.saw(call, func() error { return d.native.Replace(ctx, bare(tempDir), temp, target, backup) })
}

// Unkept implements vfs.Appraiser.
func (d *witnessReplacer) Unkept(name string) ([]string, error) {
	if a, ok := d.native.(vfs.Appraiser); ok {
		return a.Unkept(name)
	}
	return nil, nil
}

// Exclude implements vfs.Excluder.
func (d *witnessReplacer) Exclude(ctx context.Context, name string) (release func()) {
	if e, ok := d.native.(vfs.Excluder); ok {
		return e.Exclude(ctx, name)
	}
	return func() {}
}

type witnessFile struct {
	vfs.File
	w    *witness
	role string
}

func (f *witnessFile) saw(op string, bytes int64, do func() error) error {
	return f.w.saw(crashsim.Call{Op: op, Name: f.role, Bytes: bytes}, do)
}

func (f *witnessFile) Write(p []byte) (n int, err error) {
	err = f.saw("write", int64(len(p)), func() error { n, err = f.File.Write(p); return err })
	return n, err
}

func (f *witnessFile) WriteAt(p []byte, off int64) (n int, err error) {
	err = f.saw("write", int64(len(p)), func() error { n, err = f.File.WriteAt(p, off); return err })
	return n, err
}

func (f *witnessFile) Reserve(size int64) error {
	return f.saw("reserve", size, func() error { return f.File.Reserve(size) })
}

func (f *witnessFile) Truncate(size int64) error {
	return f.saw("truncate", size, func() error { return f.File.Truncate(size) })
}

func (f *witnessFile) Chown(uid, gid int) error {
	return f.saw("metadata", 0, func() error { return f.File.Chown(uid, gid) })
}

func (f *witnessFile) Chmod(mode uint32) error {
	return f.saw("metadata", 0, func() error { return f.File.Chmod(mode) })
}

func (f *witnessFile) SetAttr(name string, value []byte) error {
	return f.saw("metadata", 0, func() error { return f.File.SetAttr(name, value) })
}

func (f *witnessFile) RemoveAttr(name string) error {
	return f.saw("metadata", 0, func() error { return f.File.RemoveAttr(name) })
}

func (f *witnessFile) Sync(how vfs.Flush) (got vfs.Flush, err error) {
	op := "flush"
	if how == vfs.Push {
		op = "push"
	}
	err = f.saw(op, 0, func() error { got, err = f.File.Sync(how); return err })
	return got, err
}

// TryLock implements vfs.Locker where the file does.
func (f *witnessFile) TryLock() error {
	if l, ok := f.File.(vfs.Locker); ok {
		return l.TryLock()
	}
	return nil
}

// Push implements vfs.Pusher where the file does. It is a hint and no call that
// changes something.
func (f *witnessFile) Push(off, n int64) error {
	if p, ok := f.File.(vfs.Pusher); ok {
		return p.Push(off, n)
	}
	return nil
}

// counter finds the call after which something is to happen.
type counter struct {
	at   Point
	seen int
	done bool
}

// reached reports whether a call is the one that is waited for.
func (c *counter) reached(call RealCall) bool {
	if c.done || call.Err != "" || !sameCall(call.ID, c.at.ID) {
		return false
	}
	c.seen++
	c.done = c.seen >= max(1, c.at.N)
	return c.done
}

// sameCall reports whether two calls do the same for a save: which of them puts
// the new file in place depends on the file system.
func sameCall(a, b string) bool {
	puts := func(id string) bool { return id == "exchange-temp" || id == "rename-temp" || id == "link-temp" }
	return a == b || puts(a) && puts(b)
}
