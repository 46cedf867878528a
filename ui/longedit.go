package ui

import (
	"context"

	"holdfast/editor"
	"holdfast/ui/words"
)

// longEdit is how many bytes a command may look at while the window waits: a few
// dozen milliseconds.
const longEdit = 4 << 20

// edit runs a command that looks at size bytes of a page's text, and then what
// follows if anything has changed. With many bytes it works in the background,
// where it can be given up; it does nothing if the text has changed meanwhile.
func (s *Shell) edit(p *page, cmd editor.Command, size int, then func()) {
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
	s.workOrGiveUp(words.T("find.replacing"), func(_ context.Context, cancel func()) func() {
		ready := editor.Ahead(state, cmd)
		cancel()
		return func() {
			switch {
			case ready == nil || !s.has(p) || !p.file.Editable():
			case p.file.Document.Version() != state.Version:
				p.message, p.took = words.T("find.moved_on"), 0
				s.refreshStatus()
			case p.view.Do(ready):
				then()
			}
		}
	}, func() {})
}
