package ui

import (
	"strings"
	"testing"
	"time"

	"holdfast/editor/workspace"
)

// TestAPageIsClosedWhileItsDraftIsWritten ends the work after the page is gone.
func TestAPageIsClosedWhileItsDraftIsWritten(t *testing.T) {
	r := start(t, Target{Path: file(t, "text")})
	p, now := r.page(), time.Now()
	r.now = func() time.Time { return now }
	r.typeText("x")
	r.tick()
	now = now.Add(2 * workspace.DraftRest)
	r.tick()
	r.settle(time.Minute)
	r.removePage(p)
	r.settle(time.Minute)
	r.queue.run()
	if n := r.draftFiles(); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
}

// TestWhatIsTypedWhileTheirVersionIsReadStays: the file was untouched when it changed
// on the disk, and is not any more when their version has been read.
func TestWhatIsTypedWhileTheirVersionIsReadStays(t *testing.T) {
	path := file(t, "old\n")
	r := start(t, Target{Path: path})
	put(t, path, "theirs\n")
	r.followTheirs(r.page())
	r.typeText("mine ")
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	r.settle(time.Minute)
	r.queue.run()
	if r.text() != "mine old\n" {
		t.Errorf("the text is %q", r.text())
	}
	r.runCommand("notice") // decide
	r.press("button.merge")
	r.until("the merge", func() bool { return strings.Contains(r.text(), "theirs") })
	if !strings.Contains(r.text(), "mine old\n") {
		t.Errorf("merged is %q", r.text())
	}
}
