package editor

import (
	"iter"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// maxCluster is the longest cluster in bytes. A longer heap of combining
// marks is cut, so that no text can make a step slow.
const maxCluster = 1 << 10

// Cluster is one user-perceived character on the grid of a line.
type Cluster struct {
	From, To    int // bytes, in the slice that was asked about
	Cell, Cells int // where it begins and how many cells it takes
}

// Clusters yields the clusters of a part of a line that begins at the given
// cell and at a cluster's edge. It works as it goes: stop when enough is
// seen, and pass a window of a very long line rather than all of it.
//
// Letters take one cell, wide East Asian characters and emoji two, whatever
// combining marks follow. What has no shape of its own takes one, because
// the view shows a placeholder there: control characters, invalid bytes,
// zero-width and bidirectional control characters, a combining mark with
// nothing before it. A line break takes one, for the caret or for a visible
// mark. A tab reaches to the next stop.
func Clusters(part []byte, tabWidth, cell int) iter.Seq[Cluster] {
	return func(yield func(Cluster) bool) {
		for off := 0; off < len(part); {
			n, cells := firstCluster(part[off:])
			if part[off] == '\t' {
				cells = tabCells(cell, tabWidth)
			}
			if !yield(Cluster{From: off, To: off + n, Cell: cell, Cells: cells}) {
				return
			}
			off += n
			cell += cells
		}
	}
}

// tabCells returns the width of a tab that stands at a cell.
func tabCells(cell, tabWidth int) int {
	if tabWidth <= 0 {
		tabWidth = 8
	}
	return tabWidth - cell%tabWidth
}

// firstCluster returns the length in bytes and the cells of the first cluster
// of b, which is not empty.
func firstCluster(b []byte) (n, cells int) {
	if b[0] < utf8.RuneSelf {
		if b[0] == '\r' && len(b) > 1 && b[1] == '\n' {
			return 2, 1
		}
		if len(b) == 1 || b[1] < utf8.RuneSelf || b[0] < ' ' || b[0] == 0x7f {
			return 1, 1
		}
	}
	if n, cells := simpleCluster(b); n > 0 {
		return n, cells
	}
	if len(b) > maxCluster {
		b = cutAtRune(b, maxCluster)
	}
	c, _, cells, _ := uniseg.FirstGraphemeCluster(b, -1)
	if isKeycap(c) {
		return len(c), 2
	}
	return len(c), min(max(cells, 1), 2)
}

// isKeycap reports whether a cluster is an emoji of a key, which uniseg takes for a digit
// with marks.
func isKeycap(c []byte) bool {
	return string(c[1:]) == "\ufe0f\u20e3" && keycap(rune(c[0]))
}

// cutAtRune returns at most n bytes of b, not ending within a rune.
func cutAtRune(b []byte, n int) []byte {
	end := n
	for end > n-utf8.UTFMax && !utf8.RuneStart(b[end]) {
		end--
	}
	if !utf8.RuneStart(b[end]) {
		end = n
	}
	return b[:end]
}

func isBreak(b byte) bool { return b == '\n' || b == '\r' }
