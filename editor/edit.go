package editor

import "strings"

// InsertText types s in place of every selection.
func InsertText(s string) Command { return insert(s, Typing) }

// Paste puts s in place of every selection; undo takes it back by itself. When
// s has as many lines as there are ranges each gets one.
func Paste(s string) Command {
	whole := insert(s, Pasting) // what takes long with a long text, before the command runs
	return func(st State) (Transaction, bool) {
		n := len(st.Selection.Ranges)
		if n < 2 {
			return whole(st)
		}
		parts := strings.Split(strings.TrimSuffix(string(unifyBreaks([]byte(s))), "\n"), "\n")
		if len(parts) != n {
			return whole(st)
		}
		i := -1
		return st.replaceEach(Pasting, func(r Range) Replacement {
			i++
			return Replacement{r.Min(), r.Max(), FromString(parts[i])}
		})
	}
}

func insert(s string, intent Intent) Command {
	ins := FromString(s)
	return func(st State) (Transaction, bool) {
		return st.replaceEach(intent, func(r Range) Replacement {
			return Replacement{r.Min(), r.Max(), ins}
		})
	}
}

// NewlineIndent begins a new line, indented like the one it leaves: with the
// same tabs and spaces, as far as they stand before the caret.
func NewlineIndent() Command {
	return func(st State) (Transaction, bool) {
		return st.replaceEach(Typing, func(r Range) Replacement {
			start := st.Text.LineStart(st.Text.LineOf(r.Min()))
			n := min(st.Text.indentLen(start), r.Min()-start)
			indent := string(st.Text.Slice(start, start+n))
			return Replacement{r.Min(), r.Max(), FromString(st.Settings.eol() + indent)}
		})
	}
}

// InsertTab inserts a tab, or spaces to the next stop of the indentation. If
// a selection reaches over a line break it indents the lines instead.
func InsertTab() Command {
	return func(st State) (Transaction, bool) {
		for _, r := range st.Selection.list() {
			if st.Text.LineOf(r.Min()) != st.Text.LineOf(r.Max()) {
				return IndentLines()(st)
			}
		}
		return st.replaceEach(Typing, func(r Range) Replacement {
			return Replacement{r.Min(), r.Max(), FromString(st.tabAt(r.Min()))}
		})
	}
}

func (s State) tabAt(off int) string {
	if !s.Settings.UseSpaces {
		return "\t"
	}
	cell := s.Text.cellOf(s.Text.LineOf(off), off, s.Settings.tab())
	return spaces(tabCells(cell, s.Settings.indent()))
}

// deleteTo deletes each selection, or from each caret to f.
func deleteTo(f func(s State, off int) int) Command {
	return func(st State) (Transaction, bool) {
		return st.replaceEach(Deleting, func(r Range) Replacement {
			if r.Empty() {
				r.Anchor = f(st, r.Head)
			}
			return Replacement{From: r.Min(), To: r.Max()}
		})
	}
}

// DeleteBack deletes the selections, or the cluster before each caret.
func DeleteBack() Command {
	return deleteTo(func(s State, off int) int { return s.Text.PrevCluster(off) })
}

// DeleteForward deletes the selections, or the cluster after each caret.
func DeleteForward() Command {
	return deleteTo(func(s State, off int) int { return s.Text.NextCluster(off) })
}

// DeleteWordBack deletes the selections, or to the start of the word before.
func DeleteWordBack() Command {
	return deleteTo(func(s State, off int) int { return s.Text.PrevWord(off) })
}

// DeleteWordForward deletes the selections, or to the end of the word after.
func DeleteWordForward() Command {
	return deleteTo(func(s State, off int) int { return s.Text.NextWord(off) })
}

// DeleteToLineStart deletes the selections, or from each caret to the start
// of its line, or the break before if the caret is there.
func DeleteToLineStart() Command {
	return deleteTo(func(s State, off int) int {
		if start := s.Text.LineStart(s.Text.LineOf(off)); start < off {
			return start
		}
		return s.Text.PrevCluster(off)
	})
}

// DeleteToLineEnd deletes the selections, or from each caret to the end of
// its line, or the break if the caret is there.
func DeleteToLineEnd() Command {
	return deleteTo(func(s State, off int) int {
		if end := s.Text.LineEnd(s.Text.LineOf(off)); off < end {
			return end
		}
		return s.Text.NextCluster(off)
	})
}
