package editor

// moveHead makes the command that moves every head to f; without extend the
// anchor comes along.
func moveHead(extend bool, f func(s State, r Range) Range) Command {
	return func(s State) (Transaction, bool) {
		return s.move(s.Selection.each(func(r Range) Range {
			to := f(s, r)
			if extend {
				to.Anchor = r.Anchor
			} else {
				to.Anchor = to.Head
			}
			return to
		}))
	}
}

// MoveLeft moves by a cluster, or to the start of a selection.
func MoveLeft(extend bool) Command {
	return moveHead(extend, func(s State, r Range) Range {
		if !extend && !r.Empty() {
			return Range{Head: r.Min()}
		}
		return Range{Head: s.Text.PrevCluster(r.Head)}
	})
}

// MoveRight moves by a cluster, or to the end of a selection.
func MoveRight(extend bool) Command {
	return moveHead(extend, func(s State, r Range) Range {
		if !extend && !r.Empty() {
			return Range{Head: r.Max()}
		}
		return Range{Head: s.Text.NextCluster(r.Head)}
	})
}

// MoveWordLeft moves to the start of the word before.
func MoveWordLeft(extend bool) Command {
	return moveHead(extend, func(s State, r Range) Range { return Range{Head: s.Text.PrevWord(r.Head)} })
}

// MoveWordRight moves to the end of the word after.
func MoveWordRight(extend bool) Command {
	return moveHead(extend, func(s State, r Range) Range { return Range{Head: s.Text.NextWord(r.Head)} })
}

// MoveLineStart moves to the first character of the line that is not white
// space, and from there to the start of the line.
func MoveLineStart(extend bool) Command {
	return moveHead(extend, func(s State, r Range) Range {
		start := s.Text.LineStart(s.Text.LineOf(r.Head))
		first := start + s.Text.indentLen(start)
		if r.Head == first {
			first = start
		}
		return Range{Head: first}
	})
}

// MoveLineEnd moves to the end of the line.
func MoveLineEnd(extend bool) Command {
	return moveHead(extend, func(s State, r Range) Range {
		return Range{Head: s.Text.LineEnd(s.Text.LineOf(r.Head))}
	})
}

// MoveDocStart moves to the start of the text.
func MoveDocStart(extend bool) Command {
	return moveHead(extend, func(State, Range) Range { return Range{} })
}

// MoveDocEnd moves to the end of the text.
func MoveDocEnd(extend bool) Command {
	return moveHead(extend, func(s State, _ Range) Range { return Range{Head: s.Text.Len()} })
}

// indentLen returns the length of the white space at start.
func (t Text) indentLen(start int) int {
	n := 0
	for c := range t.Chunks(start, t.Len()) {
		for _, b := range c {
			if b != ' ' && b != '\t' {
				return n
			}
			n++
		}
	}
	return n
}

// MoveParagraphUp moves to the empty line before the paragraph.
func MoveParagraphUp(extend bool) Command {
	return moveHead(extend, func(s State, r Range) Range {
		t := s.Text
		line := t.LineOf(r.Head) - 1
		for line > 0 && t.emptyLine(line) {
			line--
		}
		for line > 0 && !t.emptyLine(line) {
			line--
		}
		return Range{Head: t.LineStart(max(line, 0))}
	})
}

// MoveParagraphDown moves to the empty line after the paragraph.
func MoveParagraphDown(extend bool) Command {
	return moveHead(extend, func(s State, r Range) Range {
		t := s.Text
		line, last := t.LineOf(r.Head)+1, t.Lines()-1
		for line < last && t.emptyLine(line) {
			line++
		}
		for line < last && !t.emptyLine(line) {
			line++
		}
		if line > last || !t.emptyLine(line) {
			return Range{Head: t.Len()}
		}
		return Range{Head: t.LineStart(line)}
	})
}

func (t Text) emptyLine(line int) bool { return t.LineStart(line) == t.LineEnd(line) }
