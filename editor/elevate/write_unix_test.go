//go:build unix

package elevate

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"holdfast/atomicsave"
)

// said is what a helper prints that has saved.
func said(t *testing.T, path string) []byte {
	t.Helper()
	fp, err := atomicsave.Identify(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"fingerprint": fp, "achieved": "full", "strategy": "replace", "state": "new"})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestWhatIsThereCountsMoreThanWhatWasSaid has a helper for each way to end.
func TestWhatIsThereCountsMoreThanWhatWasSaid(t *testing.T) {
	if _, err := Program(); errors.Is(err, ErrProgram) {
		t.Skip("others could change this test program, so it would not be started: ", err)
	}
	failed := func(class, state string) []byte {
		return []byte(`{"error":{"class":"` + class + `","step":"write","state":"` + state + `","cause":"it said no"}}`)
	}
	type end struct {
		writes string // what the file has afterwards; as before if empty
		output []byte // of the helper; nil for the report of a save
		exit   int
		err    error
	}
	const old, want = "old", "new"
	for name, c := range map[string]struct {
		end
		class atomicsave.Class
		state atomicsave.State
		is    error
	}{
		"saved":                     {end{writes: want}, 0, atomicsave.New, nil},
		"dismissed":                 {end{err: ErrDismissed}, atomicsave.Permission, atomicsave.Old, ErrDismissed},
		"refused":                   {end{err: ErrRefused}, atomicsave.Permission, atomicsave.Old, ErrRefused},
		"killed before":             {end{output: []byte{}, exit: -1}, atomicsave.Other, atomicsave.Old, ErrEnded},
		"killed after":              {end{writes: want, output: []byte{}, exit: -1}, 0, atomicsave.NewUnconfirmed, nil},
		"killed, and someone wrote": {end{writes: "theirs", output: []byte{}, exit: -1}, atomicsave.Other, atomicsave.Unknown, ErrEnded},
		"half a report":             {end{output: []byte(`{"fing`), exit: 0}, atomicsave.Other, atomicsave.Old, ErrEnded},
		"changed":                   {end{output: failed("changed", "old"), exit: 3}, atomicsave.Changed, atomicsave.Old, nil},
		"disk full":                 {end{output: failed("no-space", "old"), exit: 5}, atomicsave.NoSpace, atomicsave.Old, nil},
		"no report but success":     {end{output: []byte(`{}`), exit: 0}, atomicsave.Other, atomicsave.Old, ErrEnded},
	} {
		path := filepath.Join(ground(t), "file")
		order := Order{Expect: put(t, path, old)}
		w := Writer{prompt: func() (prompt, error) {
			return prompt{run: func(_ context.Context, _, path string, _ Order, _ []byte) ([]byte, int, error) {
				if c.writes != "" {
					put(t, path, c.writes)
				}
				if c.output == nil && c.err == nil {
					return said(t, path), c.exit, nil
				}
				return c.output, c.exit, c.err
			}}, nil
		}}
		report, err := w.Write(t.Context(), path, order, []byte(want))
		if c.class == 0 && c.is == nil {
			if err != nil || report.State != c.state || report.Fingerprint.IsZero() {
				t.Errorf("%s: %+v, %v", name, report, err)
			}
			continue
		}
		if atomicsave.ClassOf(err) != c.class || atomicsave.StateOf(err) != c.state || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConsentThatIsMissingIsAsked(t *testing.T) {
	a := readAnswer([]byte(`{"needs":["hard-link"],"error":{"class":"needs-consent","step":"probe","state":"old","cause":"x"}}`), 9)
	needs, ok := errors.AsType[*NeedsConsent](a.fault("/x", 0))
	if !ok || needs.Needs != atomicsave.Agree(atomicsave.LossHardLink) || atomicsave.ClassOf(needs) != atomicsave.NeedsConsent {
		t.Errorf("got %v", needs)
	}
}

func TestTheHelpersRefusalIsKnownAgain(t *testing.T) {
	a := readAnswer([]byte(`{"rule":"ground","error":{"class":"permission","step":"probe","state":"old","cause":"x"}}`), 4)
	if err := a.fault("/x", 0); !errors.Is(err, ErrGround) || atomicsave.ClassOf(err) != atomicsave.Permission {
		t.Errorf("got %v", err)
	}
	for name, rule := range rules {
		if got := RuleOf(&atomicsave.Error{Err: rule}); got != name {
			t.Errorf("%v is %q", rule, got)
		}
	}
}

// TestNobodyIsAskedInVain has a folder that the helper would refuse.
func TestNobodyIsAskedInVain(t *testing.T) {
	dir := ground(t)
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "file")
	asked := false
	w := Writer{prompt: func() (prompt, error) { asked = true; return prompt{}, ErrNoPrompt }}
	_, err := w.Write(t.Context(), path, Order{Expect: put(t, path, "old")}, []byte("new"))
	if !errors.Is(err, ErrGround) || asked {
		t.Errorf("asked: %v, %v", asked, err)
	}
}

func TestTheCommandForATerminal(t *testing.T) {
	dir := ground(t)
	path := filepath.Join(dir, "it's a file")
	content := "new"
	order := Order{Expect: put(t, path, "old")}
	w := Writer{Private: filepath.Join(t.TempDir(), "private")}
	text, err := w.Command(path, order, []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(w.Private, keptPrefix+"*"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	want := "sudo '" + program + "' write --administrator '" + dir + `/it'\''s a file' < '` + kept[0] + "'"
	if text != want {
		t.Errorf("%s\nwant %s", text, want)
	}
	in, err := os.Open(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if _, _, err := serveWith(t.Context(), path, in, stateIn(t)); err != nil {
		t.Error(err)
	}
	has(t, path, content)
}
