package ui

import (
	"context"
	"path/filepath"
	"testing"

	"holdfast/atomicsave"
)

// TestWorkThatHangsCanBeGivenUp has work that the system never ends.
func TestWorkThatHangsCanBeGivenUp(t *testing.T) {
	r := start(t)
	release := make(chan struct{})
	givenUp, finished, seen := 0, 0, make(chan error, 1)
	r.workOrGiveUp(func() string { return "hanging" }, func(ctx context.Context, _ func()) func() {
		<-release
		seen <- ctx.Err()
		return func() { finished++ }
	}, func() { givenUp++ })
	r.until("the status bar speaks of it", func() bool { return len(r.running) == 1 && r.status.message.text == "hanging" })
	r.cancelRunning()
	if givenUp != 1 || len(r.running) != 0 {
		t.Errorf("given up %d times, %d running", givenUp, len(r.running))
	}
	close(release)
	if err := <-seen; err == nil {
		t.Error("the work was not told that nobody waits for it")
	}
	r.settled()
	if givenUp != 1 || finished != 0 {
		t.Errorf("given up %d times, finished %d times", givenUp, finished)
	}
}

func TestWorkThatEndsIsNotGivenUp(t *testing.T) {
	r := start(t)
	givenUp, finished := 0, 0
	r.workOrGiveUp(phraseOf("open.progress"), func(context.Context, func()) func() {
		return func() { finished++ }
	}, func() { givenUp++ })
	r.until("it ends", func() bool { return finished == 1 })
	if givenUp != 0 {
		t.Error("it was given up, too")
	}
}

// hang begins a save of a changed page that does not end, and closes the page.
func hang(t *testing.T) (r *rig, p *page, finish func(), closed *bool) {
	t.Helper()
	r = start(t, Target{Path: file(t, "old\n")})
	r.until("the file", func() bool { return r.page() != nil && r.page().file.Path != "" })
	p = r.page()
	p.view.TypedRune('x')
	saving, err := p.file.BeginSave()
	if err != nil {
		t.Fatal(err)
	}
	closed = new(bool)
	r.offerSave(p, func() { *closed = true })
	return r, p, func() {
		report := atomicsave.Report{State: atomicsave.New}
		saving.Finish(report, nil)
		r.ended(p, saving, report, nil)
	}, closed
}

func TestAPageWhoseSaveHangsCanBeClosed(t *testing.T) {
	r, p, finish, closed := hang(t)
	defer finish()
	r.until("the question", func() bool { return r.modal != nil && r.modal == p.saveWait })
	r.press("hanging.close")
	if !*closed {
		t.Fatal("it was not closed")
	}
	r.settled()
	drafts, err := filepath.Glob(filepath.Join(r.store.Dirs().State, "drafts", "*.draft"))
	if err != nil || len(drafts) != 1 {
		t.Errorf("drafts: %v, %v", drafts, err)
	}
	r.dropDraft(p) // as removing the page does: the draft stays
	if p.drafting != nil {
		t.Error("the draft would be dropped with the page")
	}
}

func TestAPageIsClosedWhenItsSaveEndsAfterAll(t *testing.T) {
	r, p, finish, closed := hang(t)
	r.until("the question", func() bool { return r.modal != nil && r.modal == p.saveWait })
	finish()
	if !*closed || r.modal != nil {
		t.Errorf("closed: %v; a question is open: %v", *closed, r.modal != nil)
	}
}
