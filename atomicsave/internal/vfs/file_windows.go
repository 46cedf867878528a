package vfs

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// winFile is an open file. The os.File does the reading and writing; path is
// for the few calls that take no handle.
type winFile struct {
	*os.File
	handle windows.Handle
	path   string // \\?\ form
}

const (
	nameSurrogate  = 0x20000000 // bit of a reparse tag: the name stands for another
	tagUnixSocket  = 0x80000023 // IO_REPARSE_TAG_AF_UNIX
	tagLinuxFIFO   = 0x80000024 // IO_REPARSE_TAG_LX_FIFO and the two devices: files of WSL
	tagLinuxChar   = 0x80000025
	tagLinuxBlock  = 0x80000026
	anyFlagsAtOpen = windows.FILE_FLAG_OPEN_REPARSE_POINT | windows.FILE_FLAG_BACKUP_SEMANTICS
)

// openFile opens one entry without following a link there. Our own handles share
// everything, or else they would block the swap; the temporary file shares
// nothing until it is closed, so that no virus scanner opens it half written.
func openFile(path string, how Access, mode uint32) (File, error) {
	var access, share uint32 = windows.GENERIC_READ, shareAll
	switch how {
	case ReadOnly:
	case ReadWrite:
		access |= windows.GENERIC_WRITE
	case CreateNew:
		return createFile(path, mode)
	default:
		return nil, windows.ERROR_INVALID_PARAMETER
	}
	handle, err := create(path, access, share, windows.FILE_FLAG_OPEN_REPARSE_POINT)
	if err != nil {
		return nil, err
	}
	tag, err := reparseTag(handle)
	if err == nil && tag != 0 {
		handle, err = followTag(handle, tag, path, access, share)
	}
	if err != nil {
		windows.CloseHandle(handle)
		return nil, err
	}
	return wrap(handle, path), nil
}

// followTag opens what a cloud client, deduplication or compression keeps behind
// a reparse point. Names that stand for other names are refused.
func followTag(handle windows.Handle, tag uint32, path string, access, share uint32) (windows.Handle, error) {
	if tag&nameSurrogate != 0 {
		return handle, windows.ERROR_STOPPED_ON_SYMLINK
	}
	before, err := statHandle(handle)
	if err != nil {
		return handle, err
	}
	windows.CloseHandle(handle)
	handle, err = create(path, access, share, 0)
	if err != nil {
		return windows.InvalidHandle, err
	}
	after, err := statHandle(handle)
	if err == nil && !sameFile(before, after) {
		err = windows.ERROR_STOPPED_ON_SYMLINK
	}
	return handle, err
}

func wrap(handle windows.Handle, path string) *winFile {
	return &winFile{File: os.NewFile(uintptr(handle), path), handle: handle, path: path}
}

// createFile makes a file that nobody else can open while it is open. With a
// mode that is for the owner alone it stays so: the folder's inheritable
// entries do not apply until Chmod or Replace.
func createFile(path string, mode uint32) (File, error) {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, windows.ERROR_INVALID_NAME
	}
	var security *windows.SecurityAttributes
	if mode&0o077 == 0 {
		if security, err = ownerOnly(); err != nil {
			return nil, err
		}
	}
	// Rights beyond reading and writing: WRITE_DAC for the access list, DELETE
	// because a file that cannot be deleted cannot be moved either.
	const access = windows.GENERIC_READ | windows.GENERIC_WRITE | windows.DELETE | windows.WRITE_DAC
	open := func(security *windows.SecurityAttributes) (windows.Handle, error) {
		return windows.CreateFile(p, access, 0, security, windows.CREATE_NEW,
			windows.FILE_ATTRIBUTE_NORMAL|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	}
	handle, err := open(security)
	if err != nil && security != nil && isUnsupported(err) {
		handle, err = open(nil) // a file system without access lists
	}
	if err != nil {
		return nil, err
	}
	return wrap(handle, path), nil
}

// statPath looks at an entry without following it.
func statPath(path string) (Info, error) {
	handle, err := create(path, 0, shareAll, anyFlagsAtOpen)
	if err != nil {
		return Info{}, err
	}
	defer windows.CloseHandle(handle)
	return statHandle(handle)
}

// fileBasicInfo is FILE_BASIC_INFO. A time of 0 means "leave it" when set.
type fileBasicInfo struct {
	creation, access, write, change int64 // 100 ns since 1601
	attributes                      uint32
	_                               uint32
}

func basicInfo(handle windows.Handle) (fileBasicInfo, error) {
	var b fileBasicInfo
	err := windows.GetFileInformationByHandleEx(handle, windows.FileBasicInfo,
		(*byte)(unsafe.Pointer(&b)), uint32(unsafe.Sizeof(b)))
	return b, err
}

func setBasicInfo(handle windows.Handle, b fileBasicInfo) error {
	return windows.SetFileInformationByHandle(handle, windows.FileBasicInfo,
		(*byte)(unsafe.Pointer(&b)), uint32(unsafe.Sizeof(b)))
}

// epoch is 1970 in FILETIME units.
const epoch = 116444736000000000

func toUnixNs(filetime int64) int64 {
	if filetime == 0 {
		return 0
	}
	return (filetime - epoch) * 100
}

// statHandle makes three calls: the identity, the change time, and for a
// reparse point its tag. File numbers are 64 bits here; on ReFS they may repeat
// (its own have 128), so size and times count too wherever versions are compared.
func statHandle(handle windows.Handle) (Info, error) {
	var h windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(handle, &h); err != nil {
		return Info{}, err
	}
	info := Info{
		Kind:     Regular,
		Dev:      uint64(h.VolumeSerialNumber),
		Ino:      uint64(h.FileIndexHigh)<<32 | uint64(h.FileIndexLow),
		Size:     int64(h.FileSizeHigh)<<32 | int64(h.FileSizeLow),
		MtimeNs:  h.LastWriteTime.Nanoseconds(),
		BirthNs:  h.CreationTime.Nanoseconds(),
		Nlink:    uint64(max(h.NumberOfLinks, 1)),
		Mode:     0o666,
		ReadOnly: h.FileAttributes&windows.FILE_ATTRIBUTE_READONLY != 0,
		Hidden:   h.FileAttributes&windows.FILE_ATTRIBUTE_HIDDEN != 0,
	}
	if info.ReadOnly {
		info.Mode = 0o444
	}
	if b, err := basicInfo(handle); err == nil {
		info.CtimeNs = toUnixNs(b.change)
	}
	if h.FileAttributes&windows.FILE_ATTRIBUTE_DIRECTORY != 0 {
		info.Kind = Directory
	}
	if h.FileAttributes&windows.FILE_ATTRIBUTE_REPARSE_POINT != 0 {
		tag, err := reparseTag(handle)
		if err != nil {
			return Info{}, err
		}
		info.Kind = kindOfTag(tag, info.Kind)
	}
	return info, nil
}

func kindOfTag(tag uint32, plain Kind) Kind {
	switch {
	case tag&nameSurrogate != 0:
		return Symlink
	case tag == tagUnixSocket:
		return Socket
	case tag == tagLinuxFIFO:
		return FIFO
	case tag == tagLinuxChar || tag == tagLinuxBlock:
		return Device
	}
	return plain // kept elsewhere, but a file: cloud, deduplicated, compressed
}

// reparseTag returns the tag of a reparse point, 0 for anything else.
func reparseTag(handle windows.Handle) (uint32, error) {
	var info struct{ attributes, tag uint32 } // FILE_ATTRIBUTE_TAG_INFO
	err := windows.GetFileInformationByHandleEx(handle, windows.FileAttributeTagInfo,
		(*byte)(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info)))
	switch {
	case err != nil && isUnsupported(err):
		return 0, nil // FAT has neither the call nor reparse points
	case err != nil:
		return 0, err
	case info.attributes&windows.FILE_ATTRIBUTE_REPARSE_POINT == 0:
		return 0, nil
	}
	return info.tag, nil
}

func (f *winFile) Stat() (Info, error) { return statHandle(f.handle) }

// Reserve allocates clusters; the part that is not used is given back when the
// file is closed.
func (f *winFile) Reserve(size int64) error {
	return lacking(windows.SetFileInformationByHandle(f.handle, windows.FileAllocationInfo,
		(*byte)(unsafe.Pointer(&size)), uint32(unsafe.Sizeof(size))))
}

// Chown does nothing for the IDs that Stat reports, which are all 0.
func (f *winFile) Chown(uid, gid int) error {
	if uid > 0 || gid > 0 {
		return unsupported(windows.ERROR_NOT_SUPPORTED)
	}
	return nil
}

// Chmod knows two things: whether the owner may write (the read-only attribute)
// and whether the file is for the owner alone. If it is not, the folder's
// inheritable access list applies, as for any new file.
func (f *winFile) Chmod(mode uint32) error {
	b, err := basicInfo(f.handle)
	if err != nil {
		return err
	}
	attributes := b.attributes &^ windows.FILE_ATTRIBUTE_READONLY
	if mode&0o200 == 0 {
		attributes |= windows.FILE_ATTRIBUTE_READONLY
	}
	if attributes != b.attributes {
		if err := setAttributes(f.handle, attributes); err != nil {
			return err
		}
	}
	if mode&0o077 != 0 {
		return inheritAccess(f.path)
	}
	return nil
}

func setAttributes(handle windows.Handle, attributes uint32) error {
	if attributes == 0 {
		attributes = windows.FILE_ATTRIBUTE_NORMAL // 0 would mean "leave them"
	}
	return setBasicInfo(handle, fileBasicInfo{attributes: attributes})
}

// TryLock locks one byte far behind any content: locks of Windows are mandatory,
// and the content must stay readable.
func (f *winFile) TryLock() error {
	const far = 1 << 30
	return windows.LockFileEx(f.handle, windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{OffsetHigh: far})
}

func (f *winFile) Sync(how Flush) (Flush, error) {
	if how == Push {
		return 0, unsupported(windows.ERROR_NOT_SUPPORTED)
	}
	return Durable, windows.FlushFileBuffers(f.handle)
}
