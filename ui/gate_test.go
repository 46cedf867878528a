package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/check/external"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

func named(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	put(t, path, content)
	return path
}

func (r *rig) save() { r.runCommand("save") }

// remarks are the caveats of the last save, without those about the volume, which
// depend on where the tests run.
func (r *rig) remarks() []atomicsave.Caveat {
	return slices.DeleteFunc(slices.Clone(r.page().file.Report.Caveats), func(c atomicsave.Caveat) bool {
		return c.Kind == atomicsave.CaveatVolume
	})
}

func TestInvalidTextIsStoppedBeforeTheSave(t *testing.T) {
	path := named(t, "a.json", "{}\n")
	r := start(t, Target{Path: path})
	r.page().view.SelectAll()
	r.typeText("{\"a\": 1\n\"b\": 2}")
	r.save()
	if text := r.shown(); !strings.Contains(text, "This is not valid JSON") || !strings.Contains(text, "Line 1, column 8") {
		t.Errorf("the question is %q", text)
	}
	r.press("button.cancel")
	wantFile(t, path, "{}\n")

	r.save()
	r.press("button.go_there")
	if line, column := r.page().view.CaretPosition(); line != 1 || column != 8 {
		t.Errorf("caret at %d:%d", line, column)
	}

	r.save()
	r.press("button.repair_and_save")
	r.until("the repaired text to be saved", func() bool { return !r.page().file.Modified() && !r.page().file.Saving() })
	wantFile(t, path, "{\"a\": 1,\n\"b\": 2}")
	r.page().view.Undo()
	if got := r.page().file.Document.Text().String(); got != "{\"a\": 1\n\"b\": 2}" {
		t.Errorf("undo gives %q", got)
	}
}

// TestTheEncodingIsPartOfTheFormat has texts that are right, in an encoding that
// their format does not allow or does not name.
func TestTheEncodingIsPartOfTheFormat(t *testing.T) {
	for _, tt := range []struct{ name, content, want string }{
		{"a.json", "{\"a\": \"caf\xe9 noir et th\xe9 vert\"}\n", "invalid-utf8"},
		{"a.json", "{\"a\": \"caf\u00e9\"}\n", ""},
		{"a.json", "\ufeff{\"a\": 1}\n", ""},
		{"a.yaml", "\xff\xfea\x00:\x00 \x001\x00", ""},
		{"a.json", "\xff\xfe1\x00", "invalid-utf8"},
		{"a.xml", "<?xml version='1.0' encoding='ISO-8859-1'?><a>caf\xe9 noir et th\xe9 vert</a>\n", ""},
		{"a.xml", "<?xml version='1.0' encoding='UTF-8'?><a>caf\xe9 noir et th\xe9 vert</a>\n", "invalid-utf8"},
		{"a.xml", "\xff\xfe<\x00a\x00/\x00>\x00", ""},
		{"a.conf", "caf\xe9 noir et th\xe9 vert\n", ""},
	} {
		path := named(t, tt.name, tt.content)
		r := start(t, Target{Path: path})
		if tt.want != "" {
			r.until("the problem", func() bool { return len(r.page().problems.list) > 0 })
			if p := r.page().problems.list[0]; string(p.Code) != tt.want {
				t.Errorf("%s %q: %s, want %s", tt.name, tt.content, p.Code, tt.want)
			}
		}
		r.page().view.Do(editor.ApplyChange(r.page().file.Document.Version(), mustChange(t, r)))
		r.save()
		r.until("an answer", func() bool { return r.modal != nil || r.page().file.Report != nil })
		if asked := r.modal != nil; asked != (tt.want != "") {
			t.Errorf("%s %q: asked %v", tt.name, tt.content, asked)
		}
	}
}

// mustChange puts a line break at the end of the text.
func mustChange(t *testing.T, r *rig) editor.Change {
	t.Helper()
	n := r.page().file.Document.Text().Len()
	change, err := editor.NewChange(n, editor.Replacement{From: n, To: n, Insert: editor.FromString("\n")})
	if err != nil {
		t.Fatal(err)
	}
	return change
}

func TestSaveAnywayIsRecorded(t *testing.T) {
	path := named(t, "a.json", "{}\n")
	r := start(t, Target{Path: path})
	r.typeText("x")
	r.save()
	r.press("button.save_anyway")
	r.until("the save", func() bool { return r.page().file.Report != nil })
	wantFile(t, path, "x{}\n")
	if c := r.remarks(); len(c) != 1 || c[0].Kind != workspace.CaveatOverruled || !strings.Contains(words.Caveat(c[0]), "Line 1, column 1") {
		t.Errorf("%+v", c)
	}
	r.typeText("y") // another text: the answer does not count for it
	r.save()
	r.press("button.cancel")
	wantFile(t, path, "x{}\n")

	r.changePreferences(func(p *workspace.Preferences) { p.SaveInvalid = true })
	r.save()
	r.until("the save", func() bool { return !r.page().file.Modified() })
	if r.modal != nil {
		t.Error("asks although it was told not to")
	}
}

// TestWhatIsNotCheckedIsSaid saves texts that are too large for a check before the
// save, and that take too long.
func TestWhatIsNotCheckedIsSaid(t *testing.T) {
	most, limit := gateMost, gateTime
	t.Cleanup(func() { gateMost, gateTime = most, limit })
	for _, tt := range []struct {
		name string
		most int
		time time.Duration
		want []atomicsave.CaveatKind
	}{
		{"a.json", 3, time.Minute, []atomicsave.CaveatKind{workspace.CaveatUncheckedSize}},
		{"a.json", 100, time.Nanosecond, []atomicsave.CaveatKind{workspace.CaveatUncheckedTime}},
		{"a.json", 100, time.Minute, nil},
		{"a.txt", 3, time.Minute, nil},
	} {
		gateMost, gateTime = tt.most, tt.time
		path := named(t, tt.name, "[1]\n")
		r := start(t, Target{Path: path})
		r.typeText(" ")
		r.save()
		r.until("the save", func() bool { return r.page().file.Report != nil })
		wantFile(t, path, " [1]\n")
		var got []atomicsave.CaveatKind
		for _, c := range r.remarks() {
			got = append(got, c.Kind)
			if text := words.Caveat(c); !strings.Contains(text, "Not checked") {
				t.Errorf("%q", text)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

// TestALargeTextIsCheckedBeforeTheSave has a text that is not checked while it is
// typed.
func TestALargeTextIsCheckedBeforeTheSave(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 200 MB")
	}
	path := named(t, "a.json", "["+strings.Repeat("1, ", checkMost/3)+"1]\n")
	r := start(t, Target{Path: path})
	r.until("the text to be loaded", func() bool { return !r.page().file.Loading() })
	r.until("the note in the status bar", func() bool { return r.page().problems.limit != "" })
	r.typeText(",")
	r.save()
	if text := r.shown(); !strings.Contains(text, "This is not valid JSON") {
		t.Errorf("the question is %q", text)
	}
}

// checkedBy makes a program the checker of files called *.guarded.
func checkedBy(t *testing.T, script string) string {
	t.Helper()
	program := shellScript(t, script)
	all := external.Checkers
	t.Cleanup(func() { external.Checkers = all })
	external.Checkers = append(slices.Clone(all), external.Checker{Name: program, Files: "*.guarded", Args: "-c {file}"})
	return program
}

func TestAProgramIsAskedOnlyWithConsent(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	program := checkedBy(t, `echo >> `+ran+`; grep -q bad "$2" && { echo "$2:2: no such word"; exit 1; }; exit 0`)
	path := named(t, "a.guarded", "one\n")
	r := start(t, Target{Path: path})
	r.typeText("1")
	r.save()
	if text := r.shown(); !strings.Contains(text, "Let judge check this file") {
		t.Errorf("the question is %q", text)
	}
	r.press("button.not_now")
	r.until("the save", func() bool { return !r.page().file.Modified() && !r.page().file.Saving() })
	if _, err := os.Stat(ran); err == nil {
		t.Error("ran without consent")
	}
	r.typeText("2")
	r.save()
	r.press("button.check_always")
	r.until("the save", func() bool { return !r.page().file.Modified() && !r.page().file.Saving() })
	if _, err := os.Stat(ran); err != nil {
		t.Error("did not run")
	}
	r.until("the settings", func() bool { return !r.prefsWriting })
	if p, err := r.store.Preferences(t.Context()); err != nil || p.Programs[program] != workspace.Allowed {
		t.Errorf("remembered: %v, %v", p.Programs, err)
	}

	r.page().view.SelectAll()
	r.typeText("x\nbad\n")
	r.save()
	if text := r.shown(); !strings.Contains(text, "judge refuses this text") || !strings.Contains(text, "Line 2, column 1: no such word") {
		t.Errorf("the verdict is %q", text)
	}
	r.press("button.go_there")
	if line, _ := r.page().view.CaretPosition(); line != 2 || !strings.Contains(r.page().problemText(), "no such word") {
		t.Errorf("line %d, %q", line, r.page().problemText())
	}
	wantFile(t, path, "12one\n")
	r.save()
	r.press("button.save_anyway")
	r.until("the save", func() bool { return !r.page().file.Modified() && !r.page().file.Saving() })
	wantFile(t, path, "x\nbad\n")
	if c := r.remarks(); len(c) != 1 || c[0].Kind != workspace.CaveatOverruled {
		t.Errorf("%+v", c)
	}

	r.permit(program, workspace.Never)
	r.typeText("y")
	r.save()
	r.until("the save", func() bool { return !r.page().file.Modified() && !r.page().file.Saving() })
	r.permit(program, "")
	r.typeText("z")
	r.save()
	if text := r.shown(); !strings.Contains(text, "Let judge check") {
		t.Errorf("not asked again: %q", text)
	}
}

func TestAProgramThatHangsCanBeCancelled(t *testing.T) {
	program := checkedBy(t, "sleep 600")
	path := named(t, "a.guarded", "one\n")
	r := start(t, Target{Path: path})
	r.permit(program, workspace.Allowed)
	r.typeText("1")
	r.save()
	r.until("the status bar to speak of it", func() bool { return len(r.running) > 0 })
	r.cancelRunning()
	r.until("the save to end", func() bool { return !r.page().file.Saving() })
	wantFile(t, path, "one\n")
	if !r.page().file.Modified() {
		t.Error("counts as saved")
	}
}

func TestAProgramWithoutAVerdictStopsNothing(t *testing.T) {
	program := checkedBy(t, "kill -9 $$")
	path := named(t, "a.guarded", "one\n")
	r := start(t, Target{Path: path})
	r.permit(program, workspace.Allowed)
	r.typeText("1")
	r.save()
	r.until("the save", func() bool { return !r.page().file.Modified() && !r.page().file.Saving() })
	wantFile(t, path, "1one\n")
	if c := r.remarks(); len(c) != 1 || c[0].Kind != workspace.CaveatNoVerdict {
		t.Errorf("%+v", c)
	}
}

// noPrograms makes that no program is asked about, whatever is installed here.
func noPrograms(p *workspace.Preferences) {
	p.Programs = map[string]workspace.Permission{}
	for _, c := range external.Checkers {
		if program, ok := c.Find(); ok {
			p.Programs[program] = workspace.Never
		}
	}
}
