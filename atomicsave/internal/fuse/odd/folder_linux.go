package odd

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/fuse"
)

// Folder is a file system that shows a folder as it is.
type Folder struct {
	// Fold makes names that differ in upper and lower case the same, as on FAT,
	// NTFS and APFS. The first spelling stays. It must be set before the first
	// request.
	Fold bool

	mu      sync.Mutex
	nodes   map[uint64]*node
	known   map[inode]*node
	handles map[uint64]handle
	last    uint64 // number of a node or a handle
}

// inode is what a file is, whatever its names.
type inode struct{ dev, ino uint64 }

// node is a file or folder that the kernel knows. fd only names it (O_PATH).
type node struct {
	number, lookups uint64
	fd              int
	is              inode
}

// handle is an open file, or a listing of a folder.
type handle struct {
	fd   int // -1 with a listing
	list []fs.DirEntry
}

// NewFolder returns a file system that shows a folder.
func NewFolder(path string) (*Folder, error) {
	f := &Folder{nodes: map[uint64]*node{}, known: map[inode]*node{}, handles: map[uint64]handle{}, last: fuse.Root}
	fd, err := unix.Open(path, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return nil, err
	}
	root := &node{number: fuse.Root, lookups: 1, fd: fd, is: inode{stat.Dev, stat.Ino}}
	f.nodes[fuse.Root], f.known[root.is] = root, root
	return f, nil
}

// Handle implements fuse.Handler.
func (f *Folder) Handle(r *fuse.Request) (fuse.Answer, error) {
	f.mu.Lock()
	n := f.nodes[r.Node]
	f.mu.Unlock()
	if n == nil {
		return nil, unix.ESTALE
	}
	switch r.Op {
	case fuse.Lookup:
		return f.lookup(r, n)
	case fuse.Getattr, fuse.Setattr:
		return f.attributes(r, n)
	case fuse.Mkdir, fuse.Mknod, fuse.Symlink, fuse.Link:
		return f.makeName(r, n)
	case fuse.Unlink, fuse.Rmdir:
		return f.removeName(r, n)
	case fuse.Rename, fuse.Rename2:
		return f.rename(r, n)
	case fuse.Open, fuse.Create, fuse.Opendir:
		return f.open(r, n)
	case fuse.Getxattr, fuse.Listxattr, fuse.Setxattr, fuse.Removexattr:
		return f.attribute(r, n)
	case fuse.Readlink:
		return readlink(n)
	case fuse.Statfs:
		return statfs(n)
	case fuse.Readdir:
		return f.readdir(r)
	case fuse.Read, fuse.Write, fuse.Fsync, fuse.Fallocate:
		return f.transfer(r)
	case fuse.Release, fuse.Releasedir:
		return f.release(r)
	case fuse.Flush, fuse.Fsyncdir:
		return nil, f.sync(r, n)
	}
	return nil, unix.ENOSYS
}

// Forget implements fuse.Handler.
func (f *Folder) Forget(number, lookups uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.nodes[number]
	if n == nil || number == fuse.Root {
		return
	}
	if n.lookups -= min(lookups, n.lookups); n.lookups == 0 {
		delete(f.nodes, number)
		delete(f.known, n.is)
		unix.Close(n.fd)
	}
}

// path leads to the file of a descriptor, whatever its names are by now.
func (n *node) path() string { return procPath(n.fd) }

func procPath(fd int) string { return "/proc/self/fd/" + strconv.Itoa(fd) }

// spelling returns the name under which a folder has an entry.
func (f *Folder) spelling(parent *node, name string) string {
	if !f.Fold {
		return name
	}
	entries, err := os.ReadDir(parent.path())
	if err != nil {
		return name
	}
	for _, e := range entries {
		if strings.EqualFold(e.Name(), name) {
			return e.Name()
		}
	}
	return name
}

// entry looks a name up and counts it.
func (f *Folder) entry(parent *node, name string) (fuse.EntryOut, error) {
	name = f.spelling(parent, name)
	fd, err := unix.Openat(parent.fd, name, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return fuse.EntryOut{}, err
	}
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		unix.Close(fd)
		return fuse.EntryOut{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	is := inode{stat.Dev, stat.Ino}
	n := f.known[is]
	if n == nil {
		f.last++
		n = &node{number: f.last, fd: fd, is: is}
		f.nodes[n.number], f.known[is] = n, n
	} else {
		unix.Close(fd)
	}
	n.lookups++
	return fuse.EntryOut{Node: n.number, Attr: attrOf(&stat)}, nil
}

func (f *Folder) lookup(r *fuse.Request, parent *node) (fuse.Answer, error) {
	name, err := r.Name()
	if err != nil {
		return nil, err
	}
	out, err := f.entry(parent, name)
	return fuse.Answer{out}, err
}

func attrOf(s *unix.Stat_t) fuse.Attr {
	return fuse.Attr{
		Ino: s.Ino, Size: uint64(s.Size), Blocks: uint64(s.Blocks),
		Atime: uint64(s.Atim.Sec), Mtime: uint64(s.Mtim.Sec), Ctime: uint64(s.Ctim.Sec),
		AtimeNs: uint32(s.Atim.Nsec), MtimeNs: uint32(s.Mtim.Nsec), CtimeNs: uint32(s.Ctim.Nsec),
		Mode: s.Mode, Nlink: uint32(s.Nlink), UID: s.Uid, GID: s.Gid, Rdev: uint32(s.Rdev), BlockSize: uint32(s.Blksize),
	}
}

// attributes answers Getattr, and Setattr after setting what it asks for.
func (f *Folder) attributes(r *fuse.Request, n *node) (fuse.Answer, error) {
	if r.Op == fuse.Setattr {
		if err := f.setAttributes(r, n); err != nil {
			return nil, err
		}
	}
	var stat unix.Stat_t
	if err := unix.Fstat(n.fd, &stat); err != nil {
		return nil, err
	}
	return fuse.Answer{fuse.AttrOut{Attr: attrOf(&stat)}}, nil
}

func (f *Folder) setAttributes(r *fuse.Request, n *node) error {
	var in fuse.SetattrIn
	err := r.Take(&in)
	set := func(bits uint32, do func() error) {
		if err == nil && in.Valid&bits != 0 {
			err = do()
		}
	}
	set(fuse.SetUID|fuse.SetGID, func() error {
		uid, gid := -1, -1
		if in.Valid&fuse.SetUID != 0 {
			uid = int(in.UID)
		}
		if in.Valid&fuse.SetGID != 0 {
			gid = int(in.GID)
		}
		return unix.Fchownat(n.fd, "", uid, gid, unix.AT_EMPTY_PATH)
	})
	set(fuse.SetMode, func() error { return unix.Chmod(n.path(), in.Mode&0o7777) })
	set(fuse.SetSize, func() error {
		if h, ok := f.handle(in.Handle); ok && in.Valid&fuse.SetHandle != 0 {
			return unix.Ftruncate(h.fd, int64(in.Size))
		}
		return unix.Truncate(n.path(), int64(in.Size))
	})
	set(fuse.SetAtime|fuse.SetMtime, func() error {
		times := []unix.Timespec{
			timeOf(in.Valid, fuse.SetAtime, fuse.SetAtimeNow, in.Atime, in.AtimeNs),
			timeOf(in.Valid, fuse.SetMtime, fuse.SetMtimeNow, in.Mtime, in.MtimeNs),
		}
		return unix.UtimesNanoAt(unix.AT_FDCWD, n.path(), times, 0)
	})
	return err
}

func timeOf(valid, set, now uint32, seconds uint64, ns uint32) unix.Timespec {
	switch {
	case valid&now != 0:
		return unix.Timespec{Nsec: unix.UTIME_NOW}
	case valid&set != 0:
		return unix.Timespec{Sec: int64(seconds), Nsec: int64(ns)}
	}
	return unix.Timespec{Nsec: unix.UTIME_OMIT}
}

// handle finds an open file.
func (f *Folder) handle(number uint64) (handle, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h, ok := f.handles[number]
	return h, ok
}

func (f *Folder) keep(h handle) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	f.handles[f.last] = h
	return f.last
}

func readlink(n *node) (fuse.Answer, error) {
	buf := make([]byte, unix.PathMax)
	size, err := unix.Readlinkat(n.fd, "", buf)
	return fuse.Answer{buf[:max(size, 0)]}, err
}

func statfs(n *node) (fuse.Answer, error) {
	var s unix.Statfs_t
	if err := unix.Fstatfs(n.fd, &s); err != nil && !errors.Is(err, unix.EBADF) {
		return nil, err
	}
	return fuse.Answer{fuse.StatfsOut{
		Blocks: s.Blocks, Free: s.Bfree, Available: s.Bavail, Files: s.Files, FilesFree: s.Ffree,
		BlockSize: uint32(s.Bsize), NameLen: uint32(s.Namelen), FragSize: uint32(s.Frsize),
	}}, nil
}
