package textview

import (
	"unicode"
	"unicode/utf8"

	"holdfast/editor"
)

// placed is a cluster where it is shown: Cell is a cell of the screen, which
// in a run of right-to-left letters is not the one of its place in the text.
type placed struct {
	editor.Cluster
	rtl bool
	run int // where its run of right-to-left letters begins, if rtl
}

// isRTL reports whether a character is written from right to left: Hebrew,
// Arabic, Syriac, Thaana, N'Ko and their presentation forms, and the ancient
// scripts of the supplementary plane (Unicode, blocks with Bidi_Class R or AL).
func isRTL(r rune) bool {
	return r >= 0x5be && r < 0x8ff && r != 0x60c && r != 0x61b && !unicode.IsDigit(r) ||
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

// arrange returns the clusters of a line in the order of the text, with the
// cells they are shown at. Runs of right-to-left clusters, with the spaces
// and signs between them, are mirrored; numbers in them are not.
func arrange(line []byte, tab int) []placed {
	var out []placed
	for c := range editor.Clusters(line, tab, 0) {
		r, _ := utf8.DecodeRune(line[c.From:])
		out = append(out, placed{Cluster: c, rtl: isRTL(r)})
	}
	for i := 0; i < len(out); i++ {
		if !out[i].rtl {
			continue
		}
		end := i + 1
		for j := end; j < len(out) && line[out[j].From] != '\t'; j++ {
			if out[j].rtl {
				end = j + 1
			} else if isLetter(line[out[j].From:]) {
				break
			}
		}
		mirror(out[i:end], line)
		i = end - 1
	}
	return out
}

func isLetter(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return unicode.IsLetter(r)
}

func mirror(run []placed, line []byte) {
	last := run[len(run)-1]
	sum := run[0].Cell + last.Cell + last.Cells
	for k := range run {
		c := &run[k]
		c.Cell = sum - c.Cell - c.Cells
		c.rtl, c.run = true, run[0].From
	}
	for k := 0; k < len(run); k++ {
		end := k
		for end < len(run) && isDigit(line[run[end].From:]) {
			end++
		}
		if end == k {
			continue
		}
		first, last := run[k], run[end-1]
		sum := first.Cell + first.Cells + last.Cell
		for m := k; m < end; m++ {
			run[m].Cell = sum - run[m].Cell - run[m].Cells
			run[m].rtl = false
		}
		k = end - 1
	}
}

func isDigit(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return unicode.IsDigit(r)
}

// caretCell returns where the caret stands before an offset of an arranged
// line: at the right edge of a cluster that is read from the right.
func caretCell(cs []placed, off int) int {
	for i, c := range cs {
		if off < c.To {
			if c.rtl {
				return c.Cell + c.Cells
			}
			if i > 0 && cs[i-1].rtl {
				return cs[i-1].Cell // the end of the run, where one goes on typing in it
			}
			return c.Cell
		}
	}
	if len(cs) == 0 {
		return 0
	}
	last := cs[len(cs)-1]
	if last.rtl {
		return last.Cell
	}
	return last.Cell + last.Cells
}

// offsetNear returns the offset of an arranged line whose caret is nearest to
// the left of a point, which is given in cells.
func offsetNear(cs []placed, cell float64) int {
	best, end := 0, 0
	for _, c := range cs {
		end = max(end, c.Cell+c.Cells)
		if cell >= float64(c.Cell) && cell < float64(c.Cell+c.Cells) {
			before := cell-float64(c.Cell) < float64(c.Cells)/2
			if before != c.rtl {
				return c.From
			}
			return c.To
		}
		best = c.To
	}
	return best
}
