package editor

import "iter"

// block is a run of lines that a command works on.
type block struct{ first, last int }

// blocks returns the lines that a selection touches, adjoining ones together.
// A stretch that ends at the start of a line does not touch that line.
func (s State) blocks() []block {
	var bs []block
	for _, r := range s.Selection.list() {
		b := block{s.Text.LineOf(r.Min()), s.Text.LineOf(r.Max())}
		if b.last > b.first && s.Text.LineStart(b.last) == r.Max() {
			b.last--
		}
		if n := len(bs); n > 0 && b.first <= bs[n-1].last+1 {
			bs[n-1].last = max(bs[n-1].last, b.last)
			continue
		}
		bs = append(bs, b)
	}
	return bs
}

// span returns the bytes of a block with its last break, if it has one.
func (t Text) span(b block) (from, to int) {
	return t.LineStart(b.first), t.lineNext(b.last)
}

// lineNext returns the start of the line after, or the end of the text.
func (t Text) lineNext(line int) int {
	if line+1 >= t.Lines() {
		return t.Len()
	}
	return t.LineStart(line + 1)
}

// touchedLines yields the lines that a selection touches, as long as they are
// wanted.
func (s State) touchedLines() iter.Seq[lineSpan] {
	return func(yield func(lineSpan) bool) {
		n := 0
		for _, b := range s.blocks() {
			for line := range s.Text.lineSpans(b) {
				if n++; n%stopStep == 0 && s.stopped() || !yield(line) {
					return
				}
			}
		}
	}
}

// editLines makes one replacement per line, for which f says what goes and
// what comes; the selection keeps what it covers.
func (s State) editLines(f func(start, end int) (Replacement, bool)) (Transaction, bool) {
	var reps []Replacement
	for line := range s.touchedLines() {
		if r, ok := f(line.start, line.end); ok {
			reps = append(reps, r)
		}
	}
	return s.editMapped(reps)
}

// editMapped makes replacements and lets stretches grow with what is inserted
// at their ends. It does nothing if that is not wanted any more.
func (s State) editMapped(reps []Replacement) (Transaction, bool) {
	if s.stopped() {
		return Transaction{}, false
	}
	c, err := NewChange(s.Text.Len(), reps...)
	if err != nil || c.Empty() {
		return Transaction{}, false
	}
	m := c.mapper()
	sel := s.Selection.each(func(r Range) Range {
		switch {
		case r.Empty():
			at := m.Map(r.Head, After)
			return Range{Anchor: at, Head: at}
		case r.Head < r.Anchor:
			return Range{Anchor: m.Map(r.Anchor, After), Head: m.Map(r.Head, Before)}
		}
		return Range{Anchor: m.Map(r.Anchor, Before), Head: m.Map(r.Head, After)}
	})
	return Transaction{Base: s.Version, Change: c, Selection: sel, Time: s.Time}, true
}

// IndentLines moves the touched lines one level in. Empty lines stay empty.
func IndentLines() Command {
	return func(s State) (Transaction, bool) {
		level := FromString(s.Settings.level())
		return s.editLines(func(start, end int) (Replacement, bool) {
			return Replacement{start, start, level}, start < end
		})
	}
}

// OutdentLines moves the touched lines one level out, as far as they go.
func OutdentLines() Command {
	return func(s State) (Transaction, bool) {
		return s.editLines(func(start, end int) (Replacement, bool) {
			n, cells := 0, 0
			for cells < s.Settings.indent() && start+n < end {
				switch s.Text.ByteAt(start + n) {
				case ' ':
					cells++
				case '\t':
					cells += tabCells(cells, s.Settings.tab())
				default:
					return Replacement{From: start, To: start + n}, n > 0
				}
				n++
			}
			return Replacement{From: start, To: start + n}, n > 0
		})
	}
}

// DeleteLines deletes the touched lines. The caret keeps its cell.
func DeleteLines() Command {
	return func(s State) (Transaction, bool) {
		t := s.Text
		var reps []Replacement
		for _, b := range s.blocks() {
			from, to := t.span(b)
			if to == t.Len() && b.first > 0 && to == t.LineEnd(b.last) {
				from = t.LineEnd(b.first - 1) // the last line takes the break before it along
				if n := len(reps); n > 0 && reps[n-1].To > from {
					from = reps[n-1].To
				}
			}
			if from < to {
				reps = append(reps, Replacement{From: from, To: to})
			}
		}
		c, err := NewChange(t.Len(), reps...)
		if err != nil || c.Empty() {
			return Transaction{}, false
		}
		after, m, tab := c.Apply(t), c.mapper(), s.Settings.tab()
		sel := s.Selection.each(func(r Range) Range {
			cell := t.cellOf(t.LineOf(r.Head), r.Head, tab)
			at := after.offsetAtCell(after.LineOf(m.Map(r.Head, Before)), cell, tab)
			return Range{Anchor: at, Head: at}
		})
		return Transaction{Base: s.Version, Change: c, Selection: sel, Time: s.Time}, true
	}
}

// DuplicateLines puts a copy of the touched lines below them and goes there.
func DuplicateLines() Command {
	return func(s State) (Transaction, bool) {
		var reps []Replacement
		for _, b := range s.blocks() {
			from, to := s.Text.span(b)
			copied := s.Text.Sub(from, to)
			if to == s.Text.LineEnd(b.last) { // no break to copy
				copied = Join(FromString(s.Settings.eol()), copied)
			}
			reps = append(reps, Replacement{to, to, copied})
		}
		return s.shiftBlocks(reps, func(i int) int {
			shift := 0
			for _, r := range reps[:i+1] {
				shift += r.Insert.Len()
			}
			return shift
		})
	}
}

// shiftBlocks makes replacements and moves the ranges in the i-th block by
// shift(i).
func (s State) shiftBlocks(reps []Replacement, shift func(i int) int) (Transaction, bool) {
	bs := s.blocks()
	i := 0
	sel := s.Selection.each(func(r Range) Range {
		for i+1 < len(bs) && s.Text.LineStart(bs[i+1].first) <= r.Min() {
			i++
		}
		by := shift(i)
		return Range{Anchor: r.Anchor + by, Head: r.Head + by}
	})
	return s.edit(Other, sel, reps...)
}

// MoveLinesUp moves the touched lines above the line before them. The empty
// line after a final break does not take part: the break stays final.
func MoveLinesUp() Command { return moveLines(-1) }

// MoveLinesDown moves the touched lines below the line after them.
func MoveLinesDown() Command { return moveLines(1) }

func moveLines(way int) Command {
	return func(s State) (Transaction, bool) {
		t := s.Text
		var reps []Replacement
		var shifts []int
		for _, b := range s.blocks() {
			upper, lower := block{b.first - 1, b.first - 1}, b
			if way > 0 {
				upper, lower = b, block{b.last + 1, b.last + 1}
			}
			if upper.first < 0 || lower.last >= t.Lines() || t.LineStart(lower.first) == t.Len() {
				return Transaction{}, false
			}
			r, up, down := t.swap(upper, lower)
			reps = append(reps, r...)
			if way > 0 {
				up = down
			}
			shifts = append(shifts, up)
		}
		return s.shiftBlocks(reps, func(i int) int { return shifts[i] })
	}
}

// swap makes two adjoining blocks change places. A line takes its own break
// along, unless the lower block ends the text without one. It returns how far
// the lower one moves and how far the upper one.
func (t Text) swap(upper, lower block) (reps []Replacement, lowerBy, upperBy int) {
	from, mid := t.span(upper)
	_, to := t.span(lower)
	end := t.LineEnd(upper.last)
	if to > t.LineEnd(lower.last) {
		end = mid
	}
	moved := Join(t.Sub(end, mid), t.Sub(from, end))
	reps = []Replacement{{From: from, To: mid}, {From: to, To: to, Insert: moved}}
	return reps, from - mid, to - mid + (mid - end)
}

// JoinLines joins the touched lines, or the line of a caret with the next,
// putting one space in place of the break and the indentation.
func JoinLines() Command {
	return func(s State) (Transaction, bool) {
		t := s.Text
		var reps []Replacement
		for _, b := range s.blocks() {
			b.last = max(b.first+1, b.last)
			var before lineSpan
			i := 0
			for line := range t.lineSpans(b) {
				if i%stopStep == 0 && s.stopped() {
					return Transaction{}, false
				}
				if i > 0 {
					reps = append(reps, t.seam(before, line, i == 1))
				}
				before = line
				i++
			}
		}
		return s.editMapped(reps)
	}
}

// seam is the replacement that joins a line, the first one or a later one, to
// the next. No space is put before an empty line, after an empty first
// one, or after another space.
func (t Text) seam(line, next lineSpan, first bool) Replacement {
	from, to := line.end, next.start
	to += t.indentLen(to)
	glue := " "
	if first && from == line.start || t.classBefore(from) == blank || to == next.end {
		glue = ""
	}
	return Replacement{from, to, FromString(glue)}
}

// level returns the white space of one level of indentation.
func (s Settings) level() string {
	if !s.UseSpaces {
		return "\t"
	}
	return spaces(s.indent())
}
