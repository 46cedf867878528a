//go:build unix

package elevate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// Enter makes the folder of an absolute path the working directory and returns
// the name that is left: a path that nobody but the administrator can make lead
// elsewhere. Each folder on the way is opened from the one before, without
// following links, and must pass firm; otherwise the error is ErrGround.
//
// The working directory is the whole process's: this is for the helper alone.
func Enter(path string) (name string, leave func(), err error) {
	if err := CheckPath(path); err != nil {
		return "", nil, err
	}
	folder, name := filepath.Split(path)
	fd, err := walk(folder, os.Geteuid())
	if err != nil {
		return "", nil, err
	}
	defer unix.Close(fd)
	if err := unix.Fchdir(fd); err != nil {
		return "", nil, &os.PathError{Op: "enter", Path: folder, Err: err}
	}
	return name, func() {}, nil
}

// checkGround is what Enter would say to the administrator, as far as this user
// may look.
func checkGround(path string) error {
	fd, err := walk(filepath.Dir(path), 0)
	if err == nil {
		unix.Close(fd)
	}
	return err
}

// walk opens a folder, one element after the other. too is a user who is trusted
// like the administrator. The caller closes the folder.
func walk(folder string, too int) (fd int, err error) {
	at := "/"
	fd, err = unix.Open("/", searching, 0)
	if err != nil {
		return -1, &os.PathError{Op: "open", Path: at, Err: err}
	}
	for _, part := range strings.FieldsFunc(folder, func(r rune) bool { return r == '/' }) {
		if err := firm(fd, at, too); err != nil {
			unix.Close(fd)
			return -1, err
		}
		at = filepath.Join(at, part)
		next, err := unix.Openat(fd, part, searching|unix.O_NOFOLLOW, 0)
		unix.Close(fd)
		if err != nil {
			return -1, groundError(at, err)
		}
		fd = next
	}
	if err := firm(fd, at, too); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

const searching = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_CLOEXEC

// groundError tells a link from a folder that is missing.
func groundError(path string, err error) error {
	if err == unix.ELOOP || err == unix.ENOTDIR {
		return fmt.Errorf("%w: %s is a link or no folder", ErrGround, path)
	}
	return &os.PathError{Op: "open", Path: path, Err: err}
}

// firm is nil for a folder in which nobody but the administrator, or the user
// too, can rename or replace anything that is the administrator's.
// The sticky bit (as of /tmp) lets others add names but not touch these; group
// bits count as others, because they are also the mask of an access list.
func firm(fd int, path string, too int) error {
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return &os.PathError{Op: "stat", Path: path, Err: err}
	}
	if stat.Uid != 0 && int(stat.Uid) != too {
		return fmt.Errorf("%w: %s belongs to user %d", ErrGround, path, stat.Uid)
	}
	if stat.Mode&0o022 != 0 && stat.Mode&unix.S_ISVTX == 0 {
		return fmt.Errorf("%w: %s can be written by others", ErrGround, path)
	}
	return nil
}

// CheckFile refuses what only a look at the file itself shows: in a folder where
// others may add names, a file that is not there yet, or is not the
// administrator's.
func CheckFile(name string) error {
	var folder, file unix.Stat_t
	if err := unix.Stat(".", &folder); err != nil {
		return &os.PathError{Op: "stat", Path: ".", Err: err}
	}
	if folder.Mode&0o022 == 0 {
		return nil
	}
	err := unix.Lstat(name, &file)
	if err != nil || file.Uid != 0 && int(file.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: others may add names to it", ErrGround)
	}
	return nil
}

// settle sets what a process inherits and what would change the save.
func settle() { unix.Umask(0o022) }
