package vfs

import (
	"context"
	"errors"
)

// What a replacement does after a call of it has failed: see replace.go.

// settle looks at the three names after a failure, puts right what it can, and
// says where the content is. It returns nil if the new file is in place after
// all.
func (r *replacement) settle(cause error) error {
	t, n, b := r.at(r.target), r.at(r.temp), r.at(r.backup)
	if t == none && b == none {
		t = r.judge(r.appear(r.target))
	}
	switch {
	case t == unseen || n == unseen || b == unseen:
		return r.unknown(cause, r.target, r.temp, r.backup)
	case t == oldFile && (n == newFile || n == foreign):
		return r.stillOld(cause)
	case t == oldFile:
		r.spoilt = true // temp is gone
		return r.stillOld(cause)
	case t == newFile && n == none:
		return nil
	case t == foreign && b == none && n == newFile:
		// Somebody else replaced the target before anything was done here.
		return r.stillOld(ErrForeign)
	case t == none && b == oldFile:
		return r.putBack(cause, n)
	case t == none && b == none && n == newFile:
		return r.onlyCopy(cause)
	}
	return r.unknown(cause, r.held(t, n, b)...)
}

func (r *replacement) stillOld(cause error) error {
	outcome := TargetOld
	if r.spoilt {
		outcome = TargetOldTempSpoilt
	}
	return &ReplaceError{Outcome: outcome, Err: cause}
}

func (r *replacement) unknown(cause error, paths ...string) error {
	return &ReplaceError{Outcome: TargetUnknown, Paths: paths, Err: cause}
}

// held returns the names that hold something, or all if none does.
func (r *replacement) held(t, n, b identity) []string {
	var paths []string
	for _, p := range []struct {
		what identity
		path string
	}{{t, r.target}, {b, r.backup}, {n, r.temp}} {
		if p.what != none {
			paths = append(paths, p.path)
		}
	}
	if paths == nil {
		return []string{r.target, r.backup, r.temp}
	}
	return paths
}

// putBack moves the old file from the backup name to its own. It never replaces:
// a file that appeared there meanwhile is somebody else's.
func (r *replacement) putBack(cause error, temp identity) error {
	if err := r.patientMove(r.backup, r.target); err != nil {
		return r.unknown(errors.Join(cause, err), r.held(r.at(r.target), r.at(r.temp), r.at(r.backup))...)
	}
	if temp != newFile {
		r.spoilt = true
	}
	return r.stillOld(cause)
}

// onlyCopy is for a target and a backup that are both gone. If ReplaceFileW had
// begun to move, the temporary file holds the only content there is and takes
// the name; if it had not, somebody else removed the target, and it stays so.
func (r *replacement) onlyCopy(cause error) error {
	if !errors.Is(cause, winNotMoved) && !errors.Is(cause, winNotMovedBackup) {
		return r.stillOld(ErrForeign)
	}
	if err := r.patientMove(r.temp, r.target); err != nil {
		return r.unknown(errors.Join(cause, err), r.held(r.at(r.target), r.at(r.temp), r.at(r.backup))...)
	}
	return &ReplaceError{Outcome: TargetNew, Err: cause}
}

// patientMove moves without replacing. It cannot be cancelled: a target is missing.
func (r *replacement) patientMove(from, to string) error {
	var b backoff
	for {
		err := r.calls.moveNew(from, to)
		if err == nil || !busy(err) {
			return err
		}
		d, more := b.pause(err)
		if !more {
			return err
		}
		r.calls.wait(context.Background(), d)
	}
}
