// Package faultfs is a disk on which chosen calls fail, are cut short, or lose
// their answer. It wraps another vfs.FS.
package faultfs

import (
	"context"
	"sync"

	"holdfast/atomicsave/internal/vfs"
)

// Call is one call that reached the disk.
type Call struct {
	N    int    // counted from 1
	Op   string // the method, for example "rename" or "file.write"
	Name string // the entry, if the method has one
	Move vfs.Move
}

// Fault is what happens to a call. The zero Fault lets it pass.
type Fault struct {
	// Err is the answer. The call is not made, unless Lost says so.
	Err error
	// Lost makes the call, and reports Err all the same: the answer was lost.
	Lost bool
	// Short makes a write or read take only that many bytes, without an error.
	Short int
}

// FS is the faulty disk.
type FS struct {
	under vfs.FS
	plan  func(Call) Fault

	mu    sync.Mutex
	calls []Call
}

// New wraps a disk. plan is asked about every call; it must be quick and safe
// for concurrent use. nil lets everything pass.
func New(under vfs.FS, plan func(Call) Fault) *FS { return &FS{under: under, plan: plan} }

// Calls returns the calls so far.
func (f *FS) Calls() []Call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Call(nil), f.calls...)
}

// At returns a plan that does fault to the n-th call alone.
func At(n int, fault Fault) func(Call) Fault {
	return func(c Call) Fault {
		if c.N == n {
			return fault
		}
		return Fault{}
	}
}

// From returns a plan that does fault to the n-th call and all after it, as if
// the disk had gone.
func From(n int, fault Fault) func(Call) Fault {
	return func(c Call) Fault {
		if c.N >= n {
			return fault
		}
		return Fault{}
	}
}

// OnOp returns a plan that does fault to every call of one method.
func OnOp(op string, fault Fault) func(Call) Fault {
	return func(c Call) Fault {
		if c.Op == op {
			return fault
		}
		return Fault{}
	}
}

// ask counts a call and returns its fault.
func (f *FS) ask(op, name string, how vfs.Move) Fault {
	f.mu.Lock()
	c := Call{N: len(f.calls) + 1, Op: op, Name: name, Move: how}
	f.calls = append(f.calls, c)
	f.mu.Unlock()
	if f.plan == nil {
		return Fault{}
	}
	return f.plan(c)
}

// do makes a call as its fault says.
func (f *FS) do(op, name string, call func() error) error {
	return f.ask(op, name, 0).apply(call)
}

func (t Fault) apply(call func() error) error {
	if t.Err != nil && !t.Lost {
		return t.Err
	}
	err := call()
	if t.Err != nil {
		return t.Err
	}
	return err
}

// OpenDir opens a directory. A lost answer leaves nothing open.
func (f *FS) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	if t := f.ask("opendir", path, 0); t.Err != nil {
		return nil, t.Err
	}
	if base != nil {
		base = bare(base)
	}
	d, err := f.under.OpenDir(base, path)
	if err != nil {
		return nil, err
	}
	if r, ok := d.(vfs.Replacer); ok {
		return &replacer{dir{f, d}, r}, nil
	}
	return &dir{f, d}, nil
}

// bare returns the wrapped directory.
func bare(d vfs.Dir) vfs.Dir {
	switch d := d.(type) {
	case *dir:
		return d.under
	case *replacer:
		return d.under
	}
	return d
}

type dir struct {
	fs    *FS
	under vfs.Dir
}

func (d *dir) Path() string { return d.under.Path() }

func (d *dir) Stat(name string) (info vfs.Info, err error) {
	err = d.fs.do("stat", name, func() error { info, err = d.under.Stat(name); return err })
	return info, err
}

func (d *dir) Readlink(name string) (text string, err error) {
	err = d.fs.do("readlink", name, func() error { text, err = d.under.Readlink(name); return err })
	return text, err
}

func (d *dir) OpenFile(name string, how vfs.Access, mode uint32) (vfs.File, error) {
	op := map[vfs.Access]string{vfs.ReadOnly: "open-read", vfs.CreateNew: "open-create", vfs.ReadWrite: "open-write"}[how]
	t := d.fs.ask(op, name, 0)
	if t.Err != nil && !t.Lost {
		return nil, t.Err
	}
	f, err := d.under.OpenFile(name, how, mode)
	if err == nil && t.Err != nil {
		f.Close()
		return nil, t.Err
	}
	if err != nil {
		return nil, err
	}
	return &file{d.fs, f, name}, nil
}

func (d *dir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	return d.fs.ask("rename", name, how).apply(func() error {
		return d.under.Rename(name, bare(to), newName, how)
	})
}

func (d *dir) Link(name string, to vfs.Dir, newName string) error {
	return d.fs.do("link", name, func() error { return d.under.Link(name, bare(to), newName) })
}

func (d *dir) Remove(name string) error {
	return d.fs.do("remove", name, func() error { return d.under.Remove(name) })
}

func (d *dir) List() (names []string, err error) {
	err = d.fs.do("list", "", func() error { names, err = d.under.List(); return err })
	return names, err
}

func (d *dir) Sync() error { return d.fs.do("sync", "", d.under.Sync) }

func (d *dir) Writable(name string) error {
	return d.fs.do("writable", name, func() error { return d.under.Writable(name) })
}

func (d *dir) Volume() (v vfs.Volume, err error) {
	err = d.fs.do("volume", "", func() error { v, err = d.under.Volume(); return err })
	return v, err
}

// Close closes in any case, as close(2) does.
func (d *dir) Close() error {
	t := d.fs.ask("close", "", 0)
	t.Lost = true
	return t.apply(d.under.Close)
}

// replacer is a dir whose system has a replace call.
type replacer struct {
	dir
	native vfs.Replacer
}

func (d *replacer) Replace(ctx context.Context, tempDir vfs.Dir, temp, target, backup string) error {
	return d.fs.do("replace", target, func() error {
		return d.native.Replace(ctx, bare(tempDir), temp, target, backup)
	})
}

type file struct {
	fs    *FS
	under vfs.File
	name  string
}

// transfer makes a read or write as its fault says.
func (f *file) transfer(op string, p []byte, call func([]byte) (int, error)) (n int, err error) {
	t := f.fs.ask(op, f.name, 0)
	if t.Short > 0 && t.Short < len(p) {
		p = p[:t.Short]
	}
	err = t.apply(func() error { n, err = call(p); return err })
	return n, err
}

func (f *file) Read(p []byte) (int, error) {
	return f.transfer("file.read", p, f.under.Read)
}

func (f *file) Write(p []byte) (int, error) {
	return f.transfer("file.write", p, f.under.Write)
}

// ReadAt is not cut short: io.ReaderAt does not allow that.
func (f *file) ReadAt(p []byte, off int64) (n int, err error) {
	err = f.fs.do("file.read", f.name, func() error { n, err = f.under.ReadAt(p, off); return err })
	return n, err
}

func (f *file) WriteAt(p []byte, off int64) (int, error) {
	return f.transfer("file.write", p, func(p []byte) (int, error) { return f.under.WriteAt(p, off) })
}

func (f *file) Stat() (info vfs.Info, err error) {
	err = f.fs.do("file.stat", f.name, func() error { info, err = f.under.Stat(); return err })
	return info, err
}

func (f *file) Push(off, n int64) error {
	return f.fs.do("file.push", f.name, func() error {
		if p, ok := f.under.(vfs.Pusher); ok {
			return p.Push(off, n)
		}
		return nil
	})
}

func (f *file) Reserve(size int64) error {
	return f.fs.do("file.reserve", f.name, func() error { return f.under.Reserve(size) })
}

func (f *file) Truncate(size int64) error {
	return f.fs.do("file.truncate", f.name, func() error { return f.under.Truncate(size) })
}

func (f *file) Chown(uid, gid int) error {
	return f.fs.do("file.chown", f.name, func() error { return f.under.Chown(uid, gid) })
}

func (f *file) Chmod(mode uint32) error {
	return f.fs.do("file.chmod", f.name, func() error { return f.under.Chmod(mode) })
}

func (f *file) Attrs() (names []string, err error) {
	err = f.fs.do("file.attrs", f.name, func() error { names, err = f.under.Attrs(); return err })
	return names, err
}

func (f *file) Attr(name string) (value []byte, err error) {
	err = f.fs.do("file.attr", name, func() error { value, err = f.under.Attr(name); return err })
	return value, err
}

func (f *file) SetAttr(name string, value []byte) error {
	return f.fs.do("file.setattr", name, func() error { return f.under.SetAttr(name, value) })
}

func (f *file) RemoveAttr(name string) error {
	return f.fs.do("file.removeattr", name, func() error { return f.under.RemoveAttr(name) })
}

func (f *file) Sync(how vfs.Flush) (got vfs.Flush, err error) {
	err = f.fs.do("file.sync", f.name, func() error { got, err = f.under.Sync(how); return err })
	return got, err
}

// Close closes in any case, as close(2) does.
func (f *file) Close() error {
	t := f.fs.ask("file.close", f.name, 0)
	t.Lost = true
	return t.apply(f.under.Close)
}
