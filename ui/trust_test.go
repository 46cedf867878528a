package ui

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// afterCrash starts the shell a second time on the same folders, as after a crash of
// the first one.
func (r *rig) afterCrash(files ...Target) *rig {
	r.Helper()
	r.settle(patience)
	r.stop()
	next := &rig{T: r.T, queue: newQueue(), picker: r.picker, dir: r.dir}
	app := test.NewApp()
	r.Cleanup(app.Quit)
	next.Shell = New(Options{
		App: app, Picker: next.picker, Files: files, Version: "test", Store: r.store, Post: next.queue.post,
		Now: next.clock,
	})
	r.Cleanup(func() {
		next.stop()
		next.settle(patience)
	})
	return next
}

func (r *rig) clock() time.Time { return time.Now() }

func TestTheSessionComesBack(t *testing.T) {
	one, two := file(t, "a\nb\nc\n"), file(t, "x\ny\n")
	r := start(t, Target{Path: one, Line: 3}, Target{Path: two, Line: 2})
	r.quit()
	r.settle(patience)
	next := r.afterCrash()
	next.until("both files", func() bool { return next.pageAt(one) != nil && next.pageAt(two) != nil })
	if next.page().file.Path != one || len(next.pages) != 2 {
		t.Errorf("%d tabs, selected is %s", len(next.pages), next.page().file.Path)
	}
	if line, _ := next.pageAt(one).view.CaretPosition(); line != 3 {
		t.Errorf("the caret is in line %d", line)
	}
}

func TestASessionIsNotRestoredOverTheCommandLine(t *testing.T) {
	one, two := file(t, "a"), file(t, "b")
	r := start(t, Target{Path: one})
	r.quit()
	r.settle(patience)
	next := r.afterCrash(Target{Path: two})
	next.until("the file", func() bool { return next.pageAt(two) != nil })
	next.settled()
	if len(next.pages) != 1 {
		t.Errorf("%d tabs", len(next.pages))
	}
}

func TestADraftIsWrittenAndDroppedAfterTheSave(t *testing.T) {
	path := file(t, "old")
	at := time.Now()
	r := start(t, Target{Path: path})
	r.now = func() time.Time { return at }
	r.typeText("new ")
	r.tick()
	at = at.Add(workspace.DraftRest + time.Millisecond)
	r.tick()
	r.settled()
	if n := r.draftFiles(); n != 1 {
		t.Fatalf("%d drafts after a second of rest", n)
	}
	r.runCommand("save")
	r.untilSaved()
	at = at.Add(time.Second)
	r.tick()
	r.settled()
	if n := r.draftFiles(); n != 0 {
		t.Errorf("%d drafts after the save", n)
	}
}

func TestClosingWithoutSavingDropsTheDraft(t *testing.T) {
	r := start(t, Target{Path: file(t, "old")})
	r.typeText("new ")
	r.rescue()
	if n := r.draftFiles(); n != 1 {
		t.Fatalf("%d drafts", n)
	}
	r.runCommand("close")
	r.press("button.dont_save")
	r.settle(patience)
	if n := r.draftFiles(); n != 0 {
		t.Errorf("%d drafts although the user gave the text up", n)
	}
}

func TestAPanicSavesTheDraftsFirst(t *testing.T) {
	r := start(t, Target{Path: file(t, "old")})
	r.typeText("new ")
	died := func() (cause any) {
		defer func() { cause = recover() }()
		defer r.rescueOnPanic()
		panic("broken")
	}()
	if died != "broken" || r.draftFiles() != 1 {
		t.Errorf("died of %v with %d drafts", died, r.draftFiles())
	}
}

func TestAPanicInTheBackgroundReachesTheTop(t *testing.T) {
	r := start(t)
	for name, begin := range map[string]func(f func()){
		"work":  func(f func()) { r.work(func() func() { f(); return nil }) },
		"spawn": r.spawn,
	} {
		begin(func() { panic("broken behind") })
		died := func() (cause any) {
			defer func() { cause = recover() }()
			r.until("the panic", func() bool { return false })
			return nil
		}()
		if text, ok := died.(string); !ok || !strings.Contains(text, "broken behind") || !strings.Contains(text, "trust_test.go") {
			t.Errorf("%s: died of %v", name, died)
		}
	}
}

// TestAPanicThatCannotReachTheTop ends the program all the same: the main goroutine
// may be waiting for what the other one held. This test is that program, too.
func TestAPanicThatCannotReachTheTop(t *testing.T) {
	const alone = "HOLDFAST_PANIC_TEST"
	if os.Getenv(alone) != "" {
		s := &Shell{post: func(func()) {}} // the main goroutine never comes to it
		go func() {
			defer s.carryPanic(time.Millisecond)
			panic("broken behind")
		}()
		<-t.Context().Done() // never
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=1m")
	cmd.Env = append(os.Environ(), alone+"=1")
	said, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "panic: broken behind") {
		t.Errorf("it ended with %v and said %s", err, said)
	}
}

// TestTwoDraftsOfOneFileAreBothRestored: two windows had the file open, and both
// were killed.
func TestTwoDraftsOfOneFileAreBothRestored(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("one ")
	r.rescue()
	other := r.afterCrash(Target{Path: path})
	other.until("the file", func() bool { return other.pageAt(path) != nil })
	other.typeText("two ")
	other.rescue()
	other.settled()
	if n := r.draftFiles(); n != 2 {
		t.Fatalf("%d drafts were written", n)
	}
	private(t, r.dir)
	next := startIn(t, r.dir)
	for range 2 {
		next.press("drafts.restore")
		next.settled()
	}
	texts := map[string]bool{}
	for _, p := range next.pages {
		texts[p.file.Document.Text().String()] = p.file.Modified()
	}
	if !texts["one old"] || !texts["two old"] || next.draftFiles() != 2 {
		t.Errorf("%v, %d drafts", texts, next.draftFiles())
	}
	wantFile(t, path, "old")
}

func (r *rig) draftFiles() int {
	entries, err := os.ReadDir(r.dir + "/.state/drafts")
	if err != nil && !os.IsNotExist(err) {
		r.Fatal(err)
	}
	return len(entries)
}

func TestAForeignChangeOfAnUntouchedFileIsShown(t *testing.T) {
	path := file(t, "one\ntwo\n")
	r := start(t, Target{Path: path, Line: 2})
	put(t, path, "zero\none\ntwo\n")
	r.until("the new version", func() bool { return r.text() == "zero\none\ntwo\n" })
	if r.page().file.Modified() {
		t.Error("what was read counts as a change")
	}
	if line, _ := r.page().view.CaretPosition(); line != 3 {
		t.Errorf("the caret is in line %d and no longer before “two”", line)
	}
}

func TestAForeignChangeOfAChangedFileIsTold(t *testing.T) {
	path := file(t, "one\ntwo\nthree\n")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	put(t, path, "one\ntwo\nthree theirs\n")
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	if got := r.text(); got != "mine one\ntwo\nthree\n" {
		t.Fatalf("the text became %q", got)
	}
	r.noticeBar.buttons[0].OnTapped()
	r.press("button.merge")
	r.until("the merge", func() bool { return r.text() == "mine one\ntwo\nthree theirs\n" })
	if r.noticeBar.content.Visible() {
		t.Error("the notice is still there")
	}
	r.runCommand("save")
	r.untilSaved()
	wantFile(t, path, "mine one\ntwo\nthree theirs\n")
}

func TestBothVersionsOfALineAreMarked(t *testing.T) {
	path := file(t, "one\n")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	put(t, path, "theirs one\n")
	r.runCommand("save")
	r.press("button.merge")
	if !strings.Contains(r.shown(), words.T("merge.title")) {
		t.Errorf("shown: %q", r.shown())
	}
	for _, part := range []string{"<<<<<<<", "mine one\n", "theirs one\n", ">>>>>>>"} {
		if !strings.Contains(r.text(), part) {
			t.Errorf("%q is not in the text", part)
		}
	}
}

// TestAMergeThatWasUndoneIsNotSpokenOf in the status bar, nor a version that was taken
// from the disk; redo brings both back.
func TestAMergeThatWasUndoneIsNotSpokenOf(t *testing.T) {
	for _, tt := range []struct{ theirs, choose, said string }{
		{"theirs one\ntwo\nthree\n", "button.merge", words.N("merge.conflicts", 1)},
		{"one\ntwo\nthree theirs\n", "button.merge", words.T("merge.clean")},
		{"theirs one\ntwo\nthree\n", "button.take_theirs", words.T("status.theirs")},
	} {
		path := file(t, "one\ntwo\nthree\n")
		r := start(t, Target{Path: path})
		r.typeText("mine ")
		mine := r.text()
		put(t, path, tt.theirs)
		r.runCommand("save")
		r.press(tt.choose)
		r.until("the other version", func() bool { return r.text() != mine })
		if r.modal != nil {
			r.typedKey(fyne.KeyEscape)
		}
		for _, step := range []struct {
			command commandID
			said    string
		}{{"select_all", tt.said}, {"undo", ""}, {"redo", tt.said}} {
			r.runCommand(step.command)
			if got := r.status.message.text; got != step.said {
				t.Errorf("%s: after %s the status bar says %q, want %q", tt.choose, step.command, got, step.said)
			}
		}
		r.typeText("x")
		if got := r.status.message.text; got != "" {
			t.Errorf("%s: after more was typed the status bar says %q", tt.choose, got)
		}
	}
}

func TestADeletedFileIsToldAndWrittenAgain(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	if r.text() != "old" {
		t.Error("the text has gone")
	}
	r.typeText("new ")
	r.runCommand("save")
	r.press("button.keep_mine")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "new old")
}

func TestOurOwnSavesRaiseNoAlarm(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	for range 5 {
		r.typeText("x")
		r.runCommand("save")
		r.untilSaved()
	}
	r.lookAtAll()
	time.AfterFunc(time.Second, func() { r.post(func() {}) })
	began := time.Now()
	r.until("a second to pass", func() bool { return time.Since(began) > 900*time.Millisecond })
	if r.page().notice != nil || r.text() != "xxxxxold" {
		t.Errorf("notice %+v, text %q", r.page().notice, r.text())
	}
}

func TestChangedLinesAreMarked(t *testing.T) {
	path := file(t, "one\ntwo\nthree\n")
	r := start(t, Target{Path: path, Line: 2})
	r.typeText("x")
	r.until("the mark", func() bool { return r.page().marks.lines[1] == textview.Modified })
	r.typedKey(fyne.KeyReturn)
	r.until("the other mark", func() bool { return r.page().marks.lines[1] == textview.Added })
	r.runCommand("save")
	r.untilSaved()
	r.until("no marks", func() bool { return len(r.page().marks.lines) == 0 })
}

func TestWhatWasRecoveredIsTold(t *testing.T) {
	if got := recovered(atomicsave.Recovery{Removed: []string{"/a/.holdfast-1"}}); got != "" {
		t.Errorf("clearing away is not worth a word, but: %q", got)
	}
	text := recovered(atomicsave.Recovery{Restored: []string{"/etc/x"}, Kept: []atomicsave.KeptFile{{Path: "/state/r", Target: "/etc/y", Why: "torn"}}})
	for _, path := range []string{"/etc/x", "/state/r", "/etc/y"} {
		if !strings.Contains(text, path) {
			t.Errorf("%s is not named in %q", path, text)
		}
	}
}

func TestSavesAreJournaled(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.until("the journal", func() bool { return r.journal != nil })
	r.typeText("new ")
	r.runCommand("save")
	r.untilSaved()
	wantFile(t, path, "new old")
	if entries, err := os.ReadDir(r.store.Dirs().JournalDir()); err != nil || len(entries) == 0 {
		t.Errorf("the journal has %d entries, %v", len(entries), err)
	}
}

// TestAGoodTextIsNotReplacedByWhatIsNotText, as when a foreign program or a power
// cut fills the file with zeros.
func TestAGoodTextIsNotReplacedByWhatIsNotText(t *testing.T) {
	path := file(t, "good\n")
	r := start(t, Target{Path: path})
	put(t, path, "\x00\x00\x00\x00\x00")
	r.changedOnDisk(r.page(), workspace.WatchEvent{Kind: workspace.WatchChanged})
	r.until("the notice", func() bool { return r.page().notice != nil })
	if r.text() != "good\n" || !r.page().file.Editable() || r.modal != nil {
		t.Errorf("the window has %q, modal %v", r.text(), r.modal != nil)
	}
	r.runCommand("notice") // take theirs
	r.untilModal()
	if !strings.Contains(r.shown(), words.T("charset.not_text.title")) {
		t.Errorf("shown: %q", r.shown())
	}
	r.typedKey(fyne.KeyEscape)
	// The good text goes back as after any foreign change: by saying so.
	r.typeText("x")
	r.runCommand("save")
	r.press("button.keep_mine")
	r.until("the save", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "xgood\n")
}
