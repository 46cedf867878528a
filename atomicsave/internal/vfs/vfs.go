// Package vfs is the disk as a save sees it: the few system calls that the
// protocol of package atomicsave is made of, and nothing else.
//
// Three kinds of implementation exist. OS returns the real one of the system
// that the program was built for. Package faultfs wraps any FS and fails, or
// cuts short, the n-th call. A disk model (package crashsim) keeps volatile and
// durable state apart and lists what a power cut may leave. All of them run
// the same protocol.
//
// Rules for implementations:
//
//   - One method is one system call wherever the system allows it, so that
//     "the n-th call fails" means something.
//   - Errors are the system's own (syscall.Errno, possibly wrapped). An
//     operation that the system or the file system lacks answers with an error
//     for which errors.Is(err, errors.ErrUnsupported) holds, and has done
//     nothing.
//   - Nothing is retried inside except EINTR. Three exceptions, all on Windows:
//     Replace, Rename and Remove wait, bounded, for a file that another program
//     holds open.
//   - No method follows a symbolic link in the last element of a name.
package vfs

import (
	"context"
	"io"
)

// Kind says what a directory entry is.
type Kind uint8

// The kinds of directory entries. A save touches Regular only.
const (
	Regular Kind = iota + 1
	Directory
	Symlink // on Windows also a junction: a name that stands for another
	FIFO
	Socket
	Device
	OtherKind
)

// Info is what one look at a file tells. Fields that a system does not know are
// zero (Nlink is then 1).
type Info struct {
	Kind    Kind
	Dev     uint64 // volume: st_dev, or the volume serial number on Windows
	Ino     uint64 // inode number, or the file index on Windows
	Size    int64  // bytes
	MtimeNs int64  // content time, nanoseconds since 1970
	CtimeNs int64  // change time of the inode; Windows: ChangeTime of FILE_BASIC_INFO
	BirthNs int64  // creation time, 0 if unknown
	Nlink   uint64 // hard links
	Mode    uint32 // Unix permission bits including 0o7000
	UID     uint32
	GID     uint32

	MountRoot  bool // the file itself is mounted there (a bind mount): rename gives EBUSY
	Immutable  bool // chattr +i, uchg, schg: nothing may change it
	AppendOnly bool // chattr +a, uappnd, sappnd
	ReadOnly   bool // Windows: FILE_ATTRIBUTE_READONLY
	Hidden     bool // Windows: FILE_ATTRIBUTE_HIDDEN
}

// Volume describes the file system that holds a directory.
type Volume struct {
	Type     string // "ext4", "xfs", "btrfs", "tmpfs", "vfat", "exfat", "ntfs3", "fuse", "nfs", "apfs", "NTFS", …; "" if unknown
	Magic    uint64 // f_type of statfs, 0 elsewhere
	ReadOnly bool
	Remote   bool // a network file system: a flush may be ignored by the server
	Bare     bool // known to have no journal, although others of its type have one (ext4, ext2)
	Kernel   bool // no disk at all: its files are the kernel's, made up as they are read (proc, sysfs)
}

// Access is how OpenFile opens.
type Access uint8

// The ways to open. None of them truncates.
const (
	// ReadOnly opens an existing file to read. It never blocks on a FIFO.
	ReadOnly Access = iota + 1
	// CreateNew makes the file and opens it to read and write; it fails with
	// "exists" if anything has that name. On Windows: CREATE_NEW, share mode
	// 0, with the right to delete.
	CreateNew
	// ReadWrite opens an existing file to read and write in place.
	ReadWrite
)

// Move is how Rename treats an existing entry under the new name.
type Move uint8

// The ways to move.
const (
	// Over replaces it: rename(2); MoveFileExW with REPLACE_EXISTING and
	// WRITE_THROUGH, never COPY_ALLOWED.
	Over Move = iota + 1
	// NoReplace fails with "exists": RENAME_NOREPLACE, RENAME_EXCL,
	// MoveFileExW without REPLACE_EXISTING.
	NoReplace
	// Exchange swaps the two entries: RENAME_EXCHANGE, RENAME_SWAP.
	Exchange
)

// Flush is how far Sync pushes the data of a file.
type Flush uint8

// The strengths of a flush, weakest first.
const (
	// Push hands the data to the device without flushing the device's cache
	// (Linux sync_file_range, write and wait). It promises nothing by itself.
	Push Flush = iota + 1
	// Barrier orders the data before later writes: fsync on Linux (which does
	// more), F_BARRIERFSYNC on macOS, FlushFileBuffers on Windows.
	Barrier
	// Durable puts data and metadata on the medium: fsync on Linux,
	// F_FULLFSYNC on macOS, FlushFileBuffers on Windows.
	Durable
)

// FS opens directories.
type FS interface {
	// OpenDir opens the directory that path names, for calls relative to it.
	// Symbolic links in path are followed. base is the directory that a
	// relative path starts from; nil means the working directory. An empty
	// path means ".".
	OpenDir(base Dir, path string) (Dir, error)
}

// Dir is an open directory. On Unix every call goes through its descriptor, so
// a parent that is renamed or swapped meanwhile cannot redirect a save. On
// Windows it is path based (\\?\ form). Names are single path elements.
type Dir interface {
	// Path is the path the directory was opened with, absolute if the working
	// directory is known. It makes no system call.
	Path() string
	// Stat looks at an entry without following it; name "" is the directory
	// itself, whose times may be missing: see Glancer. On Windows a reserved name (CON, NUL, …) or one with a stream
	// (a:b) is refused with ERROR_INVALID_NAME.
	Stat(name string) (Info, error)
	// Readlink returns the text of a symbolic link. On Windows it may return
	// the final, absolute path (GetFinalPathNameByHandle).
	Readlink(name string) (string, error)
	// OpenFile opens an entry. mode counts only with CreateNew and is subject
	// to the umask and to the directory's default ACL, as open(2) says.
	OpenFile(name string, how Access, mode uint32) (File, error)
	// Rename moves an entry to another name, in this directory or another of
	// the same volume. It never copies: between volumes the answer is EXDEV
	// (ERROR_NOT_SAME_DEVICE), and that also when there is no such entry. The
	// second half lets a save find out before it writes; Linux checks the
	// mounts before it looks up the names (do_renameat2), Windows compares the
	// volumes when the source was not found.
	Rename(name string, to Dir, newName string, how Move) error
	// Link gives an entry a second name; it fails with "exists".
	Link(name string, to Dir, newName string) error
	// Remove removes the entry of a file.
	Remove(name string) error
	// List returns the names in the directory, unordered, without "." and "..".
	List() ([]string, error)
	// Sync puts the entries of the directory on the medium. On Windows that is
	// FlushFileBuffers on the directory, or else on the file that was put in
	// place last.
	Sync() error
	// Writable is nil if the caller may write the entry, or add and remove
	// entries when name is "".
	Writable(name string) error
	// Volume describes the file system that holds the directory.
	Volume() (Volume, error)
	// Close releases the directory.
	Close() error
}

// Identifier is a Dir that knows which volume it is on, so that another one that
// is mounted at the same place later is told apart.
type Identifier interface {
	// VolumeID returns what the volume calls itself, "" if that is not known. It
	// is the same at another time, in another slot and on another machine.
	VolumeID() (string, error)
}

// Replacer is a Dir whose system has a replace call of its own that carries the
// old file's metadata over and keeps the old file under a backup name:
// ReplaceFileW. The protocol prefers it to Rename for a target that exists.
type Replacer interface {
	// Replace puts temp (an entry of tempDir) in the place of target (an
	// entry of this directory) and leaves the old file under backup, a name
	// that nothing has. It waits, bounded and until ctx ends, for a target
	// that is held open.
	//
	// Whatever the system answered, Replace has looked at all three names
	// before it returns and has put right what it could: nil means that
	// target is the new file and backup the old one, or that the system gave
	// no backup and none exists. Otherwise the error is a *ReplaceError.
	//
	// Where the file system lacks the replace call, Replace carries the
	// metadata over itself and moves. A step "metadata" does not exist for
	// such a directory.
	Replace(ctx context.Context, tempDir Dir, temp, target, backup string) error
}

// Seeder is a Dir whose system can make a new file with metadata of an old one
// that no other call sets: on macOS, the ACL.
type Seeder interface {
	// Seed makes the entry temp of tempDir, empty and with mode 0600, with the
	// metadata of the entry name, and opens it as CreateNew does. It fails with
	// ErrUnsupported, having made nothing, where it cannot.
	Seed(name string, tempDir Dir, temp string) (File, error)
}

// Appraiser is a Replacer that knows beforehand what its replace call does not
// keep.
type Appraiser interface {
	// Unkept returns the names of the attributes of an entry that a
	// replacement would not have.
	Unkept(name string) ([]string, error)
}

// Excluder is a Dir that can keep other saves of this package away from an entry:
// between the last look and a rename, which replaces what is there by then, and
// between the moves that a replace call is made of, where they would meet names
// that are missing or mean another file.
type Excluder interface {
	// Exclude waits, bounded and until ctx ends, until no other save on this
	// machine has the entry. It is a help, not a promise. The caller must call
	// release, on the same goroutine.
	Exclude(ctx context.Context, name string) (release func())
}

// Outcome says where the content is after a Replace that failed.
type Outcome uint8

// The outcomes of a failed Replace.
const (
	// TargetOld: target is the old file, temp is intact.
	TargetOld Outcome = iota + 1
	// TargetOldTempSpoilt: target is the old file; temp may have lost data or
	// got metadata merged in half. It must be discarded, not used again.
	TargetOldTempSpoilt
	// TargetNew: target is the new file although the system reported a failure.
	TargetNew
	// TargetUnknown: nobody knows, or target is missing and could not be put
	// back. Paths names every file that holds content; none may be removed.
	TargetUnknown
)

// ReplaceError is what Replace returns.
type ReplaceError struct {
	Outcome Outcome
	Paths   []string // with TargetUnknown: every path that holds content
	Err     error    // the system's answer
}

func (e *ReplaceError) Error() string { return "replace: " + e.Err.Error() }
func (e *ReplaceError) Unwrap() error { return e.Err }

// File is an open file.
//
// Attributes are the metadata of a file beyond mode and owner, as named byte
// strings. On Linux they are the extended attributes under their system names:
// POSIX ACL (system.posix_acl_access), SELinux label (security.selinux),
// capabilities and user.*. A system may show other metadata as an attribute
// under one of the names AttrACL, AttrFlags and AttrBirth.
type File interface {
	io.Reader
	io.Writer
	io.ReaderAt
	io.WriterAt

	// Stat looks at the open file.
	Stat() (Info, error)
	// Reserve allocates the blocks of the first size bytes without changing
	// the file's size; "no space" is then found here.
	Reserve(size int64) error
	// Truncate cuts or extends the file to size bytes.
	Truncate(size int64) error
	// Chown sets owner and group; -1 leaves one as it is.
	Chown(uid, gid int) error
	// Chmod sets the Unix permission bits including 0o7000.
	Chmod(mode uint32) error
	// Attrs lists the names of the attributes.
	Attrs() ([]string, error)
	// Attr returns the value of one attribute.
	Attr(name string) ([]byte, error)
	// SetAttr sets one attribute, new or not.
	SetAttr(name string, value []byte) error
	// RemoveAttr removes one attribute.
	RemoveAttr(name string) error
	// Sync flushes the file as far as how says, or less far where the system
	// cannot, and returns how far it went.
	Sync(how Flush) (Flush, error)
	// Close releases the file. Its error counts: a network file system may
	// report a failed write here.
	Close() error
}

// Locker is a File that can be locked against other processes until it is closed
// or its process ends. On Windows CreateNew, with share mode 0, does that by
// itself.
type Locker interface {
	// TryLock locks the file, or fails at once with an error of class "in use".
	TryLock() error
}

// Glancer is a File that can be looked at without its times. Since Linux 6.13 who is
// told the times of a file makes the next change of it get a finer time, so that the
// change always shows (Documentation/filesystems/multigrain-ts.rst). The clock of all
// files goes on with that, and the flush of a disk image in a file then writes the
// inode of the image as well, which takes 40 to 50 µs.
type Glancer interface {
	// Glance returns what Stat does, but for the times, which are 0.
	Glance() (Info, error)
}

// QuietReader is a Dir whose files can be read without a change of the time of their
// last reading, which would be a change of the old file: one to be written out, in
// the middle of a save.
type QuietReader interface {
	// OpenQuiet opens an entry as OpenFile does with ReadOnly. The system lets only the
	// owner of the file do that, and root.
	OpenQuiet(name string) (File, error)
}

// Pusher is a File that can begin to hand written data to the device without
// waiting for it, so that the disk works while the next piece is prepared.
type Pusher interface {
	// Push begins with the n bytes from off. It is a hint; what fails is
	// reported by Sync.
	Push(off, n int64) error
}

// Retirer is a File that can be closed while its caller goes on, for one that lost its
// last name while it was open: to close it gives its blocks back, which may take longer
// than a flush.
type Retirer interface {
	// Retire begins to close the file on another goroutine, and returns. Nothing may
	// have been written through it, because its error is lost. OpenFile, to write,
	// waits until what was retired on its device is closed, so that what one save
	// frees is there for the next.
	Retire()
}

// Names of attributes that are not extended attributes. The values are opaque:
// what Attr returned for one file may be given to SetAttr of another.
const (
	AttrACL   = "holdfast.acl"   // Windows: the discretionary access list
	AttrFlags = "holdfast.flags" // chattr flags, chflags flags, attributes of Windows
	AttrBirth = "holdfast.birth" // creation time where it can be set
	AttrOwner = "holdfast.owner" // Windows: who owns the file, a SID
	// AttrStreamPrefix and the name of an alternate data stream of Windows.
	AttrStreamPrefix = "holdfast.stream:"
)
