package odd

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/fuse"
)

// open answers Open, Create and Opendir.
func (f *Folder) open(r *fuse.Request, n *node) (fuse.Answer, error) {
	switch r.Op {
	case fuse.Create:
		return f.createFile(r, n)
	case fuse.Opendir:
		list, err := os.ReadDir(n.path())
		if err != nil {
			return nil, err
		}
		return fuse.Answer{fuse.OpenOut{Handle: f.keep(handle{fd: -1, list: list})}}, nil
	}
	var in fuse.OpenIn
	if err := r.Take(&in); err != nil {
		return nil, err
	}
	fd, err := unix.Open(n.path(), openFlags(in.Flags), 0)
	if err != nil {
		return nil, err
	}
	return fuse.Answer{fuse.OpenOut{Handle: f.keep(handle{fd: fd})}}, nil
}

// openFlags are the flags without what the kernel does by itself.
func openFlags(flags uint32) int {
	return int(flags)&^(unix.O_APPEND|unix.O_NOFOLLOW|unix.O_DIRECT|unix.O_CREAT|unix.O_EXCL|unix.O_NOCTTY) | unix.O_CLOEXEC
}

func (f *Folder) createFile(r *fuse.Request, parent *node) (fuse.Answer, error) {
	var in fuse.CreateIn
	if err := r.Take(&in); err != nil {
		return nil, err
	}
	name, err := r.Name()
	if err != nil {
		return nil, err
	}
	flags := openFlags(in.Flags) | unix.O_CREAT | unix.O_NOFOLLOW | int(in.Flags)&unix.O_EXCL
	fd, err := unix.Openat(parent.fd, name, flags, in.Mode)
	if err != nil {
		return nil, err
	}
	if err := give(r, parent, name); err != nil {
		unix.Close(fd)
		return nil, err
	}
	out, err := f.entry(parent, name)
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return fuse.Answer{out, fuse.OpenOut{Handle: f.keep(handle{fd: fd})}}, nil
}

// transfer answers Read, Write, Fsync and Fallocate.
func (f *Folder) transfer(r *fuse.Request) (fuse.Answer, error) {
	if r.Op == fuse.Fsync || r.Op == fuse.Fallocate {
		return nil, f.onHandle(r)
	}
	var in fuse.IOIn
	if err := r.Take(&in); err != nil {
		return nil, err
	}
	h, ok := f.handle(in.Handle)
	if !ok {
		return nil, unix.EBADF
	}
	if r.Op == fuse.Write {
		data, err := r.Data(in.Size)
		if err != nil {
			return nil, err
		}
		n, err := unix.Pwrite(h.fd, data, int64(in.Off))
		return fuse.Answer{fuse.WriteOut{Size: uint32(max(n, 0))}}, err
	}
	data := make([]byte, in.Size)
	n, err := unix.Pread(h.fd, data, int64(in.Off))
	return fuse.Answer{data[:max(n, 0)]}, err
}

func (f *Folder) onHandle(r *fuse.Request) error {
	if r.Op == fuse.Fallocate {
		var in fuse.FallocateIn
		if err := r.Take(&in); err != nil {
			return err
		}
		h, ok := f.handle(in.Handle)
		if !ok {
			return unix.EBADF
		}
		return unix.Fallocate(h.fd, in.Mode, int64(in.Off), int64(in.Length))
	}
	var in fuse.HandleIn
	if err := r.Take(&in); err != nil {
		return err
	}
	h, ok := f.handle(in.Handle)
	if !ok {
		return unix.EBADF
	}
	return unix.Fsync(h.fd)
}

// sync answers Fsyncdir, and Flush, which is the close of a descriptor.
func (f *Folder) sync(r *fuse.Request, n *node) error {
	if r.Op == fuse.Flush {
		return nil
	}
	fd, err := unix.Open(n.path(), unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Fsync(fd)
}

func (f *Folder) release(r *fuse.Request) (fuse.Answer, error) {
	var in fuse.HandleIn
	if err := r.Take(&in); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if h, ok := f.handles[in.Handle]; ok {
		delete(f.handles, in.Handle)
		if h.fd >= 0 {
			unix.Close(h.fd)
		}
	}
	return nil, nil
}

func (f *Folder) readdir(r *fuse.Request) (fuse.Answer, error) {
	var in fuse.IOIn
	if err := r.Take(&in); err != nil {
		return nil, err
	}
	h, ok := f.handle(in.Handle)
	if !ok {
		return nil, unix.EBADF
	}
	var out []byte
	for i := int(in.Off); i < len(h.list); i++ {
		ino := uint64(0)
		if info, err := h.list[i].Info(); err == nil {
			ino = info.Sys().(*syscall.Stat_t).Ino
		}
		var fits bool
		if out, fits = fuse.AppendDirent(out, in.Size, h.list[i].Name(), max(ino, 1), uint64(i)+1, kindOf(h.list[i])); !fits {
			break
		}
	}
	return fuse.Answer{out}, nil
}

func kindOf(e fs.DirEntry) uint32 {
	switch e.Type() {
	case 0:
		return unix.DT_REG
	case fs.ModeDir:
		return unix.DT_DIR
	case fs.ModeSymlink:
		return unix.DT_LNK
	}
	return unix.DT_UNKNOWN
}

// attribute answers the four operations on extended attributes.
func (f *Folder) attribute(r *fuse.Request, n *node) (fuse.Answer, error) {
	if r.Op == fuse.Setxattr {
		var in fuse.SetxattrIn
		if err := r.Take(&in); err != nil {
			return nil, err
		}
		name, err := r.Name()
		if err != nil {
			return nil, err
		}
		value, err := r.Data(in.Size)
		if err != nil {
			return nil, err
		}
		return nil, unix.Setxattr(n.path(), name, value, int(in.Flags))
	}
	if r.Op == fuse.Removexattr {
		name, err := r.Name()
		if err != nil {
			return nil, err
		}
		return nil, unix.Removexattr(n.path(), name)
	}
	var in fuse.GetxattrIn
	if err := r.Take(&in); err != nil {
		return nil, err
	}
	value := make([]byte, in.Size)
	size, err := 0, error(nil)
	if r.Op == fuse.Listxattr {
		size, err = unix.Listxattr(n.path(), value)
	} else {
		var name string
		if name, err = r.Name(); err == nil {
			size, err = unix.Getxattr(n.path(), name, value)
		}
	}
	switch {
	case err != nil:
		return nil, err
	case in.Size == 0:
		return fuse.Answer{fuse.GetxattrOut{Size: uint32(size)}}, nil
	}
	return fuse.Answer{value[:size]}, nil
}
