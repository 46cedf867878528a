package atomicsave

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// A hostile writer replaces the file at random moments, thousands of times,
// while we save. Each version of it must be one of these: still in place, or
// replaced by the writer itself, or seen by us before we replaced it. A version
// that we replaced without having seen it would be lost unseen.
func TestHostileWriter(t *testing.T) {
	dir := t.TempDir()
	path := conf(dir)
	write(t, path, "0")
	w := &hostile{dir: dir, path: path}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { w.run(t, stop) })

	seen := map[int]bool{}
	saves, conflicts := 0, 0
	left := []string{"app.conf", "theirs"} // and what conflicts had to leave
	// Three seconds are enough if there was one of each by then.
	began := time.Now()
	enough := func() bool {
		took := time.Since(began)
		return took > time.Minute || took > 3*time.Second && saves > 0 && conflicts > 0
	}
	for w.version.Load() < 4000 && !enough() {
		content, fp, err := Read(ctx, path)
		if err != nil {
			if ClassOf(err) != Changed {
				t.Fatal(err)
			}
			continue
		}
		var version int
		fmt.Sscan(strings.TrimPrefix(string(content), "ours over "), &version)
		seen[version] = true
		r, err := Save(ctx, path, strings.NewReader(fmt.Sprint("ours over ", version, " ", saves+conflicts)), Options{Expect: fp, Durability: Balanced})
		w.attempts.Add(1)
		switch {
		case err == nil && r.Commit != CommitExchange:
			t.Skipf("this file system has no exchange: the save used %s", r.Commit)
		case err == nil:
			saves++
		case ClassOf(err) == Changed && StateOf(err) == Old:
			conflicts++
			for _, p := range wantError(t, err, Changed, Old).Paths {
				left = append(left, filepath.Base(p))
			}
		default:
			t.Fatalf("%v, %+v", err, r)
		}
	}
	close(stop)
	wg.Wait()
	w.wantSeen(t, seen)
	if saves == 0 || conflicts == 0 {
		t.Errorf("%d saves and %d conflicts prove nothing", saves, conflicts)
	}
	t.Logf("%d foreign versions, %d saves, %d conflicts, %d versions left", w.version.Load(), saves, conflicts, len(left)-2)
	slices.Sort(left)
	wantNames(t, dir, left...)
}

// hostile replaces a file by exchange, so that it knows what it displaced.
type hostile struct {
	dir, path string
	version   atomic.Int64
	attempts  atomic.Int64 // saves of ours, in whatever way they ended

	displaced []string // contents that the writer itself displaced
}

func (w *hostile) run(t *testing.T, stop chan struct{}) {
	theirs := filepath.Join(w.dir, "theirs")
	for {
		select {
		case <-stop:
			return
		default:
		}
		next := w.version.Add(1)
		if err := os.WriteFile(theirs, []byte(fmt.Sprint(next)), 0o644); err != nil {
			t.Error(err)
			return
		}
		if err := exchange(theirs, w.path); err != nil {
			t.Error(err)
			return
		}
		out, err := os.ReadFile(theirs)
		if err != nil {
			t.Error(err)
			return
		}
		w.displaced = append(w.displaced, string(out))
		pause(next)
		if next%16 == 0 {
			w.rest(stop)
		}
	}
}

// rest lets two saves of ours go by, so that one of them begins and ends without
// a foreign version in between, however fast the machine is.
func (w *hostile) rest(stop chan struct{}) {
	for before := w.attempts.Load(); w.attempts.Load() < before+2; {
		select {
		case <-stop:
			return
		default:
			runtime.Gosched()
		}
	}
}

// wantSeen checks that every foreign version was displaced by the writer itself,
// is in place, was seen by us, or was left and named.
func (w *hostile) wantSeen(t *testing.T, seen map[int]bool) {
	t.Helper()
	known := map[string]bool{}
	for _, content := range w.displaced {
		known[content] = true
	}
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		now, err := os.ReadFile(filepath.Join(w.dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		known[string(now)] = true
	}
	lost := 0
	for v := 1; v <= int(w.version.Load()); v++ {
		if !known[fmt.Sprint(v)] && !seen[v] {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d versions were lost unseen", lost)
	}
}

func exchange(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}

// pause spins for a while that differs from turn to turn, so that the moments
// are spread over a whole save.
func pause(turn int64) {
	for range turn * 7919 % 997 * 200 {
	}
}

// Before every single call of a save somebody replaces, or overwrites, the file:
// that version is there afterwards, whatever the save reports.
func TestForeignVersionBeforeEveryCall(t *testing.T) {
	for name, interfere := range map[string]func(t *testing.T, path, content string){
		"replaces": func(t *testing.T, path, content string) {
			write(t, path+".theirs", content)
			if err := os.Rename(path+".theirs", path); err != nil {
				t.Fatal(err)
			}
		},
		"overwrites": func(t *testing.T, path, content string) { write(t, path, content) },
	} {
		for _, size := range []int{3, len(oldContent)} { // another length, and the same
			t.Run(fmt.Sprintf("%s %d bytes", name, size), func(t *testing.T) {
				theirs := strings.Repeat("t", size)
				v := variant{exists: true}
				for _, c := range v.count(t) {
					path, opts := v.stage(t)
					opts.now = nil
					plan := func(call faultfs.Call) faultfs.Fault {
						if call.N == c.N {
							interfere(t, path, theirs)
						}
						return faultfs.Fault{}
					}
					r, err := Save(ctx, path, strings.NewReader(newContent), opts.OnDisk(faultfs.New(vfs.OS(), plan)))
					if err != nil {
						wantError(t, err, Changed, Old)
					}
					wantContent(t, path, theirs)
					if n := temps(t, filepath.Dir(path)); n != 0 {
						t.Errorf("%d temporary files", n)
					}
					if t.Failed() {
						t.Fatalf("somebody %s before call %d, %s %s: %+v, %v", name, c.N, c.Op, c.Name, r, err)
					}
				}
			})
		}
	}
}

// Another program writes to the file between the last look and the exchange, in the
// tick of the clock in which it was written before: the content of what was displaced
// tells (before Linux 6.13 a tick took up to 10 ms).
func TestForeignVersionInTheSameTick(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	theirs := strings.ToUpper(oldContent)
	opts := Options{Expect: identify(t, conf(dir))}
	written := false
	disk := faultfs.New(frozenFS{vfs.OS(), opts.Expect}, func(c faultfs.Call) faultfs.Fault {
		if c.Move == vfs.Exchange && !written {
			written = true
			write(t, conf(dir), theirs)
		}
		return faultfs.Fault{}
	})
	_, err := Save(ctx, conf(dir), strings.NewReader(newContent), opts.OnDisk(disk))
	wantError(t, err, Changed, Old)
	wantContent(t, conf(dir), theirs)
	wantNames(t, dir, "app.conf")
}

// A foreign version need not be young: a file of the same length and with old times is
// moved to the name, or the old file gets other rights, between the last look and the
// exchange.
func TestForeignVersionWithOldTimes(t *testing.T) {
	for name, interfere := range map[string]func(t *testing.T, path string) string{
		"another file": func(t *testing.T, path string) string {
			theirs := strings.ToUpper(oldContent)
			write(t, path+".theirs", theirs)
			ago := time.Now().Add(-time.Hour)
			if err := errors.Join(os.Chtimes(path+".theirs", ago, ago), os.Rename(path+".theirs", path)); err != nil {
				t.Fatal(err)
			}
			return theirs
		},
		"other rights": func(t *testing.T, path string) string {
			if err := os.Chmod(path, 0o600); err != nil {
				t.Fatal(err)
			}
			return oldContent
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, conf(dir), oldContent)
			ago := time.Now().Add(-time.Hour)
			if err := os.Chtimes(conf(dir), ago, ago); err != nil {
				t.Fatal(err)
			}
			want := ""
			disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
				if c.Move == vfs.Exchange && want == "" {
					want = interfere(t, conf(dir))
				}
				return faultfs.Fault{}
			})
			_, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: identify(t, conf(dir))}.OnDisk(disk))
			wantError(t, err, Changed, Old)
			wantContent(t, conf(dir), want)
			wantNames(t, dir, "app.conf")
		})
	}
}

// Several versions arrive while the first is being put back: the newest stays.
func TestForeignVersionsDuringSwapBack(t *testing.T) {
	for versions := 1; versions <= 3; versions++ {
		path, opts := variant{exists: true}.stage(t)
		arrived := 0
		plan := func(call faultfs.Call) faultfs.Fault {
			if call.Move == vfs.Exchange && arrived < versions {
				arrived++
				theirs := fmt.Sprint("theirs ", arrived)
				write(t, path+".theirs", theirs)
				if err := os.Rename(path+".theirs", path); err != nil {
					t.Fatal(err)
				}
			}
			return faultfs.Fault{}
		}
		_, err := Save(ctx, path, strings.NewReader(newContent), opts.OnDisk(faultfs.New(vfs.OS(), plan)))
		if ClassOf(err) == Changed {
			wantContent(t, path, fmt.Sprint("theirs ", versions))
		} else {
			e := wantError(t, err, Other, Unknown)
			wantContent(t, e.Paths[0], fmt.Sprint("theirs ", versions-1))
			wantContent(t, e.Paths[1], fmt.Sprint("theirs ", versions))
		}
	}
}

// While a foreign version is being put back, its place is taken once more, by a
// writer that sees what it displaces: our file, not the foreign one. That one has
// been seen by nobody, so it stays, is named, and is named again by Recover.
func TestDisplacedTwice(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, conf(dir), oldContent)
	j, err := OpenJournal(ctx, state)
	if err != nil {
		t.Fatal(err)
	}
	theirs := filepath.Join(dir, "theirs")
	exchanges := 0
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		if c.Move == vfs.Exchange {
			if exchanges++; exchanges <= 2 {
				write(t, theirs, fmt.Sprint("theirs ", exchanges))
				if err := exchange(theirs, conf(dir)); err != nil {
					t.Fatal(err)
				}
			}
		}
		return faultfs.Fault{}
	})
	r, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: identify(t, conf(dir)), Journal: j}.OnDisk(disk))
	e := wantError(t, err, Changed, Old)
	wantContent(t, conf(dir), "theirs 2")
	wantContent(t, theirs, newContent)
	if c := remarks(r); len(e.Paths) != 1 || len(c) != 1 || c[0].Kind != CaveatLeftover || c[0].Path != e.Paths[0] {
		t.Fatalf("%+v, %+v", e, r.Caveats)
	}
	wantContent(t, e.Paths[0], "theirs 1")
	mustSave(t, conf(dir)+".other", newContent, Options{Journal: j}) // later saves forget nothing
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = openTestJournal(t, state)
	done, err := j.Recover(ctx)
	if err != nil || len(done.Removed) != 0 || len(done.Kept) != 1 || done.Kept[0].Path != e.Paths[0] || done.Kept[0].Target != conf(dir) {
		t.Fatalf("%+v, %v", done, err)
	}
	wantContent(t, e.Paths[0], "theirs 1")
	if err := j.Discard(e.Paths[0]); err != nil {
		t.Fatal(err)
	}
	wantNames(t, dir, "app.conf", "app.conf.other", "theirs")
}

// The file is removed while a foreign version is being put back.
func TestRemovedDuringSwapBack(t *testing.T) {
	path, opts := variant{exists: true}.stage(t)
	exchanges := 0
	plan := func(call faultfs.Call) faultfs.Fault {
		if call.Move == vfs.Exchange {
			exchanges++
			if exchanges == 1 {
				write(t, path, "theirs")
			} else {
				os.Remove(path)
			}
		}
		return faultfs.Fault{}
	}
	_, err := Save(ctx, path, strings.NewReader(newContent), opts.OnDisk(faultfs.New(vfs.OS(), plan)))
	wantError(t, err, Changed, Old)
	wantContent(t, path, "theirs")
	wantNames(t, filepath.Dir(path), "app.conf", "temp")
}
