package atomicsave

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// variant is one kind of save whose every call is made to fail.
type variant struct {
	name    string
	exists  bool                            // there is an old file, with an ACL and an attribute
	unknown vfs.Move                        // the file system lacks this move
	opts    func(dir string, o *Options)    // changes to the options
	ready   func(t *testing.T, path string) // changes to the old file
}

func variants() []variant {
	level := func(d Durability) func(string, *Options) {
		return func(_ string, o *Options) { o.Durability = d }
	}
	return []variant{
		{name: "create full"},
		{name: "create fast", opts: level(Fast)},
		{name: "create perm", opts: func(_ string, o *Options) { o.Perm = 0o640 }},
		{name: "create by link", unknown: vfs.NoReplace},
		{name: "replace full", exists: true},
		{name: "replace balanced", exists: true, opts: level(Balanced)},
		{name: "replace fast", exists: true, opts: level(Fast)},
		{name: "replace without exchange", exists: true, unknown: vfs.Exchange},
		{name: "replace any", exists: true, opts: func(_ string, o *Options) { o.Expect = AnyVersion() }},
		{name: "replace a fresh file", exists: true, opts: func(_ string, o *Options) { o.now = func() time.Time { return time.Time{} } }},
		{name: "replace verified", exists: true, opts: func(_ string, o *Options) { o.Verify = true }},
		{name: "in place", exists: true, ready: hardLink, opts: func(dir string, o *Options) {
			o.StateDir, o.Consent = filepath.Join(dir, "state"), Agree(LossAtomicity)
		}},
		{name: "replace from elsewhere", exists: true, opts: func(dir string, o *Options) { o.TempDir = filepath.Join(dir, "temp") }},
	}
}

func hardLink(t *testing.T, path string) {
	t.Helper()
	if err := os.Link(path, path+".link"); err != nil {
		t.Skip("no hard links here:", err)
	}
}

const (
	oldContent = "the old content\n"
	newContent = "the new content, which is longer\n"
)

// stage makes a directory for one run and returns the path of the target.
func (v variant) stage(t *testing.T) (path string, opts Options) {
	t.Helper()
	dir := memoryDir(t)
	path = conf(dir)
	if err := os.Mkdir(filepath.Join(dir, "temp"), 0o700); err != nil {
		t.Fatal(err)
	}
	if v.exists {
		write(t, path, oldContent)
		if err := os.Chmod(path, 0o640); err != nil {
			t.Fatal(err)
		}
		if err := unix.Setxattr(path, "user.note", []byte("kept"), 0); err != nil {
			t.Skip("the temporary directory has no extended attributes:", err)
		}
	}
	// A file that was changed just now is compared by content; whether it was
	// must not depend on how fast the test runs.
	opts.now = func() time.Time { return time.Now().Add(time.Hour) }
	if v.ready != nil {
		v.ready(t, path)
	}
	if v.exists {
		opts.Expect = identify(t, path)
	}
	if v.opts != nil {
		v.opts(dir, &opts)
	}
	return path, opts
}

// memoryDir returns a directory in memory, where a flush costs nothing, or an
// ordinary one if memory takes no attributes (Linux before 6.6).
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(fuzzRoot(), "atomicsave")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if unix.Setxattr(dir, "user.note", []byte("kept"), 0) != nil {
		return t.TempDir()
	}
	return dir
}

// lacking makes a plan refuse the move that the file system of v lacks.
func (v variant) lacking(plan func(faultfs.Call) faultfs.Fault) func(faultfs.Call) faultfs.Fault {
	return func(c faultfs.Call) faultfs.Fault {
		if v.unknown != 0 && c.Move == v.unknown {
			return faultfs.Fault{Err: syscall.ENOTSUP}
		}
		return plan(c)
	}
}

func pass(faultfs.Call) faultfs.Fault { return faultfs.Fault{} }

// count returns the calls of a save without faults.
func (v variant) count(t *testing.T) []faultfs.Call {
	t.Helper()
	path, opts := v.stage(t)
	disk := faultfs.New(vfs.OS(), v.lacking(pass))
	mustSave(t, path, newContent, opts.OnDisk(disk))
	wantContent(t, path, newContent)
	return disk.Calls()
}

// trial is one save with one fault.
type trial struct {
	variant
	plan      func(faultfs.Call) faultfs.Fault
	lasting   bool // the fault does not end: nothing can be removed after it
	whichCall string
}

// run saves and checks every promise about failures.
func (tr trial) run(t *testing.T) {
	t.Helper()
	path, opts := tr.stage(t)
	handles := openHandles(t)
	disk := faultfs.New(vfs.OS(), tr.lacking(tr.plan))
	r, err := Save(ctx, path, strings.NewReader(newContent), opts.OnDisk(disk))
	if t.Failed() {
		t.FailNow()
	}
	if now := openHandles(t); now != handles {
		t.Errorf("%d handles before, %d after", handles, now)
	}
	wantInTable(t, err)
	tr.wantTruth(t, path, r, err)
	tr.wantNoLitter(t, path, r, err)
	if t.Failed() {
		t.Fatalf("after a fault at %s: report %+v, error %v", tr.whichCall, r, err)
	}
}

// wantTruth checks that the target is entirely old or new, and which it is.
func (tr trial) wantTruth(t *testing.T, path string, r Report, err error) {
	t.Helper()
	old := "-"
	if tr.exists {
		old = oldContent
	}
	state := r.State
	if err != nil && StateOf(err) != state {
		t.Errorf("the report says %v, the error %v", state, StateOf(err))
	}
	switch {
	case err == nil && state != New && state != NewUnconfirmed:
		t.Errorf("success with state %v", state)
	case err != nil && (state == New || state == NewUnconfirmed):
		t.Errorf("an error although the new file is in place")
	case state == Old:
		wantContent(t, path, old)
	case state == Unknown:
		wantEither(t, path, old, newContent)
	default:
		wantContent(t, path, newContent)
		if same, err := Unchanged(ctx, path, r.Fingerprint); !same || err != nil {
			t.Errorf("the report's fingerprint is not the file's: %v", err)
		}
		tr.wantMetadata(t, path)
	}
}

func (tr trial) wantMetadata(t *testing.T, path string) {
	t.Helper()
	if !tr.exists {
		return
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	buf := make([]byte, 100)
	if n, err := unix.Getxattr(path, "user.note", buf); err != nil || string(buf[:n]) != "kept" {
		t.Errorf("attribute %q, %v", buf[:max(n, 0)], err)
	}
}

func wantEither(t *testing.T, path, a, b string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		got = []byte("-")
	}
	if string(got) != a && string(got) != b {
		t.Errorf("%s holds %q", path, got)
	}
}

// wantNoLitter checks that no temporary file is left where it could be removed,
// and that the report names it where it could not.
func (tr trial) wantNoLitter(t *testing.T, path string, r Report, err error) {
	t.Helper()
	named := false
	for _, c := range r.Caveats {
		named = named || c.Kind == CaveatLeftover
	}
	if named || StateOf(err) == Unknown || tr.lasting {
		return
	}
	for _, dir := range []string{filepath.Dir(path), filepath.Join(filepath.Dir(path), "temp"), filepath.Join(filepath.Dir(path), "state")} {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), tempPrefix) || strings.HasPrefix(e.Name(), recoveryPrefix) {
				t.Errorf("%s is left in %s", e.Name(), dir)
			}
		}
	}
}

func openHandles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc:", err)
	}
	return len(entries)
}

// Every call of every kind of save fails, loses its answer, or is the last one
// that the disk hears of: the target is entirely old or entirely new, the report
// tells which, and nothing is left behind.
func TestEveryCallFails(t *testing.T) {
	errnos := []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EACCES, syscall.EROFS, syscall.ENOSYS, syscall.EINVAL, syscall.ENOENT, syscall.EEXIST, syscall.EXDEV, syscall.EBUSY, syscall.ESTALE}
	for _, v := range variants() {
		t.Run(v.name, func(t *testing.T) {
			errnos := errnos
			if v.name == "in place" {
				errnos = errnos[:2] // it makes four times as many calls, many of them flushes
			}
			for _, c := range v.count(t) {
				what := fmt.Sprintf("call %d, %s %s", c.N, c.Op, c.Name)
				for _, errno := range errnos {
					if errno == syscall.ENOENT && (c.Op == "remove" || c.Op == "stat") {
						continue // that would not be a failure but a wrong answer
					}
					fault := faultfs.Fault{Err: errno}
					trial{v, faultfs.At(c.N, fault), false, what + ": " + errno.Error()}.run(t)
				}
				fault := faultfs.Fault{Err: syscall.EIO}
				trial{v, faultfs.From(c.N, fault), true, what + " and all later ones"}.run(t)
				fault.Lost = true
				trial{v, faultfs.At(c.N, fault), false, what + ": answer lost"}.run(t)
			}
		})
	}
}

// Every write and read is cut short: the save works all the same.
func TestEveryCallIsShort(t *testing.T) {
	for _, v := range variants() {
		t.Run(v.name, func(t *testing.T) {
			for _, short := range []int{1, 7} {
				path, opts := v.stage(t)
				disk := faultfs.New(vfs.OS(), v.lacking(func(faultfs.Call) faultfs.Fault { return faultfs.Fault{Short: short} }))
				mustSave(t, path, newContent, opts.OnDisk(disk))
				wantContent(t, path, newContent)
			}
		})
	}
}

// The disk is full after some bytes: the old file is intact, and no error path
// leads to the rename.
func TestFullAfterShortWrite(t *testing.T) {
	for _, v := range variants() {
		t.Run(v.name, func(t *testing.T) {
			writes := 0
			plan := func(c faultfs.Call) faultfs.Fault {
				switch {
				case c.Op != "file.write":
					return faultfs.Fault{}
				case writes > 2:
					return faultfs.Fault{Err: syscall.ENOSPC}
				}
				writes++
				return faultfs.Fault{Short: 3}
			}
			path, opts := v.stage(t)
			_, err := Save(ctx, path, strings.NewReader(newContent), opts.OnDisk(faultfs.New(vfs.OS(), v.lacking(plan))))
			wantError(t, err, NoSpace, Old)
			trial{variant: v}.wantTruth(t, path, Report{State: Old}, err)
			trial{variant: v}.wantNoLitter(t, path, Report{}, err)
		})
	}
}

// A flush that failed is never tried again on the same descriptor: the kernel
// may have thrown the pages away and call the second one a success.
func TestFailedFlushIsNotRepeated(t *testing.T) {
	v := variant{exists: true}
	path, opts := v.stage(t)
	disk := faultfs.New(vfs.OS(), faultfs.OnOp("file.sync", faultfs.Fault{Err: syscall.EIO}))
	_, err := Save(ctx, path, strings.NewReader(newContent), opts.OnDisk(disk))
	wantError(t, err, IO, Old)
	flushes := 0
	for _, c := range disk.Calls() {
		if c.Op == "file.sync" {
			flushes++
		}
		if c.Op == "rename" {
			t.Errorf("a rename after a failed flush")
		}
	}
	if flushes != 1 {
		t.Errorf("%d flushes", flushes)
	}
	wantContent(t, path, oldContent)
}

// A directory that cannot be flushed does not make the save a failure, but the
// report does not claim what was not confirmed.
func TestDirectoryFlushFails(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.EINVAL, syscall.EBADF, syscall.EIO} {
		path, opts := variant{exists: true}.stage(t)
		disk := faultfs.New(vfs.OS(), faultfs.OnOp("sync", faultfs.Fault{Err: errno}))
		r := mustSave(t, path, newContent, opts.OnDisk(disk))
		wantContent(t, path, newContent)
		if r.Achieved != Balanced || r.State != NewUnconfirmed || !slices.ContainsFunc(r.Caveats, func(c Caveat) bool { return c.Kind == CaveatDurability }) {
			t.Errorf("%v: report %+v", errno, r)
		}
	}
}

// Without fsync at all the save is made, and the report says what it is worth.
func TestNoFlushAtAll(t *testing.T) {
	path, opts := variant{exists: true}.stage(t)
	disk := faultfs.New(vfs.OS(), faultfs.OnOp("file.sync", faultfs.Fault{Err: syscall.EINVAL}))
	r := mustSave(t, path, newContent, opts.OnDisk(disk))
	if r.Achieved != Fast || r.State != NewUnconfirmed {
		t.Errorf("report %+v", r)
	}
}
