package atomicsave

import (
	"errors"
	"fmt"
	"strings"
)

// Class says what kind of failure an Error is, in terms that a program can act
// on and explain to a person. The numbers may change; the words of String do not.
type Class uint8

// The classes of failure. The table in the package doc says which state each
// of them leaves.
const (
	Other        Class = iota // none of the below
	Usage                     // the caller asked for something that makes no sense
	Permission                // the system refused: permission or ownership
	ReadOnly                  // the file system is mounted read-only
	NoSpace                   // no space, or the quota is used up
	CrossVolume               // temp and target are on different volumes (EXDEV, 17)
	InUse                     // another program, or a mount, holds the file (EBUSY, ETXTBSY, sharing violation)
	Changed                   // the file is not the version that the caller expects
	Exists                    // create only, but something has that name
	NotExist                  // there is no such file (reading only)
	Vanished                  // the folder is gone
	NotRegular                // a directory, device, FIFO, socket, a link that leads nowhere, or a kernel's own that cannot be read
	BadName                   // too long, reserved, or not allowed on that file system
	Unsupported               // the file system cannot do what was asked
	Network                   // the network or its server failed
	IO                        // the device reported an input/output error
	Cancelled                 // the context ended
	NeedsConsent              // the save would lose something that the caller did not agree to
	Vetoed                    // Options.Check said no
	Corrupt                   // verify: what was read back is not what was written
)

var classNames = [...]string{
	"other", "usage", "permission", "read-only", "no-space", "cross-volume",
	"in-use", "changed", "exists", "not-exist", "vanished", "not-regular",
	"bad-name", "unsupported", "network", "io", "cancelled", "needs-consent",
	"vetoed", "corrupt",
}

// String returns the class as a lower-case word, for example "cross-volume".
func (c Class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return "other"
}

// MarshalText returns the word of String.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// State says what the target is after a save, or after a failed one.
type State uint8

// The states of a target.
const (
	// Old: the target is what it was before the save, or still does not exist.
	Old State = iota
	// New: the new content is in place, complete, as durable as asked for.
	New
	// NewUnconfirmed: the new content is in place and complete, but the system
	// did not confirm that it will survive a power cut.
	NewUnconfirmed
	// Unknown: nobody can tell. Error.Paths names every file with content.
	Unknown
)

var stateNames = [...]string{"old", "new", "new-unconfirmed", "unknown"}

// String returns "old", "new", "new-unconfirmed" or "unknown".
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "unknown"
}

// MarshalText returns the word of String.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Error is the only type of error that this package returns, but for the io.EOF at the
// end of a Reader.
type Error struct {
	Step  Step     // where in the save it happened
	Path  string   // the file or directory that the step worked on
	Class Class    // what kind of failure
	State State    // what the target is now
	Paths []string // with Unknown, and for a version that was kept aside: every path that holds content
	Err   error    // the cause, often a syscall.Errno
}

// Error returns one line with step, path, class, state and cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("atomicsave: ")
	b.WriteString(string(e.Step))
	b.WriteString(" ")
	b.WriteString(e.Path)
	b.WriteString(": ")
	b.WriteString(e.Class.String())
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	b.WriteString(" (target: ")
	b.WriteString(e.State.String())
	b.WriteString(")")
	for _, p := range e.Paths {
		b.WriteString(" content at ")
		b.WriteString(p)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrNoDisk is the cause of an error of class Unsupported for a file that is on no disk:
// the kernel makes it up as it is read (on Linux proc, sysfs and their like), and it can
// be written to, but not replaced. errors.Is finds it.
var ErrNoDisk = fmt.Errorf("the file is on no disk, the kernel makes it up: %w", errors.ErrUnsupported)

// ErrJournal is in the chain of an error that says that Options.Journal could not be
// written, as on a full disk. Nothing of the target was touched, and a save without a
// journal may succeed.
var ErrJournal = errors.New("the journal")

// ClassOf returns the class of the first *Error in err's chain, and Other for
// any other error.
func ClassOf(err error) Class {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Class
	}
	return Other
}

// StateOf returns the state of the first *Error in err's chain: New for nil,
// and Unknown for an error of another type.
func StateOf(err error) State {
	if err == nil {
		return New
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.State
	}
	return Unknown
}
