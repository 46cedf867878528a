package syntax

import (
	"slices"

	"holdfast/editor"
)

// markEvery is how much text lies between two remembered states.
const markEvery = 32 << 10

// mark is the state of a lexer at an offset where a piece begins.
type mark struct {
	off int
	s   state
}

// marks remembers the states of one text. Those in good hold; those in old held
// before an edit, are moved along with it, and hold again from where the lexer
// comes to the same state.
type marks struct {
	good []mark
	old  []mark
}

// before returns the last good mark at or before an offset; the start of the
// text always is one.
func (m *marks) before(off int) mark {
	i, found := slices.BinarySearchFunc(m.good, off, func(k mark, off int) int { return k.off - off })
	if found {
		return m.good[i]
	}
	if i == 0 {
		return mark{}
	}
	return m.good[i-1]
}

// near reports whether the lexer can begin close before an offset.
func (m *marks) near(off int) bool { return off-m.before(off).off <= 4*markEvery }

// reached is where the lexer has to go on.
func (m *marks) reached() mark {
	if len(m.good) == 0 {
		return mark{}
	}
	return m.good[len(m.good)-1]
}

// changed moves the marks with an edit.
func (m *marks) changed(c editor.Change) {
	if c.Empty() {
		return
	}
	first, last, shift := extent(c)
	// A mark at the place of the edit is dropped too: the edit may have joined
	// its line to the one before.
	keep, _ := slices.BinarySearchFunc(m.good, first, func(k mark, off int) int { return k.off - off })
	old := make([]mark, 0, len(m.good)-keep+len(m.old))
	for _, part := range [][]mark{m.good[keep:], m.old} {
		for _, k := range part {
			if k.off > last {
				old = append(old, mark{k.off + shift, k.s})
			}
		}
	}
	m.old = old
	m.good = m.good[:keep:keep]
}

// advance runs the lexer over at most size bytes more.
func (m *marks) advance(t editor.Text, lex lexer, size int) {
	start := m.reached()
	s := start.s
	out := sink{}
	pieces(t, start.off, t.Len(), func(off int, piece []byte, first bool) bool {
		if m.rejoin(off, s) {
			return false
		}
		if off-m.reached().off >= markEvery {
			m.good = append(m.good, mark{off, s})
			if off-start.off >= size {
				return false
			}
		}
		s = lex(s, piece, first, &out)
		return true
	})
}

// rejoin takes over the old marks if the lexer is at one of them in the same
// state.
func (m *marks) rejoin(off int, s state) bool {
	for len(m.old) > 0 && m.old[0].off < off {
		m.old = m.old[1:]
	}
	if len(m.old) == 0 || m.old[0] != (mark{off, s}) {
		return false
	}
	m.good = append(m.good, m.old...)
	m.old = nil
	return true
}
