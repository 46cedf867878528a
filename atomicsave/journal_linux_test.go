package atomicsave

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

func openTestJournal(t *testing.T, dir string) *Journal {
	t.Helper()
	j, err := OpenJournal(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

// killed saves in a process that kills itself at call n, or reports that the
// save ended before that.
func killed(t *testing.T, path, journal string, n int) bool {
	t.Helper()
	expect := AnyVersion()
	if _, err := os.Stat(path); err == nil {
		expect = identify(t, path)
	}
	cmd := command(t, "save", path, expect, Full, "-", n, journal)
	out, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); ok && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return false
}

// Killed at every call with a journal: Recover removes the temporary file, and
// nothing else.
func TestRecoverAfterKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process for every call")
	}
	for _, exists := range []bool{true, false} {
		for n, more := 1, true; more; n++ {
			dir, state := t.TempDir(), t.TempDir()
			old := "-"
			if exists {
				write(t, conf(dir), oldContent)
				old = oldContent
			}
			more = killed(t, conf(dir), state, n)
			j := openTestJournal(t, state)
			r, err := j.Recover(ctx)
			if err != nil || len(r.Kept)+len(r.Restored)+len(r.Unreachable) != 0 {
				t.Errorf("killed at call %d: %+v, %v", n, r, err)
			}
			wantEither(t, conf(dir), old, newContent)
			if left := temps(t, dir); left != 0 {
				t.Errorf("killed at call %d: %d temporary files are left", n, left)
			}
			wantNames(t, state, "key", processPrefix+j.id)
			if t.Failed() {
				return
			}
		}
	}
}

// A process that lives is left alone.
func TestRecoverSparesTheLiving(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	first, second := openTestJournal(t, state), openTestJournal(t, state)
	w, err := Create(ctx, conf(dir), Options{Journal: first})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, newContent)
	r, err := second.Recover(ctx)
	if err != nil || len(r.Removed) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := w.Commit(ctx); err != nil {
		t.Error(err)
	}
	wantContent(t, conf(dir), newContent)
}

// Files that only look like ours are not touched.
func TestRecoverProvesOrigin(t *testing.T) {
	dir, state, other := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, conf(dir), oldContent)
	if !killed(t, conf(dir), state, 18) {
		t.Fatal("not killed")
	}
	foreign := openTestJournal(t, other).tempName()
	lookalikes := []string{tempName(), foreign, tempPrefix + "x", ".holdfast-notes"}
	for _, name := range lookalikes {
		write(t, filepath.Join(dir, name), "precious")
	}
	if n := temps(t, dir); n != len(lookalikes)+1 {
		t.Fatalf("%d temporary files", n)
	}
	r, err := openTestJournal(t, state).Recover(ctx)
	if err != nil || len(r.Removed) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, name := range lookalikes {
		wantContent(t, filepath.Join(dir, name), "precious")
	}
}

// A folder that is away is tried again.
func TestRecoverLater(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	sub := folder(t, dir, "sub")
	write(t, conf(sub), oldContent)
	if !killed(t, conf(sub), state, 18) {
		t.Fatal("not killed")
	}
	if err := os.Rename(sub, sub+".away"); err != nil {
		t.Fatal(err)
	}
	j := openTestJournal(t, state)
	r, err := j.Recover(ctx)
	if err != nil || len(r.Unreachable) != 1 || len(r.Removed) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if err := os.Rename(sub+".away", sub); err != nil {
		t.Fatal(err)
	}
	r, err = j.Recover(ctx)
	if err != nil || len(r.Removed) != 1 || temps(t, sub) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// A foreign version that was displaced just before the kill is kept and named.
func TestRecoverKeepsForeignVersion(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, conf(dir), oldContent)
	// Stop the save after the exchange, with a version from somebody else in it.
	j, err := openJournal(ctx, vfs.OS(), state)
	if err != nil {
		t.Fatal(err)
	}
	exchanged, dead := false, make(chan struct{})
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		if c.Move == vfs.Exchange && !exchanged {
			exchanged = true
			write(t, filepath.Join(dir, "theirs"), "theirs")
			if err := os.Rename(filepath.Join(dir, "theirs"), conf(dir)); err != nil {
				t.Error(err)
			}
			return faultfs.Fault{}
		}
		if exchanged {
			close(dead)
			select {} // as good as killed
		}
		return faultfs.Fault{}
	})
	go Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: identify(t, conf(dir)), Journal: j}.OnDisk(disk))
	<-dead
	j.file.Close() // as the end of the process does
	r, err := openTestJournal(t, state).Recover(ctx)
	if err != nil || len(r.Kept) != 1 || r.Kept[0].Target != conf(dir) {
		t.Fatalf("%+v, %v", r, err)
	}
	wantContent(t, r.Kept[0].Path, "theirs")
	wantContent(t, conf(dir), newContent)
}

// A replace call of Windows that was cut in half leaves no target: the old file
// comes back from the backup, or else the new one, which was complete.
func TestRecoverPutsBack(t *testing.T) {
	for _, withBackup := range []bool{true, false} {
		dir, state := t.TempDir(), t.TempDir()
		j, err := openJournal(ctx, vfs.OS(), state)
		if err != nil {
			t.Fatal(err)
		}
		write(t, conf(dir), oldContent)
		rec := saveRecord{Target: []byte(conf(dir)), Backup: []byte(j.tempName()), Old: identify(t, conf(dir))}
		temp := filepath.Join(dir, j.tempName())
		write(t, temp, newContent)
		fp := identify(t, temp)
		rec.Temp, rec.Sum, rec.TempIno = []byte(temp), fp.sum[:], fp.ino
		if err := j.enter(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := j.begin(rec); err != nil {
			t.Fatal(err)
		}
		want := oldContent
		if withBackup {
			err = os.Rename(conf(dir), filepath.Join(dir, string(rec.Backup)))
		} else {
			want, err = newContent, os.Remove(conf(dir))
		}
		if err != nil {
			t.Fatal(err)
		}
		j.file.Close()
		r, err := openTestJournal(t, state).Recover(ctx)
		if err != nil || len(r.Restored) != 1 {
			t.Errorf("%+v, %v", r, err)
		}
		wantContent(t, conf(dir), want)
		wantNames(t, dir, "app.conf")
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

// Two processes' worth of savers on one file: each ends, one wins, the others
// get a conflict, and there is no litter.
func TestConcurrentSaves(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	journals := []*Journal{openTestJournal(t, state), openTestJournal(t, state)}
	for round := range 50 {
		write(t, conf(dir), oldContent)
		fp := identify(t, conf(dir))
		errs := make([]error, len(journals))
		var wg sync.WaitGroup
		for i, j := range journals {
			wg.Go(func() {
				_, errs[i] = Save(ctx, conf(dir), strings.NewReader(fmt.Sprint(round, " ", i)), Options{Expect: fp, Journal: j, Durability: Balanced})
			})
		}
		wg.Wait()
		winners := 0
		for i, err := range errs {
			switch {
			case err == nil:
				winners++
				wantContent(t, conf(dir), fmt.Sprint(round, " ", i))
			case ClassOf(err) != Changed || StateOf(err) != Old:
				t.Errorf("round %d: %v", round, err)
			}
		}
		if winners != 1 {
			t.Errorf("round %d: %d winners, %v", round, winners, errs)
		}
		wantNames(t, dir, "app.conf")
		if t.Failed() {
			return
		}
	}
}
