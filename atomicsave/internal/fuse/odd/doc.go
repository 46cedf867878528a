// Package odd has file systems that are not what a program expects: they lack
// calls, fail, stop answering, or forget what was not flushed. They are served by
// package fuse; the command atomicsave/internal/oddfs serves one to anybody.
// Linux only.
//
// Folder shows a folder of the real file system as it is. Faults makes any file
// system fail or hang. Forgetful is a Folder with the memory of a disk whose power
// is cut.
package odd
