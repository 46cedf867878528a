package odd

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// durable is what a disk has on its medium: files and folders by the inode that
// they have in the folder of what is volatile.
type durable struct {
	root  inode
	items map[inode]*item
	shown map[string]shown // what the backing folder holds
}

// item is the durable state of a file, a folder or a link.
type item struct {
	fd      int // keeps the inode from being used again
	mode    fs.FileMode
	owner   [2]int
	content []byte
	link    string
	names   map[string]inode
	version int // grows with each change but those of names
}

// shown says what a path in the backing folder shows.
type shown struct {
	is      inode
	version int
	dir     bool
}

// half is the file in the backing folder that is being written.
const half = ".oddfs"

// loadDurable copies a folder and takes the copy as durable. A file that was only
// half written when an earlier server died is removed.
func loadDurable(from, to string) (*durable, error) {
	if err := os.Remove(filepath.Join(from, half)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	d := &durable{items: map[inode]*item{}, shown: map[string]shown{}}
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if err := copyEntry(path, filepath.Join(to, relative), e); err != nil {
			return err
		}
		return d.load(filepath.Join(to, relative), relative)
	})
	return d, err
}

func copyEntry(from, to string, e fs.DirEntry) error {
	info, err := e.Info()
	if err != nil {
		return err
	}
	switch {
	case e.IsDir():
		if err := os.Mkdir(to, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	case e.Type() == fs.ModeSymlink:
		text, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(text, to)
	case e.Type().IsRegular():
		content, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(to, content, 0o600); err != nil {
			return err
		}
	default:
		return &fs.PathError{Op: "copy", Path: from, Err: unix.EOPNOTSUPP}
	}
	return dress(to, info.Mode(), ownerOf(info))
}

func ownerOf(info fs.FileInfo) [2]int {
	s := info.Sys().(*syscall.Stat_t)
	return [2]int{int(s.Uid), int(s.Gid)}
}

func dress(path string, mode fs.FileMode, owner [2]int) error {
	if os.Geteuid() == 0 {
		if err := os.Lchown(path, owner[0], owner[1]); err != nil {
			return err
		}
	}
	return os.Chmod(path, mode)
}

// load takes a copied entry as durable, with its name in its folder.
func (d *durable) load(path, relative string) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	is, _, err := d.add(fd)
	if err != nil {
		return err
	}
	i := d.items[is]
	if i.names == nil && i.link == "" {
		if i.content, err = os.ReadFile(path); err != nil {
			return err
		}
	}
	if relative == "." {
		d.root = is
		return nil
	}
	parent := d.items[d.root]
	if folder := filepath.Dir(relative); folder != "." {
		parent = d.items[d.shown[folder].is]
	}
	parent.names[filepath.Base(relative)] = is
	d.shown[relative] = shown{is, i.version, i.names != nil}
	return nil
}

// add takes a new inode, named by a descriptor, without content and names.
func (d *durable) add(fd int) (inode, *unix.Stat_t, error) {
	var s unix.Stat_t
	if err := unix.Fstat(fd, &s); err != nil {
		unix.Close(fd)
		return inode{}, nil, err
	}
	is := inode{s.Dev, s.Ino}
	if d.items[is] != nil {
		unix.Close(fd)
		return is, &s, nil
	}
	i := &item{fd: fd}
	i.dress(&s)
	switch s.Mode & unix.S_IFMT {
	case unix.S_IFDIR:
		i.names = map[string]inode{}
	case unix.S_IFLNK:
		buf := make([]byte, unix.PathMax)
		n, err := unix.Readlinkat(fd, "", buf)
		if err != nil {
			unix.Close(fd)
			return is, nil, err
		}
		i.link = string(buf[:n])
	}
	d.items[is] = i
	return is, &s, nil
}

func (i *item) dress(s *unix.Stat_t) {
	i.mode = fs.FileMode(s.Mode & 0o777)
	for bit, mode := range map[uint32]fs.FileMode{unix.S_ISUID: fs.ModeSetuid, unix.S_ISGID: fs.ModeSetgid, unix.S_ISVTX: fs.ModeSticky} {
		if s.Mode&bit != 0 {
			i.mode |= mode
		}
	}
	i.owner = [2]int{int(s.Uid), int(s.Gid)}
	i.version++
}

// of returns the durable state of a node, which may be new.
func (d *durable) of(n *node) (*item, *unix.Stat_t, error) {
	fd, err := unix.Dup(n.fd)
	if err != nil {
		return nil, nil, err
	}
	is, s, err := d.add(fd)
	return d.items[is], s, err
}

// keepData makes the content of a file durable, and its mode.
func (d *durable) keepData(n *node) error {
	i, s, err := d.of(n)
	if err != nil {
		return err
	}
	i.dress(s)
	i.content, err = os.ReadFile(n.path())
	return err
}

// keepLength makes durable that a file was cut, and its mode; its data is as
// durable as before.
func (d *durable) keepLength(n *node) error {
	i, s, err := d.of(n)
	if err != nil {
		return err
	}
	i.dress(s)
	i.content = i.content[:min(int64(len(i.content)), s.Size)]
	return nil
}

// keepNames makes the names in a folder durable; what they name may be empty.
func (d *durable) keepNames(n *node) error {
	folder, _, err := d.of(n)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(n.path())
	if err != nil {
		return err
	}
	folder.names = map[string]inode{}
	for _, e := range entries {
		fd, err := unix.Openat(n.fd, e.Name(), unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
		if err != nil {
			return err
		}
		is, _, err := d.add(fd)
		if err != nil {
			return err
		}
		folder.names[e.Name()] = is
	}
	return nil
}

// write makes the backing folder show the durable state. A kill in between leaves
// each single file and name as it was or as it is to be.
func (d *durable) write(backing string) error {
	now := map[string]shown{}
	d.walk("", d.root, now)
	paths := make([]string, 0, len(now))
	for path := range now {
		paths = append(paths, path)
	}
	slices.Sort(paths) // folders before what is in them
	for _, path := range paths {
		if err := d.show(backing, path, now[path]); err != nil {
			return err
		}
	}
	for path := range d.shown {
		if _, there := now[path]; !there {
			if err := os.RemoveAll(filepath.Join(backing, path)); err != nil {
				return err
			}
		}
	}
	d.shown = now
	d.sweep(now)
	return nil
}

func (d *durable) walk(at string, is inode, into map[string]shown) {
	for name, child := range d.items[is].names {
		path := filepath.Join(at, name)
		i := d.items[child]
		into[path] = shown{child, i.version, i.names != nil}
		d.walk(path, child, into)
	}
}

// show puts one item in its place in the backing folder, if it is not there.
func (d *durable) show(backing, path string, want shown) error {
	have, there := d.shown[path]
	if have == want {
		return nil
	}
	i, full := d.items[want.is], filepath.Join(backing, path)
	if there && (have.dir != want.dir || want.dir && have.is != want.is) {
		if err := os.RemoveAll(full); err != nil {
			return err
		}
	}
	if want.dir {
		if err := os.Mkdir(full, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		return dress(full, i.mode, i.owner)
	}
	temp := filepath.Join(backing, half)
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if i.link != "" {
		if err := os.Symlink(i.link, temp); err != nil {
			return err
		}
		return os.Rename(temp, full)
	}
	if err := os.WriteFile(temp, bytes.Clone(i.content), 0o600); err != nil {
		return err
	}
	if err := dress(temp, i.mode, i.owner); err != nil {
		return err
	}
	return os.Rename(temp, full)
}

// sweep forgets inodes that have neither a durable name nor a volatile one.
func (d *durable) sweep(now map[string]shown) {
	named := map[inode]bool{d.root: true}
	for _, s := range now {
		named[s.is] = true
	}
	for is, i := range d.items {
		var s unix.Stat_t
		if !named[is] && unix.Fstat(i.fd, &s) == nil && s.Nlink == 0 {
			unix.Close(i.fd)
			delete(d.items, is)
		}
	}
}

func (d *durable) close() {
	for _, i := range d.items {
		unix.Close(i.fd)
	}
}
