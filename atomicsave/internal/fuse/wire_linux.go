package fuse

import (
	"bytes"
	"encoding/binary"
	"errors"
	"syscall"
)

// Op is what the kernel asks for.
type Op uint32

// The operations, by their numbers in linux/fuse.h.
const (
	Lookup      Op = 1
	forget      Op = 2
	Getattr     Op = 3
	Setattr     Op = 4
	Readlink    Op = 5
	Symlink     Op = 6
	Mknod       Op = 8
	Mkdir       Op = 9
	Unlink      Op = 10
	Rmdir       Op = 11
	Rename      Op = 12
	Link        Op = 13
	Open        Op = 14
	Read        Op = 15
	Write       Op = 16
	Statfs      Op = 17
	Release     Op = 18
	Fsync       Op = 20
	Setxattr    Op = 21
	Getxattr    Op = 22
	Listxattr   Op = 23
	Removexattr Op = 24
	Flush       Op = 25
	initialise  Op = 26
	Opendir     Op = 27
	Readdir     Op = 28
	Releasedir  Op = 29
	Fsyncdir    Op = 30
	Create      Op = 35
	interrupt   Op = 36
	destroy     Op = 38
	batchForget Op = 42
	Fallocate   Op = 43
	Rename2     Op = 45
)

// Ops are the operations that a Handler may be asked for, by name.
var Ops = map[string]Op{
	"lookup": Lookup, "getattr": Getattr, "setattr": Setattr, "readlink": Readlink, "symlink": Symlink,
	"mknod": Mknod, "mkdir": Mkdir, "unlink": Unlink, "rmdir": Rmdir, "rename": Rename, "link": Link,
	"open": Open, "read": Read, "write": Write, "statfs": Statfs, "release": Release, "fsync": Fsync,
	"setxattr": Setxattr, "getxattr": Getxattr, "listxattr": Listxattr, "removexattr": Removexattr,
	"flush": Flush, "opendir": Opendir, "readdir": Readdir, "releasedir": Releasedir, "fsyncdir": Fsyncdir,
	"create": Create, "fallocate": Fallocate, "rename2": Rename2,
}

// Root is the number of the root folder.
const Root = 1

// The fixed parts of requests and answers, as linux/fuse.h lays them out.
type (
	inHeader struct {
		Len, Op       uint32
		Unique, Node  uint64
		UID, GID, PID uint32
		ExtLen, _     uint16
	}
	outHeader struct {
		Len    uint32
		Error  int32
		Unique uint64
	}
	initIn struct {
		Major, Minor, Readahead, Flags uint32
	}
	initOut struct {
		Major, Minor, Readahead, Flags uint32
		Background, Congestion         uint16
		MaxWrite, TimeGran             uint32
		MaxPages, Alignment            uint16
		_                              [8]uint32
	}
	forgetIn      struct{ Lookups uint64 }
	batchForgetIn struct{ Count, _ uint32 }
	forgetOne     struct{ Node, Lookups uint64 }

	// Attr is what stat tells.
	Attr struct {
		Ino, Size, Blocks           uint64
		Atime, Mtime, Ctime         uint64
		AtimeNs, MtimeNs, CtimeNs   uint32
		Mode, Nlink, UID, GID, Rdev uint32
		BlockSize, Flags            uint32
	}
	// EntryOut answers Lookup, Mkdir, Mknod, Symlink and Link. The times say how
	// long the kernel may believe it; zero is always a good answer.
	EntryOut struct {
		Node, Generation      uint64
		EntryValid, AttrValid uint64
		EntryValidNs, ValidNs uint32
		Attr                  Attr
	}
	// AttrOut answers Getattr and Setattr.
	AttrOut struct {
		Valid      uint64
		ValidNs, _ uint32
		Attr       Attr
	}
	// SetattrIn has those values that Valid names: see the Set constants.
	SetattrIn struct {
		Valid, _                  uint32
		Handle, Size, LockOwner   uint64
		Atime, Mtime, Ctime       uint64
		AtimeNs, MtimeNs, CtimeNs uint32
		Mode, _                   uint32
		UID, GID, _               uint32
	}
	// OpenIn is for Open and Opendir.
	OpenIn struct{ Flags, _ uint32 }
	// OpenOut answers Open and Opendir; Create after an EntryOut.
	OpenOut struct {
		Handle   uint64
		Flags, _ uint32
	}
	// CreateIn is followed by a name.
	CreateIn struct{ Flags, Mode, Umask, OpenFlags uint32 }
	// MkdirIn is followed by a name.
	MkdirIn struct{ Mode, Umask uint32 }
	// MknodIn is followed by a name.
	MknodIn struct{ Mode, Rdev, Umask, _ uint32 }
	// RenameIn is followed by two names.
	RenameIn struct{ NewParent uint64 }
	// Rename2In is followed by two names.
	Rename2In struct {
		NewParent uint64
		Flags, _  uint32
	}
	// LinkIn is followed by a name; the node of the request is the folder.
	LinkIn struct{ Node uint64 }
	// IOIn is for Read, Readdir and Write; with Write the data follows.
	IOIn struct {
		Handle, Off   uint64
		Size, IOFlags uint32
		LockOwner     uint64
		Flags, _      uint32
	}
	// WriteOut answers Write.
	WriteOut struct{ Size, _ uint32 }
	// HandleIn is for Release, Releasedir, Flush, Fsync and Fsyncdir: what
	// follows the handle differs and is not needed.
	HandleIn struct{ Handle uint64 }
	// SetxattrIn is followed by a name and the value.
	SetxattrIn struct{ Size, Flags uint32 }
	// GetxattrIn is for Getxattr, where a name follows, and Listxattr.
	GetxattrIn struct{ Size, _ uint32 }
	// GetxattrOut answers both if Size was 0.
	GetxattrOut struct{ Size, _ uint32 }
	// FallocateIn is what fallocate(2) takes.
	FallocateIn struct {
		Handle, Off, Length uint64
		Mode, _             uint32
	}
	// StatfsOut answers Statfs.
	StatfsOut struct {
		Blocks, Free, Available, Files, FilesFree uint64
		BlockSize, NameLen, FragSize, _           uint32
		_                                         [6]uint32
	}
	direntHead struct {
		Ino, Off      uint64
		NameLen, Type uint32
	}
)

// What SetattrIn.Valid may name (FATTR_).
const (
	SetMode = 1 << iota
	SetUID
	SetGID
	SetSize
	SetAtime
	SetMtime
	SetHandle
	SetAtimeNow
	SetMtimeNow
)

// Request is one call of the kernel.
type Request struct {
	Op            Op
	Node          uint64
	UID, GID, PID uint32

	unique uint64
	rest   []byte
}

var errShort = errors.New("the request is too short")

// Take decodes the next fixed part of the request.
func (r *Request) Take(v any) error {
	n, err := binary.Decode(r.rest, binary.NativeEndian, v)
	if err != nil {
		return errShort
	}
	r.rest = r.rest[n:]
	return nil
}

// Name takes the next name.
func (r *Request) Name() (string, error) {
	name, rest, found := bytes.Cut(r.rest, []byte{0})
	if !found {
		return "", errShort
	}
	r.rest = rest
	return string(name), nil
}

// Data returns the n bytes that follow. They are valid until the answer.
func (r *Request) Data(n uint32) ([]byte, error) {
	if uint32(len(r.rest)) < n {
		return nil, errShort
	}
	return r.rest[:n], nil
}

// AppendDirent adds an entry of a folder to the answer of Readdir, if the limit
// that the kernel gave allows it. next is the offset behind the entry, kind its
// DT_ value.
func AppendDirent(out []byte, limit uint32, name string, ino, next uint64, kind uint32) (all []byte, fits bool) {
	const head = 24
	if len(out)+head+(len(name)+7)/8*8 > int(limit) {
		return out, false
	}
	out = encode(out, direntHead{ino, next, uint32(len(name)), kind})
	out = append(out, name...)
	for len(out)%8 != 0 {
		out = append(out, 0)
	}
	return out, true
}

// encode appends fixed parts and bytes.
func encode(out []byte, parts ...any) []byte {
	for _, p := range parts {
		if b, ok := p.([]byte); ok {
			out = append(out, b...)
		} else if p != nil {
			out, _ = binary.Append(out, binary.NativeEndian, p) // the types are all of fixed size
		}
	}
	return out
}

// errno is the answer for an error.
func errno(err error) int32 {
	if err == nil {
		return 0
	}
	if number, ok := errors.AsType[syscall.Errno](err); ok && number != 0 {
		return -int32(number)
	}
	return -int32(syscall.EIO)
}
