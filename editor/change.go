package editor

import (
	"bytes"
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
	parts  parts
	before int // length of the old text
	after  int // length of the new text
}

// NewChange makes a change of a text of oldLen bytes. Replacements may come
// in any order; those at one place keep theirs. It returns ErrRange if two
// overlap or one reaches outside. It may keep reps.
func NewChange(oldLen int, reps ...Replacement) (Change, error) {
	byFrom := func(i, j int) bool {
		a, b := reps[i], reps[j]
		return a.From < b.From || a.From == b.From && a.To < b.To
	}
	if !sort.SliceIsSorted(reps, byFrom) {
		sort.SliceStable(reps, byFrom)
	}
	return changeOf(oldLen, partsOf(reps))
}

// changeOf is NewChange with parts that are in order.
func changeOf(oldLen int, p parts) (Change, error) {
	at := 0
	for i := range p.len() {
		r := p.at(i)
		if r.From < at || r.To < r.From || r.To > oldLen {
			return Change{}, fmt.Errorf("%w: %d to %d of %d", ErrRange, r.From, r.To, oldLen)
		}
		at = r.To
	}
	return Change{parts: p, before: oldLen, after: oldLen + p.shift(p.len())}, nil
}

// Parts returns how many replacements the change is made of.
func (c Change) Parts() int { return c.parts.len() }

// Part returns one of them. They are in order.
func (c Change) Part(i int) Replacement { return c.parts.at(i) }

// Empty reports whether the change has no parts.
func (c Change) Empty() bool { return c.Parts() == 0 }

// OldLen returns the length of the text the change is for.
func (c Change) OldLen() int { return c.before }

// NewLen returns the length of the text after the change.
func (c Change) NewLen() int { return c.after }

// Apply returns the text with the change made. It panics if the text does
// not have the length the change was made for; [Document.Apply] returns an
// error instead.
func (c Change) Apply(t Text) Text {
	t, _ = c.apply(always, t)
	return t
}

// stopStep is how many parts of a change are dealt with between two questions
// whether that is still wanted.
const stopStep = 1 << 12

func always() bool { return true }

// apply is Apply, or false if it is not wanted any more.
func (c Change) apply(wanted func() bool, t Text) (Text, bool) {
	if t.Len() != c.before {
		panic(fmt.Sprintf("editor: change of a text of %d bytes applied to one of %d", c.before, t.Len()))
	}
	if c.Parts() > fewReplacements {
		return c.rebuild(wanted, t)
	}
	for i := c.Parts() - 1; i >= 0; i-- {
		t = t.put(c.Part(i))
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
	inv, _ := c.invert(always, old)
	return inv
}

// invert is Invert, or false if it is not wanted any more.
func (c Change) invert(wanted func() bool, old Text) (Change, bool) {
	inv := Change{parts: room(c.Parts()), before: c.after, after: c.before}
	shift := 0
	var last Text
	for i := range c.Parts() {
		if i%stopStep == 0 && !wanted() {
			return Change{}, false
		}
		r := c.Part(i)
		gone := Text{}
		if r.From < r.To {
			last = subLike(old, r.From, r.To, last)
			gone = last
		}
		from := r.From + shift
		inv.parts.add(Replacement{from, from + r.Insert.Len(), gone})
		shift += r.grows()
	}
	if inv.parts.list == nil && c.parts.list == nil {
		inv.parts.kept = c.parts.kept // which are the same numbers
	}
	return inv, true
}

// subLike is t.Sub(from, to), or like if that holds the same few bytes: a million
// equal words take the word once.
func subLike(t Text, from, to int, like Text) Text {
	if sameFew(t, from, to, like) {
		return like
	}
	return t.Sub(from, to)
}

// sameFew reports whether t holds the bytes of like from from to to, if they are few.
func sameFew(t Text, from, to int, like Text) bool {
	n := to - from
	return n == like.Len() && n <= 64 && bytes.Equal(t.Slice(from, to), like.Slice(0, n))
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
	return c.mapFrom(i, c.parts.shift(i), pos, bias)
}

// grows returns by how much a replacement moves what follows.
func (r Replacement) grows() int { return r.Insert.Len() - (r.To - r.From) }

// firstAt returns the index of the first replacement that ends at pos or
// later.
func (c Change) firstAt(pos int) int {
	return sort.Search(c.Parts(), func(i int) bool { return c.Part(i).To >= pos })
}

// mapFrom is Map, given the first replacement that matters and by how much
// those before it move pos.
func (c Change) mapFrom(i, shift, pos int, bias Bias) int {
	for ; i < c.Parts(); i++ {
		r := c.Part(i)
		switch {
		case r.From > pos:
			return pos + shift
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
	shift []int // by how much the parts before the i-th move what follows; nil if they are alike
}

func (c Change) mapper() mapper {
	m := mapper{c: c}
	if c.parts.list != nil {
		m.shift = make([]int, c.Parts()+1)
		for i, r := range c.parts.list {
			m.shift[i+1] = m.shift[i] + r.grows()
		}
	}
	return m
}

// Map is Change.Map in logarithmic time.
func (m mapper) Map(pos int, bias Bias) int {
	if m.shift == nil {
		return m.c.Map(pos, bias)
	}
	i := m.c.firstAt(pos)
	return m.c.mapFrom(i, m.shift[i], pos, bias)
}
