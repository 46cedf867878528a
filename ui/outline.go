package ui

import (
	"context"
	"strings"

	"holdfast/editor/check"
	"holdfast/editor/check/outline"
	"holdfast/ui/words"
)

// levelIndent stands before the name of an entry for each level that it is
// inside others.
const levelIndent = "    "

// showOutline lists the sections and keys of a page to jump to.
func (s *Shell) showOutline(p *page) {
	snapshot, path := p.file.Document.Snapshot(), p.file.Path
	if snapshot.Text.Len() > checkMost {
		s.tell(phraseOf("outline.title"), phraseOf("outline.too_large"), nil)
		return
	}
	s.workVisibly(phraseOf("outline.progress"), func(ctx context.Context) func() {
		content := snapshot.Text.AppendSlice(nil, 0, snapshot.Text.Len())
		entries := outline.Of(ctx, check.Detect(path, content), content)
		stopped := ctx.Err() != nil
		return func() {
			if !stopped && s.has(p) && s.page() == p && !s.blocked() {
				s.chooseEntry(p, entries)
			}
		}
	})
}

// chooseEntry shows an outline with the part marked that the caret is in.
func (s *Shell) chooseEntry(p *page, entries []outline.Entry) {
	if len(entries) == 0 {
		p.say("outline.empty")
		s.refreshStatus()
		return
	}
	caret, here := p.file.Document.Selection().Main().Head, 0
	lines := make([]paletteEntry, len(entries))
	for i, e := range entries {
		lines[i] = paletteEntry{label: strings.Repeat(levelIndent, e.Level) + e.Name, note: e.Note, run: func() { s.goToOffset(p, e.At) }}
		if e.At <= caret {
			here = i
		}
	}
	list := s.choose(words.T("outline.title"), words.T("outline.placeholder"), lines)
	list.move(here)
}

// goToOffset puts the caret at an offset of the text, and shows it.
func (s *Shell) goToOffset(p *page, at int) {
	text := p.file.Document.Text()
	at = min(at, text.Len())
	line := text.LineOf(at)
	column := 1
	for off := text.LineStart(line); off < at; column++ {
		off = text.NextCluster(off)
	}
	p.goTo(line+1, column)
	s.focusPage()
}
