package ui

import (
	"bytes"
	"context"

	"holdfast/editor"
	"holdfast/editor/merge"
	"holdfast/ui/textview"
)

// columns are two texts side by side: the rows of both have the same height, so
// that what belongs together stands in one line.
type columns struct {
	rows  []merge.Row
	sides [2]column
	// places are the rows at which a difference begins.
	places []int
	words  map[int][2][]merge.Span // what differs in a row, by offsets in its lines
}

// column is one of two texts as it is shown: with an empty row wherever the
// other text has a line that this one lacks.
type column struct {
	lines merge.Lines
	text  editor.Text
}

// longLine is the length in bytes from which on a line is not compared word by
// word.
const longLine = 16 << 10

// alignColumns compares two texts. Its only error is that of the context.
func alignColumns(ctx context.Context, a, b editor.Text) (*columns, error) {
	c := &columns{words: map[int][2][]merge.Span{}}
	c.sides[0].lines, c.sides[1].lines = merge.LinesOf(a), merge.LinesOf(b)
	hunks, err := merge.Compare(ctx, c.sides[0].lines, c.sides[1].lines)
	if err != nil {
		return nil, err
	}
	var shown [2][]byte
	same := true
	for row := range merge.Rows(hunks, c.sides[0].lines.Len(), c.sides[1].lines.Len()) {
		if same && row.Kind != merge.Same {
			c.places = append(c.places, len(c.rows))
		}
		same = row.Kind == merge.Same
		c.rows = append(c.rows, row)
		for i, line := range [2]int{row.A, row.B} {
			if len(c.rows) > 1 {
				shown[i] = append(shown[i], '\n')
			}
			shown[i] = c.appendLine(shown[i], i, line)
		}
	}
	for i := range shown {
		c.sides[i].text = editor.FromBytes(shown[i])
	}
	return c, nil
}

// appendLine appends line n of a side as it is shown. A break that is not that
// of the other side would not be seen, so it gets a sign there.
func (c *columns) appendLine(to []byte, side, n int) []byte {
	if n < 0 {
		return to
	}
	content, end := cutBreak(c.sides[side].lines.Line(n))
	to = append(to, content...)
	row := c.rows[len(c.rows)-1]
	if row.Kind != merge.Changed {
		return to
	}
	other, otherEnd := cutBreak(c.lineOf(1-side, row))
	if end != otherEnd && bytes.Equal(content, other) {
		to = append(to, breakSigns[end]...)
	}
	return to
}

// breakSigns stand for line breaks where those are all that differs.
var breakSigns = map[string]string{"\n": "␊", "\r\n": "␍␊", "\r": "␍", "": "∅"}

func cutBreak(line []byte) (content []byte, end string) {
	for _, end := range []string{"\r\n", "\n", "\r"} {
		if content, ok := bytes.CutSuffix(line, []byte(end)); ok {
			return content, end
		}
	}
	return line, ""
}

// lineOf is the line that a side has in a row; nil for none.
func (c *columns) lineOf(side int, row merge.Row) []byte {
	if n := [2]int{row.A, row.B}[side]; n >= 0 {
		return c.sides[side].lines.Line(n)
	}
	return nil
}

// copied is what the text of a side has where its column shows the bytes from
// from up to to: without the empty rows, and with the breaks of the text.
func (c *columns) copied(side, from, to int) string {
	text := c.sides[side].text
	var out []byte
	for row := text.LineOf(from); row < len(c.rows) && text.LineStart(row) < to; row++ {
		if c.number(side, row) < 0 {
			continue
		}
		content, end := cutBreak(c.lineOf(side, c.rows[row]))
		at := text.LineStart(row)
		out = append(out, content[min(max(from-at, 0), len(content)):min(to-at, len(content))]...)
		if to > text.LineEnd(row) || to == text.Len() && from <= at {
			out = append(out, end...)
		}
	}
	return string(out)
}

// number is the number of the line that a side has in a row, from 0; -1 for
// none.
func (c *columns) number(side, row int) int {
	if row >= len(c.rows) {
		return -1
	}
	return [2]int{c.rows[row].A, c.rows[row].B}[side]
}

// mark is how a row is marked in the gutter of a side.
func (c *columns) mark(side, row int) textview.Mark {
	if c.number(side, row) < 0 {
		return 0
	}
	switch c.rows[row].Kind {
	case merge.Changed:
		return textview.Modified
	case merge.Removed, merge.Added:
		return textview.Added
	}
	return 0
}

// highlights are what differs in a side between two offsets of its shown text;
// what belongs to the difference number here is marked more.
func (c *columns) highlights(side, here, from, to int) []textview.Highlight {
	text := c.sides[side].text
	first, last := text.LineOf(from), text.LineOf(to)
	start, end := c.extent(here)
	var all []textview.Highlight
	for row := first; row <= last && row < len(c.rows); row++ {
		at, stop := text.LineStart(row), text.LineEnd(row)
		for _, span := range c.differing(side, row) {
			h := textview.Highlight{From: min(at+span.From, stop), To: min(at+span.To, stop), Here: row >= start && row < end}
			if h.From < h.To {
				all = append(all, h)
			}
		}
	}
	return all
}

// extent is the rows of a difference.
func (c *columns) extent(place int) (from, to int) {
	if place < 0 || place >= len(c.places) {
		return 0, 0
	}
	from = c.places[place]
	for to = from; to < len(c.rows) && c.rows[to].Kind != merge.Same; to++ {
	}
	return from, to
}

// differing are the stretches of a row's line that the other side has not. They
// may reach beyond the line, to take in the sign of its break.
func (c *columns) differing(side, row int) []merge.Span {
	r := c.rows[row]
	if r.Kind == merge.Same || c.number(side, row) < 0 {
		return nil
	}
	whole := []merge.Span{{From: 0, To: 1 << 30}}
	if r.Kind != merge.Changed {
		return whole
	}
	if known, ok := c.words[row]; ok {
		return known[side]
	}
	a, _ := cutBreak(c.lineOf(0, r))
	b, _ := cutBreak(c.lineOf(1, r))
	spans := [2][]merge.Span{whole, whole}
	switch {
	case bytes.Equal(a, b): // the sign of the break
		end := []merge.Span{{From: len(a), To: 1 << 30}}
		spans = [2][]merge.Span{end, end}
	case len(a) <= longLine && len(b) <= longLine:
		hunks, err := merge.Inline(context.Background(), a, b)
		if err == nil {
			spans = [2][]merge.Span{}
			for _, h := range hunks {
				spans[0] = append(spans[0], h.A)
				spans[1] = append(spans[1], h.B)
			}
		}
	}
	c.words[row] = spans
	return spans[side]
}
