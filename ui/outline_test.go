package ui

import (
	"strings"
	"testing"

	"holdfast/ui/words"
)

func TestOutlineJumps(t *testing.T) {
	path := named(t, "a.yaml", "first:\n  inner: 1\nsecond:\n  é: 2\n  other: 3\n")
	r := start(t, Target{Path: path, Line: 4})
	r.runCommand("outline")
	if text := r.shown(); !strings.Contains(text, words.T("outline.title")) {
		t.Fatalf("shown: %q", text)
	}
	for _, c := range "other" {
		r.win.Canvas().Focused().TypedRune(c)
	}
	r.typedKey("Return")
	if line, column := r.page().view.CaretPosition(); line != 5 || column != 3 {
		t.Errorf("caret at %d:%d", line, column)
	}
}

func TestRepairHere(t *testing.T) {
	path := named(t, "a.json", "{\"a\": 1\n\"b\": 2,}")
	r := start(t, Target{Path: path})
	r.until("the check", func() bool { return len(r.page().problems.list) == 2 })
	r.page().goTo(2, 1)
	r.runCommand("repair")
	if got := r.page().file.Document.Text().String(); got != "{\"a\": 1\n\"b\": 2}" {
		t.Errorf("%q", got)
	}
	r.until("the check", func() bool { return len(r.page().problems.list) == 1 })
	r.runCommand("repair")
	if got := r.page().file.Document.Text().String(); got != "{\"a\": 1,\n\"b\": 2}" {
		t.Errorf("%q", got)
	}
	r.page().view.Undo()
	r.page().view.Undo()
	if r.page().file.Modified() {
		t.Error("undo does not take the repairs back")
	}
}

func TestProblemsForthAndBack(t *testing.T) {
	path := named(t, "a.json", "{\"a\" 1,\n\"b\" 2,\n\"c\" 3}")
	r := start(t, Target{Path: path})
	r.until("the check", func() bool { return len(r.page().problems.list) == 3 })
	var lines []int
	for _, id := range []commandID{"next_problem", "next_problem", "next_problem", "next_problem", "previous_problem", "previous_problem"} {
		r.runCommand(id)
		line, _ := r.page().view.CaretPosition()
		lines = append(lines, line)
	}
	for i, want := range []int{1, 2, 3, 1, 3, 2} {
		if lines[i] != want {
			t.Fatalf("lines %v", lines)
		}
	}
}

func TestReloadCommandIsOfferedAfterASave(t *testing.T) {
	path := named(t, "compose.yaml", "services: {}\n")
	r := start(t, Target{Path: path})
	r.changePreferences(noPrograms)
	r.typeText("# ")
	if haveReload(r.Shell) {
		t.Error("offered before anything was saved")
	}
	r.typedKey("Return")
	r.save()
	r.until("the save", func() bool { return !r.page().file.Modified() && !r.page().file.Saving() })
	if text := r.status.reload.text; !strings.Contains(text, "docker compose up -d") {
		t.Errorf("offers %q", text)
	}
	r.runCommand("copy_reload")
	if got := r.app.Clipboard().Content(); got != "docker compose up -d" {
		t.Errorf("copied %q", got)
	}
}
