package vfs

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"syscall"
	"time"
)

// This file is the logic of ReplaceFileW for Windows: what to do with its
// answers. It makes no system call, so it is tested on every system; the calls
// are in replace_windows.go.
//
// ReplaceFileW moves the old file to the backup name, moves the temporary file
// to the target's name, and merges the old file's metadata into it. It is not
// one step, and its error codes tell how far it came:
//
//	1175  nothing was moved
//	1176  the temporary file could not be moved; given a backup name, as
//	      always here, the target has been put back
//	1177  the same, but the old file is still at the backup name: there is
//	      no target
//
// https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-replacefilew
//
// Whatever the code, what exists is trusted more: after every failure all three
// names are looked at.

// Error codes of Windows that decide what happens next.
const (
	winInvalidFunction  = syscall.Errno(1)
	winFileNotFound     = syscall.Errno(2)
	winAccessDenied     = syscall.Errno(5)
	winNotSameDevice    = syscall.Errno(17)
	winSharingViolation = syscall.Errno(32)
	winLockViolation    = syscall.Errno(33)
	winNotSupported     = syscall.Errno(50)
	winInvalidParameter = syscall.Errno(87)
	winDeletePending    = syscall.Errno(303)
	winNotRemoved       = syscall.Errno(1175) // ERROR_UNABLE_TO_REMOVE_REPLACED
	winNotMoved         = syscall.Errno(1176) // ERROR_UNABLE_TO_MOVE_REPLACEMENT
	winNotMovedBackup   = syscall.Errno(1177) // ERROR_UNABLE_TO_MOVE_REPLACEMENT_2
	winUserMapped       = syscall.Errno(1224)
)

// ErrForeign is the cause of a ReplaceError when another program replaced or
// removed the target meanwhile. Nothing was done then.
var ErrForeign = errors.New("another program has replaced or removed the file")

// replaceCalls are the calls that a replacement is made of. Paths are literal.
type replaceCalls interface {
	// look returns fs.ErrNotExist if nothing has the name.
	look(path string) (Info, error)
	// replaceFile is ReplaceFileW.
	replaceFile(target, temp, backup string) error
	// moveOver and moveNew are MoveFileExW, written through, with and without
	// REPLACE_EXISTING.
	moveOver(from, to string) error
	moveNew(from, to string) error
	// moveUnder is FileRenameInfoEx with POSIX semantics, which may replace a
	// file that others hold open.
	moveUnder(from, to string) error
	// carry copies the metadata of one file to another, prepare what is cheap
	// of them and may be changed before ReplaceFileW.
	carry(from, to string) error
	prepare(from, to string) error
	// owner tells who owns a file, "" if it cannot be told; own sets that
	// owner, if it is another and the system allows it.
	owner(path string) string
	own(path, owner string)
	// wait pauses, or ends early with the cause of ctx.
	wait(ctx context.Context, d time.Duration) error
}

// Bounds of waiting for a file that another program holds open: virus scanners
// and indexers let go after milliseconds; an editor or a database never does.
// Access denied is mostly just that, so less time is spent on it.
const (
	firstWait  = time.Millisecond
	longestOne = 200 * time.Millisecond
	patience   = 2 * time.Second
	deniedWait = 300 * time.Millisecond
)

// backoff deals out pauses that double, with jitter, until a bound is reached.
type backoff struct{ next, spent time.Duration }

// pause returns the next pause, or false when there was patience enough for err.
func (b *backoff) pause(err error) (time.Duration, bool) {
	bound := patience
	if errors.Is(err, winAccessDenied) {
		bound = deniedWait
	}
	if b.spent >= bound {
		return 0, false
	}
	if b.next == 0 {
		b.next = firstWait
	}
	d := b.next/2 + rand.N(b.next/2+1)
	d = min(d, bound-b.spent)
	b.spent += d
	b.next = min(2*b.next, longestOne)
	return d, true
}

// busy reports whether the system says that somebody else is at the file.
func busy(err error) bool {
	for _, code := range []syscall.Errno{
		winSharingViolation, winLockViolation, winAccessDenied, winDeletePending,
		winUserMapped, winNotRemoved, winNotMoved, winNotMovedBackup,
	} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

// lacksReplace reports whether the file system says that it has no ReplaceFile.
func lacksReplace(err error) bool {
	return errors.Is(err, winInvalidFunction) || errors.Is(err, winNotSupported) ||
		errors.Is(err, winInvalidParameter)
}

// replacement is one call of Replace.
type replacement struct {
	calls                replaceCalls
	target, temp, backup string
	old, new             Info // before anything was done
	prepared             bool // temp has the metadata that are cheap to copy
	spoilt               bool // temp may have been changed in another way
}

// run replaces, as the Replacer interface promises.
func (r *replacement) run(ctx context.Context) error {
	var err error
	if r.old, err = r.appear(r.target); err == nil {
		r.new, err = r.calls.look(r.temp)
	} else if errors.Is(err, fs.ErrNotExist) {
		err = ErrForeign
	}
	if err != nil {
		return &ReplaceError{Outcome: TargetOld, Err: err}
	}
	if r.old.Dev != r.new.Dev && r.old.Dev != 0 && r.new.Dev != 0 {
		// Equal numbers prove nothing, but different ones are two volumes. 0 is
		// what wine says of a file that is being removed.
		return &ReplaceError{Outcome: TargetOld, Err: winNotSameDevice}
	}
	if r.old.ReadOnly {
		// ReplaceFileW would say so too, after trying; nobody lets go of it.
		return &ReplaceError{Outcome: TargetOld, Err: winAccessDenied}
	}
	owner := r.calls.owner(r.target)
	if err := r.replace(ctx); err != nil {
		return err
	}
	r.calls.own(r.target, owner) // the one thing that ReplaceFileW leaves out
	return nil
}

// replace tries ReplaceFileW, and what else there is if that cannot do it.
func (r *replacement) replace(ctx context.Context) error {
	err := r.insist(ctx, r.replaceOnce)
	failed, ok := errors.AsType[*ReplaceError](err)
	switch {
	case err == nil:
		return nil
	case !ok || failed.Outcome > TargetOldTempSpoilt || ctx.Err() != nil:
		return err
	case lacksReplace(failed.Err):
		return r.move(ctx, r.calls.moveOver)
	case busy(failed.Err):
		// The answer that the user can act on is who holds the file, not why
		// the last resort failed too.
		if last := r.move(ctx, r.calls.moveUnder); last == nil {
			return nil
		} else if f, ok := errors.AsType[*ReplaceError](last); ok && f.Outcome > TargetOldTempSpoilt {
			return last
		}
		failed.Outcome = TargetOldTempSpoilt
	}
	return failed
}

// insist repeats a try while somebody else is at the file, the target is the
// old one and there is time. "Not found" for a target that is there again was
// another process between the two moves of its ReplaceFileW.
func (r *replacement) insist(ctx context.Context, try func() error) error {
	var b backoff
	for {
		err := try()
		failed, ok := errors.AsType[*ReplaceError](err)
		if !ok || failed.Outcome > TargetOldTempSpoilt || !busy(failed.Err) && !errors.Is(failed.Err, winFileNotFound) {
			return err
		}
		d, more := b.pause(failed.Err)
		if !more {
			return err
		}
		if stop := r.calls.wait(ctx, d); stop != nil {
			return &ReplaceError{Outcome: failed.Outcome, Err: stop}
		}
	}
}

func (r *replacement) replaceOnce() error {
	if !r.prepared {
		// What it cannot do, ReplaceFileW will do or refuse.
		r.prepared = r.calls.prepare(r.target, r.temp) == nil
	}
	err := r.calls.replaceFile(r.target, r.temp, r.backup)
	if err == nil {
		return nil
	}
	// Any other code may mean that the metadata were merged in half.
	if !busy(err) && !lacksReplace(err) && !errors.Is(err, winFileNotFound) {
		r.spoilt = true
	}
	return r.settle(err)
}

// move is for file systems without ReplaceFile, and the last resort: metadata
// carried over by ourselves, then a plain move, which keeps no backup. (A hard
// link made before would be one; but where somebody holds the file open it
// could not be removed again if the move fails.)
func (r *replacement) move(ctx context.Context, how func(from, to string) error) error {
	r.spoilt = true
	if err := r.calls.carry(r.target, r.temp); err != nil {
		return r.settle(err)
	}
	return r.insist(ctx, func() error {
		if err := how(r.temp, r.target); err != nil {
			return r.settle(err)
		}
		return nil
	})
}

// see looks at a name, patiently: a file that is being deleted answers "access
// denied" for a moment. Nobody can cancel this, for it decides what is repaired.
func (r *replacement) see(path string) (Info, error) {
	var b backoff
	for {
		info, err := r.calls.look(path)
		if err == nil || !busy(err) {
			return info, err
		}
		d, more := b.pause(err)
		if !more {
			return info, err
		}
		r.calls.wait(context.Background(), d)
	}
}

// appear is see for a target that may be missing for a moment, because another
// process is between the two moves of its ReplaceFileW.
func (r *replacement) appear(path string) (Info, error) {
	var b backoff
	for {
		info, err := r.see(path)
		if !errors.Is(err, fs.ErrNotExist) {
			return info, err
		}
		d, more := b.pause(winAccessDenied)
		if !more {
			return info, err
		}
		r.calls.wait(context.Background(), d)
	}
}

// identity says which version a name holds.
type identity uint8

const (
	none identity = iota
	oldFile
	newFile
	foreign
	unseen // the look failed
)

// at says what a name holds now. File numbers decide; FAT's change with the
// name, so size and time of the content speak where the numbers know nothing.
func (r *replacement) at(path string) identity { return r.judge(r.see(path)) }

func (r *replacement) judge(info Info, err error) identity {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return none
	case err != nil:
		return unseen
	case sameFile(info, r.new):
		return newFile
	case sameFile(info, r.old):
		return oldFile
	case sameContentTime(info, r.new) && !sameContentTime(info, r.old):
		return newFile
	case sameContentTime(info, r.old) && !sameContentTime(info, r.new):
		return oldFile
	}
	return foreign
}

func sameFile(a, b Info) bool {
	return a.Ino != 0 && a.Ino == b.Ino && (a.Dev == b.Dev || a.Dev == 0 || b.Dev == 0)
}

func sameContentTime(a, b Info) bool { return a.Size == b.Size && a.MtimeNs == b.MtimeNs }
