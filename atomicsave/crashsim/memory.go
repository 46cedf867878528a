package crashsim

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/atomicsave/internal/vfs"
)

// The folder and the name of the file that is saved, and the folder of the
// program's own, with its recovery files.
const (
	targetDir  = "/folder"
	targetName = "target"
	stateDir   = "/state"

	folderID = 0
	stateID  = 1
)

// memory is the disk as programs see it: nothing is ever lost. It implements
// vfs.FS and records every call that changes something.
type memory struct {
	disk  Disk
	dirs  map[string]*directory
	nodes int
	begin time.Time // of the simulation, for the times of files
	ticks int64
	aged  bool // the files of the preparation are an hour old

	journal *atomicsave.Journal // of a save in place

	recording bool
	ops       []op
	step      int // ops before this one have got their step
}

type directory struct {
	id      int
	entries map[string]*node
}

// node is a file, with or without a name.
type node struct {
	id    int
	data  []byte
	info  vfs.Info
	links int
	open  int
	limbo bool // links and open handles are gone
}

func newMemory(disk Disk) *memory {
	m := &memory{disk: disk, begin: time.Now(), dirs: map[string]*directory{}}
	m.dirs[targetDir] = &directory{id: folderID, entries: map[string]*node{}}
	m.dirs[stateDir] = &directory{id: stateID, entries: map[string]*node{}}
	return m
}

// now is a clock that never shows the same time twice. During the preparation
// it is an hour slow, so that the times of the old file are believed.
func (m *memory) now() int64 {
	m.ticks++
	at := m.begin.UnixNano() + m.ticks
	if !m.aged {
		at -= int64(time.Hour)
	}
	return at
}

func (m *memory) record(o op) {
	if m.recording {
		m.ops = append(m.ops, o)
	}
}

// OpenDir knows the folders of the simulation alone.
func (m *memory) OpenDir(base vfs.Dir, name string) (vfs.Dir, error) {
	if base != nil && !strings.HasPrefix(name, "/") {
		name = base.Path() + "/" + name
	}
	name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
	d, ok := m.dirs[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return &memDir{m, d, name}, nil
}

type memDir struct {
	m    *memory
	d    *directory
	path string
}

func (d *memDir) Path() string { return d.path }

func (d *memDir) find(name string) (*node, error) {
	n, ok := d.d.entries[name]
	if !ok {
		return nil, &fs.PathError{Op: "look up", Path: name, Err: fs.ErrNotExist}
	}
	return n, nil
}

func (d *memDir) Stat(name string) (vfs.Info, error) {
	if name == "" {
		return vfs.Info{Kind: vfs.Directory, Dev: 1, Ino: uint64(d.d.id + 1), Nlink: 1, Mode: 0o755}, nil
	}
	n, err := d.find(name)
	if err != nil {
		return vfs.Info{}, err
	}
	return n.stat(), nil
}

func (d *memDir) Readlink(name string) (string, error) { return "", errors.ErrUnsupported }

func (d *memDir) OpenFile(name string, how vfs.Access, mode uint32) (vfs.File, error) {
	n, err := d.find(name)
	switch {
	case how == vfs.CreateNew && err == nil:
		return nil, &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
	case how == vfs.CreateNew:
		n = d.m.newNode(mode &^ 0o022)
		d.d.entries[name] = n
		n.links = 1
		d.m.record(op{kind: opCreate, node: n.id, dir: d.d.id, name: name})
	case err != nil:
		return nil, err
	}
	n.open++
	return &memFile{m: d.m, n: n, dir: d.d.id, name: name}, nil
}

func (m *memory) newNode(mode uint32) *node {
	m.nodes++
	at := m.now()
	n := &node{id: m.nodes}
	n.info = vfs.Info{Kind: vfs.Regular, Dev: 1, Ino: uint64(100 + n.id), MtimeNs: at, CtimeNs: at, BirthNs: at, Mode: mode}
	n.info.UID, n.info.GID = uint32(max(os.Geteuid(), 0)), uint32(max(os.Getegid(), 0))
	return n
}

func (n *node) stat() vfs.Info {
	info := n.info
	info.Size, info.Nlink = int64(len(n.data)), uint64(n.links)
	return info
}

// release notes that nothing leads to a file any more.
func (m *memory) release(n *node) {
	if n.links == 0 && n.open == 0 && !n.limbo {
		n.limbo = true
		m.record(op{kind: opFree, node: n.id})
	}
}

func (d *memDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	dest := to.(*memDir)
	n, err := d.find(name)
	if err != nil {
		return err
	}
	other := dest.d.entries[newName]
	switch {
	case how == vfs.Exchange && other == nil:
		return &fs.PathError{Op: "exchange", Path: newName, Err: fs.ErrNotExist}
	case how == vfs.NoReplace && other != nil:
		return &fs.PathError{Op: "rename", Path: newName, Err: fs.ErrExist}
	case other == n:
		return nil
	}
	dest.d.entries[newName] = n
	n.info.CtimeNs = d.m.now()
	o := op{kind: opRename, node: n.id, dir: d.d.id, name: name, toDir: dest.d.id, toName: newName, how: how}
	if how == vfs.Exchange {
		d.d.entries[name] = other
		other.info.CtimeNs = d.m.now()
		o.other = other.id
	} else {
		delete(d.d.entries, name)
	}
	d.m.record(o)
	if other != nil && how == vfs.Over {
		other.links--
		d.m.release(other)
	}
	return nil
}

func (d *memDir) Link(name string, to vfs.Dir, newName string) error {
	dest := to.(*memDir)
	n, err := d.find(name)
	if err != nil {
		return err
	}
	if _, ok := dest.d.entries[newName]; ok {
		return &fs.PathError{Op: "link", Path: newName, Err: fs.ErrExist}
	}
	dest.d.entries[newName] = n
	n.links++
	d.m.record(op{kind: opLink, node: n.id, dir: d.d.id, name: name, toDir: dest.d.id, toName: newName})
	return nil
}

func (d *memDir) Remove(name string) error {
	n, err := d.find(name)
	if err != nil {
		return err
	}
	delete(d.d.entries, name)
	n.links--
	d.m.record(op{kind: opRemove, node: n.id, dir: d.d.id, name: name})
	d.m.release(n)
	return nil
}

func (d *memDir) List() ([]string, error) {
	var names []string
	for name := range d.d.entries {
		names = append(names, name)
	}
	return names, nil
}

func (d *memDir) Sync() error {
	d.m.record(op{kind: opSyncDir, dir: d.d.id})
	return nil
}

func (d *memDir) Writable(string) error { return nil }

func (d *memDir) Volume() (vfs.Volume, error) { return vfs.Volume{Type: d.m.disk.volume}, nil }

func (d *memDir) Close() error { return nil }

// memFile is an open file.
type memFile struct {
	m      *memory
	n      *node
	dir    int
	name   string
	at     int64
	closed bool
}

func (f *memFile) Read(p []byte) (int, error) {
	n, err := f.ReadAt(p, f.at)
	f.at += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

func (f *memFile) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(len(f.n.data)) {
		return 0, io.EOF
	}
	n := copy(p, f.n.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *memFile) Write(p []byte) (int, error) {
	n, err := f.WriteAt(p, f.at)
	f.at += int64(n)
	return n, err
}

func (f *memFile) WriteAt(p []byte, off int64) (int, error) {
	end := int(off) + len(p)
	if end > len(f.n.data) {
		f.n.grow(end)
	}
	copy(f.n.data[off:], p)
	f.n.info.MtimeNs = f.m.now()
	f.n.info.CtimeNs = f.n.info.MtimeNs
	if f.m.recording && len(p) > 0 {
		f.m.record(op{kind: opWrite, node: f.n.id, dir: f.dir, name: f.name, off: off, data: append([]byte(nil), p...)})
	}
	return len(p), nil
}

func (n *node) grow(size int) {
	if size > cap(n.data) {
		larger := make([]byte, len(n.data), max(size, 2*cap(n.data)))
		copy(larger, n.data)
		n.data = larger
	}
	old := len(n.data)
	n.data = n.data[:size]
	clear(n.data[old:])
}

func (f *memFile) Stat() (vfs.Info, error) { return f.n.stat(), nil }

// Reserve takes the room beforehand and leaves the size as it is.
func (f *memFile) Reserve(size int64) error {
	f.n.data = append(make([]byte, 0, max(int(size), len(f.n.data))), f.n.data...)
	f.m.record(op{kind: opReserve, node: f.n.id, dir: f.dir, name: f.name, size: size})
	return nil
}

func (f *memFile) Truncate(size int64) error {
	old := int64(len(f.n.data))
	if size > old {
		f.n.grow(int(size))
	}
	f.n.data = f.n.data[:size]
	f.n.info.MtimeNs = f.m.now()
	f.m.record(op{kind: opTruncate, node: f.n.id, dir: f.dir, name: f.name, size: size, was: old})
	return nil
}

func (f *memFile) change() {
	f.n.info.CtimeNs = f.m.now()
	f.m.record(op{kind: opMetadata, node: f.n.id, dir: f.dir, name: f.name})
}

func (f *memFile) Chown(uid, gid int) error {
	if uid >= 0 {
		f.n.info.UID = uint32(uid)
	}
	if gid >= 0 {
		f.n.info.GID = uint32(gid)
	}
	f.change()
	return nil
}

func (f *memFile) Chmod(mode uint32) error {
	f.n.info.Mode = mode
	f.change()
	return nil
}

func (f *memFile) Attrs() ([]string, error)     { return nil, nil }
func (f *memFile) Attr(string) ([]byte, error)  { return nil, errors.ErrUnsupported }
func (f *memFile) SetAttr(string, []byte) error { return errors.ErrUnsupported }
func (f *memFile) RemoveAttr(string) error      { return errors.ErrUnsupported }

func (f *memFile) Sync(how vfs.Flush) (vfs.Flush, error) {
	f.m.record(op{kind: opSync, node: f.n.id, dir: f.dir, name: f.name, flush: how})
	if how == vfs.Push {
		return vfs.Push, nil
	}
	return vfs.Durable, nil
}

func (f *memFile) Close() error {
	if f.closed {
		return fs.ErrClosed
	}
	f.closed = true
	f.n.open--
	f.m.release(f.n)
	return nil
}

// mark gives the calls since the last mark their step.
func (m *memory) mark(step atomicsave.Step) {
	for ; m.step < len(m.ops); m.step++ {
		m.ops[m.step].stage = step
	}
}
