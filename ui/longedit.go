package ui

import (
	"context"
	"strings"

	"holdfast/editor"
	"holdfast/ui/words"
)

// longEdit is how many bytes a command may look at while the window waits: a few
// dozen milliseconds.
const longEdit = 4 << 20

// edit runs a command that looks at size bytes of a page's text, and then what
// follows if anything has changed. With many bytes it works in the background,
// where the status bar says what is done and it can be stopped; it does nothing if
// the text has changed meanwhile.
func (s *Shell) edit(p *page, what phrase, cmd editor.Command, size int, then func()) {
	if then == nil {
		then = func() {}
	}
	if size <= longEdit {
		if p.view.Do(cmd) {
			then()
		}
		return
	}
	state := p.view.State()
	s.editAhead(p, what, func(ctx context.Context) func() {
		ready := editor.Ahead(ctx, state, cmd)
		if ready == nil {
			return nil
		}
		return func() {
			if p.file.Document.Version() != state.Version {
				s.movedOn(p)
			} else if p.view.Do(ready) {
				then()
			}
		}
	})
}

// editAhead does the work of an edit in the background. What it returns makes the
// edit; nil if there is none.
func (s *Shell) editAhead(p *page, what phrase, work func(context.Context) func()) {
	progress := func() string { return words.T("edit.progress", words.D{"Command": what()}) }
	s.workOrGiveUp(progress, func(ctx context.Context, cancel func()) func() {
		ready := work(ctx)
		cancel()
		return func() {
			if ready != nil && s.has(p) && p.file.Editable() {
				ready()
			}
		}
	}, func() {})
}

// movedOn says that an edit was made for a text that is no more.
func (s *Shell) movedOn(p *page) {
	p.say("find.moved_on")
	s.refreshStatus()
}

// travelAhead works out an undo or a redo that takes long.
func (s *Shell) travelAhead(p *page, id commandID, work func(context.Context) func() bool) {
	s.editAhead(p, commandName(id), func(ctx context.Context) func() {
		ready := work(ctx)
		return func() {
			if !ready() {
				s.movedOn(p)
			}
		}
	})
}

// commandName is what a command is called where it stands in a sentence.
func commandName(id commandID) phrase {
	return func() string { return strings.TrimRight(words.T("command."+string(id)), ".…") }
}
