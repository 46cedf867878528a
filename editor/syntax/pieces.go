package syntax

import (
	"bytes"

	"holdfast/editor"
)

// maxPiece is how long a piece of a line may be. Longer lines are cut, counted
// from their start, so that the cuts are always the same.
const maxPiece = 16 << 10

// block is how much text is read at a time.
const block = 64 << 10

// pieces calls f for the pieces of t from an offset where a piece begins, up to
// the first that begins at or behind to, as long as f returns true. A piece is
// valid during the call.
func pieces(t editor.Text, from, to int, f func(off int, piece []byte, first bool) bool) {
	buf := make([]byte, 0, block)
	to = min(to, t.Len())
	for pos := from; pos < to; {
		buf = t.AppendSlice(buf[:0], pos, min(pos+block, t.Len()))
		whole := pos+len(buf) == t.Len()
		i := 0
		for i < len(buf) && pos+i < to {
			n, complete := pieceLen(buf[i:], whole)
			if !complete && i > 0 {
				break // read on from here
			}
			if !f(pos+i, buf[i:i+n], beginsLine(t, buf, pos, i)) {
				return
			}
			i += n
		}
		pos += i
	}
}

// pieceLen is the length of the first piece of b. complete says that no more
// text could make it longer.
func pieceLen(b []byte, whole bool) (n int, complete bool) {
	window := b[:min(len(b), maxPiece)]
	n = bytes.IndexByte(window, '\n')
	if n >= 0 {
		window = window[:n]
	}
	if cr := bytes.IndexByte(window, '\r'); cr >= 0 && cr+1 < len(b) && cr+1 != n {
		if b[cr+1] == '\n' {
			return cr + 2, true // the break is where a piece would be cut
		}
		return cr + 1, true // a lone \r is a break
	}
	switch {
	case n >= 0:
		return n + 1, true
	case len(b) >= maxPiece+1:
		return maxPiece, true
	}
	return min(len(b), maxPiece), whole
}

func beginsLine(t editor.Text, buf []byte, pos, i int) bool {
	off := pos + i
	if off == 0 {
		return true
	}
	var before byte
	if i > 0 {
		before = buf[i-1]
	} else {
		before = t.ByteAt(off - 1)
	}
	return before == '\n' || before == '\r'
}
