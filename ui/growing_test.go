package ui

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// openBig opens a file of which the first part is there; rest reads the others.
func openBig(t *testing.T, content string) (r *rig, path string, rest func()) {
	return openBigAt(t, content, Target{})
}

// openBigAt is openBig at a line and column.
func openBigAt(t *testing.T, content string, target Target) (r *rig, path string, rest func()) {
	r, path = start(t), file(t, content)
	ctx, cancel := context.WithCancel(context.Background())
	f, loading, err := workspace.BeginOpen(ctx, path)
	if err != nil || loading == nil {
		t.Fatalf("the file came in one part, or %v", err)
	}
	target.Path = path
	p := r.opened(f, target, r.nextOrder(), true)
	return r, path, func() {
		r.load(ctx, cancel, p, loading, target)
		r.until("the rest", func() bool { return r.page() == p && !f.Loading() })
	}
}

// possible reports whether a menu offers a command.
func (r *rig) possible(id commandID) bool {
	i := slices.IndexFunc(r.commands, func(c *command) bool { return c.id == id })
	return i >= 0 && r.commands[i].enabled(r.Shell)
}

// TestWhatNeedsTheWholeFileWaits: nothing takes the place of a text of which only the
// first part is there, and each command says why.
func TestWhatNeedsTheWholeFileWaits(t *testing.T) {
	r, _, rest := openBig(t, strings.Repeat("one line of a file\n", 200_000))
	waiting := []commandID{"history", "compare", "format", "trim", "next_occurrence"}
	for _, id := range waiting {
		if r.possible(id) {
			t.Errorf("%s is possible", id)
		}
		if got := r.whyNot(id); got != words.T("why.loading") {
			t.Errorf("%s: the reason is %q", id, got)
		}
		r.runCommand(id)
		r.settled()
		if r.modal != nil || r.page().file.Modified() {
			t.Fatalf("%s was done", id)
		}
	}
	rest()
	for _, id := range waiting {
		if !r.possible(id) {
			t.Errorf("%s is not possible when the file is there", id)
		}
	}
}

// TestALineBeyondTheFirstPart is gone to when it is there, unless the user has gone
// elsewhere meanwhile.
func TestALineBeyondTheFirstPart(t *testing.T) {
	text := strings.Repeat("one line of a file\n", 200_000)
	r, _, rest := openBigAt(t, text, Target{Line: 150_000, Column: 5})
	rest()
	if line, column := r.page().view.CaretPosition(); line != 150_000 || column != 5 {
		t.Errorf("the caret is at %d:%d", line, column)
	}
	r, _, rest = openBigAt(t, text, Target{Line: 150_000})
	r.page().view.GoTo(7, 2)
	rest()
	if line, column := r.page().view.CaretPosition(); line != 7 || column != 2 {
		t.Errorf("the caret was taken from where the user had put it to %d:%d", line, column)
	}
}

// openGrowing opens a big log to which another program appends while its later parts
// are read.
func openGrowing(t *testing.T) (r *rig, path, content, more string) {
	content, more = strings.Repeat("one line of a log\n", 200_000), "one more\n"
	r, path, rest := openBig(t, content)
	log, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Skip("what is open for reading cannot be written on this system:", err)
	}
	defer log.Close()
	if _, err := log.WriteString(more); err != nil {
		t.Fatal(err)
	}
	rest()
	return r, path, content, more
}

// TestAGrowingLogIsShownAsItWas and is said to grow; it is read again when the user
// says so, and watched from then on.
func TestAGrowingLogIsShownAsItWas(t *testing.T) {
	r, _, content, more := openGrowing(t)
	if r.text() != content || r.page().file.Modified() {
		t.Fatalf("%d bytes are shown", len(r.text()))
	}
	shown := r.page().shownNotices()
	if len(shown) != 1 || shown[0].text.String() != words.T("notice.growing", words.D{"Name": r.page().name()}) {
		t.Fatalf("%d notices", len(shown))
	}
	r.runCommand("notice")
	r.until("the rest to be read", func() bool { return r.text() == content+more })
	if r.page().notice != nil || r.page().watch == nil || r.page().file.Modified() {
		t.Error("the file is not followed again")
	}
}

// TestAGrowingLogIsNotOverwritten: a save and the notice ask, whatever the user has
// typed.
func TestAGrowingLogIsNotOverwritten(t *testing.T) {
	r, path, content, more := openGrowing(t)
	r.typeText("mine ")
	r.runCommand("notice")
	r.untilModal()
	r.modal.cancel()
	wantFile(t, path, content+more)
	r.runCommand("save")
	r.press("button.keep_mine")
	r.untilSaved()
	wantFile(t, path, "mine "+content)
	if r.page().notice != nil || r.page().watch == nil {
		t.Error("the saved file is not watched")
	}
}

// TestALogThatGrowsDuringEachReadingIsFollowed to its end: another program appends all
// the time, and the file has grown again whenever it has been read.
func TestALogThatGrowsDuringEachReadingIsFollowed(t *testing.T) {
	content := strings.Repeat("one line of a log\n", 400_000)
	r, path, rest := openBig(t, content)
	rest()
	log, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Skip("what is open for reading cannot be written on this system:", err)
	}
	defer log.Close()
	stop, stopped := make(chan struct{}), make(chan error)
	go func() {
		for tick := time.Tick(100 * time.Microsecond); ; {
			select {
			case <-stop:
				stopped <- nil
				return
			case <-tick:
			}
			if _, err := log.WriteString("one more\n"); err != nil {
				stopped <- err
				return
			}
		}
	}()
	shown := func() int { return r.page().file.Document.Text().Len() }
	r.until("a reading during which it grows", func() bool { return shown() > len(content) && r.page().file.Grew() })
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if n := len(r.page().shownNotices()); n > 0 || r.page().watch == nil {
		t.Errorf("%d notices, watched %v", n, r.page().watch != nil)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	r.until("the end of the log", func() bool { return shown() == int(info.Size()) })
	if r.page().file.Modified() || r.page().file.Grew() {
		t.Error("the log is there, and the page counts as changed")
	}
}
