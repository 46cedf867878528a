package ui

import (
	"strings"
	"testing"

	"holdfast/editor"
	"holdfast/ui/words"
)

func TestTrapsThatMatter(t *testing.T) {
	words.Use("en")
	for _, test := range []struct {
		text   string
		strict bool
		want   string // codes
	}{
		{"a\u00a0= b", true, "trap-space"},
		{"a\u00a0= b", false, ""},
		{"# a\u00a0b — “c”", true, ""},
		{"a = “b”", true, "trap-quote"},
		{"a = it’s “b”", true, ""},
		{"Exec = x –y", true, "trap-dash"},
		{"Exec = a–b", true, ""},
		{"# \u202eabc", false, "trap-bidi"},
		{"a\u200bb", false, "trap-invisible"},
		{"a = 👩\u200d👩\u200d👧", true, ""},
		{"a\x1b[0m", true, "trap-control"},
		{"a\u2028b", true, "trap-break"},
	} {
		var got []string
		for _, p := range trapProblems(editor.FromString(test.text), test.strict) {
			got = append(got, string(p.Code))
			if said := words.Problem(p); !strings.Contains(said, "U+") || strings.Contains(said, "check.") {
				t.Errorf("%q is called %q", test.text, said)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: %v, want %q", test.text, got, test.want)
		}
	}
}

func TestProse(t *testing.T) {
	for name, want := range map[string]bool{"": true, "README": true, "notes.TXT": true, "nginx.conf": false, "Dockerfile": false, "a.go": false} {
		if got := prose(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestPlaceOfATrap(t *testing.T) {
	list := trapProblems(editor.FromString("a=1\nä =\u00a02\n"), true)
	if len(list) != 1 || list[0].Line != 2 || list[0].Column != 4 || list[0].From != 8 || list[0].To != 10 || list[0].Fix.Insert != " " {
		t.Errorf("got %+v", list)
	}
}

// TestTrapsAreShown finds a trap with the command that goes to problems.
func TestTrapsAreShown(t *testing.T) {
	r := start(t, Target{Path: file(t, "a = 1\nb\u00a0= 2\n")})
	r.until("the trap to be found", func() bool { return len(r.page().problems.list) == 1 })
	r.runCommand("next_problem")
	if line, column := r.page().view.CaretPosition(); line != 2 || column != 2 {
		t.Errorf("the caret is at %d:%d", line, column)
	}
	if got := r.status.message.text; !strings.Contains(got, "No-break space (U+00A0)") {
		t.Errorf("the status bar says %q", got)
	}
}

// TestARepairThatWasUndoneIsNotSpokenOf in the status bar.
func TestARepairThatWasUndoneIsNotSpokenOf(t *testing.T) {
	r := start(t, Target{Path: file(t, "a = 1\nb\u00a0= 2\n")})
	r.until("the trap to be found", func() bool { return len(r.page().problems.list) == 1 })
	r.runCommand("next_problem")
	r.runCommand("repair")
	done := r.page().message.String()
	if !strings.HasPrefix(done, "Repaired") || r.text() != "a = 1\nb = 2\n" {
		t.Fatalf("beside %q the status bar says %q", r.text(), done)
	}
	r.runCommand("undo")
	if got := r.page().message.String(); got != "" || r.text() != "a = 1\nb\u00a0= 2\n" {
		t.Errorf("after undo, beside %q the status bar says %q", r.text(), got)
	}
}
