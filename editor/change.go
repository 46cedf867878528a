package editor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sort"
)

// ErrRange says that replacements overlap or reach outside the text.
var ErrRange = errors.New("editor: replacement outside the text or overlapping")

// Replacement is one part of a change: the bytes from From to To of the old
// text give way to Insert.
type Replacement struct {
	From, To int
	Insert   Text
}

// Change is an edit as a value: sorted, disjoint replacements in the
// coordinates of the old text, and the length that text has. It is immutable.
// The zero value changes nothing in an empty text.
type Change struct {
	reps   []Replacement
	before int // length of the old text
	after  int // length of the new text
}

// NewChange makes a change of a text of oldLen bytes. Replacements may come
// in any order; those at one place keep theirs. It returns ErrRange if two
// overlap or one reaches outside. It keeps reps.
func NewChange(oldLen int, reps ...Replacement) (Change, error) {
	byFrom := func(i, j int) bool {
		a, b := reps[i], reps[j]
		return a.From < b.From || a.From == b.From && a.To < b.To
	}
	if !sort.SliceIsSorted(reps, byFrom) {
		sort.SliceStable(reps, byFrom)
	}
	c := Change{reps: reps, before: oldLen, after: oldLen}
	at := 0
	for _, r := range reps {
		if r.From < at || r.To < r.From || r.To > oldLen {
			return Change{}, fmt.Errorf("%w: %d to %d of %d", ErrRange, r.From, r.To, oldLen)
		}
		at = r.To
		c.after += r.grows()
	}
	return c, nil
}

// Replacements returns the parts of the change, in order. Read only.
func (c Change) Replacements() []Replacement { return c.reps }

// Empty reports whether the change has no parts.
func (c Change) Empty() bool { return len(c.reps) == 0 }

// OldLen returns the length of the text the change is for.
func (c Change) OldLen() int { return c.before }

// NewLen returns the length of the text after the change.
func (c Change) NewLen() int { return c.after }

// Apply returns the text with the change made. It panics if the text does
// not have the length the change was made for; [Document.Apply] returns an
// error instead.
func (c Change) Apply(t Text) Text {
	t, _ = c.apply(context.Background(), t)
	return t
}

// stopStep is how many parts of a change are dealt with between two looks at
// whether that is still wanted.
const stopStep = 1 << 12

// apply is Apply, or false if ctx ends before it is done.
func (c Change) apply(ctx context.Context, t Text) (Text, bool) {
	if t.Len() != c.before {
		panic(fmt.Sprintf("editor: change of a text of %d bytes applied to one of %d", c.before, t.Len()))
	}
	if len(c.reps) > fewReplacements {
		return c.rebuild(ctx, t)
	}
	for i := len(c.reps) - 1; i >= 0; i-- {
		t = t.put(c.reps[i])
	}
	return t, true
}

// put makes one replacement. Short insertions are copied next to what was
// typed before; long ones share their pieces.
func (t Text) put(r Replacement) Text {
	if r.Insert.Len() <= copyBytes {
		return t.Replace(r.From, r.To, r.Insert.Slice(0, r.Insert.Len()))
	}
	l, rest := split(t.root, r.From)
	_, rest = split(rest, r.To-r.From)
	return Text{root: concat(concat(l, r.Insert.root), rest), src: t.src}
}

// Invert returns the change that takes the new text back to old, the text
// this change is for. What it has to put back is shared with old.
func (c Change) Invert(old Text) Change {
	inv, _ := c.invert(context.Background(), old)
	return inv
}

// invert is Invert, or false if ctx ends before it is done.
func (c Change) invert(ctx context.Context, old Text) (Change, bool) {
	inv := Change{reps: make([]Replacement, len(c.reps)), before: c.after, after: c.before}
	shift := 0
	var last Text
	for i, r := range c.reps {
		if i%stopStep == 0 && ctx.Err() != nil {
			return Change{}, false
		}
		if r.From < r.To {
			last = subLike(old, r.From, r.To, last)
			inv.reps[i].Insert = last
		}
		inv.reps[i].From = r.From + shift
		inv.reps[i].To = r.From + shift + r.Insert.Len()
		shift += r.grows()
	}
	return inv, true
}

// subLike is t.Sub(from, to), or like if that holds the same few bytes: to
// undo a replacement of a million equal words takes the word once.
func subLike(t Text, from, to int, like Text) Text {
	if n := to - from; n == like.Len() && n <= 64 && bytes.Equal(t.Slice(from, to), like.Slice(0, n)) {
		return like
	}
	return t.Sub(from, to)
}

// Bias says to which side a position goes when text comes in right there, or
// when the text around it is replaced.
type Bias uint8

// The two sides.
const (
	Before Bias = iota // stay before what is inserted
	After              // go after it
)

// Map returns where a position of the old text is in the new one.
func (c Change) Map(pos int, bias Bias) int {
	i := c.firstAt(pos)
	shift := 0
	for _, r := range c.reps[:i] {
		shift += r.grows()
	}
	return c.mapFrom(i, shift, pos, bias)
}

// grows returns by how much a replacement moves what follows.
func (r Replacement) grows() int { return r.Insert.Len() - (r.To - r.From) }

// firstAt returns the index of the first replacement that ends at pos or
// later.
func (c Change) firstAt(pos int) int {
	return sort.Search(len(c.reps), func(i int) bool { return c.reps[i].To >= pos })
}

// mapFrom is Map, given the first replacement that matters and by how much
// those before it move pos.
func (c Change) mapFrom(i, shift, pos int, bias Bias) int {
	for ; i < len(c.reps) && c.reps[i].From <= pos; i++ {
		r := c.reps[i]
		switch {
		case pos > r.From && pos == r.To: // at the end of what went
		case pos == r.From && r.From < r.To: // at its start
			return pos + shift
		case bias == Before:
			return r.From + shift
		}
		shift += r.grows()
		if pos < r.To {
			return r.To + shift
		}
	}
	return pos + shift
}

// mapper maps many positions through one change of many parts.
type mapper struct {
	c     Change
	shift []int // by how much the replacements before the i-th move what follows
}

func (c Change) mapper() mapper {
	m := mapper{c, make([]int, len(c.reps)+1)}
	for i, r := range c.reps {
		m.shift[i+1] = m.shift[i] + r.grows()
	}
	return m
}

// Map is Change.Map in logarithmic time.
func (m mapper) Map(pos int, bias Bias) int {
	i := m.c.firstAt(pos)
	return m.c.mapFrom(i, m.shift[i], pos, bias)
}
