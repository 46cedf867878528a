package editor

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	// joinWithin is the longest pause between edits that undo takes back
	// together.
	joinWithin = 500 * time.Millisecond
	// historyBytes is what the history may hold beyond the size of the text,
	// before it forgets the oldest groups.
	historyBytes = 64 << 20
)

// step leads from one state of a document to another: an undo group seen from
// its later end, or the same group seen from its earlier end for redo.
type step struct {
	change   Change
	from, to Version
	there    Selection // at to
	here     Selection // at from
}

// cost estimates the memory that a step holds. What it would put back may be
// shared with the file as it was read, so this is an upper bound.
func (s step) cost() int {
	n := 256 + 32*(len(s.change.reps)+len(s.there.Ranges)+len(s.here.Ranges))
	for _, r := range s.change.reps {
		n += r.Insert.Len()
	}
	return n
}

// history holds what can be undone and redone.
type history struct {
	done, undone []step
	sealed       bool
	intent       Intent
	last         time.Time // of the newest edit
	space        bool      // the newest typing ended with white space
	costs        int       // of what can be undone
	allowance    int       // 0 means historyBytes
}

// record notes a transaction that is about to be applied to d.
func (h *history) record(d *Document, t Transaction, after Version) {
	inverse := t.ready.inverse
	h.undone = nil
	if n := len(h.done); n > 0 && h.joins(d, t) {
		s := &h.done[n-1]
		h.costs -= s.cost()
		s.change = inverse.Compose(s.change)
		s.from, s.here = after, t.Selection
	} else {
		h.done = append(h.done, step{change: inverse, from: after, to: d.version, there: d.selection, here: t.Selection})
	}
	h.costs += h.done[len(h.done)-1].cost()
	h.forget(t.Change.NewLen())
	h.sealed = false
	h.intent, h.last = t.Intent, t.Time
	h.space = endsInSpace(t.Change)
}

// forget drops the oldest groups when the history holds too much for a text of
// n bytes. The newest always stays.
func (h *history) forget(n int) {
	most := n + h.allowance
	if h.allowance == 0 {
		most = n + historyBytes
	}
	if h.costs <= most {
		return
	}
	k := 0 // some more than necessary go, so that this is seldom done
	for ; h.costs > most-most/4 && k < len(h.done)-1; k++ {
		h.costs -= h.done[k].cost()
	}
	h.done = slices.Delete(h.done, 0, k)
}

// joins reports whether t continues the newest group.
func (h *history) joins(d *Document, t Transaction) bool {
	if h.sealed || t.Intent != h.intent || t.Intent != Typing && t.Intent != Deleting {
		return false
	}
	if pause := t.Time.Sub(h.last); pause < 0 || pause > joinWithin {
		return false
	}
	if t.Intent == Typing && startsWord(t.Change, h.space) {
		return false
	}
	return atCarets(d.selection, t.Change)
}

// Seal ends the undo group: what comes next is undone by itself.
func (d *Document) Seal() { d.history.sealed = true }

// CanUndo reports whether there is something to undo.
func (d *Document) CanUndo() bool { return len(d.history.done) > 0 }

// CanRedo reports whether there is something to redo.
func (d *Document) CanRedo() bool { return len(d.history.undone) > 0 }

// Undo takes back the newest group and restores the selection it began with.
// It returns false if there is none.
func (d *Document) Undo() bool {
	h := &d.history
	if len(h.done) > 0 {
		h.costs -= h.done[len(h.done)-1].cost()
	}
	return d.travel(&h.done, &h.undone)
}

// Redo makes the group that was undone last again.
func (d *Document) Redo() bool {
	h := &d.history
	if !d.travel(&h.undone, &h.done) {
		return false
	}
	h.costs += h.done[len(h.done)-1].cost()
	return true
}

func (d *Document) travel(from, to *[]step) bool {
	n := len(*from)
	if n == 0 {
		return false
	}
	s := (*from)[n-1]
	(*from)[n-1] = step{}
	*from = (*from)[:n-1]
	back := step{change: s.change.Invert(d.text), from: s.to, to: s.from, there: s.here, here: s.there}
	*to = append(*to, back)
	d.text, d.version = s.change.Apply(d.text), s.to
	d.selection = s.there.clamp(d.text.Len())
	d.Seal()
	return true
}

// atCarets reports whether a change happens where the carets are.
func atCarets(s Selection, c Change) bool {
	i, rs := 0, s.list()
	for _, r := range c.reps {
		for i < len(rs) && rs[i].Max() < r.From {
			i++
		}
		if i == len(rs) || rs[i].Min() > r.To {
			return false
		}
	}
	return true
}

// startsWord reports whether typing should begin a group of its own: a line
// break, or a word after white space.
func startsWord(c Change, afterSpace bool) bool {
	if len(c.reps) == 0 {
		return false
	}
	b := c.reps[0].Insert.Slice(0, utf8.UTFMax)
	r, _ := utf8.DecodeRune(b)
	return r == '\n' || r == '\r' || afterSpace && !unicode.IsSpace(r)
}

func endsInSpace(c Change) bool {
	if len(c.reps) == 0 {
		return false
	}
	t := c.reps[len(c.reps)-1].Insert
	r, _ := utf8.DecodeLastRune(t.Slice(t.Len()-utf8.UTFMax, t.Len()))
	return unicode.IsSpace(r)
}
