package ui

import (
	"context"
	"time"

	"holdfast/editor"
)

// Selections are the selections of an X11 desktop, reached beside the window
// library: that has no PRIMARY, and it waits for the owner of the clipboard, which
// is another program, without an end.
type Selections interface {
	// Offer makes a text PRIMARY; the function is called when somebody asks.
	Offer(text func() string)
	// Primary and Clipboard fetch a text. They may take long.
	Primary(ctx context.Context) (string, error)
	Clipboard(ctx context.Context) (string, error)
	// OwnsClipboard reports whether the clipboard is this program's own.
	OwnsClipboard() bool
}

// Connect connects to the selections. It may block; spawn runs what goes on after it,
// on another goroutine.
type Connect func(spawn func(func())) (Selections, error)

// pastePatience is how long a paste may hold up the window. A text that comes
// later is pasted when it comes, and can be given up meanwhile.
const pastePatience = 60 * time.Millisecond

// bigPaste is the size in bytes from which on a text is prepared in the
// background.
const bigPaste = 1 << 20

// connectSelections looks for the selections once there is a window.
func (s *Shell) connectSelections(connect Connect) {
	if connect == nil {
		return
	}
	s.work(func() func() {
		found, err := connect(s.spawn)
		if err != nil {
			return nil // pasting goes through the window library
		}
		return func() {
			s.selections = found
			for _, p := range s.pages {
				s.followSelections(p)
			}
		}
	})
}

// followSelections makes a page give and take selections.
func (s *Shell) followSelections(p *page) {
	if s.selections == nil {
		return
	}
	p.view.OnSelect = s.selections.Offer
	p.view.OnMiddleClick = func() { s.fetchAndPaste(p, s.selections.Primary) }
}

// paste pastes the clipboard into a page. It returns false if the view should do
// so by itself.
func (s *Shell) paste(p *page) bool {
	if !p.file.Editable() {
		return false
	}
	if s.selections != nil && !s.selections.OwnsClipboard() {
		s.fetchAndPaste(p, s.selections.Clipboard)
		return true
	}
	text := s.app.Clipboard().Content()
	if len(text) < bigPaste {
		return false
	}
	s.fetchAndPaste(p, func(context.Context) (string, error) { return text, nil })
	return true
}

// fetchAndPaste waits a moment for a text, so that what is typed next comes
// behind it, and then goes on without the window waiting.
func (s *Shell) fetchAndPaste(p *page, fetch func(context.Context) (string, error)) {
	prepare := p.view.Pasting()
	ready := make(chan editor.Command, 1)
	done := make(chan struct{}) // the window has waited long enough, or has pasted
	s.workVisibly(phraseOf("paste.progress"), func(ctx context.Context) func() {
		var paste editor.Command
		if text, err := fetch(ctx); err == nil && text != "" && ctx.Err() == nil {
			paste = prepare(text)
		}
		if ctx.Err() != nil {
			paste = nil
		}
		ready <- paste
		<-done
		return func() {
			select {
			case paste := <-ready:
				s.pasteNow(p, paste)
			default: // in time
			}
		}
	})
	select {
	case paste := <-ready:
		s.pasteNow(p, paste)
	case <-time.After(pastePatience):
	}
	close(done)
}

func (s *Shell) pasteNow(p *page, paste editor.Command) {
	if paste != nil && s.has(p) && p.file.Editable() {
		p.view.Do(paste)
	}
}
