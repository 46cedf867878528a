package workspace

import (
	"context"

	"holdfast/atomicsave"
)

// Around is what is known of a file besides its content: whether a save would be
// refused, and who else has it open.
type Around struct {
	// Refusal is why a save would fail whatever the user agrees to: missing
	// rights, a disk that can only be read. nil for a file that can be saved.
	Refusal *atomicsave.Error
	// Holder is another Holdfast of the user that has the file open; nil if
	// none has.
	Holder *Holder
	// Lock is our own lock, if it could be taken; give it back with Unlock.
	Lock *FileLock
	// SetAside is a lock that made no sense and was put aside; nil if none was.
	SetAside *SetAside
	// Foreign are the signs of other editors.
	Foreign []ForeignLock
	// Style is what files named .editorconfig say.
	Style ProjectStyle
}

// LookAround looks around the file at an absolute path and takes its lock. It
// writes nothing into the user's folders. What cannot be found out is left out:
// none of it is needed to read or to save the file. It may block.
func LookAround(ctx context.Context, path string, locks *Locks) Around {
	var a Around
	plan, err := atomicsave.Plan(ctx, path, atomicsave.Options{Expect: atomicsave.AnyVersion()})
	if err == nil {
		a.Refusal = refusalOf(plan)
	}
	locking, err := locks.Lock(ctx, path)
	if err == nil {
		a.Lock, a.Holder = locking.Lock, locking.Holder
	}
	a.SetAside = locking.SetAside
	a.Foreign = ForeignLocks(ctx, path)
	a.Style = ProjectStyleOf(ctx, path)
	return a
}

// refusalOf is the refusal of a plan if it is about rights, for good or until
// somebody changes them.
func refusalOf(plan atomicsave.SavePlan) *atomicsave.Error {
	if e := plan.Refusal; e != nil && (e.Class == atomicsave.Permission || e.Class == atomicsave.ReadOnly) {
		return e
	}
	return nil
}
