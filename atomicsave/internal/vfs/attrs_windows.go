package vfs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// maxStream bounds what Attr reads of one alternate stream. Known ones are a
// few bytes (where a download came from); ReplaceFileW keeps them of any size.
const maxStream = 16 << 20

// keptFlags are the attributes of FILE_BASIC_INFO that a replaced file should
// keep and that can be set; "archive" is set by every write. The other two are
// shown but need calls of their own.
const (
	keptFlags = windows.FILE_ATTRIBUTE_READONLY | windows.FILE_ATTRIBUTE_HIDDEN |
		windows.FILE_ATTRIBUTE_SYSTEM | windows.FILE_ATTRIBUTE_NOT_CONTENT_INDEXED |
		0x00020000 | // no scrub data
		0x00080000 | // pinned
		0x00100000 //  unpinned
	shownFlags = keptFlags | windows.FILE_ATTRIBUTE_COMPRESSED | windows.FILE_ATTRIBUTE_ENCRYPTED
)

func (f *winFile) Attrs() ([]string, error) { return listAttrs(f.handle) }

func listAttrs(handle windows.Handle) ([]string, error) {
	b, err := basicInfo(handle)
	if err != nil {
		return nil, err
	}
	names := []string{AttrBirth}
	if b.attributes&shownFlags != 0 {
		names = append(names, AttrFlags)
	}
	for _, name := range []string{AttrACL, AttrOwner} {
		if value, err := getAttr(handle, "", name); err == nil && len(value) > 0 {
			names = append(names, name)
		}
	}
	streams, err := listStreams(handle)
	for _, s := range streams {
		names = append(names, AttrStreamPrefix+s)
	}
	return names, err
}

func (f *winFile) Attr(name string) ([]byte, error) { return getAttr(f.handle, f.path, name) }

func getAttr(handle windows.Handle, path, name string) ([]byte, error) {
	switch name {
	case AttrFlags, AttrBirth:
		b, err := basicInfo(handle)
		if err != nil {
			return nil, err
		}
		if name == AttrBirth {
			return binary.LittleEndian.AppendUint64(nil, uint64(b.creation)), nil
		}
		return binary.LittleEndian.AppendUint32(nil, b.attributes&shownFlags), nil
	case AttrACL:
		return accessList(handle)
	case AttrOwner:
		return owner(handle)
	}
	stream, ok := strings.CutPrefix(name, AttrStreamPrefix)
	if !ok {
		return nil, unsupported(windows.ERROR_NOT_SUPPORTED)
	}
	return readStream(path + ":" + stream)
}

func (f *winFile) SetAttr(name string, value []byte) error {
	return setAttr(f.handle, f.path, name, value)
}

func setAttr(handle windows.Handle, path, name string, value []byte) error {
	switch {
	case name == AttrFlags && len(value) == 4:
		return setFlags(handle, binary.LittleEndian.Uint32(value))
	case name == AttrBirth && len(value) == 8:
		return setBasicInfo(handle, fileBasicInfo{creation: int64(binary.LittleEndian.Uint64(value))})
	case name == AttrACL:
		return setAccess(handle, value)
	case name == AttrOwner:
		return setOwner(path, string(value))
	}
	stream, ok := strings.CutPrefix(name, AttrStreamPrefix)
	if !ok {
		return unsupported(windows.ERROR_NOT_SUPPORTED)
	}
	return os.WriteFile(path+":"+stream, value, 0o666)
}

// setFlags sets what can be set, and fails if the file then lacks another flag
// of the wanted ones: an encrypted file must not become a plain one.
func setFlags(handle windows.Handle, want uint32) error {
	b, err := basicInfo(handle)
	if err != nil {
		return err
	}
	if err := setAttributes(handle, b.attributes&^keptFlags|want&keptFlags); err != nil {
		return err
	}
	if missing := want & shownFlags &^ keptFlags &^ b.attributes; missing != 0 {
		return fmt.Errorf("attributes %#x: %w", missing, error(unsupported(windows.ERROR_NOT_SUPPORTED)))
	}
	return nil
}

func (f *winFile) RemoveAttr(name string) error {
	if name == AttrFlags {
		return setFlags(f.handle, 0)
	}
	stream, ok := strings.CutPrefix(name, AttrStreamPrefix)
	if !ok {
		return unsupported(windows.ERROR_NOT_SUPPORTED)
	}
	return removeFile(f.path + ":" + stream)
}

// carry copies the metadata that ReplaceFileW would have kept: access list,
// alternate streams, attributes, creation time. The owner is not among them. A
// failure to copy the access list, a stream or the encryption is an error; the
// rest is seen in the comparison after the save.
func carry(from, to string) error {
	return copyAttrs(from, to, func(name string) bool { return name != AttrOwner })
}

// prepare copies what costs little before ReplaceFileW: the access list, so that
// it is right whatever the merge does, and the attributes and creation time,
// of which ReplaceFileW promises the latter only.
func prepare(from, to string) error {
	return copyAttrs(from, to, func(name string) bool {
		return name == AttrACL || name == AttrFlags || name == AttrBirth
	})
}

// copyAttrs asks for the right to delete the old file first: who has not got it
// cannot replace the file either, and could not remove a temporary file with the
// same access list.
func copyAttrs(from, to string, wanted func(name string) bool) error {
	source, err := create(from, windows.READ_CONTROL|windows.DELETE, shareAll, windows.FILE_FLAG_OPEN_REPARSE_POINT)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(source)
	target, err := create(to, windows.READ_CONTROL|windows.WRITE_DAC|windows.FILE_WRITE_ATTRIBUTES,
		shareAll, windows.FILE_FLAG_OPEN_REPARSE_POINT)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(target)

	if b, err := basicInfo(source); err != nil {
		return err
	} else if b.attributes&windows.FILE_ATTRIBUTE_ENCRYPTED != 0 {
		return windows.ERROR_ENCRYPTION_FAILED
	}
	names, err := listAttrs(source)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !wanted(name) {
			continue
		}
		value, err := getAttr(source, from, name)
		if err == nil {
			err = setAttr(target, to, name, value)
		}
		if err != nil && name != AttrFlags && name != AttrBirth {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// listStreams returns the names of the alternate data streams.
func listStreams(handle windows.Handle) ([]string, error) {
	for size := 1024; ; size *= 4 {
		buf := make([]byte, size)
		err := windows.GetFileInformationByHandleEx(handle, windows.FileStreamInfo, &buf[0], uint32(size))
		switch {
		case err == nil:
			return parseStreams(buf), nil
		case errors.Is(err, windows.ERROR_MORE_DATA) || errors.Is(err, windows.ERROR_INSUFFICIENT_BUFFER):
			continue
		case errors.Is(err, windows.ERROR_HANDLE_EOF) || isUnsupported(err):
			return nil, nil // no streams; a file system without streams
		}
		return nil, err
	}
}

// parseStreams reads a list of FILE_STREAM_INFO: offset of the next, length of
// the name in bytes, two sizes of 8 bytes, and a name such as ":a:$DATA".
func parseStreams(buf []byte) []string {
	var names []string
	for {
		next := binary.LittleEndian.Uint32(buf)
		length := binary.LittleEndian.Uint32(buf[4:])
		if length > uint32(len(buf)-24) {
			return names
		}
		units := unsafe.Slice((*uint16)(unsafe.Pointer(&buf[24])), max(length/2, 1))[:length/2]
		name, ok := strings.CutSuffix(windows.UTF16ToString(units), ":$DATA")
		if name = strings.TrimPrefix(name, ":"); ok && name != "" {
			names = append(names, name)
		}
		if next == 0 || int(next)+24 > len(buf) {
			return names
		}
		buf = buf[next:]
	}
}

func readStream(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	value, err := io.ReadAll(io.LimitReader(f, maxStream+1))
	if err == nil && len(value) > maxStream {
		return nil, unsupported(windows.ERROR_FILE_TOO_LARGE)
	}
	return value, err
}

func isUnsupported(err error) bool { return errors.Is(lacking(err), errors.ErrUnsupported) }
