package editor

import (
	"context"
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
	// heavyParts is the number of parts from which on a change takes
	// milliseconds.
	heavyParts = 10_000
)

// step leads from one state of a document to another: an undo group seen from
// its later end, or the same group seen from its earlier end for redo.
type step struct {
	change   Change
	from, to Version
	there    Selection // at to
	here     Selection // at from
	// ready is what change comes to, kept of a heavy one while there is room for
	// another text; nil means that it must be worked out.
	ready *prepared
}

// cost estimates the memory that a step holds. What it would put back may be
// shared with the file as it was read, so this is an upper bound.
func (s step) cost() int {
	n := 256 + s.change.parts.size() + 32*(len(s.there.Ranges)+len(s.here.Ranges))
	if s.ready != nil {
		n += s.ready.after.Len() + s.ready.inverse.parts.size()
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
	heavyFrom    int       // parts; 0 means heavyParts
}

// heavy reports whether a change takes so long that its outcome is worth a text.
func (h *history) heavy(c Change) bool {
	if h.heavyFrom > 0 {
		return c.Parts() >= h.heavyFrom
	}
	return c.Parts() >= heavyParts
}

// record notes a transaction that is about to be applied to d.
func (h *history) record(d *Document, t Transaction, after Version) {
	inverse := t.ready.inverse
	h.undone = nil
	if n := len(h.done); n > 0 && h.joins(d, t) {
		s := &h.done[n-1]
		h.costs -= s.cost()
		s.change = inverse.Compose(s.change)
		s.from, s.here, s.ready = after, t.Selection, nil
	} else {
		s := step{change: inverse, from: after, to: d.version, there: d.selection, here: t.Selection}
		if h.heavy(t.Change) {
			s.ready = &prepared{after: d.text, inverse: t.Change}
		}
		h.done = append(h.done, s)
	}
	h.costs += h.done[len(h.done)-1].cost()
	h.forget(t.Change.NewLen())
	h.sealed = false
	h.intent, h.last = t.Intent, t.Time
	h.space = endsInSpace(t.Change)
}

// forget makes room when the history holds too much for a text of n bytes: it
// drops what could be worked out again, and then the oldest groups. The newest
// group always stays as it is.
func (h *history) forget(n int) {
	most := n + h.allowance
	if h.allowance == 0 {
		most = n + historyBytes
	}
	if h.costs <= most {
		return
	}
	for i := range len(h.done) - 1 {
		h.lighten(&h.done[i])
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

// lighten drops what a step of done could work out again.
func (h *history) lighten(s *step) {
	if s.ready != nil {
		h.costs -= s.cost()
		s.ready = nil
		h.costs += s.cost()
	}
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
func (d *Document) Undo() bool { return d.undo(nil) }

// Redo makes the group that was undone last again.
func (d *Document) Redo() bool { return d.redo(nil) }

func (d *Document) undo(ready *prepared) bool {
	h := &d.history
	if len(h.done) > 0 {
		h.costs -= h.done[len(h.done)-1].cost()
	}
	return d.travel(&h.done, &h.undone, ready)
}

func (d *Document) redo(ready *prepared) bool {
	h := &d.history
	if !d.travel(&h.undone, &h.done, ready) {
		return false
	}
	h.costs += h.done[len(h.done)-1].cost()
	return true
}

// UndoAhead returns nil if Undo takes no time, as it nearly always does. If not,
// it returns the work to be done before, on whatever goroutine; that stops when
// ctx ends. What it returns is Undo without that work. It does nothing, and
// returns false, if the document has changed meanwhile or the work was stopped.
func (d *Document) UndoAhead() func(context.Context) func() bool {
	return d.ahead(&d.history.done, d.undo)
}

// RedoAhead is UndoAhead for Redo.
func (d *Document) RedoAhead() func(context.Context) func() bool {
	return d.ahead(&d.history.undone, d.redo)
}

func (d *Document) ahead(steps *[]step, move func(*prepared) bool) func(context.Context) func() bool {
	n := len(*steps)
	if n == 0 || (*steps)[n-1].ready != nil || !d.history.heavy((*steps)[n-1].change) {
		return nil
	}
	s, text := (*steps)[n-1], d.text
	return func(ctx context.Context) func() bool {
		ready := prepare(ctx, text, s.change, nil)
		return func() bool {
			n := len(*steps)
			if ready == nil || d.version != s.from || n == 0 || (*steps)[n-1].to != s.to {
				return false
			}
			return move(ready)
		}
	}
}

// travel goes a step back or forth; ready is what the step comes to, if that was
// worked out.
func (d *Document) travel(from, to *[]step, ready *prepared) bool {
	n := len(*from)
	if n == 0 {
		return false
	}
	s := (*from)[n-1]
	(*from)[n-1] = step{}
	*from = (*from)[:n-1]
	if s.ready != nil {
		ready = s.ready
	} else if ready == nil {
		ready = prepare(context.Background(), d.text, s.change, nil)
	}
	back := step{change: ready.inverse, from: s.to, to: s.from, there: s.here, here: s.there}
	if d.history.heavy(s.change) {
		back.ready = &prepared{after: d.text, inverse: s.change}
	}
	*to = append(*to, back)
	d.text, d.version = ready.after, s.to
	d.selection = s.there.clamp(d.text.Len())
	d.Seal()
	return true
}

// atCarets reports whether a change happens where the carets are.
func atCarets(s Selection, c Change) bool {
	i, rs := 0, s.list()
	for part := range c.Parts() {
		r := c.Part(part)
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
	if c.Empty() {
		return false
	}
	b := c.Part(0).Insert.Slice(0, utf8.UTFMax)
	r, _ := utf8.DecodeRune(b)
	return r == '\n' || r == '\r' || afterSpace && !unicode.IsSpace(r)
}

func endsInSpace(c Change) bool {
	if c.Empty() {
		return false
	}
	t := c.Part(c.Parts() - 1).Insert
	r, _ := utf8.DecodeLastRune(t.Slice(t.Len()-utf8.UTFMax, t.Len()))
	return unicode.IsSpace(r)
}
