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

// The recovery files are the only net under a file that is overwritten: if one flush
// of them, of their record or of their folder fails or does not exist, the save ends
// before the target is opened to be written.
func TestInPlaceNeedsADurableNet(t *testing.T) {
	in := slices.IndexFunc(variants(), func(v variant) bool { return v.name == "in place" })
	v := variants()[in]
	// attempt returns the calls before the one that opens the target to overwrite it.
	attempt := func(t *testing.T, plan func(faultfs.Call) faultfs.Fault) (path string, before []faultfs.Call, overwritten bool, err error) {
		path, opts := v.stage(t)
		opts.Journal = openTestJournal(t, opts.StateDir)
		disk := faultfs.New(vfs.OS(), plan)
		_, err = Save(ctx, path, strings.NewReader(newContent), opts.OnDisk(disk))
		for i, c := range disk.Calls() {
			if c.Op == "open-write" && c.Name == filepath.Base(path) {
				return path, disk.Calls()[:i], true, err
			}
		}
		return path, disk.Calls(), false, err
	}
	_, calls, overwritten, err := attempt(t, pass)
	if err != nil || !overwritten {
		t.Fatal("nothing was overwritten:", err)
	}
	flushes := 0
	for _, c := range calls {
		if c.Op != "sync" && c.Op != "file.sync" {
			continue
		}
		flushes++
		for errno, class := range map[syscall.Errno]Class{syscall.EIO: IO, syscall.EINVAL: Unsupported, syscall.ENOTSUP: Unsupported} {
			t.Run(fmt.Sprint(c.N, " ", c.Op, " ", errno), func(t *testing.T) {
				path, _, overwritten, err := attempt(t, faultfs.At(c.N, faultfs.Fault{Err: errno}))
				wantError(t, err, class, Old)
				wantContent(t, path, oldContent)
				if overwritten {
					t.Error("the target was opened to be overwritten")
				}
			})
		}
	}
	if flushes < 7 { // two for each of the record, the old content and the record again, and one for the new content
		t.Errorf("only %d flushes came before the target was overwritten", flushes)
	}
}

func TestInPlace(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	path := conf(dir)
	for _, c := range []struct{ old, new string }{{"long " + oldContent, "short"}, {"short", "long " + newContent}, {"", "x"}, {"x", ""}} {
		write(t, path, c.old)
		os.Remove(path + ".link")
		hardLink(t, path)
		before := identify(t, path)
		r := mustSave(t, path, c.new, Options{Expect: before, StateDir: state, Consent: Agree(LossAtomicity)})
		wantContent(t, path, c.new)
		wantContent(t, path+".link", c.new)
		if r.Strategy != StrategyInPlace || r.Commit != CommitInPlace || r.Achieved != Full || r.Fingerprint != identify(t, path) || r.Fingerprint.ino != before.ino {
			t.Errorf("report %+v", r)
		}
		wantNames(t, state, "key")
		wantNames(t, dir, "app.conf", "app.conf.link")
	}
	_, err := Save(ctx, path, strings.NewReader("y"), Options{Expect: identify(t, path), Consent: Agree(LossAtomicity)})
	wantError(t, err, Usage, Old)
}

// Another program changes or replaces the file while the recovery files are written, or
// after that: it is a conflict, and what it wrote stays.
func TestInPlaceForeignVersion(t *testing.T) {
	theirs := strings.ToUpper(oldContent) // as long
	for name, interfere := range map[string]func(path string) error{
		"written to": func(path string) error { return os.WriteFile(path, []byte(theirs), 0o644) },
		"longer":     func(path string) error { return os.WriteFile(path, []byte(theirs+theirs), 0o644) },
		"replaced": func(path string) error {
			if err := os.WriteFile(path+".theirs", []byte(theirs), 0o644); err != nil {
				return err
			}
			return os.Rename(path+".theirs", path)
		},
	} {
		for _, late := range []bool{false, true} {
			if late && name == "written to" {
				continue // seen only where the clock of files is fine, since Linux 6.13
			}
			t.Run(fmt.Sprint(name, " late ", late), func(t *testing.T) {
				dir := t.TempDir()
				write(t, conf(dir), oldContent)
				hardLink(t, conf(dir))
				want := ""
				now := func() {
					if err := interfere(conf(dir)); err != nil {
						t.Fatal(err)
					}
					content, err := os.ReadFile(conf(dir))
					if err != nil {
						t.Fatal(err)
					}
					want = string(content)
				}
				opts := Options{
					Expect: identify(t, conf(dir)), StateDir: t.TempDir(), Consent: Agree(LossAtomicity), Check: alwaysFine,
					Observe: func(e Event) {
						if e.Step == StepCheck && !late {
							now()
						}
					},
				}
				disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
					if c.Op == "open-write" && c.Name == "app.conf" && late {
						now()
					}
					return faultfs.Fault{}
				})
				_, err := Save(ctx, conf(dir), strings.NewReader(newContent), opts.OnDisk(disk))
				wantError(t, err, Changed, Old)
				wantContent(t, conf(dir), want)
			})
		}
	}
}

// The clock of files may stand still between two writes (before Linux 6.13 for up to
// 10 ms): then the content tells what the times do not.
func TestInPlaceForeignVersionInTheSameTick(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	hardLink(t, conf(dir))
	opts := Options{Expect: identify(t, conf(dir)), StateDir: t.TempDir(), Consent: Agree(LossAtomicity)}
	theirs := strings.ToUpper(oldContent)
	disk := frozenFS{vfs.OS(), opts.Expect}
	opts.now = func() time.Time { return time.Now().Add(time.Hour) } // what is expected is not read at the first look
	opts.Observe = func(e Event) {
		if e.Step == StepFlushFile {
			write(t, conf(dir), theirs)
		}
	}
	_, err := Save(ctx, conf(dir), strings.NewReader(newContent), opts.OnDisk(disk))
	wantError(t, err, Changed, Old)
	wantContent(t, conf(dir), theirs)
}

// frozenFS shows every look at a file the times of a fingerprint.
type frozenFS struct {
	vfs.FS
	at Fingerprint
}

func (f frozenFS) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	if b, ok := base.(frozenDir); ok {
		base = b.Dir
	}
	d, err := f.FS.OpenDir(base, path)
	return frozenDir{d, f.at}, err
}

type frozenDir struct {
	vfs.Dir
	at Fingerprint
}

func (d frozenDir) Stat(name string) (vfs.Info, error) {
	info, err := d.Dir.Stat(name)
	return d.at.frozen(info), err
}

func (d frozenDir) OpenFile(name string, how vfs.Access, mode uint32) (vfs.File, error) {
	f, err := d.Dir.OpenFile(name, how, mode)
	return frozenFile{f, d.at}, err
}

func (d frozenDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	return d.Dir.Rename(name, to.(frozenDir).Dir, newName, how)
}

type frozenFile struct {
	vfs.File
	at Fingerprint
}

func (f frozenFile) Stat() (vfs.Info, error) {
	info, err := f.File.Stat()
	return f.at.frozen(info), err
}

func (f frozenFile) TryLock() error { return f.File.(vfs.Locker).TryLock() }

func (f Fingerprint) frozen(info vfs.Info) vfs.Info {
	info.MtimeNs, info.CtimeNs = f.mtime, f.ctime
	return info
}

// The kernel takes capabilities and, from all but root, the setuid bit of a file that is
// written to. They are given back, as they would be kept by a replacement.
func TestInPlaceKeepsMode(t *testing.T) {
	needRoot(t)
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	hardLink(t, conf(dir))
	capability := string([]byte{1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	setXattr(t, conf(dir), "security.capability", []byte(capability))
	opts := Options{Expect: identify(t, conf(dir)), StateDir: t.TempDir(), Consent: Agree(LossAtomicity)}
	r := mustSave(t, conf(dir), newContent, opts)
	if got := xattr(conf(dir), "security.capability"); got != capability || r.Strategy != StrategyInPlace {
		t.Errorf("capability %q, %+v", got, r)
	}

	dir, state := folder(t, t.TempDir(), "dir"), folder(t, t.TempDir(), "state")
	write(t, conf(dir), oldContent)
	hardLink(t, conf(dir))
	for _, path := range []string{dir, conf(dir), state} {
		if err := os.Chown(path, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.Chmod(conf(dir), 0o4755); err != nil {
		t.Fatal(err)
	}
	for above := filepath.Dir(state); above != filepath.Dir(os.TempDir()) && above != os.TempDir(); above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	out := asNobody(t, "save", conf(dir), identify(t, conf(dir)), Full, "-", 0, state)
	if !strings.HasPrefix(out, "other new") || mode(t, conf(dir)) != 0o4755 {
		t.Errorf("mode %o: %s", mode(t, conf(dir)), out)
	}
	wantContent(t, conf(dir)+".link", newContent)
}

// Where the target itself cannot be flushed, the report does not say that it was.
func TestInPlaceWithoutAFlush(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	hardLink(t, conf(dir))
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		if c.Op == "file.sync" && c.Name == "app.conf" {
			return faultfs.Fault{Err: syscall.EINVAL}
		}
		return faultfs.Fault{}
	})
	opts := Options{Expect: identify(t, conf(dir)), StateDir: t.TempDir(), Consent: Agree(LossAtomicity)}
	r := mustSave(t, conf(dir), newContent, opts.OnDisk(disk))
	wantContent(t, conf(dir), newContent)
	if r.Achieved != Fast || r.State != NewUnconfirmed || len(remarks(r)) != 1 || remarks(r)[0].Kind != CaveatDurability {
		t.Errorf("%+v", r)
	}
}

func TestInPlaceBindMount(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	source := filepath.Join(dir, "source")
	write(t, source, oldContent)
	write(t, conf(dir), "")
	mount(t, source, conf(dir), "", unix.MS_BIND, "")
	opts := Options{Expect: identify(t, conf(dir)), StateDir: state, Consent: Agree(LossAtomicity), Verify: true}
	mustSave(t, conf(dir), newContent, opts)
	wantContent(t, conf(dir), newContent)
	wantContent(t, source, newContent)
}

// restarted is the disk after a restart: its device has another number.
type restarted struct{}

func (restarted) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	if b, ok := base.(restartedDir); ok {
		base = b.Dir
	}
	d, err := vfs.OS().OpenDir(base, path)
	return restartedDir{d}, err
}

type restartedDir struct{ vfs.Dir }

func (d restartedDir) Stat(name string) (vfs.Info, error) {
	info, err := d.Dir.Stat(name)
	info.Dev++
	return info, err
}

func (d restartedDir) OpenFile(name string, how vfs.Access, mode uint32) (vfs.File, error) {
	f, err := d.Dir.OpenFile(name, how, mode)
	return restartedFile{f}, err
}

func (d restartedDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	return d.Dir.Rename(name, to.(restartedDir).Dir, newName, how)
}

func (d restartedDir) Link(name string, to vfs.Dir, newName string) error {
	return d.Dir.Link(name, to.(restartedDir).Dir, newName)
}

type restartedFile struct{ vfs.File }

func (f restartedFile) Stat() (vfs.Info, error) {
	info, err := f.File.Stat()
	info.Dev++
	return info, err
}

func (f restartedFile) TryLock() error { return f.File.(vfs.Locker).TryLock() }

// Killed at every call while a file is overwritten in place: Recover finishes
// it, or it is as it was and what was to be saved is named; also if it runs after a
// restart, when the disk may have another number.
func TestInPlaceKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process for every call")
	}
	torn, kept := 0, 0
	before := strings.Repeat(oldContent, 3)
	for turn, more := 2, true; more; turn++ { // each call twice
		n := turn / 2
		dir, state := t.TempDir(), t.TempDir()
		write(t, conf(dir), before)
		hardLink(t, conf(dir))
		more = killed(t, conf(dir), state, n)
		if content, _ := os.ReadFile(conf(dir)); string(content) != before && string(content) != newContent {
			torn++
		}
		disk := vfs.OS()
		if turn%2 == 1 {
			disk = restarted{}
		}
		j, err := OpenJournalOn(ctx, disk, state)
		if err != nil {
			t.Fatal(err)
		}
		r, err := j.Recover(ctx)
		if err != nil {
			t.Fatal(err)
		}
		wantEither(t, conf(dir), before, newContent)
		for _, k := range r.Kept {
			kept++
			wantContent(t, k.Path, newContent)
			wantContent(t, conf(dir), before)
			if k.Target != conf(dir) {
				t.Errorf("kept for %s", k.Target)
			}
			if err := j.Discard(k.Path); err != nil {
				t.Error(err)
			}
		}
		wantNames(t, state, "key", processPrefix+j.id)
		if err := j.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Fatalf("killed at call %d: %+v", n, r)
		}
	}
	if torn == 0 || kept == 0 {
		t.Errorf("%d kills left the file torn, %d recovery files were named: the test proves nothing", torn, kept)
	}
}

// A file torn by a cut is finished; one that somebody wrote to is not touched.
func TestRecoverTorn(t *testing.T) {
	before, after := strings.Repeat("old.", 1000), strings.Repeat("new!", 700)
	for name, c := range map[string]struct {
		content string
		torn    bool
	}{
		"half":               {after[:1024] + before[1024:], true},
		"not cut to length":  {after + before[len(after):], true},
		"a lost sector":      {after[:512] + before[512:1024] + after[1024:], true},
		"zeros":              {after[:1024] + strings.Repeat("\x00", 512) + after[1536:], true},
		"somebody's edit":    {after[:1024] + "edit" + after[1028:], false},
		"somebody's content": {"hello", false},
		"longer":             {before + "x", false},
	} {
		if got := isTorn([]byte(c.content), []byte(after), []byte(before)); got != c.torn {
			t.Errorf("%s: torn %v", name, got)
		}
	}
}
