package ui

import (
	"os"
	"testing"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// noticed waits for a line above the text, and checks that it says what it should and
// that nothing else has happened to the page.
func (r *rig) noticed(text, want string) {
	r.Helper()
	r.until("a notice", func() bool { return len(r.page().shownNotices()) > 0 || r.modal != nil })
	if r.modal != nil {
		r.Fatalf("a dialog: %s", r.shown())
	}
	if got := r.page().shownNotices()[0].text.String(); got != want {
		r.Errorf("the notice is %q, want %q", got, want)
	}
	if r.text() != text {
		r.Errorf("the window has %q", r.text())
	}
}

// TestAFileThatGoesBeforeItIsReadAgain leaves the text in the window, whoever wanted to
// read it.
func TestAFileThatGoesBeforeItIsReadAgain(t *testing.T) {
	for name, read := range map[string]func(s *Shell, p *page){"asked": (*Shell).takeTheirs, "unasked": (*Shell).followTheirs, "merged": (*Shell).merge} {
		t.Run(name, func(t *testing.T) {
			path := file(t, "good\n")
			r := start(t, Target{Path: path})
			r.unwatch(r.page()) // so that only the reading finds out
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			read(r.Shell, r.page())
			r.noticed("good\n", words.T("notice.deleted", words.D{"Name": r.page().name()}))
		})
	}
}

// TestAChangedFileThatCannotBeReadIsNoDialog: nobody has asked for it.
func TestAChangedFileThatCannotBeReadIsNoDialog(t *testing.T) {
	path := file(t, "good\n")
	r := start(t, Target{Path: path})
	r.unwatch(r.page())
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	r.followTheirs(r.page())
	r.noticed("good\n", words.T("notice.newer", words.D{"Name": r.page().name()}))
}

// TestWhyAFileCannotBeLookedAt is said as it is.
func TestWhyAFileCannotBeLookedAt(t *testing.T) {
	for want, err := range map[string]error{
		"notice.unreachable":         workspace.ErrNotAnswering,
		"error.open.changed.text":    &atomicsave.Error{Class: atomicsave.Changed},
		"error.open.permission.text": &atomicsave.Error{Class: atomicsave.Permission},
	} {
		r := start(t, Target{Path: file(t, "good\n")})
		r.changedOnDisk(r.page(), workspace.WatchEvent{Kind: workspace.WatchUnreachable, Err: err})
		r.noticed("good\n", words.T(want))
	}
}

// TestAFileThatChangesWhileItIsReadAgain is not read twice at a time: the second reading
// would find that the text is not the one it has compared with.
func TestAFileThatChangesWhileItIsReadAgain(t *testing.T) {
	path := file(t, "good\n")
	r := start(t, Target{Path: path})
	r.unwatch(r.page())
	for _, theirs := range []string{"theirs\n", "theirs again\n"} {
		put(t, path, theirs)
		r.followTheirs(r.page())
		r.followTheirs(r.page())
		for range 3 { // reading, comparing, and what comes of it
			r.settle(settlePatience)
			r.queue.run()
		}
		if r.modal != nil || len(r.page().shownNotices()) > 0 || r.text() != theirs {
			t.Fatalf("a dialog: %v; the window has %q", r.modal != nil, r.text())
		}
		r.unwatch(r.page())
	}
}

// TestAClosedPageIsNotWatched, although its file was being read again.
func TestAClosedPageIsNotWatched(t *testing.T) {
	path := file(t, "good\n")
	r := start(t, Target{Path: path})
	p := r.page()
	put(t, path, "theirs\n")
	r.takeTheirs(p)
	r.removePage(p)
	for range 3 { // reading, comparing, and what comes of it
		r.settle(settlePatience)
		r.queue.run()
	}
	if p.watch != nil {
		t.Error("it is watched")
	}
}
