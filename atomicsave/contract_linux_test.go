package atomicsave

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// Every class of the table of errors in the package doc comes about, with every state
// that the table names for it and no other. The answers of the system are given to the
// replacement: alone, or so that nothing can be looked at afterwards.
func TestErrorTableIsReached(t *testing.T) {
	seen := map[string][]string{}
	see := func(err error) {
		t.Helper()
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%v is no *Error", err)
			return
		}
		wantInTable(t, err)
		if states := seen[e.Class.String()]; !slices.Contains(states, e.State.String()) {
			seen[e.Class.String()] = append(states, e.State.String())
		}
	}
	dir := t.TempDir()
	save := func(opts Options) error {
		write(t, conf(dir), oldContent)
		if !opts.Expect.IsAny() {
			opts.Expect = identify(t, conf(dir))
		}
		_, err := Save(ctx, conf(dir), strings.NewReader(newContent), opts)
		return err
	}
	for _, errno := range []syscall.Errno{
		syscall.EACCES, syscall.EROFS, syscall.ENOSPC, syscall.EXDEV, syscall.EBUSY, syscall.EEXIST, syscall.ENOENT,
		syscall.EISDIR, syscall.ENAMETOOLONG, syscall.ENOSYS, syscall.ESTALE, syscall.EIO, syscall.EPROTO,
	} {
		for _, blind := range []bool{false, true} {
			asked := false
			disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
				switch {
				case c.Op == "rename":
					asked = true
					return faultfs.Fault{Err: errno}
				case asked && blind:
					return faultfs.Fault{Err: syscall.EIO}
				}
				return faultfs.Fault{}
			})
			see(save(Options{}.OnDisk(disk)))
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err := Save(cancelled, conf(dir), strings.NewReader(""), Options{})
	see(err)
	see(save(Options{Durability: 9}))
	see(save(Options{Check: func(context.Context, string) error { return os.ErrInvalid }}))
	see(save(Options{Check: func(_ context.Context, temp string) error { return os.WriteFile(temp, nil, 0o600) }}))
	_, _, err = Read(ctx, filepath.Join(dir, "none"))
	see(err)
	_, err = Save(ctx, conf(dir), strings.NewReader(""), Options{Expect: Fingerprint{size: 1}})
	see(err)
	hardLink(t, conf(dir))
	see(save(Options{}))
	for class, states := range errorTable() {
		slices.Sort(seen[class])
		if !slices.Equal(seen[class], states) {
			t.Errorf("%s: seen %q, the package doc says %q", class, seen[class], states)
		}
	}
}
