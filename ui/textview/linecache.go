package textview

import (
	"bytes"

	"holdfast/editor"
)

// lineCache holds where the visible lines are. Asking the text takes a few
// microseconds each time; the lines of a page are found in one walk.
type lineCache struct {
	version editor.Version
	length  int // of the text; tells two documents with one version apart
	first   int
	spans   []lineSpan
}

type lineSpan struct{ from, to int }

// fill finds about n lines from first on.
func (c *lineCache) fill(t editor.Text, v editor.Version, first, n int) {
	if c.version == v && c.length == t.Len() && c.first == first && len(c.spans) > 0 {
		return
	}
	*c = lineCache{version: v, length: t.Len(), first: first, spans: c.spans[:0]}
	for from, end := t.LineStart(first), 0; len(c.spans) < n; from = end {
		if end = c.scan(t, from, n); end == from {
			return // a line longer than the window: the text is asked
		}
	}
}

// window is how much is looked at in one go: about a page.
const window = 4 << 10

// scan finds lines in a window that begins at a line's start. It returns the
// start of the first line it could not see the end of.
func (c *lineCache) scan(t editor.Text, from, n int) int {
	b := t.Slice(from, from+window)
	for len(c.spans) < n {
		end := nextBreak(b)
		if end < 0 {
			break
		}
		width := 1
		if b[end] == '\r' && end+1 < len(b) && b[end+1] == '\n' {
			width = 2
		}
		if end+width == len(b) { // a \n may follow beyond the window
			break
		}
		c.spans = append(c.spans, lineSpan{from, from + end})
		from += end + width
		b = b[end+width:]
	}
	return from
}

// nextBreak returns where the first line of b ends, or -1.
func nextBreak(b []byte) int {
	end := bytes.IndexByte(b, '\n')
	line := b
	if end >= 0 {
		line = b[:end]
	}
	if cr := bytes.IndexByte(line, '\r'); cr >= 0 {
		return cr
	}
	return end
}

// span returns a line that was found.
func (c *lineCache) span(t editor.Text, v editor.Version, line int) (lineSpan, bool) {
	i := line - c.first
	if c.version != v || c.length != t.Len() || i < 0 || i >= len(c.spans) {
		return lineSpan{}, false
	}
	return c.spans[i], true
}
