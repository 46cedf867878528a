// Package crashsim shows what a power cut can leave of a file.
//
// A save is run on a disk in memory: the real protocol of package atomicsave,
// through the same interface through which it speaks to the operating system,
// or one of the ways in which other programs save. Every call is recorded. Then,
// for a cut after each call, the package lists the states that the disk may be
// in when the power is back: what the file holds (the old content, the new one,
// nothing, zeros, a mixture), whether it is there at all, and which temporary
// files are left over. Nothing is ever written outside memory.
//
// # The model
//
// Data. What is written to a file stays in memory until the file is flushed.
// Until then each range of it may have reached the disk or not, independently
// of the others: a range that did not reads as what was there before, or as
// zeros where nothing was. The size of the file is kept apart from the data and
// may be on the disk before it, or after it, or stand at any range in between.
// A flush of the file makes all of it certain.
//
// Ranges. A file of up to 4 KiB is cut into sectors of 512 bytes, the least that
// a disk writes as a whole. Larger files are cut into eight ranges of whole
// sectors, besides the edges of the writes; then the states listed are some of
// the legal ones, and Result.Sampled is set. It is also set where a file has
// more states than Scenario.Limit: then the extreme ones are listed (nothing
// kept, everything kept, each size, one range lost, one range kept) and a random
// choice of the others, repeatable by Scenario.Seed.
//
// Names. Creating, renaming, exchanging and removing change a directory in
// memory. What that means for the disk depends on it:
//
//   - Ordered, a file system with a journal (ext4, xfs, btrfs): the changes are
//     kept in the order in which they were made, each with all before it. A
//     flush of a file also keeps the last change of its name, a flush of a
//     directory the last change in it. Data that was pushed to the disk without
//     a flush (sync_file_range) is there whenever a later change is, because the
//     journal flushes the disk before it writes its commit. That last rule is
//     how Linux works and what the power-cut rig saw, not what it promises.
//   - Unordered, the least that POSIX allows (ext2, ext4 without its journal):
//     each name changes on its own. Of a rename, one half may be kept without
//     the other. Flushing a file says nothing about its name. A push is worth
//     nothing.
//   - Fat, sticks and cards (vfat): as Unordered, and the blocks of a file
//     without a name are free at once, so that a name which the disk still knows
//     may lead to a file that cannot be read, unless somebody holds it open.
//   - Lying: as Unordered, and a flush does nothing but answer.
//
// A cut in the middle of a call leaves what a cut before it or after it may
// leave: a call that is not a flush only adds states, a flush only removes some.
//
// # What is not in the model
//
// Garbage inside one sector; stale data of other files in new blocks; a disk
// that loses what it had confirmed long ago; the damage that a lying disk does
// to the file system itself (mostly it cannot be mounted); the metadata of the
// file (owner, mode, attributes); more than one program at a time; bit rot.
// Copy-on-write file systems are treated as journals. The real thing is tried by
// the power-cut rig, package internal/crashrig, and a test there checks that all
// it sees on ext4, xfs and btrfs is among the states that this package predicts.
package crashsim
