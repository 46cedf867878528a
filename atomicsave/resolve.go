package atomicsave

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"holdfast/atomicsave/internal/vfs"
)

// maxLinks is how many symbolic links a path may lead through: the limit of the
// Linux kernel (path_resolution(7)).
const maxLinks = 40

// place is a name in an open directory.
type place struct {
	dir  vfs.Dir
	name string
}

// path returns the text of the place, for reports and for the caller's hooks.
func (p place) path() string {
	dir := p.dir.Path()
	if dir == "" || os.IsPathSeparator(dir[len(dir)-1]) {
		return dir + p.name
	}
	return dir + string(filepath.Separator) + p.name
}

// resolve follows the symbolic links at the end of path to the directory and
// name of the real file, and looks at it. Links inside the directory part are
// left to the system. found is false if nothing has the name; a link that leads
// nowhere is an error. The caller closes the directory.
func resolve(disk vfs.FS, path string) (at place, info vfs.Info, found bool, err error) {
	return resolveWithin(disk, path, maxLinks)
}

// resolveWithin is resolve for a path that may end in that many links.
func resolveWithin(disk vfs.FS, path string, links int) (at place, info vfs.Info, found bool, err error) {
	folder, name, err := split(path)
	if err != nil {
		return place{}, vfs.Info{}, false, err
	}
	at.name = name
	if at.dir, err = disk.OpenDir(nil, folder); err != nil {
		return place{}, vfs.Info{}, false, err
	}
	for hop := 0; hop <= links; hop++ {
		info, err = at.dir.Stat(at.name)
		switch {
		case err == nil && info.Kind != vfs.Symlink:
			return at, info, true, nil
		case err == nil && hop < links:
			err = at.follow(disk)
		case err == nil:
			continue
		case errors.Is(err, fs.ErrNotExist) && hop == 0:
			return at, vfs.Info{}, false, nil
		}
		if err != nil {
			at.dir.Close()
			if hop > 0 && errors.Is(err, fs.ErrNotExist) {
				err = &kindError{fmt.Errorf("a symbolic link leads to %s, which does not exist: %w", at.path(), err)}
			}
			return place{}, vfs.Info{}, false, err
		}
	}
	at.dir.Close()
	return place{}, vfs.Info{}, false, &kindError{fmt.Errorf("more than %d symbolic links: %w", links, syscall.ELOOP)}
}

// follow replaces the place of a symbolic link by the place it points at.
func (p *place) follow(disk vfs.FS) error {
	text, err := p.dir.Readlink(p.name)
	if err != nil {
		return err
	}
	folder, name, err := split(text)
	if err != nil {
		return err
	}
	if folder != "" {
		next, err := disk.OpenDir(p.dir, folder)
		if err != nil {
			return err
		}
		p.dir.Close()
		p.dir = next
	}
	p.name = name
	return nil
}

// split separates the last element of a path. It does not clean the rest:
// "a/link/../b" is not "a/b".
func split(path string) (folder, name string, err error) {
	folder, name = filepath.Split(path)
	switch {
	case path == "":
		return "", "", &nameError{errors.New("the path is empty")}
	case strings.IndexByte(path, 0) >= 0:
		return "", "", &nameError{errors.New("the path contains a NUL byte")}
	case name == "" || name == "." || name == "..":
		return "", "", &kindError{errors.New("the path names a directory")}
	}
	return folder, name, nil
}

// kindError marks an error as class NotRegular, nameError as class BadName.
type (
	kindError struct{ error }
	nameError struct{ error }
)

func (e *kindError) Unwrap() error { return e.error }
func (e *nameError) Unwrap() error { return e.error }

// requireRegular is nil for a regular file.
func requireRegular(info vfs.Info) error {
	word := ""
	switch info.Kind {
	case vfs.Regular:
		return nil
	case vfs.Directory:
		word = "a directory"
	case vfs.FIFO:
		word = "a FIFO"
	case vfs.Socket:
		word = "a socket"
	case vfs.Device:
		word = "a device"
	case vfs.Symlink:
		word = "a symbolic link"
	default:
		word = "not a file"
	}
	return &kindError{errors.New(word + ", not a regular file")}
}
