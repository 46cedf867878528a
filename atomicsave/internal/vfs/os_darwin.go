// macOS. None of this has run: it is compiled and vetted for amd64 and arm64.
//
// What is kept of a file, and how: owner, group, mode, extended attributes,
// the flags "hidden" and "nodump" and the creation time by calls of their own;
// the ACL because the temporary file begins as a clone of the old one (Seed).
// Where the file system cannot clone (HFS+, FAT, network) the ACL is lost and
// cannot be seen without cgo. A compressed file is written uncompressed. The
// document number of a tracked file changes.

package vfs

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// openSearch opens a directory that may be searched but not read. Older systems
// ignore the flag and answer EACCES.
const openSearch = unix.O_SEARCH

// File flags of chflags(2), sys/stat.h.
const (
	flagNoDump      = 0x00000001
	userImmutable   = 0x00000002
	userAppend      = 0x00000004
	flagHidden      = 0x00008000
	systemImmutable = 0x00020000
	systemAppend    = 0x00040000
	keptFlags       = flagNoDump | flagHidden
)

// glanceFd is a whole look: here it has no price.
func glanceFd(fd int) (Info, error) { return statAt(fd, "") }

func statAt(fd int, name string) (Info, error) {
	var st unix.Stat_t
	err := restart(func() error {
		if name == "" {
			return unix.Fstat(fd, &st)
		}
		return unix.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	})
	if err != nil {
		return Info{}, err
	}
	return Info{
		Kind:       kindOf(uint32(st.Mode)),
		Dev:        uint64(uint32(st.Dev)),
		Ino:        st.Ino,
		Size:       st.Size,
		MtimeNs:    st.Mtim.Nano(),
		CtimeNs:    st.Ctim.Nano(),
		BirthNs:    st.Btim.Nano(),
		Nlink:      uint64(st.Nlink),
		Mode:       uint32(st.Mode) & 0o7777,
		UID:        st.Uid,
		GID:        st.Gid,
		Immutable:  st.Flags&(userImmutable|systemImmutable) != 0,
		AppendOnly: st.Flags&(userAppend|systemAppend) != 0,
	}, nil
}

// renameAt uses renameatx_np for the special moves (rename(2)): APFS, HFS+.
func renameAt(from int, name string, to int, newName string, how Move) error {
	var err error
	switch how {
	case NoReplace:
		err = unix.RenameatxNp(from, name, to, newName, unix.RENAME_EXCL)
	case Exchange:
		err = unix.RenameatxNp(from, name, to, newName, unix.RENAME_SWAP)
	default:
		err = unix.Renameat(from, name, to, newName)
	}
	switch {
	case err == unix.EINVAL && how != Over:
		return unix.ENOTSUP
	case err == unix.ENOENT && otherVolume(from, to):
		return unix.EXDEV // a missing name is found out first here
	}
	return err
}

func otherVolume(from, to int) bool {
	a, errA := glanceFd(from)
	b, errB := glanceFd(to)
	return errA == nil && errB == nil && a.Dev != b.Dev
}

// A flush is one of three calls. fsync(2) leaves the data in the drive's cache;
// F_BARRIERFSYNC orders it before what is written later; F_FULLFSYNC empties
// the cache. File systems that lack one of the latter answer in various ways
// (ENOTSUP, ENOTTY, EINVAL), so any answer leads to the next weaker call, except
// those that say that data are lost: what a second flush says then is worthless.
func flush(fd int, how Flush) (Flush, error) {
	ladder := []struct {
		command int
		reached Flush
	}{{unix.F_FULLFSYNC, Durable}, {unix.F_BARRIERFSYNC, Barrier}}
	if how == Barrier {
		slices.Reverse(ladder)
	}
	if how == Push {
		ladder = nil
	}
	for _, try := range ladder {
		err := restart(func() error { _, err := unix.FcntlInt(uintptr(fd), try.command, 0); return err })
		switch err {
		case nil:
			return try.reached, nil
		case unix.EIO, unix.ENOSPC, unix.EDQUOT, unix.ENXIO:
			return 0, err
		}
	}
	return Push, unix.Fsync(fd)
}

// Sync flushes, and says how far.
func (f *file) Sync(how Flush) (Flush, error) { return flush(f.fd, how) }

// syncDir flushes a directory, and fails where that reaches no further than the
// drive's cache.
func syncDir(fd int) error {
	reached, err := flush(fd, Durable)
	if err == nil && reached < Durable {
		err = unix.ENOTSUP
	}
	return err
}

// Reserve allocates without changing the size (fcntl(2), F_PREALLOCATE).
func (f *file) Reserve(size int64) error {
	store := unix.Fstore_t{Flags: unix.F_ALLOCATEALL, Posmode: unix.F_PEOFPOSMODE, Length: size}
	return restart(func() error { return unix.FcntlFstore(uintptr(f.fd), unix.F_PREALLOCATE, &store) })
}

// Seed makes the temporary file as a clone of an entry and empties it: on APFS
// that is the only way to its ACL without cgo (clonefile(2)). Nobody but the
// owner, and whom the ACL allows, may open it until Chmod. Systems without
// CLONE_ACL answer EINVAL.
func (d *dir) Seed(name string, tempDir Dir, temp string) (File, error) {
	const noOwnerButACL = unix.CLONE_NOOWNERCOPY | 0x0004 // CLONE_ACL of sys/clonefile.h
	source, err := openat(d.fd, name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(source)
	to := tempDir.(*dir)
	switch err := unix.Fclonefileat(source, to.fd, temp, noOwnerButACL); err {
	case nil:
	case unix.EINVAL, unix.EXDEV:
		return nil, unix.ENOTSUP
	default:
		return nil, err
	}
	fd, err := emptied(to.fd, temp)
	if err != nil {
		to.Remove(temp)
		return nil, err
	}
	return &file{fd: fd}, nil
}

// emptied opens a clone and takes its content and permission away.
func emptied(at int, name string) (int, error) {
	fd, err := openat(at, name, unix.O_RDWR|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err == unix.EACCES || err == unix.EPERM {
		return -1, unix.ENOTSUP // its mode is not for writing; a new file will do
	}
	if err != nil {
		return -1, err
	}
	err = unix.Fchmod(fd, 0o600)
	if err == nil {
		err = restart(func() error { return unix.Ftruncate(fd, 0) })
	}
	if err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// ownAttrs are extended attributes that the system keeps for itself: nobody
// else can set them, and a new file gets its own.
var ownAttrs = []string{
	"com.apple.provenance",  // which program made the file
	"com.apple.macl",        // which sandboxed programs were given access
	"com.apple.decmpfs",     // compressed content
	"com.apple.system.",     // security and the like
	"com.apple.rootless",    // system integrity protection
	"com.apple.diskimages.", // checksums of the content
}

func systemsOwn(name string) bool {
	return slices.ContainsFunc(ownAttrs, func(own string) bool {
		return name == own || strings.HasSuffix(own, ".") && strings.HasPrefix(name, own)
	})
}

// maxAttr bounds the size of an attribute, resource forks included.
const maxAttr = 64 << 20

// Attrs lists what can be set: extended attributes, flags, and the creation
// time where the file system is known to let it be set.
func (f *file) Attrs() ([]string, error) {
	var names []string
	if flags, err := f.flags(); err == nil && flags&keptFlags != 0 {
		names = append(names, AttrFlags)
	}
	if v, err := volume(f.fd); err == nil && (v.Type == "apfs" || v.Type == "hfs") {
		names = append(names, AttrBirth)
	}
	list, err := grow(func(buf []byte) (int, error) { return unix.Flistxattr(f.fd, buf) })
	if errors.Is(err, errors.ErrUnsupported) {
		return names, nil
	}
	for name := range strings.SplitSeq(string(list), "\x00") {
		if name != "" && !systemsOwn(name) {
			names = append(names, name)
		}
	}
	return names, err
}

// grow calls read with nothing, to learn the size, and then with that much.
func grow(read func(buf []byte) (int, error)) ([]byte, error) {
	for {
		n, err := read(nil)
		if err != nil || n == 0 {
			return nil, err
		}
		if n > maxAttr {
			return nil, unix.E2BIG
		}
		buf := make([]byte, n)
		n, err = read(buf)
		if err != unix.ERANGE { // ERANGE: it grew in between
			return buf[:max(n, 0)], err
		}
	}
}

func (f *file) Attr(name string) ([]byte, error) {
	switch name {
	case AttrFlags:
		flags, err := f.flags()
		return binary.NativeEndian.AppendUint32(nil, flags&keptFlags), err
	case AttrBirth:
		info, err := f.Stat()
		return binary.NativeEndian.AppendUint64(nil, uint64(info.BirthNs)), err
	}
	return grow(func(buf []byte) (int, error) { return unix.Fgetxattr(f.fd, name, buf) })
}

func (f *file) SetAttr(name string, value []byte) error {
	switch name {
	case AttrFlags:
		if len(value) != 4 {
			return unix.EINVAL
		}
		now, err := f.flags()
		if err != nil {
			return err
		}
		want := now&^keptFlags | binary.NativeEndian.Uint32(value)&keptFlags
		if want == now {
			return nil
		}
		return restart(func() error { return unix.Fchflags(f.fd, int(want)) })
	case AttrBirth:
		if len(value) != 8 {
			return unix.EINVAL
		}
		return f.setBirth(int64(binary.NativeEndian.Uint64(value)))
	}
	return restart(func() error { return unix.Fsetxattr(f.fd, name, value, 0) })
}

func (f *file) RemoveAttr(name string) error {
	if name == AttrFlags {
		return f.SetAttr(name, make([]byte, 4))
	}
	return restart(func() error { return unix.Fremovexattr(f.fd, name) })
}

func (f *file) flags() (uint32, error) {
	var st unix.Stat_t
	err := restart(func() error { return unix.Fstat(f.fd, &st) })
	return st.Flags, err
}

// setBirth sets the creation time by path (setattrlist(2)), which is looked up
// from the descriptor.
func (f *file) setBirth(ns int64) error {
	// F_GETPATH writes up to MAXPATHLEN bytes. FcntlFstore is the one call of
	// x/sys that hands a pointer to fcntl.
	const getPath = 50
	var room [unix.PathMax / 8]uint64
	err := unix.FcntlFstore(uintptr(f.fd), getPath, (*unix.Fstore_t)(unsafe.Pointer(&room)))
	if err != nil {
		return err
	}
	path := unix.ByteSliceToString(unsafe.Slice((*byte)(unsafe.Pointer(&room)), unix.PathMax))
	list := unix.Attrlist{Bitmapcount: unix.ATTR_BIT_MAP_COUNT, Commonattr: unix.ATTR_CMN_CRTIME}
	when := unix.NsecToTimespec(ns)
	buf := binary.NativeEndian.AppendUint64(nil, uint64(when.Sec))
	buf = binary.NativeEndian.AppendUint64(buf, uint64(when.Nsec))
	return unix.Setattrlist(path, &list, buf, unix.FSOPT_NOFOLLOW)
}

// volume names the file system as the system does: apfs, hfs, msdos, exfat, …
func volume(fd int) (Volume, error) {
	var st unix.Statfs_t
	if err := restart(func() error { return unix.Fstatfs(fd, &st) }); err != nil {
		return Volume{}, err
	}
	return Volume{
		Type:     unix.ByteSliceToString(st.Fstypename[:]),
		ReadOnly: st.Flags&unix.MNT_RDONLY != 0,
		Remote:   st.Flags&unix.MNT_LOCAL == 0,
	}, nil
}
