package editor

import (
	"context"
	"time"
)

// Settings are what commands need to know of the user's and the file's habits.
type Settings struct {
	TabWidth    int    // cells from one tab stop to the next; 0 means 8
	UseSpaces   bool   // the Tab key inserts spaces
	IndentWidth int    // cells of one level; 0 means TabWidth
	LineEnding  string // for new breaks: "\n", "\r\n" or "\r"; "" means "\n"
}

func (s Settings) tab() int {
	if s.TabWidth <= 0 {
		return 8
	}
	return s.TabWidth
}

func (s Settings) indent() int {
	if s.IndentWidth <= 0 {
		return s.tab()
	}
	return s.IndentWidth
}

func (s Settings) eol() string {
	if s.LineEnding == "" {
		return "\n"
	}
	return s.LineEnding
}

// State is what a command sees.
type State struct {
	Text      Text
	Selection Selection
	Version   Version
	Settings  Settings
	Time      time.Time

	ctx context.Context // ends when what the command does is not wanted any more; nil never does
}

// stopped reports whether the outcome of a command is not wanted any more.
func (s State) stopped() bool { return s.ctx != nil && s.ctx.Err() != nil }

// Command says what a key or a menu item would do in a state. It is a pure
// function. It returns false when there is nothing to do.
type Command func(State) (Transaction, bool)

// move returns the transaction that changes only the selection.
func (s State) move(sel Selection) (Transaction, bool) {
	if sel.Equal(s.Selection) && sel.Main().GoalCell == s.Selection.Main().GoalCell {
		return Transaction{}, false
	}
	none, _ := NewChange(s.Text.Len())
	return Transaction{Base: s.Version, Change: none, Selection: sel, Intent: Moving, Time: s.Time}, true
}

// edit returns the transaction that makes the replacements and selects sel,
// which is in the coordinates of the new text.
func (s State) edit(intent Intent, sel Selection, reps ...Replacement) (Transaction, bool) {
	c, err := NewChange(s.Text.Len(), reps...)
	if err != nil || c.Empty() {
		return Transaction{}, false
	}
	return Transaction{Base: s.Version, Change: c, Selection: sel, Intent: intent, Time: s.Time}, true
}

// replaceEach replaces a stretch for each range: f returns what goes and what
// comes. Each caret ends after what came.
func (s State) replaceEach(intent Intent, f func(Range) Replacement) (Transaction, bool) {
	var reps []Replacement
	var carets []Range
	shift, at, useful := 0, 0, false
	for _, r := range s.Selection.list() {
		rep := f(r)
		rep.From = max(rep.From, at) // what an earlier range took is gone
		rep.To = max(rep.To, rep.From)
		at = rep.To
		end := rep.From + shift + rep.Insert.Len()
		shift += rep.Insert.Len() - (rep.To - rep.From)
		carets = append(carets, Range{Anchor: end, Head: end})
		if rep.From < rep.To || rep.Insert.Len() > 0 {
			reps = append(reps, rep)
			useful = true
		}
	}
	if !useful {
		return Transaction{}, false
	}
	return s.edit(intent, NewSelection(carets, s.Selection.Primary), reps...)
}
