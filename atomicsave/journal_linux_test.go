package atomicsave

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

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

// The folder of a journal that is made must not go in a power cut with what it holds:
// each folder that got an entry is flushed.
func TestNewJournalFolderIsFlushed(t *testing.T) {
	dir := t.TempDir()
	state := filepath.Join(dir, "share", "holdfast", "journal")
	disk := faultfs.New(vfs.OS(), nil)
	j, err := OpenJournalOn(ctx, disk, state)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	flushed := map[string]bool{}
	last := ""
	for _, c := range disk.Calls() {
		switch c.Op {
		case "opendir":
			last = c.Name
		case "sync":
			flushed[last] = true
		}
	}
	for _, folder := range []string{dir, filepath.Join(dir, "share"), filepath.Join(dir, "share", "holdfast")} {
		if !flushed[folder] {
			t.Errorf("%s was not flushed", folder)
		}
	}
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
	entries, err := filepath.Glob(filepath.Join(dir, tempPrefix+"*"))
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	real := filepath.Base(entries[0]) // of the dead process, and a digit of its proof is wrong
	forged := real[:len(real)-1] + map[bool]string{true: "0", false: "1"}[!strings.HasSuffix(real, "0")]
	lookalikes := []string{tempName(), foreign, forged, tempPrefix + "x", ".holdfast-notes"}
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

// TestBrokenKey has what a power cut may leave of the key: the journal opens all the
// same, with a new one that the next process finds.
func TestBrokenKey(t *testing.T) {
	for name, broken := range map[string]string{"empty": "", "short": "0123", "zeroed": strings.Repeat("\x00", keyBytes), "long": strings.Repeat("x", keyBytes+1)} {
		dir := t.TempDir()
		path := filepath.Join(dir, keyName)
		write(t, path, broken)
		var keys [2][]byte
		for i := range keys {
			j, err := OpenJournal(ctx, dir)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			keys[i] = j.key
			if err := j.Close(); err != nil {
				t.Error(err)
			}
		}
		if string(keys[0]) == broken || !bytes.Equal(keys[0], keys[1]) {
			t.Errorf("%s: %x and %x", name, keys[0], keys[1])
		}
	}
}
