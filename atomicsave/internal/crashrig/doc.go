// Package crashrig cuts the power of a disk, thousands of times, and looks at
// what is left of a file.
//
// # How
//
// A small FUSE file system serves one file, the disk, from memory, and logs every
// write and every flush that reaches it. A loop device makes a block device of
// that file, and a real file system of the running kernel is made and mounted on
// it. Another process saves a file there in a loop and notes "begun n" and
// "acknowledged n" in the same log, while a neighbour flushes a file of its own
// every few milliseconds, as other programs do; that makes file systems write
// out what nobody asked them to.
//
// A cut is a point of the log. What was written before the last flush is on the
// disk; of what was written since, everything is kept, nothing, the beginning, or
// a random choice, and one write may be kept in part, down to 512 bytes. The
// image is put together, mounted (the journal is replayed), and the file is read.
// Half of the cuts are anywhere, half directly after an acknowledgement, the
// worst moment for a save that promised too much.
//
// The journal of the program may be on a second disk, which loses its power in the
// same moment: that is a stick in a computer. After a cut the program's next start is
// played (Recover), and where the volume is damaged or can be mounted only to read, a
// check of it (e2fsck; for ntfs3 the option "force") and another start.
//
// With flushes ignored, "since the last flush" means "since the beginning". Then
// every strategy must fail, or the rig proves nothing.
//
// # What is real and what is not
//
// Real: the file systems and their recovery, the system calls, the protocol.
// Made: the disk. It keeps, loses and tears writes as a disk with a volatile
// cache may, but it does not break its promises in other ways, and it does not
// return garbage.
//
// # Use
//
// The rig needs Linux, root, /dev/fuse and loop devices. It runs in a mount
// namespace of its own, so that its mounts and loop devices are gone with its
// last process, however that ends. The tests make a few hundred cuts; the script
// .ci/crash-test makes as many as it is told to and prints a table.
//
// Everything that needs Linux or a library is in test files, so that nothing of
// it can get into the program.
package crashrig
