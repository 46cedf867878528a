package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/atomicsave/crashsim"
)

// labAnswer is what a script reads of the JSON of lab.
type labAnswer struct {
	File, Name string
	Strategies []struct {
		Model struct {
			Strategy, Disk     string
			Sampled, Miniature bool
			Positions          []struct{ ID string }
			Total              struct{ Possible, Good, Restored, Destroyed int }
		}
		Real *struct {
			Killed []*struct {
				Foreseen bool
				Played   struct{ Final struct{ Kind string } }
			}
			Scenes []struct {
				Played struct {
					Scene string
					Error *struct{ Class string }
					Final struct{ Kind string }
				}
			}
			NotShown []struct{ Scene, Code string } `json:"not_shown"`
		}
	}
	Error *struct{ Class, Message string }
}

func labOf(t *testing.T, r result) (a labAnswer) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.out), &a); err != nil {
		t.Fatalf("%v: %s", err, r.out)
	}
	return a
}

func TestLabComparesTwoSaves(t *testing.T) {
	_, r := within(nil, "lab")
	r.exits(t, ExitDone)
	for _, want := range []string{"14 of 16 possible outcomes destroy the file.", "0 of 4 possible outcomes destroy the file."} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if strings.Contains(r.out, "lab.") {
		t.Errorf("a sentence is missing:\n%s", r.out)
	}
}

// Every strategy on every disk, in words and for programs.
func TestLabKnowsEveryStrategyAndDisk(t *testing.T) {
	for _, s := range crashsim.Strategies() {
		for _, d := range crashsim.Disks() {
			_, r := within(nil, "lab", "--strategy", string(s), "--disk", d.String())
			r.exits(t, ExitDone)
			if strings.Contains(r.out, "lab.call.") || strings.Contains(r.out, "lab.kind.") {
				t.Errorf("a sentence is missing:\n%s", r.out)
			}
			_, r = within(nil, "lab", "--json", "--strategy", string(s), "--disk", d.String())
			r.exits(t, ExitDone)
			if a := labOf(t, r); len(a.Strategies) != 1 || a.Strategies[0].Model.Strategy != string(s) || a.Strategies[0].Model.Disk != d.String() || a.Strategies[0].Model.Total.Possible == 0 {
				t.Errorf("%s on %s: %+v", s, d, a)
			}
		}
	}
}

// The same seed gives the same choice, another one another choice.
func TestLabCanBeRepeated(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "large.conf"), strings.Repeat("one line of text\n", 30000))
	of := func(seed string) string {
		_, r := within(nil, "lab", "--json", "--disk", "lying", "--strategy", "move-aside", "--seed", seed, path)
		r.exits(t, ExitDone)
		if a := labOf(t, r); !a.Strategies[0].Model.Sampled {
			t.Error("it is not said that this is a choice")
		}
		return r.out
	}
	first := of("7")
	if of("7") != first {
		t.Error("the same seed gave another answer")
	}
	if of("8") == first {
		t.Error("another seed gave the same answer")
	}
}

func TestLabForReal(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a process for every step")
	}
	path := put(t, filepath.Join(t.TempDir(), "mine.conf"), strings.Repeat("key = value\n", 100))
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, "", "lab", "--json", "--real", path)
	r.exits(t, ExitDone)
	a := labOf(t, r)
	if len(a.Strategies) != 2 {
		t.Fatalf("%d strategies", len(a.Strategies))
	}
	destroyed := [2]int{}
	for i, s := range a.Strategies {
		if len(s.Real.Killed) != len(s.Model.Positions) {
			t.Errorf("%d kills at %d positions", len(s.Real.Killed), len(s.Model.Positions))
		}
		for _, k := range s.Real.Killed {
			if !k.Foreseen {
				t.Errorf("%s: %s was not foreseen", s.Model.Strategy, k.Played.Final.Kind)
			}
			if k.Played.Final.Kind != "old" && k.Played.Final.Kind != "new" {
				destroyed[i]++
			}
		}
		for _, p := range s.Real.Scenes {
			if i == 1 && (p.Played.Error == nil || p.Played.Final.Kind == "new") {
				t.Errorf("%s: %+v", p.Played.Scene, p)
			}
		}
	}
	if destroyed[0] == 0 || destroyed[1] != 0 {
		t.Errorf("kills destroyed the file %v times", destroyed)
	}
	if after, err := os.Stat(path); err != nil || !after.ModTime().Equal(before.ModTime()) || after.Size() != before.Size() {
		t.Error("the user's file was written to")
	}
}

// hugeIn makes a file of 1 GB that takes no room.
func hugeIn(t *testing.T, dir string) string {
	t.Helper()
	huge := put(t, filepath.Join(dir, "huge.conf"), "")
	if err := os.Truncate(huge, 1<<30); err != nil {
		t.Fatal(err)
	}
	return huge
}

// What makes no sense, and what cannot be shown.
func TestLabRefuses(t *testing.T) {
	dir := t.TempDir()
	huge := hugeIn(t, dir)
	for _, c := range []struct {
		name string
		args []string
		exit int
		says string
	}{
		{"no such strategy", []string{"--strategy", "hope"}, ExitUsage, "ordinary-flushed"},
		{"no such disk", []string{"--disk", "floppy"}, ExitUsage, "unordered"},
		{"no number", []string{"--seed", "x"}, ExitUsage, "a number"},
		{"two files", []string{huge, dir}, ExitUsage, dir},
		{"no name", []string{""}, ExitUsage, "empty"},
		{"no file", []string{filepath.Join(dir, "none")}, ExitOther, "not there"},
		{"a folder", []string{dir}, ExitNotRegular, "not a file"},
		{"1 GB", []string{huge}, ExitDone, "each stands for a part"},
		{"an empty file", []string{put(t, filepath.Join(dir, "empty.conf"), "")}, ExitDone, "0 bytes before"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, r := within(nil, append([]string{"lab"}, c.args...)...)
			r.exits(t, c.exit)
			if !strings.Contains(r.err+r.out, c.says) {
				t.Errorf("%q is not in %s%s", c.says, r.err, r.out)
			}
			_, r = within(nil, append([]string{"lab", "--json"}, c.args...)...)
			if c.exit == ExitUsage {
				return
			}
			r.exits(t, c.exit)
			if a := labOf(t, r); (a.Error != nil) != (c.exit != ExitDone) {
				t.Errorf("%+v", a.Error)
			}
		})
	}
}

// Without a place for scratch folders, and with a file that is too large to be
// played, the model still answers and the rest says why not.
func TestLabSaysWhatCannotBeShown(t *testing.T) {
	dir := t.TempDir()
	huge := hugeIn(t, dir)
	nowhere := filepath.Join(dir, "none", "none")
	for _, c := range []struct {
		code string
		args []string
		env  []string
	}{
		{"too-big", []string{huge}, nil},
		{"no-scratch", nil, []string{"TMPDIR=" + nowhere, "TMP=" + nowhere, "TEMP=" + nowhere, "LocalAppData=" + nowhere, "AppData=" + nowhere, "HOME=/proc/none", "XDG_STATE_HOME=/proc/none", "XDG_CONFIG_HOME=/proc/none"}},
	} {
		cmd := program(t, append([]string{"lab", "--json", "--real"}, c.args...)...)
		cmd.Env = append(cmd.Env, c.env...)
		r := finish(t, cmd)
		r.exits(t, ExitDone)
		for _, s := range labOf(t, r).Strategies {
			if s.Model.Total.Possible == 0 || s.Real == nil || len(s.Real.NotShown) != 5 {
				t.Fatalf("%+v", s)
			}
			for _, n := range s.Real.NotShown {
				if n.Code != c.code {
					t.Errorf("%s: %s, want %s", n.Scene, n.Code, c.code)
				}
			}
		}
		cmd = program(t, append([]string{"lab", "--real"}, c.args...)...)
		cmd.Env = append(cmd.Env, c.env...)
		if r := finish(t, cmd); strings.Contains(r.out, "lab.why.") || !strings.Contains(r.out, "Not shown") {
			t.Errorf("%s", r.out)
		}
	}
}
