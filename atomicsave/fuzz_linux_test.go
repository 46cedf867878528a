package atomicsave

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// script is what a fuzzer's bytes say: a kind of save, and what happens before
// which of its calls.
type script struct {
	level   Durability
	exists  bool
	any     bool // expect any version
	verify  bool
	temp    bool // another folder for temporary files
	journal bool
	link    bool // the file has two names: it is overwritten in place
	fragile bool // the file system may lose a file: a copy is kept
	acts    map[int][]act
}

type act struct {
	kind  byte
	errno syscall.Errno
}

// What may happen before a call.
const (
	actFail      = iota // it fails
	actLost             // it is made and fails
	actShort            // it is cut short
	actReplace          // somebody replaces the file
	actOverwrite        // somebody overwrites it
	actRemove           // somebody removes it
	actCancel           // the context ends
	actDie              // the process is killed
	acts
)

func parseScript(data []byte) script {
	at := func(i int) byte {
		if i < len(data) {
			return data[i]
		}
		return 0
	}
	s := script{acts: map[int][]act{}}
	s.level = Durability(at(0) % 3)
	s.exists, s.any, s.verify = at(1)&1 != 0, at(1)&2 != 0, at(1)&4 != 0
	s.temp, s.journal, s.link = at(1)&8 != 0, at(1)&16 != 0, at(1)&32 != 0 && s.exists
	s.fragile = at(1)&64 != 0
	errnos := []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EACCES, syscall.EROFS, syscall.ENOTSUP, syscall.EINVAL, syscall.EBUSY}
	for i := 2; i+2 < len(data) && i < 2+3*6; i += 3 {
		call := 1 + int(data[i])%60
		s.acts[call] = append(s.acts[call], act{data[i+1] % acts, errnos[int(data[i+2])%len(errnos)]})
	}
	return s
}

// world is the folder in which a script is played, and what has happened in it.
type world struct {
	t       *testing.T
	dir     string
	path    string
	cancel  context.CancelFunc
	latest  string // the version that somebody else put there last, "" if none, "-" if removed
	faulty  bool   // a call failed or lost its answer
	died    bool   // no call is made any more
	foreign []string
}

// before plays what the script has for a call.
func (w *world) before(s script) func(faultfs.Call) faultfs.Fault {
	return func(c faultfs.Call) (fault faultfs.Fault) {
		for _, a := range s.acts[c.N] {
			if w.died {
				break
			}
			switch a.kind {
			case actDie:
				w.died = true
			case actFail, actLost:
				fault, w.faulty = faultfs.Fault{Err: a.errno, Lost: a.kind == actLost}, true
			case actShort:
				fault = faultfs.Fault{Short: 1 + int(a.errno)%5}
			case actReplace:
				w.somebody(func(content string) error {
					theirs := filepath.Join(w.dir, "theirs")
					if err := os.WriteFile(theirs, []byte(content), 0o644); err != nil {
						return err
					}
					return os.Rename(theirs, w.path)
				})
			case actOverwrite:
				w.somebody(func(content string) error { return os.WriteFile(w.path, []byte(content), 0o644) })
			case actRemove:
				os.Remove(w.path)
				w.latest = "-"
				w.foreign = append(w.foreign, "-")
			case actCancel:
				w.cancel()
			}
		}
		if w.died {
			fault = w.afterDeath(c)
		}
		return fault
	}
}

// afterDeath lets no call of the process be made, if that is dead, but those that
// the kernel makes for it.
func (w *world) afterDeath(c faultfs.Call) (fault faultfs.Fault) {
	if w.died && !strings.HasSuffix(c.Op, "close") {
		fault.Err = syscall.EIO
	}
	return fault
}

func (w *world) somebody(do func(content string) error) {
	content := fmt.Sprint("theirs ", len(w.foreign))
	if err := do(content); err != nil {
		w.t.Fatal(err)
	}
	w.latest, w.foreign = content, append(w.foreign, content)
}

// FuzzSave plays saves with faults, other writers and cancellations in any order
// and checks the promises: never a torn file, a report that tells the truth, no
// litter, and no version of somebody else lost unseen.
func FuzzSave(f *testing.F) {
	for level := range byte(3) {
		for kinds := range byte(128) {
			f.Add([]byte{level, kinds})
		}
	}
	for kind := range byte(acts) {
		f.Add([]byte{0, 1, 20, kind, 0, 25, actReplace, 0})
	}
	for call := range byte(60) {
		for _, kinds := range []byte{0, 1, 1 + 8, 1 + 32, 1 + 64, 1 + 4} {
			f.Add([]byte{call % 3, kinds + 16, call, actDie, 0})
			f.Add([]byte{call % 3, kinds + 16, call - 1, actReplace, 0, call, actDie, 0})
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := parseScript(data)
		dir, err := os.MkdirTemp(fuzzRoot(), "fuzz")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		w := &world{t: t, dir: dir, path: conf(dir), cancel: cancel}
		opts := w.stage(s)
		r, err := Save(c, w.path, strings.NewReader(newContent), opts.OnDisk(faultfs.New(w.disk(s), w.before(s))))
		switch {
		case w.died && opts.Journal != nil:
			opts.Journal.file.Close() // as the end of the process does
			opts.Journal.dir.Close()
			w.checkRecovered(s)
		case w.died:
			w.checkDead()
		default:
			w.check(s, r, err)
			if opts.Journal != nil {
				if err := opts.Journal.Close(); err != nil && !w.faulty {
					t.Error(err)
				}
			}
		}
		if t.Failed() {
			t.Fatalf("script %+v: report %+v, error %v", s, r, err)
		}
	})
}

// fuzzRoot is in memory where that is to be had: a flush costs nothing there.
func fuzzRoot() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

func (w *world) disk(s script) vfs.FS {
	if s.fragile {
		return volumeFS{kind: "exfat", dir: w.dir}
	}
	return vfs.OS()
}

func (w *world) stage(s script) Options {
	opts := Options{Durability: s.level, Verify: s.verify}
	if s.exists {
		write(w.t, w.path, oldContent)
	}
	if s.link {
		hardLink(w.t, w.path)
		opts.Consent, opts.StateDir = Agree(LossAtomicity), filepath.Join(w.dir, "state")
	}
	switch {
	case s.any:
		opts.Expect = AnyVersion()
	case s.exists:
		opts.Expect = identify(w.t, w.path)
	}
	if s.temp {
		opts.TempDir = folder(w.t, w.dir, "temp")
	}
	if s.journal {
		j, err := OpenJournalOn(ctx, faultfs.New(w.disk(s), w.afterDeath), filepath.Join(w.dir, "state"))
		if err != nil {
			w.t.Fatal(err)
		}
		opts.Journal = j
	}
	opts.now = func() time.Time { return time.Time{} } // every file is fresh: the content decides
	return opts
}

// checked reports that the version which is replaced is looked at when it is out of
// its place.
func (s script) checked() bool {
	return s.exists && !s.any && !s.link && !s.fragile && s.level != Fast
}

// content is what the file holds, "-" if there is none.
func (w *world) content() string {
	content, err := os.ReadFile(w.path)
	if err != nil {
		return "-"
	}
	return string(content)
}

// checkDead: a killed save leaves a whole file, if it was not overwritten.
func (w *world) checkDead() {
	w.t.Helper()
	if is := w.content(); !slices.Contains(append(w.foreign, oldContent, newContent, "-"), is) {
		w.t.Errorf("torn: %q", is)
	}
}

// checkRecovered: the next start of the program makes the file whole or names what
// it was to become, leaves nothing else behind, and no version of somebody else is
// gone that the save had not been shown.
func (w *world) checkRecovered(s script) {
	w.t.Helper()
	j, err := OpenJournalOn(ctx, w.disk(s), filepath.Join(w.dir, "state"))
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := j.Recover(ctx)
	if err != nil || len(r.Unreachable) > 0 {
		w.t.Errorf("%+v, %v", r, err)
	}
	is := w.content()
	known := append(w.foreign, oldContent, newContent)
	seen := is == w.latest
	for _, k := range r.Kept {
		content, err := os.ReadFile(k.Path)
		if err != nil || !slices.Contains(known, string(content)) {
			w.t.Errorf("kept %+v: %q, %v", k, content, err)
		}
		seen = seen || string(content) == w.latest
		if err := j.Discard(k.Path); err != nil {
			w.t.Error(err)
		}
	}
	if !w.faulty && (!s.link || len(w.foreign) == 0) && !slices.Contains(append(known, "-"), is) {
		w.t.Errorf("torn after Recover: %q, %+v", is, r)
	}
	if s.exists && len(w.foreign) == 0 && !w.faulty && is == "-" {
		w.t.Error("the file is gone")
	}
	if s.checked() && !w.faulty && w.latest != "" && w.latest != "-" && !seen {
		w.t.Errorf("somebody's version %q was lost: the file holds %q, kept %+v", w.latest, is, r.Kept)
	}
	if err := j.Close(); err != nil {
		w.t.Error(err)
	}
	w.checkLitter(Report{})
}

func (w *world) check(s script, r Report, err error) {
	w.t.Helper()
	old := "-"
	if s.exists {
		old = oldContent
	}
	is := w.content()
	if !slices.Contains(append(w.foreign, old, newContent), is) && r.State != Unknown {
		w.t.Errorf("torn: %q", is)
	}
	if err != nil && StateOf(err) != r.State {
		w.t.Errorf("the report says %v, the error %v", r.State, StateOf(err))
	}
	if (err == nil) != (r.State == New || r.State == NewUnconfirmed) {
		w.t.Errorf("state %v with error %v", r.State, err)
	}
	if len(w.foreign) == 0 {
		if r.State == Old && is != old || (r.State == New || r.State == NewUnconfirmed) && is != newContent {
			w.t.Errorf("state %v, but the file holds %q", r.State, is)
		}
	}
	// In place, and without the exchange, there is a window: see the package doc.
	if s.checked() && !w.faulty && w.latest != "" && w.latest != "-" && is != w.latest && r.State != Unknown {
		w.t.Errorf("somebody's version %q was lost: the file holds %q", w.latest, is)
	}
	w.checkLitter(r)
}

func (w *world) checkLitter(r Report) {
	w.t.Helper()
	if w.faulty || r.State == Unknown {
		return // what could not be removed is tested call by call
	}
	for _, sub := range []string{"", "temp", "state"} {
		entries, _ := os.ReadDir(filepath.Join(w.dir, sub))
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), tempPrefix) && !strings.HasPrefix(e.Name(), recoveryPrefix) {
				continue
			}
			if path := filepath.Join(w.dir, sub, e.Name()); !w.namedForeign(r, path) {
				w.t.Errorf("%s is left in %q", e.Name(), sub)
			}
		}
	}
}

// namedForeign reports that the report names what is left at path, and that it is a
// version of somebody else: it was displaced twice, and nothing else has it.
func (w *world) namedForeign(r Report, path string) bool {
	content, err := os.ReadFile(path)
	return err == nil && slices.Contains(w.foreign, string(content)) &&
		slices.ContainsFunc(r.Caveats, func(c Caveat) bool { return c.Kind == CaveatLeftover && c.Path == path })
}
