// Package fuse serves a file system from a program: the kernel's FUSE protocol
// on /dev/fuse, as far as tests and demonstrations of saves need it, and no
// library. Linux only. Package odd, below, has the file systems that are served.
//
// The protocol is documented in linux/fuse.h and fuse(4); this speaks version
// 7.31, which every kernel since 5.4 understands. Requests are answered each on a
// goroutine of its own, so one that is never answered holds up nobody else.
//
// # What to know about FUSE
//
//   - A process whose request has been read and is not answered cannot be killed:
//     it waits in the kernel until the answer comes or the connection ends. The
//     end of the serving process ends the connection, however it dies.
//   - So the serving process must never touch its own mount, and must be the one
//     to be killed when something hangs.
//   - After that the mount is still there and answers every call with ENOTCONN
//     until it is unmounted. Mount does that first with a dead mount that it finds.
//   - ENOSYS is an answer with a meaning: for most operations the kernel does not
//     ask again and answers by itself, for flushes with success.
package fuse
