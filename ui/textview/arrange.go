package textview

import (
	"hash/maphash"
	"unicode"
	"unicode/utf8"

	"holdfast/editor"
)

// placed is a cluster where it is shown: Cell is a cell of the screen, which
// in a run of right-to-left letters is not the one of its place in the text.
type placed struct {
	editor.Cluster
	level uint8 // see levels
}

func (c placed) rtl() bool { return c.level%2 == 1 }

// isRTL reports whether a character is written from right to left: Hebrew,
// Arabic, Syriac, Thaana, N'Ko and their presentation forms, and the ancient
// scripts of the supplementary plane (Unicode, blocks with Bidi_Class R or AL).
func isRTL(r rune) bool {
	return r >= 0x5be && r < 0x8ff && r != 0x60c && r != 0x61b && r != 0x61c && !unicode.IsDigit(r) ||
		r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfefc || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
}

// hasRTL reports whether a line needs arranging.
func hasRTL(line []byte) bool {
	for i := 0; i < len(line); {
		if line[i] < 0xd6 { // U+0580 and above begin with 0xd6
			i++
			continue
		}
		r, n := utf8.DecodeRune(line[i:])
		if isRTL(r) {
			return true
		}
		i += n
	}
	return false
}

// arrange returns the clusters of a row in the order of the text, with the
// cells they are shown at: the rules L1 and L2 of UAX #9. The row begins at cell;
// levels are those of its bytes.
func arrange(row []byte, levels []uint8, tab, cell int) []placed {
	var out []placed
	var starts []int
	for c := range editor.Clusters(row, tab, cell) {
		out = append(out, placed{c, levels[c.From]})
		starts = append(starts, c.Cell)
	}
	for i := len(out) - 1; i >= 0 && isSpace(row[out[i].From]); i-- {
		out[i].level = 0
	}
	for level := uint8(2); level > 0; level-- {
		for i := 0; i < len(out); i++ {
			end := i
			for end < len(out) && out[end].level >= level {
				end++
			}
			if end == i {
				continue
			}
			sum := starts[i] + starts[end-1] + out[end-1].Cells
			for k := i; k < end; k++ {
				out[k].Cell = sum - out[k].Cell - out[k].Cells
			}
			i = end
		}
	}
	return out
}

// orderKey is what the order of a row depends on: the text of its line, by a hash, what of it
// the row has, and the widths of what comes before.
type orderKey struct {
	line          uint64
	from, to, tab int
	start         int
}

// maxOrders bounds the rows that are remembered.
const maxOrders = 256

// order returns where the clusters of a row are shown, with their offsets in it; nil if that
// is in the order of the text, as in a row that is too long to be looked at as a whole.
func (v *View) order(r visRow) []placed {
	if r.to-r.from >= longLine {
		return nil
	}
	row := v.doc.Text().Slice(r.from, r.to)
	if !hasRTL(row) {
		return nil
	}
	line, at := row, 0
	if from, to := v.lineSpan(r.line); to-from < longLine {
		line, at = v.lineBytes(from, to), r.from-from
	}
	key := orderKey{maphash.Bytes(hashSeed, line), at, at + len(row), v.tab(), r.start}
	cs, ok := v.orders[key]
	if !ok {
		if v.orders == nil || len(v.orders) >= maxOrders {
			v.orders = map[orderKey][]placed{}
		}
		cs = arrange(row, levels(line)[at:], v.tab(), r.start)
		v.orders[key] = cs
	}
	return cs
}

// caretCell returns where the caret stands before an offset of an arranged
// row: at the right edge of a cluster that is read from the right.
func caretCell(cs []placed, off int) int {
	for i, c := range cs {
		if off >= c.To {
			continue
		}
		if i > 0 && c.level == 0 && cs[i-1].level > 0 {
			return cs[i-1].trailing() // the end of the run, where one goes on typing in it
		}
		if c.rtl() {
			return c.Cell + c.Cells
		}
		return c.Cell
	}
	if len(cs) == 0 {
		return 0
	}
	return cs[len(cs)-1].trailing()
}

// trailing is the edge at which a cluster ends for who reads it.
func (c placed) trailing() int {
	if c.rtl() {
		return c.Cell
	}
	return c.Cell + c.Cells
}

// rightEdge is the cell behind the last one that is shown of an arranged row.
func rightEdge(cs []placed) (cell int) {
	for _, c := range cs {
		cell = max(cell, c.Cell+c.Cells)
	}
	return cell
}

// offsetNear returns the offset of an arranged row whose caret is nearest to
// the left of a point, which is given in cells.
func offsetNear(cs []placed, cell float64) int {
	left := cs[0].Cell
	for _, c := range cs {
		left = min(left, c.Cell)
	}
	cell = max(cell, float64(left))
	for _, c := range cs {
		if cell >= float64(c.Cell) && cell < float64(c.Cell+c.Cells) {
			before := cell-float64(c.Cell) < float64(c.Cells)/2
			if before != c.rtl() {
				return c.From
			}
			return c.To
		}
	}
	return cs[len(cs)-1].To
}
