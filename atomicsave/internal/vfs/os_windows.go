// Windows.
//
// A directory is a path here, not a descriptor: Win32 has no calls relative to
// a handle. The directory is held open without sharing "delete" meanwhile, so
// that it cannot be renamed or removed under a save; a parent further up can
// only be renamed where the file system allows that with open files below it
// (NTFS does not).
//
// Every path is in the \\?\ form, checked by checkName, and final: symbolic
// links, junctions, mapped and substituted drives are resolved by
// GetFinalPathNameByHandle when the directory is opened.

package vfs

import (
	"errors"
	"os"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/windows"
)

// OS returns the real disk.
func OS() FS { return winFS{} }

type winFS struct{}

// winDir is an open directory. It implements Replacer.
type winDir struct {
	handle windows.Handle
	path   string                 // \\?\ form, final
	shown  string                 // the same for people
	placed atomic.Pointer[string] // path of the file that was put in place last
}

const shareAll = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE

func (winFS) OpenDir(base Dir, path string) (Dir, error) {
	from := ""
	if base != nil {
		from = base.(*winDir).path
	}
	literal, err := literalPath(from, path)
	if err != nil {
		return nil, err
	}
	handle, err := openDirectory(literal)
	if err != nil {
		return nil, err
	}
	final, err := finalPath(handle)
	if err != nil {
		// Some drivers (RAM disks, old redirectors) have no final name.
		final = literal
	}
	return &winDir{handle: handle, path: final, shown: displayPath(final)}, nil
}

// openDirectory pins the directory: a handle that may list or traverse and does
// not share "delete" keeps others from renaming it.
func openDirectory(path string) (windows.Handle, error) {
	const pinned = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE
	handle, err := create(path, windows.FILE_LIST_DIRECTORY, pinned, windows.FILE_FLAG_BACKUP_SEMANTICS)
	if err == windows.ERROR_ACCESS_DENIED {
		handle, err = create(path, windows.FILE_TRAVERSE, pinned, windows.FILE_FLAG_BACKUP_SEMANTICS)
	}
	if err == windows.ERROR_SHARING_VIOLATION || err == windows.ERROR_ACCESS_DENIED {
		handle, err = create(path, windows.FILE_READ_ATTRIBUTES, shareAll, windows.FILE_FLAG_BACKUP_SEMANTICS)
	}
	if err != nil {
		return 0, err
	}
	info, err := statHandle(handle)
	if err == nil && info.Kind != Directory {
		err = windows.ERROR_DIRECTORY
	}
	if err != nil {
		windows.CloseHandle(handle)
		return 0, err
	}
	return handle, nil
}

// create opens what exists. FILE_READ_ATTRIBUTES is always asked for.
//
// Go counts ERROR_BAD_NETPATH as fs.ErrNotExist. A server that went away must
// not look like a file that was removed, so it becomes another network error.
func create(path string, access, share, flags uint32) (windows.Handle, error) {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, windows.ERROR_INVALID_NAME
	}
	handle, err := windows.CreateFile(p, access|windows.FILE_READ_ATTRIBUTES, share, nil, windows.OPEN_EXISTING, flags, 0)
	if err == windows.ERROR_BAD_NETPATH {
		err = windows.ERROR_NETWORK_UNREACHABLE
	}
	return handle, err
}

// finalPath returns the name of an open file with every link in it resolved.
func finalPath(handle windows.Handle) (string, error) {
	for size := uint32(512); ; {
		buf := make([]uint16, size)
		n, err := windows.GetFinalPathNameByHandle(handle, &buf[0], size, 0)
		if err != nil {
			return "", err
		}
		if n < size {
			return windows.UTF16ToString(buf[:n]), nil
		}
		size = n + 1
	}
}

// entry returns the literal path of an entry; "" is the directory itself.
func (d *winDir) entry(name string) (string, error) {
	if name == "" {
		return d.path, nil
	}
	if err := checkName(name); err != nil {
		return "", err
	}
	return joinPath(d.path, name), nil
}

func (d *winDir) Path() string { return d.shown }

func (d *winDir) Stat(name string) (Info, error) {
	path, err := d.entry(name)
	if err != nil {
		return Info{}, err
	}
	return statPath(path)
}

// Readlink returns the final path of what the link leads to, and the link's text
// if it leads nowhere.
func (d *winDir) Readlink(name string) (string, error) {
	path, err := d.entry(name)
	if err != nil {
		return "", err
	}
	handle, err := create(path, 0, shareAll, windows.FILE_FLAG_BACKUP_SEMANTICS)
	if err == nil {
		defer windows.CloseHandle(handle)
		final, err := finalPath(handle)
		if err == nil {
			return displayPath(final), nil
		}
	}
	return os.Readlink(path)
}

func (d *winDir) OpenFile(name string, how Access, mode uint32) (File, error) {
	path, err := d.entry(name)
	if err != nil {
		return nil, err
	}
	return openFile(path, how, mode)
}

func (d *winDir) Rename(name string, to Dir, newName string, how Move) error {
	target := to.(*winDir)
	oldPath, err := d.entry(name)
	if err != nil {
		return err
	}
	newPath, err := target.entry(newName)
	if err != nil {
		return err
	}
	var flags uint32 = windows.MOVEFILE_WRITE_THROUGH
	switch how {
	case Over:
		flags |= windows.MOVEFILE_REPLACE_EXISTING
	case NoReplace:
	default:
		return unsupported(windows.ERROR_NOT_SUPPORTED)
	}
	err = patiently(func() error { return moveFile(oldPath, newPath, flags) })
	if err == nil {
		target.placed.Store(&newPath)
	} else if errors.Is(err, windows.ERROR_FILE_NOT_FOUND) && d.otherVolume(target) {
		return windows.ERROR_NOT_SAME_DEVICE
	}
	return err
}

// otherVolume reports whether two directories are on different volumes as far
// as can be told without moving a file.
func (d *winDir) otherVolume(to *winDir) bool {
	a, errA := d.Stat("")
	b, errB := to.Stat("")
	return errA == nil && errB == nil && a.Dev != b.Dev
}

func moveFile(from, to string, flags uint32) error {
	f, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return windows.ERROR_INVALID_NAME
	}
	t, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return windows.ERROR_INVALID_NAME
	}
	return windows.MoveFileEx(f, t, flags)
}

func (d *winDir) Link(name string, to Dir, newName string) error {
	oldPath, err := d.entry(name)
	if err != nil {
		return err
	}
	newPath, err := to.(*winDir).entry(newName)
	if err != nil {
		return err
	}
	return linkFile(oldPath, newPath)
}

func linkFile(oldPath, newPath string) error {
	o, err := windows.UTF16PtrFromString(oldPath)
	if err != nil {
		return windows.ERROR_INVALID_NAME
	}
	n, err := windows.UTF16PtrFromString(newPath)
	if err != nil {
		return windows.ERROR_INVALID_NAME
	}
	return lacking(windows.CreateHardLink(n, o, 0))
}

func (d *winDir) Remove(name string) error {
	path, err := d.entry(name)
	if err != nil {
		return err
	}
	return patiently(func() error { return removeFile(path) })
}

// removeFile also removes a read-only file, as on Unix: what a save removes is
// its own.
func removeFile(path string) error {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return windows.ERROR_INVALID_NAME
	}
	err = windows.DeleteFile(p)
	if err != windows.ERROR_ACCESS_DENIED {
		return err
	}
	attributes, attrErr := windows.GetFileAttributes(p)
	if attrErr != nil || attributes&windows.FILE_ATTRIBUTE_READONLY == 0 ||
		attributes&windows.FILE_ATTRIBUTE_DIRECTORY != 0 {
		return err
	}
	if windows.SetFileAttributes(p, attributes&^windows.FILE_ATTRIBUTE_READONLY) != nil {
		return err
	}
	return windows.DeleteFile(p)
}

func (d *winDir) List() ([]string, error) {
	f, err := os.Open(d.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// Sync flushes the directory. FlushFileBuffers is not documented for
// directories, but the flush beneath it is: the file system "ensures that the
// directory structure is persisted to stable storage", for a directory that was
// opened with the right to add entries.
// https://learn.microsoft.com/openspecs/windows_protocols/ms-fsa (2.1.5.7),
// https://learn.microsoft.com/openspecs/windows_protocols/ms-smb2 (3.3.5.11)
//
// Where that is refused, the file that was put in place last is flushed under its
// new name; the same section says the same of files.
func (d *winDir) Sync() error {
	const addEntries = windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA // FILE_ADD_FILE, FILE_ADD_SUBDIRECTORY
	if flushPath(d.path, addEntries, windows.FILE_FLAG_BACKUP_SEMANTICS) == nil {
		return nil
	}
	placed := d.placed.Load()
	if placed == nil {
		return unsupported(windows.ERROR_NOT_SUPPORTED)
	}
	err := flushPath(*placed, windows.GENERIC_WRITE, windows.FILE_FLAG_OPEN_REPARSE_POINT)
	if err == windows.ERROR_ACCESS_DENIED {
		return unsupported(windows.ERROR_ACCESS_DENIED) // read-only: its flush is refused
	}
	return err
}

func flushPath(path string, access, flags uint32) error {
	handle, err := create(path, access, shareAll, flags)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(handle)
	return windows.FlushFileBuffers(handle)
}

// Writable opens to write, without changing anything. For a directory that is
// the right to add a file.
func (d *winDir) Writable(name string) error {
	path, err := d.entry(name)
	if err != nil {
		return err
	}
	var flags uint32 = windows.FILE_FLAG_OPEN_REPARSE_POINT
	if name == "" {
		flags = windows.FILE_FLAG_BACKUP_SEMANTICS
	}
	handle, err := create(path, windows.FILE_WRITE_DATA, shareAll, flags)
	if err != nil {
		return err
	}
	return windows.CloseHandle(handle)
}

func (d *winDir) Close() error { return windows.CloseHandle(d.handle) }

// unsupported is an error of the system that says, in its own way, that it
// lacks a call. Several of them are not errors.ErrUnsupported for Go.
type unsupported syscall.Errno

func (e unsupported) Error() string        { return syscall.Errno(e).Error() }
func (e unsupported) Unwrap() error        { return syscall.Errno(e) }
func (e unsupported) Is(target error) bool { return target == errors.ErrUnsupported }

// lacking marks the answers by which file systems and redirectors say that they
// do not have a call: FAT answers 1, network file systems 50 or 87.
func lacking(err error) error {
	if errno, ok := errors.AsType[syscall.Errno](err); ok && lacksCall(errno) {
		return unsupported(errno)
	}
	return err
}

func lacksCall(errno syscall.Errno) bool {
	switch errno {
	case windows.ERROR_INVALID_FUNCTION, windows.ERROR_NOT_SUPPORTED, windows.ERROR_INVALID_PARAMETER,
		windows.ERROR_CALL_NOT_IMPLEMENTED, windows.ERROR_INVALID_LEVEL:
		return true
	}
	return false
}
