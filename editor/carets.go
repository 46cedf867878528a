package editor

// AddNextOccurrence selects the word at the caret, or, if something is
// selected, adds the next place where the same text stands, going on from
// the start of the text after the end.
func AddNextOccurrence() Command {
	return func(s State) (Transaction, bool) {
		main := s.Selection.Main()
		if main.Empty() {
			from, to := s.Text.WordAt(main.Head)
			return s.replaceMain(Range{Anchor: from, Head: to})
		}
		word := s.Text.Slice(main.Min(), main.Max())
		taken := map[int]bool{}
		for _, r := range s.Selection.Ranges {
			taken[r.Min()] = true
		}
		at := main.Max()
		for range len(s.Selection.Ranges) + 1 {
			next := s.Text.Index(word, at)
			if next < 0 {
				next = s.Text.Index(word, 0)
			}
			if next < 0 {
				break
			}
			if !taken[next] {
				rs := append(append([]Range(nil), s.Selection.Ranges...), Range{Anchor: next, Head: next + len(word)})
				return s.move(NewSelection(rs, len(rs)-1))
			}
			at = next + len(word)
		}
		return Transaction{}, false
	}
}

// replaceMain puts another range in place of the primary one.
func (s State) replaceMain(r Range) (Transaction, bool) {
	rs := append([]Range(nil), s.Selection.list()...)
	i := min(max(s.Selection.Primary, 0), len(rs)-1)
	rs[i] = r
	return s.move(NewSelection(rs, i))
}

// MostCarets is how many carets CaretPerLine makes: every key types at each.
const MostCarets = 10_000

// CaretPerLine puts a caret at the end of every line that is selected. It does
// nothing to more than MostCarets lines.
func CaretPerLine() Command {
	return func(s State) (Transaction, bool) {
		var carets []Range
		for _, b := range s.blocks() {
			if b.last-b.first >= MostCarets-len(carets) {
				return Transaction{}, false
			}
			for line := range s.Text.lineSpans(b) {
				carets = append(carets, Range{Anchor: line.end, Head: line.end})
			}
		}
		return s.move(NewSelection(carets, len(carets)-1))
	}
}

// AddCaretAbove adds a caret a line above the topmost one, in the same cell.
func AddCaretAbove() Command { return addCaret(-1) }

// AddCaretBelow adds a caret a line below the lowest one, in the same cell.
func AddCaretBelow() Command { return addCaret(1) }

func addCaret(way int) Command {
	return func(s State) (Transaction, bool) {
		rs := s.Selection.list()
		from := rs[0]
		if way > 0 {
			from = rs[len(rs)-1]
		}
		t, tab := s.Text, s.Settings.tab()
		line := t.LineOf(from.Head)
		if line+way < 0 || line+way >= t.Lines() {
			return Transaction{}, false
		}
		goal := from.GoalCell
		if goal == 0 {
			goal = 1 + t.cellOf(line, from.Head, tab)
		}
		at := t.offsetAtCell(line+way, goal-1, tab)
		all := append(append([]Range(nil), rs...), Range{Anchor: at, Head: at, GoalCell: goal})
		return s.move(NewSelection(all, len(all)-1))
	}
}
