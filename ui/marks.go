package ui

import (
	"context"
	"maps"
	"time"

	"holdfast/editor/merge"
	"holdfast/ui/textview"
)

// marksRest is how long the text must rest before its changes are marked, and
// marksMost the size in bytes up to which they are.
const (
	marksRest = 300 * time.Millisecond
	marksMost = 8 << 20
)

// marks are the lines of a page that differ from the file, for the gutter, and what the
// scrollbar shows.
type marks struct {
	resting resting
	changes map[int]textview.Mark   // against the file
	lines   map[int]textview.Mark   // with the problems
	matches []textview.OverviewMark // of a search, on the scrollbar
	changed []textview.OverviewMark // the changes, there
	onBar   bool                    // the scrollbar shows marks
}

// markChanges works out anew, once the user rests, which lines differ from what
// was opened or saved last.
func (s *Shell) markChanges(p *page) {
	p.marks.resting.after(s, p, marksRest, func() { s.compareLines(p) })
}

func (s *Shell) compareLines(p *page) {
	base, known := p.file.Base()
	text := p.file.Document.Text()
	if !p.file.Modified() || !known || max(base.Len(), text.Len()) > marksMost {
		s.showChanges(p, nil)
		return
	}
	p.marks.resting.begin(s, func(ctx context.Context) func() {
		hunks, err := merge.Compare(ctx, merge.LinesOf(base), merge.LinesOf(text))
		if err != nil {
			return nil // stopped
		}
		return func() { s.showChanges(p, hunks) }
	})
}

// showChanges marks differences, beside the lines and on the scrollbar.
func (s *Shell) showChanges(p *page, hunks []merge.Hunk) {
	s.showMarks(p, linesOf(hunks))
	p.marks.changed = changeMarks(hunks)
	p.showOverview()
}

// linesOf turns differences into marks of the lines of the second text.
func linesOf(hunks []merge.Hunk) map[int]textview.Mark {
	lines := map[int]textview.Mark{}
	for _, h := range hunks {
		mark := textview.Modified
		if h.A.Empty() {
			mark = textview.Added
		}
		for line := h.B.From; line < h.B.To; line++ {
			lines[line] |= mark
		}
		if h.B.Empty() {
			lines[max(h.B.From-1, 0)] |= textview.RemovedBelow
		}
	}
	return lines
}

// showMarks shows the marks of changes together with those of problems.
func (s *Shell) showMarks(p *page, changes map[int]textview.Mark) {
	m := &p.marks
	m.changes = changes
	lines := maps.Clone(changes)
	if lines == nil {
		lines = map[int]textview.Mark{}
	}
	for _, problem := range p.problems.list {
		if severity(problem) == textview.Error {
			lines[problem.Line-1] |= textview.HasError
		} else {
			lines[problem.Line-1] |= textview.HasWarning
		}
	}
	p.conflicts.mark(p.file.Document.Text(), lines)
	if len(lines) > 0 || len(m.lines) > 0 {
		m.lines = lines
		p.view.SetMarks(func(line int) textview.Mark { return m.lines[line] })
	}
}
