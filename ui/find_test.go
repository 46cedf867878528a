package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"holdfast/editor"
	"holdfast/ui/words"
)

// search opens the find bar and types a pattern.
func (r *rig) search(pattern string, replace bool) {
	r.Helper()
	r.showFind(replace)
	r.find.bar.pattern.SetText(pattern)
	r.untilCounted()
}

func (r *rig) untilCounted() {
	r.Helper()
	r.until("the search to end", func() bool { return r.find.finder == nil || r.find.counted })
	r.settled()
}

// TestTabGoesFromThePatternToItsReplacement and not to a button between them.
func TestTabGoesFromThePatternToItsReplacement(t *testing.T) {
	r := start(t, Target{Path: named(t, "a.txt", "a b\n")})
	r.showFind(true)
	r.win.Canvas().FocusNext()
	if r.win.Canvas().Focused() != r.find.bar.with {
		t.Errorf("the focus is on %T", r.win.Canvas().Focused())
	}
	r.win.Canvas().FocusPrevious()
	if r.win.Canvas().Focused() != r.find.bar.pattern {
		t.Errorf("the focus is back on %T", r.win.Canvas().Focused())
	}
	r.showFind(false)
	r.win.Canvas().FocusNext()
	if r.win.Canvas().Focused() == r.find.bar.with {
		t.Error("the focus is on a field that is not shown")
	}
}

func (r *rig) wantMessage(want string) {
	r.Helper()
	if got := r.find.bar.message.Text; got != want {
		r.Errorf("the find bar says %q, want %q", got, want)
	}
}

func (r *rig) wantSelected(from, to int) {
	r.Helper()
	sel := r.page().file.Document.Selection()
	if got := sel.Ranges[sel.Primary]; got.Min() != from || got.Max() != to {
		r.Errorf("selected is %d to %d, want %d to %d", got.Min(), got.Max(), from, to)
	}
}

func (r *rig) text() string { return r.page().file.Document.Text().String() }

// again presses a key in the find bar and waits for what it looks for.
func (r *rig) again(name fyne.KeyName) {
	r.typedKey(name)
	r.settled()
}

func TestFindWhileTyping(t *testing.T) {
	r := start(t, Target{Path: file(t, "one two\nOne two\n"), Line: 1, Column: 3})
	r.search("one", false)
	r.wantSelected(8, 11)
	r.wantMessage(words.T("find.which", words.D{"N": 2, "Total": "2"}))
	r.again(fyne.KeyReturn)
	r.wantSelected(0, 3)
	r.wantMessage(words.T("find.which", words.D{"N": 1, "Total": "2"}) + " · " + words.T("find.wrapped"))

	r.find.bar.matchCase.SetChecked(true)
	r.untilCounted()
	r.wantMessage(words.T("find.which", words.D{"N": 1, "Total": "1"}) + " · " + words.T("find.wrapped"))
	r.find.bar.pattern.SetText("three")
	r.untilCounted()
	r.wantMessage(words.T("find.nothing"))
	r.find.bar.regexp.SetChecked(true)
	r.find.bar.pattern.SetText("(")
	r.wantMessage(words.T("find.bad_pattern"))

	r.typedKey(fyne.KeyEscape)
	if r.find.bar.content.Visible() || r.win.Canvas().Focused() != r.page().view {
		t.Error("Escape does not close the bar and go back to the text")
	}
}

// TestTheBarFitsASmallWindow looks at every row and the last check of the bar, in
// every language.
func TestTheBarFitsASmallWindow(t *testing.T) {
	defer words.Use("en")
	for _, language := range words.Languages() {
		r := start(t, Target{Path: file(t, "one two\n")})
		words.Use(language) // the bar is made when it is shown
		r.win.Resize(fyne.NewSize(420, 360))
		r.search("one", true)
		b := r.find.bar
		for _, row := range b.content.Objects[1].(*fyne.Container).Objects[0].(*fyne.Container).Objects {
			edge := r.app.Driver().AbsolutePositionForObject(row).X + row.Size().Width
			if row.MinSize().Width > row.Size().Width || edge > 420 {
				t.Errorf("%s: a row of %v needs %v and ends at %v", language, row.Size(), row.MinSize(), edge)
			}
		}
		last := r.app.Driver().AbsolutePositionForObject(b.inSelection)
		if bottom := last.Y + b.inSelection.Size().Height; last.X+b.inSelection.Size().Width > 420 || bottom > r.app.Driver().AbsolutePositionForObject(b.content).Y+b.content.Size().Height {
			t.Errorf("%s: the last check is at %v, %v", language, last, b.inSelection.Size())
		}
	}
}

func TestWhatIsSelectedIsFound(t *testing.T) {
	r := start(t, Target{Path: file(t, "abc xyz abc")})
	r.page().file.Document.Select(editor.Single(8, 11))
	r.showFind(false)
	r.untilCounted()
	if got := r.find.bar.pattern.Text; got != "abc" {
		t.Errorf("the pattern is %q", got)
	}
	r.wantSelected(8, 11)
}

func TestReplaceOneByOne(t *testing.T) {
	r := start(t, Target{Path: file(t, "a b a")})
	r.search("a", true)
	r.find.bar.with.SetText("aa")
	r.find.replaceOne()
	r.untilCounted()
	r.find.replaceOne()
	r.untilCounted()
	if got := r.text(); got != "aa b aa" {
		t.Errorf("the text is %q", got)
	}
}

func TestReplaceAllIsOneStep(t *testing.T) {
	r := start(t, Target{Path: file(t, "a=1\nb=2\n")})
	r.showFind(true)
	r.find.bar.regexp.Checked = true
	r.search(`(\w)=(\d)`, true)
	r.find.bar.with.SetText("$2: $1")
	r.find.replaceAll()
	r.until("the text to change", func() bool { return r.text() == "1: a\n2: b\n" })
	r.settled()
	r.wantMessage(words.N("find.replaced", 2))
	r.runCommand("undo")
	r.win.Canvas().Focus(r.page().view)
	r.runCommand("undo")
	if got := r.text(); got != "a=1\nb=2\n" {
		t.Errorf("after undo the text is %q", got)
	}
}

func TestReplaceInTheSelection(t *testing.T) {
	r := start(t, Target{Path: file(t, "x x x x")})
	r.search("x", true)
	r.page().file.Document.Select(editor.Single(2, 5))
	r.find.bar.inSelection.SetChecked(true)
	r.untilCounted()
	r.wantMessage(words.T("find.total", words.D{"Total": "2"}))
	r.find.bar.with.SetText("y")
	r.find.replaceAll()
	r.until("the text to change", func() bool { return r.text() == "x y y x" })
}

func TestSearchFollowsTheText(t *testing.T) {
	r := start(t, Target{Path: file(t, "word\n")})
	r.search("word", false)
	r.win.Canvas().Focus(r.page().view)
	r.page().file.Document.Select(editor.Single(5, 5))
	r.typeText("word")
	r.until("the new match to be counted", func() bool { return r.find.counted && len(r.find.matches) == 2 })
}

func TestLinesAreCommentedByTheKindOfFile(t *testing.T) {
	for name, want := range map[string]string{
		"a.conf": "#", "Makefile": "#", "x.INI": ";", "php.ini": ";", "a.xml": "<!-- -->", "app.csproj": "<!-- -->", "q.sql": "--",
		"/p/tsconfig.json": "//", "/p/.vscode/settings.json": "//", "a.json5": "//", "a.json": "", "/etc/hosts": "#", "a.yaml": "#", "a.toml": "#",
		".env": "#", "/etc/ssh/sshd_config": "#", "x.service": "#", "crontab": "#", "Dockerfile": "#", "Caddyfile": "#", "nginx.conf": "#", "a.properties": "#",
	} {
		before, after := commentSigns(name, nil)
		if got := strings.TrimSpace(before + " " + after); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got, _ := commentSigns("plain.conf", []byte("<?xml version='1.0'?>")); got != "<!--" {
		t.Errorf("XML by its content: %q", got)
	}
	path := filepath.Join(t.TempDir(), "a.json")
	if err := os.WriteFile(path, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	strict := start(t, Target{Path: path})
	strict.runCommand("comment")
	if got := strict.text(); got != "{}\n" || strict.status.message.text != words.T("check.comment") {
		t.Errorf("JSON becomes %q, and %q is said", got, strict.status.message.text)
	}
	r := start(t, Target{Path: file(t, "a\nb\n")})
	r.runCommand("comment")
	if got := r.text(); got != "# a\nb\n" {
		t.Errorf("the text is %q", got)
	}
}

func TestTheViewIsSwitched(t *testing.T) {
	r := start(t)
	r.runCommand("wrap")
	if !r.page().view.Options().Wrap || !r.menuItem["wrap"].Checked {
		t.Error("lines are not wrapped")
	}
	r.runCommand("wrap")
	if r.page().view.Options().Wrap || r.menuItem["wrap"].Checked {
		t.Error("lines are still wrapped")
	}
}

// TestSelectMatches puts a caret on every match, so that what is typed next
// replaces them all.
func TestSelectMatches(t *testing.T) {
	r := start(t, Target{Path: file(t, "a b a c a")})
	r.runCommand("select_matches") // there is nothing that was looked for
	r.search("a", false)
	r.runCommand("select_matches")
	if got := r.page().file.Document.Selection(); len(got.Ranges) != 3 || got.Main() != (editor.Range{Anchor: 0, Head: 1}) {
		t.Errorf("selected is %+v", got)
	}
	if r.win.Canvas().Focused() != r.page().view {
		t.Error("the keyboard is not with the text")
	}
	r.typeText("x")
	if got := r.text(); got != "x b x c x" {
		t.Errorf("the text is %q", got)
	}
	r.page().view.Do(editor.Paste(strings.Repeat("y", editor.MostCarets+1)))
	r.search("y", false)
	before := r.page().file.Document.Selection()
	r.runCommand("select_matches")
	if !r.page().file.Document.Selection().Equal(before) {
		t.Error("more carets than a key can type at")
	}
	r.wantMessage(words.T("find.too_many", words.D{"Most": editor.MostCarets}))
}

// TestEscapeClosesTheFindBar wherever the keyboard is in it, and the space bar that
// presses one of its buttons is not typed into the text.
func TestEscapeClosesTheFindBar(t *testing.T) {
	r := start(t, Target{Path: file(t, "one two")})
	canvas := r.win.Canvas()
	ours := func() (fyne.Focusable, bool) {
		f := canvas.Focused()
		_, ringed := ringOf(f)
		_, isField := f.(*findField)
		return f, ringed || isField
	}
	seen := 0
	for i := range 20 {
		r.runCommand("replace")
		for range i {
			canvas.FocusNext()
		}
		if _, in := ours(); !in {
			break
		}
		seen++
		r.typedKey(fyne.KeyEscape)
		if r.find.bar.content.Visible() || canvas.Focused() != fyne.Focusable(r.page().view) {
			t.Fatalf("after %d Tabs Escape leaves the bar, or the keyboard in it", i)
		}
	}
	if seen != 11 {
		t.Errorf("%d parts of the bar can have the keyboard", seen)
	}
	r.runCommand("replace")
	for range seen {
		if b, ok := canvas.Focused().(*foldButton); ok && b.Icon == theme.CancelIcon() {
			break
		}
		canvas.FocusNext()
	}
	r.typedKey(fyne.KeySpace)
	canvas.Focused().TypedRune(' ')
	if r.find.bar.content.Visible() || r.text() != "one two" {
		t.Errorf("the bar is open: %t; the text is %q", r.find.bar.content.Visible(), r.text())
	}
}

// TestOneSearchAtATime: what was looked for before the last letter was typed is not
// looked for any more, and Cancel stops all of it.
func TestOneSearchAtATime(t *testing.T) {
	r := start(t)
	r.page().view.Do(editor.Paste(strings.Repeat("all work and no play\n", 100_000)))
	r.showFind(false)
	var stopped []context.Context
	for _, pattern := range []string{"x", "xy", "xyz"} {
		r.find.bar.pattern.SetText(pattern)
		stopped = append(stopped, r.find.ctx)
	}
	for _, ctx := range stopped[:2] {
		if ctx.Err() == nil {
			t.Error("a search that nobody waits for goes on")
		}
	}
	if last := stopped[2]; last.Err() != nil {
		t.Error("the last search is stopped")
	}
	r.untilCounted()
	r.wantMessage(words.T("find.nothing"))
	r.find.bar.pattern.SetText("zz")
	r.find.stopped()
	r.settled()
	if r.find.ctx.Err() == nil || r.find.counted {
		t.Error("the user cannot stop it")
	}
	r.find.next(true) // and can look for the next one all the same
	r.settled()
	r.wantMessage(words.T("find.nothing"))
}

// TestASearchIsSpokenOfOnce although the count and the way to the next match both run:
// their progress ends with the last of them.
func TestASearchIsSpokenOfOnce(t *testing.T) {
	r := start(t)
	r.page().view.Do(editor.Paste(strings.Repeat("all work and no play\n", 1000)))
	r.showFind(false)
	r.find.bar.pattern.SetText("x")
	p := r.find.progress
	r.find.next(true)
	if p == nil || r.find.progress != p || p.ended || p.others != 2 {
		t.Fatalf("the count and two jumps have not one progress: %+v", p)
	}
	p.percent = 50
	p.done()
	if p.ended || p.says() != words.T("find.searching") {
		t.Errorf("with one of them done the status bar says %q", p.says())
	}
	p.join()
	r.untilCounted()
	if !p.ended || isRunning(r.Shell) {
		t.Error("all of it has ended, and its progress has not")
	}
}

// TestTheTotalIsExact also beyond what is remembered match by match.
func TestTheTotalIsExact(t *testing.T) {
	r := start(t)
	r.page().view.Do(editor.Paste(strings.Repeat("a", maxMatches+5)))
	r.page().file.Document.Select(editor.Single(0, 0))
	r.search("a", false)
	r.wantMessage(words.T("find.which", words.D{"N": 1, "Total": "1000005"}))
	r.find.next(false)
	r.settled()
	r.wantSelected(maxMatches+4, maxMatches+5)
	r.wantMessage(words.T("find.total", words.D{"Total": "1000005"}))
}

// TestReplacingWaitsForTheFile: half of a file is not replaced in, and the user is
// told why.
func TestReplacingWaitsForTheFile(t *testing.T) {
	content := strings.Repeat("one two three four\n", 200_000)
	r := start(t)
	r.openPath(Target{Path: file(t, content)})
	r.until("the first part", func() bool { return r.page() != nil && r.page().file.Loading() })
	r.showFind(true)
	r.find.bar.pattern.SetText("two")
	r.find.replaceAll()
	r.wantMessage(words.T("why.loading"))
	if got := r.whyNot("trim"); haveAllText(r.Shell) || got != words.T("why.loading") {
		t.Errorf("a command on the whole text is not possible: %q", got)
	}
	r.until("the rest", func() bool { return !r.page().file.Loading() })
	if r.page().file.Modified() {
		t.Error("something was replaced")
	}
	r.untilCounted()
	r.find.replaceAll()
	r.until("the text to change", func() bool { return r.text() == strings.ReplaceAll(content, "two", "") })
}
