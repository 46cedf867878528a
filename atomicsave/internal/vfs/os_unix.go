//go:build linux || darwin

package vfs

import (
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// OS returns the real disk.
func OS() FS { return unixFS{} }

type unixFS struct{}

// dir is an open directory. Every call goes through fd.
type dir struct {
	fd   int
	path string
}

// pathMax is PATH_MAX less the final NUL: what one call accepts.
const pathMax = 4095

// OpenDir opens for reading, because fsync needs that, and falls back on a
// descriptor for searching alone where the directory may not be read.
func (unixFS) OpenDir(base Dir, path string) (Dir, error) {
	at, full := unix.AT_FDCWD, path
	if path == "" {
		path = "."
	}
	switch {
	case strings.HasPrefix(path, "/"):
	case base != nil:
		b := base.(*dir)
		at, full = b.fd, join(b.path, full)
	default:
		if wd, err := os.Getwd(); err == nil {
			full = join(wd, full)
		}
	}
	fd, err := openDirAt(at, path)
	if err != nil {
		return nil, err
	}
	return &dir{fd: fd, path: full}, nil
}

// join puts a relative path behind a directory, without cleaning it: "a/link/.."
// is not "a".
func join(dir, path string) string {
	switch {
	case path == "":
		return dir
	case strings.HasSuffix(dir, "/"):
		return dir + path
	}
	return dir + "/" + path
}

// openDirAt opens a directory, in pieces if the path is longer than one call
// accepts.
func openDirAt(at int, path string) (int, error) {
	owned := false
	for len(path) > pathMax {
		cut := strings.LastIndexByte(path[:pathMax], '/')
		if cut < 0 {
			cut = 0 // one element that is too long: the system will say so
			break
		}
		next, err := openOneDir(at, path[:cut+1])
		if owned {
			unix.Close(at)
		}
		if err != nil {
			return -1, err
		}
		at, owned = next, true
		if path = strings.TrimLeft(path[cut+1:], "/"); path == "" {
			return at, nil
		}
	}
	fd, err := openOneDir(at, path)
	if owned {
		unix.Close(at)
	}
	return fd, err
}

func openOneDir(at int, path string) (int, error) {
	fd, err := openat(at, path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.EACCES) {
		return openat(at, path, openSearch|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	}
	return fd, err
}

func openat(at int, path string, flags int, mode uint32) (fd int, err error) {
	err = restart(func() error {
		fd, err = unix.Openat(at, path, flags, mode)
		return err
	})
	return fd, err
}

// restart repeats a call that a signal interrupted. Go asks for SA_RESTART, but
// FUSE and NFS answer EINTR all the same.
func restart(call func() error) error {
	for {
		if err := call(); err != unix.EINTR {
			return err
		}
	}
}

func (d *dir) Path() string { return d.path }

func (d *dir) Stat(name string) (Info, error) {
	if name == "" {
		return glanceFd(d.fd)
	}
	return statAt(d.fd, name)
}

func (d *dir) Readlink(name string) (string, error) {
	for size := 256; ; size *= 2 {
		buf := make([]byte, size)
		n := 0
		err := restart(func() (err error) { n, err = unix.Readlinkat(d.fd, name, buf); return err })
		if err != nil {
			return "", err
		}
		if n < size {
			return string(buf[:n]), nil
		}
	}
}

func (d *dir) OpenFile(name string, how Access, mode uint32) (File, error) {
	flags := unix.O_NOFOLLOW | unix.O_CLOEXEC | unix.O_NONBLOCK
	switch how {
	case ReadOnly:
		flags |= unix.O_RDONLY
	case CreateNew:
		flags |= unix.O_RDWR | unix.O_CREAT | unix.O_EXCL
	case ReadWrite:
		flags |= unix.O_RDWR
	default:
		return nil, unix.EINVAL
	}
	if how != ReadOnly {
		d.awaitRetired()
	}
	fd, err := openat(d.fd, name, flags, mode)
	if err != nil {
		return nil, err
	}
	return &file{fd: fd}, nil
}

func (d *dir) Rename(name string, to Dir, newName string, how Move) error {
	return restart(func() error { return renameAt(d.fd, name, to.(*dir).fd, newName, how) })
}

func (d *dir) Link(name string, to Dir, newName string) error {
	return restart(func() error { return unix.Linkat(d.fd, name, to.(*dir).fd, newName, 0) })
}

func (d *dir) Remove(name string) error {
	return restart(func() error { return unix.Unlinkat(d.fd, name, 0) })
}

func (d *dir) List() ([]string, error) {
	fd, err := openat(d.fd, ".", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	var names []string
	buf := make([]byte, 16<<10)
	for {
		n := 0
		err := restart(func() (err error) { n, err = unix.ReadDirent(fd, buf); return err })
		if err != nil || n <= 0 {
			return names, err
		}
		_, _, names = unix.ParseDirent(buf[:n], -1, names)
	}
}

// Sync flushes the directory. A descriptor for searching alone answers EBADF.
func (d *dir) Sync() error {
	return restart(func() error { return syncDir(d.fd) })
}

func (d *dir) Writable(name string) error {
	if name == "" {
		name = "."
	}
	return restart(func() error { return unix.Faccessat(d.fd, name, unix.W_OK, unix.AT_EACCESS) })
}

func (d *dir) Volume() (Volume, error) { return volume(d.fd) }

func (d *dir) Close() error { return unix.Close(d.fd) }

// file is an open file. Extended attributes, flush and reservation differ
// between the systems and are in their files.
type file struct{ fd int }

// eof turns "nothing was read" into io.EOF.
func eof(p []byte, read func() (int, error)) (n int, err error) {
	err = restart(func() error { n, err = read(); return err })
	if err != nil {
		return 0, err
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (f *file) Read(p []byte) (int, error) {
	return eof(p, func() (int, error) { return unix.Read(f.fd, p) })
}

func (f *file) ReadAt(p []byte, off int64) (int, error) {
	total := 0
	for total < len(p) {
		n, err := eof(p[total:], func() (int, error) { return unix.Pread(f.fd, p[total:], off+int64(total)) })
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

func (f *file) Write(p []byte) (n int, err error) {
	err = restart(func() error { n, err = unix.Write(f.fd, p); return err })
	return max(n, 0), err
}

func (f *file) WriteAt(p []byte, off int64) (n int, err error) {
	err = restart(func() error { n, err = unix.Pwrite(f.fd, p, off); return err })
	return max(n, 0), err
}

func (f *file) Stat() (Info, error) { return statAt(f.fd, "") }

func (f *file) Glance() (Info, error) { return glanceFd(f.fd) }

func (f *file) Truncate(size int64) error {
	return restart(func() error { return unix.Ftruncate(f.fd, size) })
}

func (f *file) Chown(uid, gid int) error {
	return restart(func() error { return unix.Fchown(f.fd, uid, gid) })
}

func (f *file) Chmod(mode uint32) error {
	return restart(func() error { return unix.Fchmod(f.fd, mode) })
}

// Close is not repeated after EINTR: on Linux the descriptor is gone by then
// (close(2)), and another thread may have got its number.
func (f *file) Close() error { return unix.Close(f.fd) }

// TryLock takes a flock(2), which ends with the last descriptor of this opening.
func (f *file) TryLock() error {
	return restart(func() error { return unix.Flock(f.fd, unix.LOCK_EX|unix.LOCK_NB) })
}

func kindOf(mode uint32) Kind {
	switch mode & unix.S_IFMT {
	case unix.S_IFREG:
		return Regular
	case unix.S_IFDIR:
		return Directory
	case unix.S_IFLNK:
		return Symlink
	case unix.S_IFIFO:
		return FIFO
	case unix.S_IFSOCK:
		return Socket
	case unix.S_IFBLK, unix.S_IFCHR:
		return Device
	}
	return OtherKind
}
