package textview

import "holdfast/editor"

// moveHeads makes the command that moves every head to where f says; f gets
// ranges in turn. The view's own motions go by rows of the screen, which the
// headless engine does not know.
func (v *View) moveHeads(extend bool, f func(r editor.Range) editor.Range) editor.Command {
	return func(s editor.State) (editor.Transaction, bool) {
		ranges := s.Selection.Ranges
		if len(ranges) == 0 {
			ranges = []editor.Range{{}}
		}
		moved := make([]editor.Range, len(ranges))
		for i, r := range ranges {
			to := f(r)
			to.Anchor = to.Head
			if extend {
				to.Anchor = r.Anchor
			}
			moved[i] = to
		}
		sel := editor.NewSelection(moved, s.Selection.Primary)
		if sel.Equal(s.Selection) {
			return editor.Transaction{}, false
		}
		none, err := editor.NewChange(s.Text.Len())
		return editor.Transaction{Base: s.Version, Change: none, Selection: sel, Intent: editor.Moving, Time: s.Time}, err == nil
	}
}

// moveRows moves down by rows, or up, keeping the goal cell, which counts from
// the left edge of the text. Beyond the ends it goes to the ends of the text.
func (v *View) moveRows(n int, extend bool) editor.Command {
	return v.moveHeads(extend, func(r editor.Range) editor.Range {
		from := r.Head
		switch {
		case extend || r.Empty():
		case n < 0:
			from = r.Min()
		default:
			from = r.Max()
		}
		at, cell := v.rowOf(from)
		goal := r.GoalCell
		if goal == 0 || from != r.Head {
			goal = 1 + cell - v.rowAt(at).zero()
		}
		to := v.walk(at, n)
		if to == at {
			head := 0
			if n > 0 {
				_, head = v.lineSpan(v.fromShown(v.shownLines() - 1))
			}
			return editor.Range{Head: head, GoalCell: goal}
		}
		row := v.rowAt(to)
		return editor.Range{Head: v.offsetIn(row, float64(row.zero()+goal-1)), GoalCell: goal}
	})
}

// zero is the cell at the left edge of the text when it is not scrolled.
func (r visRow) zero() int { return r.start - r.indent }

// turnPage moves the carets and the text by a page, keeping a row of context.
func (v *View) turnPage(dir int, extend bool) editor.Command {
	if v.face == nil {
		return v.moveRows(dir, extend)
	}
	n := dir * max(v.pageRows()-1, 1)
	v.scrollBy(n * v.face.cellH)
	return v.moveRows(n, extend)
}

// rowStart moves to the first letter of a line, then to its start; in a row
// that continues a line to the start of the row.
func (v *View) rowStart(extend bool) editor.Command {
	if !v.options.Wrap {
		return editor.MoveLineStart(extend)
	}
	line := editor.MoveLineStart(extend)
	return func(s editor.State) (editor.Transaction, bool) {
		if at, _ := v.rowOf(s.Selection.Main().Head); at.sub == 0 {
			return line(s)
		}
		return v.moveHeads(extend, func(r editor.Range) editor.Range {
			at, _ := v.rowOf(r.Head)
			return editor.Range{Head: v.rowAt(at).from}
		})(s)
	}
}

// rowEnd moves to the end of the row.
func (v *View) rowEnd(extend bool) editor.Command {
	if !v.options.Wrap {
		return editor.MoveLineEnd(extend)
	}
	return v.moveHeads(extend, func(r editor.Range) editor.Range {
		at, _ := v.rowOf(r.Head)
		row := v.rowAt(at)
		return editor.Range{Head: v.withinRow(row, row.to)}
	})
}
