package ui

import (
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
