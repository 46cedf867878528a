package cli

import (
	"context"
	"errors"

	"holdfast/atomicsave"
)

// The exit codes of every verb. "holdfast help" lists them.
const (
	ExitDone         = 0   // done; for write: the new content is in place
	ExitOther        = 1   // anything that has no code of its own
	ExitUsage        = 2   // unknown flag, missing operand, flags that contradict each other
	ExitChanged      = 3   // the file on the disk is not the expected version, or exists with --create
	ExitPermission   = 4   // no permission, or a read-only file system
	ExitNoSpace      = 5   // no space, or the quota is used up
	ExitCrossVolume  = 6   // the temporary folder and the file are on different volumes
	ExitInUse        = 7   // another program or a mount holds the file
	ExitNotRegular   = 8   // a directory, device, FIFO or socket, or a link that leads to no file
	ExitNeedsConsent = 9   // the save would lose something that nobody agreed to
	ExitIO           = 10  // a disk, network or standard stream failed
	ExitDiscarded    = 11  // with --wait: a file was closed without its changes, or could not be opened
	ExitCancelled    = 130 // interrupted
)

// exitCode chooses the exit code for what a verb returned.
func exitCode(err error) int {
	if err == nil {
		return ExitDone
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return ExitUsage
	}
	// Looked at before the class: atomicsave cannot know that the failing read
	// was one of standard input, which has no class.
	if errors.Is(err, context.Canceled) {
		return ExitCancelled
	}
	if _, ok := errors.AsType[*streamError](err); ok {
		return ExitIO
	}
	return exitOfClass(atomicsave.ClassOf(err))
}

func exitOfClass(class atomicsave.Class) int {
	switch class {
	case atomicsave.Usage:
		return ExitUsage
	case atomicsave.Changed, atomicsave.Exists:
		return ExitChanged
	case atomicsave.Permission, atomicsave.ReadOnly:
		return ExitPermission
	case atomicsave.NoSpace:
		return ExitNoSpace
	case atomicsave.CrossVolume:
		return ExitCrossVolume
	case atomicsave.InUse:
		return ExitInUse
	case atomicsave.NotRegular:
		return ExitNotRegular
	case atomicsave.NeedsConsent:
		return ExitNeedsConsent
	case atomicsave.IO, atomicsave.Network, atomicsave.Corrupt:
		return ExitIO
	case atomicsave.Cancelled:
		return ExitCancelled
	}
	return ExitOther
}
