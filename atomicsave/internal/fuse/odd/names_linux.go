package odd

import (
	"os"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/fuse"
)

// makeName answers Mkdir, Mknod, Symlink and Link.
func (f *Folder) makeName(r *fuse.Request, parent *node) (fuse.Answer, error) {
	name, err := f.create(r, parent)
	if err != nil {
		return nil, err
	}
	if r.Op != fuse.Link {
		if err := give(r, parent, name); err != nil {
			return nil, err
		}
	}
	out, err := f.entry(parent, name)
	return fuse.Answer{out}, err
}

// create makes an entry and returns its name.
func (f *Folder) create(r *fuse.Request, parent *node) (name string, err error) {
	switch r.Op {
	case fuse.Mkdir:
		var in fuse.MkdirIn
		if err := r.Take(&in); err != nil {
			return "", err
		}
		if name, err = r.Name(); err == nil {
			err = unix.Mkdirat(parent.fd, name, in.Mode)
		}
	case fuse.Mknod:
		var in fuse.MknodIn
		if err := r.Take(&in); err != nil {
			return "", err
		}
		if name, err = r.Name(); err == nil {
			err = unix.Mknodat(parent.fd, name, in.Mode, int(in.Rdev))
		}
	case fuse.Symlink:
		if name, err = r.Name(); err != nil {
			return "", err
		}
		text, err := r.Name()
		if err != nil {
			return "", err
		}
		return name, unix.Symlinkat(text, parent.fd, name)
	case fuse.Link:
		var in fuse.LinkIn
		if err := r.Take(&in); err != nil {
			return "", err
		}
		if name, err = r.Name(); err != nil {
			return "", err
		}
		f.mu.Lock()
		old := f.nodes[in.Node]
		f.mu.Unlock()
		if old == nil {
			return "", unix.ESTALE
		}
		return name, unix.Linkat(unix.AT_FDCWD, old.path(), parent.fd, name, unix.AT_SYMLINK_FOLLOW)
	}
	return name, err
}

// give makes a new entry the caller's, where that can be another user than the
// server.
func give(r *fuse.Request, parent *node, name string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	return unix.Fchownat(parent.fd, name, int(r.UID), int(r.GID), unix.AT_SYMLINK_NOFOLLOW)
}

func (f *Folder) removeName(r *fuse.Request, parent *node) (fuse.Answer, error) {
	name, err := r.Name()
	if err != nil {
		return nil, err
	}
	flags := 0
	if r.Op == fuse.Rmdir {
		flags = unix.AT_REMOVEDIR
	}
	return nil, unix.Unlinkat(parent.fd, f.spelling(parent, name), flags)
}

func (f *Folder) rename(r *fuse.Request, from *node) (fuse.Answer, error) {
	var in fuse.Rename2In
	var err error
	if r.Op == fuse.Rename {
		var short fuse.RenameIn
		err = r.Take(&short)
		in.NewParent = short.NewParent
	} else {
		err = r.Take(&in)
	}
	if err != nil {
		return nil, err
	}
	name, err := r.Name()
	if err != nil {
		return nil, err
	}
	newName, err := r.Name()
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	to := f.nodes[in.NewParent]
	f.mu.Unlock()
	if to == nil {
		return nil, unix.ESTALE
	}
	return nil, unix.Renameat2(from.fd, f.spelling(from, name), to.fd, f.spelling(to, newName), uint(in.Flags))
}
