package ui

import (
	"strings"
	"testing"
	"time"

	"holdfast/editor"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// replacing begins to replace all and stops before the window hears the outcome.
func (r *rig) replacing(pattern, with string) {
	r.Helper()
	r.search(pattern, true)
	r.find.bar.with.SetText(with)
	r.find.replaceAll()
}

// finished waits for what replacing all comes to.
func (r *rig) finished(p *page) {
	r.Helper()
	r.until("the end of replacing", func() bool { return p.replacing == nil })
	r.untilCounted()
}

// TestReplaceAllTwice presses the button again before the first press has come to
// something.
func TestReplaceAllTwice(t *testing.T) {
	r := start(t, Target{Path: file(t, "a b a\n")})
	r.replacing("a", "aa")
	r.find.replaceAll()
	r.finished(r.page())
	if got := r.text(); got != "aa b aa\n" {
		t.Errorf("the text is %q", got)
	}
	r.wantMessage(words.N("find.replaced", 2))
}

// TestTypingEndsReplaceAll and says so, also once the matches are counted anew; and
// also if the text is as before again.
func TestTypingEndsReplaceAll(t *testing.T) {
	for _, again := range []bool{false, true} {
		r := start(t, Target{Path: file(t, "a b a\n")})
		r.replacing("a", "c")
		r.page().view.TypedRune('x')
		want := r.text()
		if again {
			r.page().view.Undo()
			want = "a b a\n"
		}
		r.finished(r.page())
		if got := r.text(); got != want {
			t.Errorf("the text is %q, want %q", got, want)
		}
		if got := r.status.message.text; got != words.T("find.moved_on") {
			t.Errorf("the status bar says %q", got)
		}
		r.find.replaceAll()
		r.finished(r.page())
		if got := r.status.message.text; got != words.N("find.replaced", strings.Count(want, "a")) {
			t.Errorf("after another try the status bar says %q", got)
		}
	}
}

// TestReplaceAllInAClosedPage comes too late.
func TestReplaceAllInAClosedPage(t *testing.T) {
	r := start(t, Target{Path: file(t, "a b a\n")})
	p := r.page()
	r.replacing("a", "aa")
	r.runCommand("close")
	r.finished(p)
	if got := p.file.Document.Text().String(); got != "a b a\n" {
		t.Errorf("the text of the closed page is %q", got)
	}
}

// TestHighlightsFollowThePattern before anything is found in a text that takes long.
func TestHighlightsFollowThePattern(t *testing.T) {
	r := start(t, Target{Path: file(t, "foo bar\n")})
	r.showFind(false)
	marked := -1
	r.page().view.SetHighlights(func(v editor.Version, from, to int) []textview.Highlight {
		marks := r.find.highlights(v, from, to)
		marked = len(marks)
		return marks
	})
	for _, c := range []struct {
		pattern string
		want    int
	}{{"o", 2}, {"ox", 0}, {"foo", 1}, {"", 0}} {
		r.find.bar.pattern.SetText(c.pattern)
		if marked != c.want {
			t.Errorf("%q: %d highlights, want %d", c.pattern, marked, c.want)
		}
	}
}

// TestReplaceAllIsStopped leaves the text alone. The matches are counted to the end
// afterwards, because that must not take time from the replacing.
func TestReplaceAllIsStopped(t *testing.T) {
	r := start(t)
	before := strings.Repeat("a b\n", 1<<20)
	r.page().view.Do(editor.Paste(before))
	r.showFind(true)
	r.find.bar.pattern.SetText("a")
	counting := r.find.ctx
	r.find.replaceAll()
	if counting.Err() == nil {
		t.Error("the count goes on beside it")
	}
	r.page().replacing()
	r.until("the end of replacing", func() bool { return r.page().replacing == nil })
	if r.text() != before {
		t.Error("the text is another one")
	}
	r.find.replaced(r.page(), false, nil, 0) // which is so when the user stops it
	r.untilCounted()
	if !r.find.counted || r.find.total != 1<<20 {
		t.Errorf("%d counted, all: %t", r.find.total, r.find.counted)
	}
}

// TestTheCountIsToldNowAndThen and not for each step, for each time costs a frame.
func TestTheCountIsToldNowAndThen(t *testing.T) {
	const steps = 64 // of a megabyte
	r := start(t)
	r.page().view.Do(editor.Paste(strings.Repeat("a b\n", steps<<18)))
	r.showFind(false)
	r.settled()
	began := time.Now()
	r.find.bar.pattern.SetText("x")
	if !r.settle(patience) {
		t.Fatal("the search does not end")
	}
	r.queue.mu.Lock()
	told := len(r.queue.items)
	r.queue.mu.Unlock()
	// The percents are told too, and what else there is now and then.
	if most := steps + 8 + int(time.Since(began)/partsEvery); told > most {
		t.Errorf("the window was told %d times, want %d at most", told, most)
	}
	r.untilCounted()
	r.wantMessage(words.T("find.nothing"))
}
