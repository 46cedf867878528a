package editor

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
)

// Text is an immutable sequence of bytes with its lines counted: a
// persistent, balanced piece tree over the bytes that were read and
// append-only chunks of what was typed. Copying it is O(1), editing and
// looking up are O(log n), and an edit shares all but a path with the text
// it came from. It is safe on any goroutine. The zero value is empty.
type Text struct {
	root *node
	src  *source // nil until the first edit
}

// FromBytes makes a text of b, without copying: b must not change any more.
func FromBytes(b []byte) Text { return Text{root: build(cutPieces(b, leafBytes))} }

// FromString makes a text of s.
func FromString(s string) Text { return FromBytes([]byte(s)) }

// Join strings texts together in O(log n) each, sharing their bytes. A file
// that is loaded in parts grows this way.
func Join(parts ...Text) Text {
	var t Text
	for _, p := range parts {
		t.root = concat(t.root, p.root)
		if t.src == nil {
			t.src = p.src
		}
	}
	return t
}

// Len returns the number of bytes.
func (t Text) Len() int { return t.root.size() }

// clamp brings from and to inside the text and in order.
func (t Text) clamp(from, to int) (int, int) {
	n := t.Len()
	from = min(max(from, 0), n)
	return from, min(max(to, from), n)
}

// Slice returns the bytes from from to to, clamped to the text. They may be
// shared with the text: read only. It copies only where the range crosses
// pieces, so ask for what is needed and not for whole files.
func (t Text) Slice(from, to int) []byte {
	from, to = t.clamp(from, to)
	if from == to {
		return nil
	}
	p, start := t.root.find(from)
	if to <= start+len(p.text) {
		return p.text[from-start : to-start : to-start]
	}
	return t.AppendSlice(make([]byte, 0, to-from), from, to)
}

// AppendSlice appends the bytes from from to to, clamped, to dst.
func (t Text) AppendSlice(dst []byte, from, to int) []byte {
	for c := range t.Chunks(from, to) {
		dst = append(dst, c...)
	}
	return dst
}

// Sub returns the range from from to to, clamped, as a text that shares its
// bytes with t, in O(log n).
func (t Text) Sub(from, to int) Text {
	from, to = t.clamp(from, to)
	_, r := split(t.root, from)
	m, _ := split(r, to-from)
	return Text{root: m, src: t.src}
}

// String returns the whole text as a string. It is meant for small texts and
// tests.
func (t Text) String() string {
	var b strings.Builder
	b.Grow(t.Len())
	for c := range t.Chunks(0, t.Len()) {
		b.Write(c)
	}
	return b.String()
}

// ByteAt returns the byte at off, or 0 outside the text.
func (t Text) ByteAt(off int) byte {
	if off < 0 || off >= t.Len() {
		return 0
	}
	p, start := t.root.find(off)
	return p.text[off-start]
}

// Replace returns the text with the bytes from from to to replaced by a copy
// of ins. Like slicing it panics when 0 <= from <= to <= Len does not hold.
func (t Text) Replace(from, to int, ins []byte) Text {
	if from < 0 || from > to || to > t.Len() {
		panic(fmt.Sprintf("editor: Replace(%d, %d) in a text of %d bytes", from, to, t.Len()))
	}
	if t.src == nil {
		t.src = newSource()
	}
	l, r := split(t.root, from)
	_, r = split(r, to-from)
	return Text{root: t.src.insert(l, ins, r), src: t.src}
}

// insert joins l, a copy of ins, and r.
func (s *source) insert(l *node, ins []byte, r *node) *node {
	if len(ins) == 0 {
		return concat(l, r)
	}
	if l != nil {
		if p, ok := s.extend(l.lastPiece(), ins); ok {
			rest, _ := cutLast(l)
			return join(rest, p, r)
		}
	}
	ps := s.pieces(ins)
	if len(ps) == 1 {
		return join(l, ps[0], r)
	}
	return concat(concat(l, build(ps)), r)
}

func (n *node) lastPiece() piece {
	for n.right != nil {
		n = n.right
	}
	return n.piece()
}

// Chunks yields the bytes from from to to, clamped, piece by piece. The
// slices are read only.
func (t Text) Chunks(from, to int) iter.Seq[[]byte] {
	from, to = t.clamp(from, to)
	return func(yield func([]byte) bool) {
		if from < to {
			t.root.walk(from, to, yield)
		}
	}
}

func (n *node) walk(from, to int, yield func([]byte) bool) bool {
	start := n.left.size()
	end := start + len(n.text)
	if from < start && !n.left.walk(from, min(to, start), yield) {
		return false
	}
	if a, b := max(from, start), min(to, end); a < b &&
		!yield(n.text[a-start:b-start:b-start]) {
		return false
	}
	return to <= end || n.right.walk(max(from-end, 0), to-end, yield)
}

// Equal reports whether both texts hold the same bytes.
func (t Text) Equal(u Text) bool {
	if t.Len() != u.Len() {
		return false
	}
	if t.root == u.root {
		return true
	}
	off := 0
	for c := range t.Chunks(0, t.Len()) {
		for d := range u.Chunks(off, off+len(c)) {
			if !bytes.Equal(c[:len(d)], d) {
				return false
			}
			c = c[len(d):]
			off += len(d)
		}
	}
	return true
}
