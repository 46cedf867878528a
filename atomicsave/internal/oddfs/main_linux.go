// Command oddfs shows a folder at another place as an odd file system: one that
// lacks calls, fails, stops answering, or forgets what was not flushed. It is for
// tests and for the demonstration of what a power cut does; the program does not
// contain it. Linux only; anybody may run it who may run fusermount3, and root.
//
//	oddfs [switches] FOLDER MOUNTPOINT
//
// It prints "ready" when the file system is there, and "hangs" each time that it
// stops answering, and serves until it is unmounted, or ended by SIGTERM or SIGINT,
// which unmounts.
//
//	-no-xattr       no extended attributes, and so no ACL
//	-no-link        no hard links (EPERM)
//	-no-dirsync     folders cannot be flushed (EINVAL)
//	-no-exchange    rename without flags only (EINVAL): no exchange, no no-replace
//	-fold           upper and lower case in names are the same; not with -forget
//	-eio-on-flush   each flush of a file fails (EIO)
//	-fault OPERATION=WHAT[@N[+]]   may be repeated. The operations are those of
//	                linux/fuse.h in small letters, or "any"; what is the name of an
//	                errno, or "hang". Without @ it happens to each call; with @3 to
//	                the third, with @3+ to the third and all later ones
//
// Hanging: at -fault write=hang@2 the second write, and from then on every call,
// gets no answer. SIGUSR1 does the same at any moment, and a second SIGUSR1 lets
// all go on. A process that waits for an answer cannot even be killed: it ends
// when oddfs does. So kill oddfs (any signal) to clean up, and then unmount
// (umount -l or fusermount3 -u -z) if the signal was SIGKILL. A new oddfs on the
// same mount point does that by itself.
//
// Forgetting: with -forget all, writes and names are in memory until the file, or
// the folder of the name, is flushed. SIGKILL is a power cut: what was not flushed
// is lost, and FOLDER holds what a disk would. Start oddfs again to look at it
// through the mount, or just read FOLDER. SIGUSR2 is a cut without a restart: the
// mount then shows what was durable, and whatever was open is stale (ESTALE). With
// -forget data, names and cut lengths stay at once and only data is forgotten: the
// file system on which ordinary saves leave empty files. -memory is a folder for
// what is volatile, on a tmpfs best; a later start with the same one empties it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"holdfast/atomicsave/internal/fuse/odd"
)

func main() {
	err := odd.Run(os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "oddfs:", err)
		os.Exit(1)
	}
}
