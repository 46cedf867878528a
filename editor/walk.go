package editor

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"unicode/utf8"
)

// walk goes along a line and counts cells. Plain ASCII costs about a
// nanosecond for eight bytes.
type walk struct {
	tab       int
	off, cell int
}

// toOffset walks to the cluster that holds an offset, or to the end of line.
func (w *walk) toOffset(line []byte, off int) {
	for w.off < len(line) && w.off < off {
		if n := plainRun(line[w.off:]); n > 0 {
			n = min(n, off-w.off)
			w.off, w.cell = w.off+n, w.cell+n
			continue
		}
		n, cells := w.cluster(line)
		if w.off+n > off {
			return
		}
		w.off, w.cell = w.off+n, w.cell+cells
	}
}

// toCell walks to the cluster whose left edge is nearest to a cell, or to the
// end of line.
func (w *walk) toCell(line []byte, cell int) {
	for w.off < len(line) && w.cell < cell {
		if n := plainRun(line[w.off:]); n > 0 {
			n = min(n, cell-w.cell)
			w.off, w.cell = w.off+n, w.cell+n
			continue
		}
		n, cells := w.cluster(line)
		if isBreak(line[w.off]) || 2*(cell-w.cell) < cells {
			return
		}
		w.off, w.cell = w.off+n, w.cell+cells
	}
}

// cluster measures the cluster at the present place.
func (w *walk) cluster(line []byte) (n, cells int) {
	n, cells = firstCluster(line[w.off:])
	if line[w.off] == '\t' {
		cells = tabCells(w.cell, w.tab)
	}
	return n, cells
}

// plainRun returns how many bytes at the start of b are clusters of one cell
// each: ASCII without tabs and breaks.
func plainRun(b []byte) int {
	const ones = 0x0101010101010101
	i := 0
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		// Bytes of 14 and more, and less than 128, set no bit here.
		if odd := (x | (x - 14*ones)) & (0x80 * ones); odd != 0 {
			i += bits.TrailingZeros64(odd) / 8
			break
		}
	}
	for i < len(b) && 14 <= b[i] && b[i] < utf8.RuneSelf {
		i++
	}
	if i < len(b) && b[i] >= utf8.RuneSelf && i > 0 {
		i-- // what follows may combine with it
	}
	return i
}

// simpleCluster recognises, without the tables of Unicode, the letters that
// most text is made of, where the next character is such a letter or ASCII.
// It returns 0 for everything else.
func simpleCluster(b []byte) (n, cells int) {
	r, n := utf8.DecodeRune(b)
	if cells = simpleCells(r); cells == 0 {
		return 0, 0
	}
	if len(b) > n && b[n] >= utf8.RuneSelf {
		if next, _ := utf8.DecodeRune(b[n:]); simpleCells(next) == 0 {
			return 0, 0
		}
	}
	return n, cells
}

// simpleCells returns the cells of letters that combine with nothing but
// marks: Latin, Greek, Cyrillic, kana, the common ideographs.
func simpleCells(r rune) int {
	switch {
	case 0xc0 <= r && r <= 0x24f, 0x391 <= r && r <= 0x3c9, 0x400 <= r && r <= 0x481:
		return 1
	case 0x3041 <= r && r <= 0x3096, 0x30a1 <= r && r <= 0x30fa, 0x4e00 <= r && r <= 0x9fff:
		return 2
	}
	return 0
}

// window is how much of a line is looked at at once.
const window = 64 << 10

// windows yields the bytes from start to end in parts that end between
// clusters, with the offset of each.
func (t Text) windows(start, end int) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for start < end {
			to := min(start+window, end)
			if to < end {
				to = t.ClusterStart(to)
			}
			if !yield(start, t.Slice(start, to)) {
				return
			}
			start = to
		}
	}
}

// cellOf returns the cell of an offset in a line, for a line of any length.
func (t Text) cellOf(line, off, tab int) int {
	w := walk{tab: tab}
	for start, part := range t.windows(t.LineStart(line), t.LineEnd(line)) {
		w.off = 0
		if w.toOffset(part, off-start); w.off < len(part) {
			break
		}
	}
	return w.cell
}

// offsetAtCell returns the offset in the text of a cell in a line.
func (t Text) offsetAtCell(line, cell, tab int) int {
	off := t.LineStart(line)
	w := walk{tab: tab}
	for start, part := range t.windows(off, t.LineEnd(line)) {
		w.off = 0
		w.toCell(part, cell)
		if off = start + w.off; w.off < len(part) {
			break
		}
	}
	return off
}
