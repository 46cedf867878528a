package textview

import (
	"slices"
	"unicode/utf8"

	"holdfast/editor"
)

const (
	// longLine is the length in bytes from which a line gets an index. A
	// shorter one is walked from its start each time.
	longLine = 4 << 10
	// leastPiece is the least length of what the index measures at once.
	leastPiece = 4 << 10
	// mostPieces bounds the pieces of a line: they are summed at each look-up.
	mostPieces = 1 << 14
)

// lineIndex knows where the cells of one long line are without walking it.
type lineIndex struct {
	from, to int // of the line in the text
	tab      int
	pieces   []piece
	cells    int // where the line ends
}

type piece struct {
	bytes int
	width stretch
}

// newLineIndex measures a line: at a few gigabytes a second if it is ASCII.
func newLineIndex(t editor.Text, from, to, tab int) *lineIndex {
	x := &lineIndex{from: from, to: to, tab: tab}
	x.pieces = x.measure(t, from, to)
	x.sum()
	return x
}

func (x *lineIndex) measure(t editor.Text, from, to int) []piece {
	size := max(leastPiece, (x.to-x.from)/mostPieces)
	var ps []piece
	for from < to {
		n := pieceEnd(t.Slice(from, min(from+size, to)), from+size >= to)
		if n == 0 { // one enormous heap of marks
			n = min(size, to-from)
		}
		ps = append(ps, piece{n, measure(t.Slice(from, from+n), x.tab)})
		from += n
	}
	return ps
}

// pieceEnd returns the last place in b where a cluster surely begins.
func pieceEnd(b []byte, last bool) int {
	if last {
		return len(b)
	}
	for i := len(b) - 1; i > len(b)/2; i-- {
		if b[i] < utf8.RuneSelf && b[i-1] < utf8.RuneSelf {
			return i
		}
	}
	end := 0
	for c := range editor.Clusters(b, 8, 0) {
		if c.To == len(b) {
			break
		}
		end = c.To
	}
	return end
}

func (x *lineIndex) sum() {
	x.cells = 0
	for _, p := range x.pieces {
		x.cells = p.width.from(x.cells, x.tab)
	}
}

// cellAt returns the cell of an offset in the text.
func (x *lineIndex) cellAt(t editor.Text, off int) int {
	at, cell := x.from, 0
	for _, p := range x.pieces {
		if off < at+p.bytes {
			break
		}
		at, cell = at+p.bytes, p.width.from(cell, x.tab)
	}
	if off <= at {
		return cell
	}
	_, cell = skim(t.Slice(at, min(off+1<<10, x.to)), x.tab, cell, 1<<62, off-at)
	return cell
}

// offsetAt returns the cluster that covers a cell: its offset in the text and
// the cell it begins at; the end of the line for a cell past it.
func (x *lineIndex) offsetAt(t editor.Text, cell int) (off, at int) {
	off = x.from
	for _, p := range x.pieces {
		next := p.width.from(at, x.tab)
		if cell < next {
			n, c := skim(t.Slice(off, off+p.bytes), x.tab, at, cell, p.bytes)
			return off + n, c
		}
		off, at = off+p.bytes, next
	}
	return off, at
}

// offsetFrom returns the first cluster that begins at a cell or behind it.
func (x *lineIndex) offsetFrom(t editor.Text, cell int) (off, at int) {
	off, at = x.offsetAt(t, cell)
	if at < cell {
		for c := range editor.Clusters(t.Slice(off, min(off+1<<10, x.to)), x.tab, at) {
			return off + c.To, at + c.Cells
		}
	}
	return off, at
}

// edit brings the index in line with a replacement of n bytes at from by m
// others, none of them a line break, in the text that t is now.
func (x *lineIndex) edit(t editor.Text, from, n, m int) {
	at, first := x.from, 0
	for first < len(x.pieces) && at+x.pieces[first].bytes < from {
		at += x.pieces[first].bytes
		first++
	}
	if first > 0 { // what comes in may join the cluster before
		first--
		at -= x.pieces[first].bytes
	}
	end, last := at, first
	for last < len(x.pieces) && end <= from+n {
		end += x.pieces[last].bytes
		last++
	}
	x.to += m - n
	x.pieces = slices.Replace(x.pieces, first, last, x.measure(t, at, end+m-n)...)
	x.sum()
}

// lineIndexes keeps the indexes of the long lines of one document.
type lineIndexes struct {
	version editor.Version
	tab     int
	by      map[int]*lineIndex // by offset of the line
}

// maxIndexes bounds the lines that are kept.
const maxIndexes = 256

// of returns the index of a line.
func (l *lineIndexes) of(t editor.Text, v editor.Version, from, to, tab int) *lineIndex {
	if l.version != v || l.tab != tab || len(l.by) > maxIndexes {
		l.by = nil
		l.version, l.tab = v, tab
	}
	x := l.by[from]
	if x == nil || x.to != to {
		x = newLineIndex(t, from, to, tab)
		if l.by == nil {
			l.by = map[int]*lineIndex{}
		}
		l.by[from] = x
	}
	return x
}

// edit follows a change that led from version old to the text t.
func (l *lineIndexes) edit(c editor.Change, old, now editor.Version, t editor.Text) {
	if l.version != old || len(l.by) == 0 {
		return
	}
	if c.Parts() != 1 {
		return // measured anew when needed
	}
	r := c.Part(0)
	shift := r.Insert.Len() - (r.To - r.From)
	kept := make(map[int]*lineIndex, len(l.by))
	for _, x := range l.by {
		switch {
		case x.to < r.From:
			kept[x.from] = x
		case x.from > r.To:
			x.from, x.to = x.from+shift, x.to+shift
			kept[x.from] = x
		case x.from <= r.From && r.To <= x.to && r.Insert.Lines() == 1:
			x.edit(t, r.From, r.To-r.From, r.Insert.Len())
			kept[x.from] = x
		}
	}
	l.by, l.version = kept, now
}
