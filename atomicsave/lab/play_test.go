package lab

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// TestMain makes the test binary the child, too.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ChildVerb {
		os.Exit(RunChild(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// play plays a scene in a folder of the test and checks that nothing is left.
func play(t *testing.T, s Script) (Played, error) {
	t.Helper()
	dir := t.TempDir()
	s.Scratch = []string{dir}
	p, err := Play(ctx, s)
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	return p, err
}

func mustPlay(t *testing.T, s Script) Played {
	t.Helper()
	p, err := play(t, s)
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Scene, s.Strategy, err)
	}
	return p
}

// TestKillsAreAsPredicted kills a real save after every call and compares what is
// in the file with what the model says.
func TestKillsAreAsPredicted(t *testing.T) {
	for _, strategy := range crashsim.Strategies() {
		t.Run(string(strategy), func(t *testing.T) {
			if testing.Short() && strategy != crashsim.Full && strategy != crashsim.Ordinary {
				t.Skip("-short: starts a process for every call")
			}
			m := simulate(t, Sample(), Setup{Strategy: strategy})
			bad := 0
			for i, position := range m.Positions {
				p := mustPlay(t, Script{Scene: Killed, Content: Sample(), Strategy: strategy, At: m.PointAt(i)})
				if !p.Reached {
					t.Logf("%+v is not a call here", p.At)
					continue
				}
				if p.Final.Kind != position.Killed {
					t.Errorf("after %s: %s, predicted was %s", position.Call, p.Final.Kind, position.Killed)
				}
				if !p.Final.Kind.Good() {
					bad++
				}
				checkAfterKill(t, strategy, p)
			}
			if strategy == crashsim.Ordinary && bad == 0 {
				t.Error("a killed ordinary save did no harm")
			}
		})
	}
}

// checkAfterKill: after the next start of the program the file is whole and nothing
// is beside it.
func checkAfterKill(t *testing.T, strategy crashsim.Strategy, p Played) {
	t.Helper()
	if _, ours := strategy.Level(); !ours && strategy != crashsim.InPlace {
		return
	}
	after := p.Final
	if p.Recovered != nil {
		after = *p.Recovered
	}
	if strategy == crashsim.Fast && p.Scene == PowerCut && p.Final.Kind == crashsim.Empty {
		return // Fast promises nothing here, and has nothing to make up for it
	}
	if !after.Kind.Good() || len(after.Names) > 0 {
		t.Errorf("after a kill at %+v and Recover: %s, %v", p.At, after.Kind, after.Names)
	}
}

// TestPowerCutsAreAsPredicted does the same with a file system that forgets what
// was not flushed. What it forgets is among what the model allows a disk that keeps
// no order; the save takes it for a stick, whose order of flushes is another.
func TestPowerCutsAreAsPredicted(t *testing.T) {
	for _, strategy := range []crashsim.Strategy{crashsim.Ordinary, crashsim.OrdinaryFlushed, crashsim.RenameOnly, crashsim.Fast, crashsim.Balanced, crashsim.Full} {
		for _, forget := range []Forgetting{ForgetData, ForgetAll} {
			t.Run(string(strategy)+"/"+forget.mode(), func(t *testing.T) {
				if testing.Short() {
					t.Skip("-short: mounts a file system for every call")
				}
				m := simulate(t, Sample(), Setup{Strategy: strategy, Disk: crashsim.Fat()})
				seen := map[crashsim.Kind]int{}
				for i, position := range m.Positions {
					p, err := play(t, Script{Scene: PowerCut, Content: Sample(), Strategy: strategy, At: m.PointAt(i), Forget: forget})
					if r, ok := errors.AsType[*Reason](err); ok && r.Code == NoFUSE {
						t.Skip(err)
					}
					if err != nil {
						t.Fatal(err)
					}
					if !p.Reached {
						t.Logf("%+v is not a call here", p.At)
						continue
					}
					seen[p.Final.Kind]++
					if !slices.ContainsFunc(position.Outcomes, func(o Outcome) bool { return o.Kind == p.Final.Kind }) {
						t.Errorf("after %s: %s, which was not predicted: %+v", position.Call, p.Final.Kind, position.Outcomes)
					}
					checkAfterKill(t, strategy, p)
				}
				t.Logf("seen: %v", seen)
				if harmed := seen[crashsim.Empty] + seen[crashsim.Torn] + seen[crashsim.Zeroed]; strategy == crashsim.Ordinary && forget == ForgetData && harmed == 0 {
					t.Error("an ordinary save did no harm")
				} else if level, ours := strategy.Level(); ours && level != atomicsave.Fast && harmed > 0 {
					t.Error("a safe save did harm")
				}
			})
		}
	}
}

func TestNoSpace(t *testing.T) {
	ordinary, err := play(t, Script{Scene: NoSpace, Content: Sample(), Strategy: crashsim.Ordinary})
	if r, ok := errors.AsType[*Reason](err); ok && r.Code == NotHere {
		t.Skip("this system has neither a small disk for one process nor a limit for files:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if ordinary.Final.Kind != crashsim.Torn || ordinary.Other == "" {
		t.Errorf("ordinary, by %s: %s, %q", ordinary.Means, ordinary.Final.Kind, ordinary.Other)
	}
	safe := mustPlay(t, Script{Scene: NoSpace, Content: Sample()})
	if safe.Final.Kind != crashsim.Old || safe.Err == nil || safe.Err.Class != atomicsave.NoSpace || safe.Err.State != atomicsave.Old || len(safe.Final.Names) > 0 {
		t.Errorf("safe, by %s: %s, %v, %v", safe.Means, safe.Final.Kind, safe.Err, safe.Final.Names)
	}
	t.Logf("by %s on %s, %s", safe.Means, safe.FileSystem, safe.Err)
}

func TestConflict(t *testing.T) {
	ordinary := mustPlay(t, Script{Scene: Conflict, Content: Sample(), Strategy: crashsim.Ordinary})
	if ordinary.Final.Kind != crashsim.New || ordinary.Other != "" {
		t.Errorf("ordinary: %s, %q: the other program's version should be lost unseen", ordinary.Final.Kind, ordinary.Other)
	}
	for _, strategy := range []crashsim.Strategy{crashsim.Full, crashsim.Balanced, crashsim.Fast, crashsim.InPlace} {
		safe := mustPlay(t, Script{Scene: Conflict, Content: Sample(), Strategy: strategy})
		if !safe.Reached || !safe.Final.Foreign || safe.Err == nil || safe.Err.Class != atomicsave.Changed {
			t.Errorf("%s: reached %t, foreign %t, %v", strategy, safe.Reached, safe.Final.Foreign, safe.Err)
		}
	}
}

func TestInUse(t *testing.T) {
	safe, err := play(t, Script{Scene: InUse, Content: Sample()})
	if r, ok := errors.AsType[*Reason](err); ok && r.Code == NotHere {
		t.Skip(err)
	}
	if err != nil || safe.Final.Kind != crashsim.Old || safe.Err == nil || safe.Err.Class != atomicsave.InUse {
		t.Errorf("%s, %v, %v", safe.Final.Kind, safe.Err, err)
	}
	ordinary := mustPlay(t, Script{Scene: InUse, Content: Sample(), Strategy: crashsim.Ordinary})
	t.Logf("safe: %v; ordinary: %s, %q", safe.Err, ordinary.Final.Kind, ordinary.Other)
}

// TestCancelledLeavesNothing cancels at the first call.
func TestCancelledLeavesNothing(t *testing.T) {
	for _, scene := range Scenes() {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(ctx)
		_, err := Play(ctx, Script{Scene: scene, Content: Sample(), At: Point{ID: "end", N: 1}, Scratch: []string{dir}, Observe: func(RealCall) { cancel() }})
		cancel()
		if r, ok := errors.AsType[*Reason](err); ok && (r.Code == NoFUSE || r.Code == NotHere) {
			t.Logf("%s cannot be shown here: %v", scene, err)
		} else {
			wantReason(t, err, Cancelled)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s: left over: %v", scene, left)
		}
	}
}

// TestReasons meets what the window must explain.
func TestReasons(t *testing.T) {
	dir := t.TempDir()
	_, err := Play(ctx, Script{Scene: Killed, Content: Sample(), Scratch: []string{filepath.Join(dir, "none")}})
	wantReason(t, err, NoScratch)
	_, err = Play(ctx, Script{Scene: Killed, Content: Sample(), Scratch: []string{dir}, Child: []string{filepath.Join(dir, "none")}})
	wantReason(t, err, NoChild)
	_, err = Play(ctx, Script{Scene: "theatre", Content: Sample(), Scratch: []string{dir}})
	wantReason(t, err, NotHere)
	_, err = Play(ctx, Script{Scene: Killed, Content: large(t, 1<<30), Scratch: []string{dir}})
	wantReason(t, err, TooBig)
	_, err = FromFile(ctx, filepath.Join(dir, "none"))
	wantReason(t, err, Vanished)
	_, err = FromFile(ctx, dir)
	wantReason(t, err, NotAFile)
	vanished := large(t, MaxExact+1)
	if err := os.Remove(vanished.path); err != nil {
		t.Fatal(err)
	}
	_, err = Play(ctx, Script{Scene: Killed, Content: vanished, Scratch: []string{dir}})
	wantReason(t, err, Vanished)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = Simulate(cancelled, Sample(), Setup{})
	wantReason(t, err, Cancelled)
	_, err = Simulate(ctx, Sample(), Setup{Strategy: "hope"})
	wantReason(t, err, NotSimulated)
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// TestLargeContents: what the model sees as a miniature is played as a whole.
func TestLargeContents(t *testing.T) {
	old := filler(MaxExact+1000, 'a')
	c, err := FromBytes("large", old, Changed(old))
	if err != nil || !c.Miniature() {
		t.Fatal(err)
	}
	for _, c := range []Content{c, large(t, MaxExact+5000)} {
		p := mustPlay(t, Script{Scene: Killed, Content: c, Strategy: crashsim.Ordinary, At: Point{ID: "write-target", N: 2}})
		if p.Final.Kind != crashsim.Torn || p.Final.Picture.Size != 2<<20 || p.Final.Picture.Whole != c.NewSize() {
			t.Errorf("%s, %d of %d bytes", p.Final.Kind, p.Final.Picture.Size, p.Final.Picture.Whole)
		}
	}
}

// TestOriginalIsNotTouched: the user's file and its folder are as they were.
func TestOriginalIsNotTouched(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mine.conf")
	text := strings.Repeat("key = value\n", 200)
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(dir, past, past); err != nil {
		t.Fatal(err)
	}
	before, err := atomicsave.Identify(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := FromFile(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	for _, scene := range []Scene{Killed, NoSpace, Conflict} {
		_, err := play(t, Script{Scene: scene, Content: c, Strategy: crashsim.Ordinary, At: Point{ID: "truncate-target", N: 1}})
		if r, ok := errors.AsType[*Reason](err); err != nil && (!ok || r.Code != NotHere) {
			t.Errorf("%s: %v", scene, err)
		}
	}
	if after, err := atomicsave.Identify(ctx, path); err != nil || after != before {
		t.Errorf("the file changed: %v", err)
	}
	if info, err := os.Stat(dir); err != nil || !info.ModTime().Equal(past) {
		t.Error("its folder was written to")
	}
}
