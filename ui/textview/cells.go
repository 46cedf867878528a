package textview

import (
	"encoding/binary"
	"unicode/utf8"

	"holdfast/editor"
)

const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
	tabs = '\t' * ones
)

// plainRun returns the length of a prefix of b in which every byte is a
// cluster of one cell: ASCII without tabs, and not a letter that a following
// mark may join. The line has no break in it.
func plainRun(b []byte) int {
	i := 0
	for ; i+9 <= len(b); i += 8 {
		v := binary.LittleEndian.Uint64(b[i:])
		t := v ^ tabs
		if v&high|(t-ones)&^t&high != 0 || b[i+8] >= utf8.RuneSelf {
			break
		}
	}
	for ; i < len(b); i++ {
		if b[i] >= utf8.RuneSelf || b[i] == '\t' || i+1 < len(b) && b[i+1] >= utf8.RuneSelf {
			break
		}
	}
	return i
}

// skim walks the part of a line that begins at cell and at a cluster's edge.
// It stops at the cluster that covers the cell target or holds the byte limit,
// or at the end, and returns where that is.
func skim(part []byte, tab, cell, target, limit int) (off, at int) {
	limit = min(limit, len(part))
	for off < limit && cell < target {
		if n := plainRun(part[off:]); n > 0 {
			n = min(n, limit-off, target-cell)
			off, cell = off+n, cell+n
			continue
		}
		for c := range editor.Clusters(part[off:], tab, cell) {
			if cell+c.Cells > target || off+c.To > limit {
				return off, cell
			}
			off, cell = off+c.To, cell+c.Cells
			break
		}
	}
	return off, cell
}

// stretch is the width of a part of a line for whatever cell it begins at:
// head cells up to its first tab, and tail cells after that tab's stop.
type stretch struct {
	head, tail int
	tab        bool
}

// from returns the cell at which the stretch ends if it begins at cell.
func (s stretch) from(cell, tab int) int {
	cell += s.head
	if s.tab {
		cell += tab - cell%tab + s.tail
	}
	return cell
}

// measure returns the stretch of a part of a line that begins at a cluster's
// edge.
func measure(part []byte, tab int) stretch {
	var s stretch
	for off := 0; off < len(part); {
		n := plainRun(part[off:])
		if n > 0 {
			s.add(n)
			off += n
			continue
		}
		for c := range editor.Clusters(part[off:], tab, s.tail) {
			switch {
			case part[off] != '\t':
				s.add(c.Cells)
			case !s.tab:
				s.tab = true
			default:
				s.tail += c.Cells
			}
			off += c.To
			break
		}
	}
	return s
}

func (s *stretch) add(cells int) {
	if s.tab {
		s.tail += cells
	} else {
		s.head += cells
	}
}
