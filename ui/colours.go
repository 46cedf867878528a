package ui

import (
	"sync/atomic"

	"holdfast/editor"
	"holdfast/editor/syntax"
	"holdfast/ui/textview"
)

// languageBytes is how much of a file is looked at to tell its language.
const languageBytes = 1 << 10

// colours keeps a page's text coloured. It belongs to the main goroutine but for
// the calls of the highlighter, which only post.
type colours struct {
	highlighter *syntax.Highlighter
	document    *editor.Document
	version     editor.Version // the newest that the highlighter was told of
	name        string         // path of the file when the language was told
	problems    *problems
	conflicts   *conflicts
}

// colour begins to colour a page by the name and the beginning of its file.
func (s *Shell) colour(p *page) {
	c := &p.colours
	c.close()
	text := p.file.Document.Text()
	c.problems, c.conflicts = &p.problems, &p.conflicts
	c.document, c.version, c.name = p.file.Document, p.file.Document.Version(), p.file.Path
	language := syntax.Detect(c.name, text.Slice(0, min(text.Len(), languageBytes)))
	var asked atomic.Bool // a frame is on its way: one is enough
	c.highlighter = syntax.New(language, c.version, text, func() {
		if asked.CompareAndSwap(false, true) {
			s.post(func() {
				asked.Store(false)
				p.view.Restyle()
			})
		}
	}, s.spawn)
	p.view.SetStyler(c)
}

func (c *colours) close() {
	if c.highlighter != nil {
		c.highlighter.Close()
	}
}

// edited tells the highlighter of one edit.
func (c *colours) edited(change editor.Change) {
	c.version = c.document.Version()
	c.highlighter.Changed(c.version, c.document.Text(), change)
}

// extended tells the highlighter of a part of the file that has come at the end.
func (c *colours) extended(part editor.Text) {
	before := c.document.Text().Len() - part.Len()
	change, err := editor.NewChange(before, editor.Replacement{From: before, To: before, Insert: part})
	if err == nil && c.document.Version() != c.version {
		c.edited(change)
	}
}

// changed tells the highlighter of a change that was not told by edited: undo, or
// a reload.
func (c *colours) changed() {
	if version := c.document.Version(); version != c.version {
		c.version = version
		c.highlighter.Replaced(version, c.document.Text())
	}
}

// Styles answers the text view with what the highlighter has.
func (c *colours) Styles(version editor.Version, from, to int) []textview.Span {
	spans := c.highlighter.Styles(version, from, to)
	styled := make([]textview.Span, len(spans))
	for i, span := range spans {
		styled[i] = textview.Span{From: span.From, To: span.To, Style: textview.Style(span.Style)}
	}
	styled = c.problems.underline(version, styled, from, to)
	return c.conflicts.underline(version, styled, from, to)
}
