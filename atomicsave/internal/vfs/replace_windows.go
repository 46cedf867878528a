package vfs

import (
	"context"
	"errors"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// kernel32 for the one call that golang.org/x/sys/windows lacks.
var procReplaceFile = windows.NewLazySystemDLL("kernel32.dll").NewProc("ReplaceFileW")

// Replace keeps the name of the target as it is written on the disk:
// ReplaceFileW would change "Hosts" into "hosts" if asked for that.
func (d *winDir) Replace(ctx context.Context, tempDir Dir, temp, target, backup string) error {
	refuse := func(err error) error { return &ReplaceError{Outcome: TargetOld, Err: err} }
	targetPath, err := d.entry(target)
	if err != nil {
		return refuse(err)
	}
	backupPath, err := d.entry(backup)
	if err != nil {
		return refuse(err)
	}
	tempPath, err := tempDir.(*winDir).entry(temp)
	if err != nil {
		return refuse(err)
	}
	r := replacement{
		calls:  winCalls{},
		target: d.asWritten(targetPath), temp: tempPath, backup: backupPath,
	}
	err = r.run(ctx)
	if failed, ok := errors.AsType[*ReplaceError](err); ok {
		for i, p := range failed.Paths {
			failed.Paths[i] = displayPath(p)
		}
		return failed
	}
	d.placed.Store(&r.target)
	return nil
}

// asWritten returns the path with the last name as the directory has it, long
// form and case.
func (d *winDir) asWritten(path string) string {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return path
	}
	var data windows.Win32finddata
	handle, err := windows.FindFirstFile(p, &data)
	if err != nil {
		return path
	}
	windows.FindClose(handle)
	name := windows.UTF16ToString(data.FileName[:])
	if checkName(name) != nil {
		return path
	}
	return joinPath(d.path, name)
}

// winCalls are the real calls.
type winCalls struct{}

func (winCalls) look(path string) (Info, error) { return statPath(path) }

// replaceFile always gives a backup name: without one, a failure in the middle
// leaves no target at all (error 1176). No flags: merge errors must not be
// ignored, and REPLACEFILE_WRITE_THROUGH is documented as not supported.
func (winCalls) replaceFile(target, temp, backup string) error {
	var p [3]*uint16
	for i, path := range []string{target, temp, backup} {
		var err error
		if p[i], err = windows.UTF16PtrFromString(path); err != nil {
			return windows.ERROR_INVALID_NAME
		}
	}
	ok, _, err := procReplaceFile.Call(uintptr(unsafe.Pointer(p[0])), uintptr(unsafe.Pointer(p[1])),
		uintptr(unsafe.Pointer(p[2])), 0, 0, 0)
	if ok == 0 {
		return err
	}
	return nil
}

func (winCalls) moveOver(from, to string) error {
	return moveFile(from, to, windows.MOVEFILE_REPLACE_EXISTING|windows.MOVEFILE_WRITE_THROUGH)
}

func (winCalls) moveNew(from, to string) error {
	return moveFile(from, to, windows.MOVEFILE_WRITE_THROUGH)
}

const fileRenameInformationEx = 65

// renameInfo is FILE_RENAME_INFORMATION with the flags of its extended form.
type renameInfo struct {
	flags  uint32
	root   windows.Handle
	length uint32 // of the name, in bytes
	name   [1]uint16
}

// moveUnder renames with POSIX semantics, class 65: Windows 10 1607 and later,
// NTFS. Handles that share "delete" stay valid on the old file; MoveFileExW is
// refused by them, and those that do not share it refuse both.
// https://learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/ns-ntifs-_file_rename_information,
// https://github.com/rust-lang/rust/pull/131072
func (winCalls) moveUnder(from, to string) error {
	handle, err := create(from, windows.DELETE|windows.SYNCHRONIZE, shareAll, windows.FILE_FLAG_OPEN_REPARSE_POINT)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(handle)
	name, err := windows.UTF16FromString(`\??\` + strings.TrimPrefix(to, literalPrefix))
	if err != nil {
		return windows.ERROR_INVALID_NAME
	}
	name = name[:len(name)-1]
	at := unsafe.Offsetof(renameInfo{}.name)
	buf := make([]uint64, (int(at)+2*len(name))/8+2) // aligned, with room for a whole renameInfo
	info := (*renameInfo)(unsafe.Pointer(&buf[0]))
	info.flags = windows.FILE_RENAME_REPLACE_IF_EXISTS | windows.FILE_RENAME_POSIX_SEMANTICS
	info.length = uint32(2 * len(name))
	copy(unsafe.Slice(&info.name[0], len(name)), name)
	var status windows.IO_STATUS_BLOCK
	err = windows.NtSetInformationFile(handle, &status, (*byte)(unsafe.Pointer(&buf[0])),
		uint32(int(at)+2*len(name)), fileRenameInformationEx)
	if nt, ok := err.(windows.NTStatus); ok {
		return nt.Errno()
	}
	return err
}

func (winCalls) carry(from, to string) error { return carry(from, to) }

func (winCalls) prepare(from, to string) error { return prepare(from, to) }

func (winCalls) owner(path string) string { return ownerAt(path) }

func (winCalls) own(path, owner string) {
	if owner != "" && owner != ownerAt(path) {
		setOwner(path, owner) // if it fails, the comparison after the save shows it
	}
}

// Unkept returns the owner if the new file cannot have it. ReplaceFileW keeps
// everything else.
func (d *winDir) Unkept(name string) ([]string, error) {
	path, err := d.entry(name)
	if err != nil {
		return nil, err
	}
	if was := ownerAt(path); was != "" && !mayOwn(was) {
		return []string{AttrOwner}, nil
	}
	return nil, nil
}

func (winCalls) wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// patiently repeats a call while another program is at the file, bounded as in
// Replace. It is for files of our own that a scanner has just opened.
func patiently(call func() error) error {
	var b backoff
	for {
		err := call()
		if err == nil || !busy(err) {
			return err
		}
		d, more := b.pause(err)
		if !more {
			return err
		}
		time.Sleep(d)
	}
}
