package vfs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/windows"
)

// Bounds of waiting for another save of the same file, which holds the mutex for
// a few milliseconds.
const (
	excludeSlice    = 50 * time.Millisecond
	excludePatience = 5 * time.Second
)

// Exclude takes a named mutex of the system for the entry. It ends with the
// process that holds it, so none is ever stale. Anybody may take it, or else a
// save by an administrator and one by a user would not meet.
//
// A mutex that cannot be had, or not in time, is done without: what it prevents
// is found out afterwards too, but then leaves more to tidy up.
func (d *winDir) Exclude(ctx context.Context, name string) (release func()) {
	nothing := func() {}
	path, err := d.entry(name)
	if err != nil {
		return nothing
	}
	sum := sha256.Sum256([]byte(strings.ToLower(path)))
	p, err := windows.UTF16PtrFromString(`Global\holdfast-` + hex.EncodeToString(sum[:16]))
	if err != nil {
		return nothing
	}
	sd, err := windows.SecurityDescriptorFromString("D:(A;;GA;;;WD)")
	if err != nil {
		return nothing
	}
	// A mutex belongs to a thread.
	runtime.LockOSThread()
	mutex, _ := windows.CreateMutex(securityAttributes(sd), false, p) // the error may be "exists already"
	if mutex == 0 {
		runtime.UnlockOSThread()
		return nothing
	}
	held := acquire(ctx, mutex)
	return func() {
		if held {
			windows.ReleaseMutex(mutex)
		}
		windows.CloseHandle(mutex)
		runtime.UnlockOSThread()
	}
}

func acquire(ctx context.Context, mutex windows.Handle) bool {
	for waited := time.Duration(0); waited < excludePatience && ctx.Err() == nil; waited += excludeSlice {
		got, err := windows.WaitForSingleObject(mutex, uint32(excludeSlice.Milliseconds()))
		switch {
		case err != nil:
			return false
		case got == windows.WAIT_OBJECT_0, got == windows.WAIT_ABANDONED:
			return true
		}
	}
	return false
}
