package words

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
)

// classes lists every class of failure, to the last one that has a name.
func classes() []atomicsave.Class {
	var all []atomicsave.Class
	for c := atomicsave.Other; c == atomicsave.Other || c.String() != atomicsave.Other.String(); c++ {
		all = append(all, c)
	}
	return all
}

func TestEveryClassHasAdvice(t *testing.T) {
	if n := len(classes()); n < 10 {
		t.Fatalf("only %d classes", n)
	}
	for _, class := range classes() {
		err := &atomicsave.Error{Step: atomicsave.StepReplace, Path: "/x/y", Class: class, Err: syscall.EXDEV}
		for _, a := range []Advice{Save(err), Open(err)} {
			if a.Title == "" || a.Text == "" || a.Next == "" || a.Details == "" {
				t.Errorf("class %v: advice %+v lacks a part", class, a)
			}
			if strings.Contains(a.Title+a.Text+a.Next, syscall.EXDEV.Error()) {
				t.Errorf("class %v: a system error is shown to a layman: %v", class, a)
			}
		}
	}
}

func TestEveryCaveatHasASentence(t *testing.T) {
	for _, kind := range append(atomicsave.CaveatKinds(), workspace.CaveatOverruled, workspace.CaveatNoVerdict, workspace.CaveatNoJournal) {
		said := Caveat(atomicsave.Caveat{Kind: kind, Loss: atomicsave.LossACL, Path: "/p", Detail: "detail"})
		if strings.HasPrefix(said, "caveat.") || strings.Contains(said, "no value") || strings.Contains(said, "loss.") {
			t.Errorf("%s: %q", kind, said)
		}
	}
}

func TestAdviceNamesStateAndPaths(t *testing.T) {
	unknown := Save(&atomicsave.Error{Class: atomicsave.IO, State: atomicsave.Unknown, Path: "/t", Paths: []string{"/t.backup"}})
	if !strings.Contains(unknown.Text, "/t.backup") {
		t.Errorf("the path that holds the content is not named: %q", unknown.Text)
	}
	changed := &atomicsave.Error{Class: atomicsave.Changed, Path: "/t", Paths: []string{"/.holdfast-1"}}
	if said := Save(changed).Text; !strings.Contains(said, T("state.paths.changed")+"\n/.holdfast-1") || strings.Contains(said, T("state.old")) {
		t.Errorf("the version that was kept aside is not named: %q", said)
	}
	old := Save(&atomicsave.Error{Class: atomicsave.NoSpace, State: atomicsave.Old})
	if !strings.Contains(old.Text, T("state.old")) {
		t.Errorf("nothing says that the file was not changed: %q", old.Text)
	}
}

func TestDetailsOfAnyError(t *testing.T) {
	if got := Details(errors.New("boom")); got != T("details.cause")+": boom" {
		t.Errorf("got %q", got)
	}
}

func TestLanguages(t *testing.T) {
	defer speaker.Store(speaker.Load())
	files := fstest.MapFS{
		"t/en.json": {Data: []byte(`{"a": "hello {{.X}}", "b": "only English"}`)},
		"t/de.json": {Data: []byte(`{"a": "hallo {{.X}}"}`)},
	}
	c, err := list(files, "t")
	if err != nil {
		t.Fatal(err)
	}
	speaker.Store(c)
	for _, tt := range []struct{ want, locale string }{
		{"hallo 1", "de_DE.UTF-8"}, {"hallo 1", "de-CH"}, {"hello 1", "xx_NOWHERE"}, {"hello 1", "C"}, {"hello 1", ""},
		{"hello 1", "en_GB@euro"},
	} {
		Use(tt.locale)
		if got := T("a", D{"X": 1}); got != tt.want {
			t.Errorf("in %q: %q, want %q", tt.locale, got, tt.want)
		}
	}
	Use("de")
	if got := T("b"); got != "only English" {
		t.Errorf("a missing translation gives %q", got)
	}
	if got := T("no.such.key"); got != "no.such.key" {
		t.Errorf("a missing key gives %q", got)
	}
}

func TestABrokenTranslationIsAnError(t *testing.T) {
	c, err := list(fstest.MapFS{"t/en.json": {Data: []byte(`{`)}}, "t")
	if err == nil {
		_, err = c.choose(nil)
	}
	if err == nil {
		t.Error("no error")
	}
}

// TestWhatWasSetAsideIsSaidTruly: a file that stayed where it was was not set aside.
func TestWhatWasSetAsideIsSaidTruly(t *testing.T) {
	moved := SetAside(&workspace.SetAside{Path: "/a", Kept: "/a.broken"})
	left := SetAside(&workspace.SetAside{Path: "/a"})
	if !strings.Contains(moved, "/a.broken") || moved == left || strings.Contains(left, "“”") {
		t.Errorf("%q and %q", moved, left)
	}
}
