package vfs

import (
	"context"
	"errors"
	"slices"
	"syscall"
	"testing"
	"time"
)

func TestReplaceOrdinary(t *testing.T) {
	m := newModel()
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, replaced)
	if !slices.Contains(m.log, "own target owner of target") {
		t.Errorf("the owner was not set: %q", m.log)
	}
}

// Metadata are prepared until that works, and not again.
func TestReplacePrepares(t *testing.T) {
	m := newModel()
	m.next("prepare", answers(winSharingViolation), nil, answers(winAccessDenied))
	m.next("replace", answers(winSharingViolation), answers(winSharingViolation), answers(winNotMoved), nil)
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, replaced)
	prepared := slices.DeleteFunc(slices.Clone(m.log), func(call string) bool { return call != "prepare" })
	if len(prepared) != 2 {
		t.Errorf("calls %q", m.log)
	}
}

// The rows of the table of partial failures.

func TestReplace1175RetriesThenSaysBusy(t *testing.T) {
	m := newModel()
	m.next("replace", answers(winNotRemoved), nil)
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, replaced)

	m = newModel()
	m.next("replace", answers(winNotRemoved))
	m.next("under", answers(winInvalidParameter))
	outcome(t, m.run(t.Context()), TargetOldTempSpoilt, winNotRemoved)
	m.holds(t, untouched)
	if m.waited < patience || m.waited > patience+time.Millisecond {
		t.Errorf("waited %v, want %v", m.waited, patience)
	}
}

func TestReplace1176WithBackupRetries(t *testing.T) {
	m := newModel()
	m.next("replace", answers(winNotMoved), nil)
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, replaced)
}

// With 1176 and the old file gone, the temporary file is the only content.
func TestReplace1176WithoutTargetMovesTheOnlyCopy(t *testing.T) {
	lose := func(m *modelDisk) func() error {
		return func() error { delete(m.files, "target"); return winNotMoved }
	}
	m := newModel()
	m.next("replace", lose(m))
	outcome(t, m.run(t.Context()), TargetNew, winNotMoved)
	m.holds(t, map[string]Info{"target": newInfo})

	m = newModel()
	m.next("replace", lose(m))
	m.next("new", answers(winInvalidFunction))
	outcome(t, m.run(t.Context()), TargetUnknown, winNotMoved, "temp")
	m.holds(t, map[string]Info{"temp": newInfo})
}

func half(m *modelDisk) func() error {
	return func() error { m.move("target", "backup", false); return winNotMovedBackup }
}

func TestReplace1177MovesTheBackupBackAndRetries(t *testing.T) {
	m := newModel()
	m.next("replace", half(m), nil)
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, replaced)
	if !slices.Contains(m.log, "new") {
		t.Error("the backup was not moved back before the second try")
	}
}

func TestReplace1177NamesBothPathsIfItCannot(t *testing.T) {
	m := newModel()
	m.next("replace", half(m))
	m.next("new", answers(winSharingViolation))
	outcome(t, m.run(t.Context()), TargetUnknown, winNotMovedBackup, "backup", "temp")
	m.holds(t, map[string]Info{"backup": oldInfo, "temp": newInfo})
}

// A file that somebody makes while the target is missing is never replaced.
func TestReplace1177DoesNotReplaceAForeignFile(t *testing.T) {
	m := newModel()
	m.next("replace", half(m))
	m.next("new", func() error { m.files["target"] = foreignInfo; return syscall.Errno(183) })
	outcome(t, m.run(t.Context()), TargetUnknown, winNotMovedBackup, "target", "backup", "temp")
	m.holds(t, map[string]Info{"target": foreignInfo, "backup": oldInfo, "temp": newInfo})
}

func TestReplaceOtherFailureSpoilsTheTemp(t *testing.T) {
	m := newModel()
	disk := syscall.Errno(112)
	m.next("replace", answers(disk))
	outcome(t, m.run(t.Context()), TargetOldTempSpoilt, disk)
	m.holds(t, untouched)
}

// What exists counts more than the code: a network may lose the answer.
func TestReplaceDoneDespiteAnError(t *testing.T) {
	m := newModel()
	m.next("replace", func() error {
		m.move("target", "backup", false)
		m.move("temp", "target", false)
		return syscall.Errno(64)
	})
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, replaced)
}

func TestReplaceCannotLook(t *testing.T) {
	m := newModel()
	gone := syscall.Errno(1231)
	m.next("look", nil, nil, answers(gone))
	m.next("replace", answers(gone))
	outcome(t, m.run(t.Context()), TargetUnknown, gone, "target", "temp", "backup")
	m.holds(t, untouched)
}

// A look that meets a file in the course of deletion is repeated.
func TestReplaceLooksAgain(t *testing.T) {
	m := newModel()
	m.next("look", nil, nil, answers(winAccessDenied), nil)
	m.next("replace", answers(winNotRemoved), nil)
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, replaced)
}

func TestReplaceForeignVersionBeforehand(t *testing.T) {
	m := newModel()
	m.next("replace", func() error { m.files["target"] = foreignInfo; return winNotRemoved })
	outcome(t, m.run(t.Context()), TargetOld, ErrForeign)
	m.holds(t, map[string]Info{"target": foreignInfo, "temp": newInfo})

	m = newModel()
	m.next("replace", func() error { delete(m.files, "target"); return winFileNotFound })
	outcome(t, m.run(t.Context()), TargetOld, ErrForeign)
	m.holds(t, map[string]Info{"temp": newInfo})
}

// Two processes replace the same file: for a moment there is none.
func TestReplaceMeetsAnother(t *testing.T) {
	m := newModel()
	delete(m.files, "target")
	m.onWait = func() { m.files["target"] = oldInfo }
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, replaced)

	m = newModel()
	m.next("replace", func() error { delete(m.files, "target"); return winNotMoved }, nil)
	m.onWait = func() { m.files["target"] = foreignInfo }
	outcome(t, m.run(t.Context()), TargetOld, ErrForeign)
	m.holds(t, map[string]Info{"target": foreignInfo, "temp": newInfo})

	m = newModel()
	delete(m.files, "target")
	outcome(t, m.run(t.Context()), TargetOld, ErrForeign)
	if m.waited != deniedWait {
		t.Errorf("waited %v", m.waited)
	}
}

func TestReplaceTempGone(t *testing.T) {
	m := newModel()
	m.next("replace", func() error { delete(m.files, "temp"); return winNotMoved })
	outcome(t, m.run(t.Context()), TargetOldTempSpoilt, winNotMoved)
	m.holds(t, map[string]Info{"target": oldInfo})
}

// File systems without ReplaceFile: metadata by ourselves, then one move.
func TestReplaceLacking(t *testing.T) {
	for _, code := range []syscall.Errno{winInvalidFunction, winNotSupported, winInvalidParameter} {
		m := newModel()
		m.next("replace", answers(code))
		if err := m.run(t.Context()); err != nil {
			t.Fatal(code, err)
		}
		m.holds(t, map[string]Info{"target": newInfo})
	}
}

func TestReplaceLackingAndTheMoveFails(t *testing.T) {
	m := newModel()
	m.next("replace", answers(winNotSupported))
	m.next("over", answers(winNotSameDevice))
	outcome(t, m.run(t.Context()), TargetOldTempSpoilt, winNotSameDevice)
	m.holds(t, untouched)
}

// Metadata that cannot be carried over must not be dropped silently.
func TestReplaceLackingAndMetadataFail(t *testing.T) {
	m := newModel()
	m.next("replace", answers(winNotSupported))
	m.next("carry", answers(winAccessDenied))
	outcome(t, m.run(t.Context()), TargetOldTempSpoilt, winAccessDenied)
	m.holds(t, untouched)
}

// A target that is held open to the end is replaced under the open handles
// where the system can do that.
func TestReplaceLastResort(t *testing.T) {
	m := newModel()
	m.next("replace", answers(winSharingViolation))
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.holds(t, map[string]Info{"target": newInfo})
}

func TestReplaceOtherVolume(t *testing.T) {
	m := newModel()
	info := newInfo
	info.Dev++
	m.files["temp"] = info
	outcome(t, m.run(t.Context()), TargetOld, winNotSameDevice)
	m.holds(t, untouched)
}

func TestReplaceLastResortFails(t *testing.T) {
	m := newModel()
	m.next("replace", answers(winSharingViolation))
	m.next("under", answers(winInvalidParameter))
	outcome(t, m.run(t.Context()), TargetOldTempSpoilt, winSharingViolation)
	m.holds(t, untouched)
}

func TestReplaceReadOnlyIsNotTried(t *testing.T) {
	m := newModel()
	info := oldInfo
	info.ReadOnly = true
	m.files["target"] = info
	outcome(t, m.run(t.Context()), TargetOld, winAccessDenied)
	if slices.Contains(m.log, "replace") || m.waited != 0 {
		t.Errorf("calls %q, waited %v", m.log, m.waited)
	}
}

func TestReplaceCancelled(t *testing.T) {
	m := newModel()
	ctx, cancel := context.WithCancel(t.Context())
	m.next("replace", answers(winSharingViolation))
	m.onWait = cancel
	outcome(t, m.run(ctx), TargetOld, context.Canceled)
	m.holds(t, untouched)
	if slices.Contains(m.log, "under") {
		t.Error("went on after the end of the context")
	}
}

// FAT numbers files by their place in the directory: size and time decide.
func TestReplaceWithoutStableFileNumbers(t *testing.T) {
	m := newModel()
	m.next("replace", func() error {
		old := m.files["target"]
		old.Ino = 77
		delete(m.files, "target")
		m.files["backup"] = old
		return winNotMovedBackup
	}, nil)
	if err := m.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := m.files["target"]; got.Ino != newInfo.Ino || len(m.files) != 2 {
		t.Errorf("got %v", m.files)
	}
}

// Whatever is answered wherever, a complete version is under one of the names
// that the answer gives, and no foreign file is touched.
func TestReplaceEveryCallFails(t *testing.T) {
	calls := []string{"look", "replace", "over", "under", "new", "carry", "prepare"}
	codes := []syscall.Errno{winAccessDenied, winSharingViolation, winNotSupported, winNotRemoved,
		winNotMoved, winNotMovedBackup, 17, 112, 1117}
	for _, first := range codes {
		for _, call := range calls {
			for _, code := range codes {
				for n := range 3 {
					m := newModel()
					m.next("replace", answers(first))
					var late []func() error
					for range n {
						late = append(late, nil)
					}
					m.next(call, append(late, answers(code), nil)...)
					checkContent(t, m, m.run(t.Context()))
				}
			}
		}
	}
}

func checkContent(t *testing.T, m *modelDisk, err error) {
	t.Helper()
	failed, _ := errors.AsType[*ReplaceError](err)
	want := oldInfo.Ino
	if err == nil || failed.Outcome == TargetNew {
		want = newInfo.Ino
	}
	if err != nil && failed.Outcome == TargetUnknown {
		for _, path := range failed.Paths {
			if info, ok := m.files[path]; ok && info.Ino != foreignInfo.Ino {
				return
			}
		}
		t.Fatalf("%v: no content at %q: %v", err, failed.Paths, m.files)
	}
	if got := m.files["target"]; got.Ino != want {
		t.Fatalf("%v: target is file %d, want %d: %q", err, got.Ino, want, m.log)
	}
}
