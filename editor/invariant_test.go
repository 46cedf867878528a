package editor

import (
	"bytes"
	"testing"
)

// checkTree verifies everything that a tree promises of itself.
func checkTree(t testing.TB, n *node) {
	t.Helper()
	if n == nil {
		return
	}
	checkTree(t, n.left)
	checkTree(t, n.right)
	hl, hr := n.left.tall(), n.right.tall()
	switch {
	case len(n.text) == 0 || len(n.text) > leafBytes:
		t.Fatalf("a piece of %d bytes", len(n.text))
	case hl > hr+1 || hr > hl+1:
		t.Fatalf("heights %d and %d side by side", hl, hr)
	case n.height != 1+max(hl, hr):
		t.Fatalf("height %d over %d and %d", n.height, hl, hr)
	case n.bytes != n.left.size()+len(n.text)+n.right.size():
		t.Fatalf("size %d is wrong", n.bytes)
	case int(n.own) != countBreaks(n.text):
		t.Fatalf("a piece says it has %d breaks, not %d", n.own, countBreaks(n.text))
	}
	whole := Text{root: n}.AppendSlice(nil, 0, n.bytes)
	switch {
	case n.breaks != naiveBreaks(whole):
		t.Fatalf("%d breaks counted in %q", n.breaks, whole)
	case n.first != whole[0] || n.last != whole[len(whole)-1]:
		t.Fatalf("ends %q and %q of %q", n.first, n.last, whole)
	}
}

// naiveBreaks counts breaks the slow way.
func naiveBreaks(b []byte) int { return len(naiveLines(b)) - 1 }

// naiveLines returns the start and the end, before the break, of every line.
func naiveLines(b []byte) (lines [][2]int) {
	start := 0
	for i := 0; i < len(b); i++ {
		end := i
		switch {
		case b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
			i++
		case b[i] != '\n' && b[i] != '\r':
			continue
		}
		lines = append(lines, [2]int{start, end})
		start = i + 1
	}
	return append(lines, [2]int{start, len(b)})
}

// checkText verifies a text against the bytes it should hold.
func checkText(t testing.TB, x Text, want []byte) {
	t.Helper()
	checkTree(t, x.root)
	if got := x.AppendSlice(nil, 0, x.Len()); !bytes.Equal(got, want) {
		t.Fatalf("text is %q, want %q", got, want)
	}
	lines := naiveLines(want)
	if x.Lines() != len(lines) {
		t.Fatalf("%d lines in %q, want %d", x.Lines(), want, len(lines))
	}
	last := len(lines) - 1
	for _, b := range []block{{0, last}, {last / 2, last}, {last / 3, last / 2}, {last, last}} {
		checkSpans(t, x, lines, b)
	}
	for i, l := range lines {
		if x.LineStart(i) != l[0] || x.LineEnd(i) != l[1] {
			t.Fatalf("line %d of %q is %d to %d, want %v", i, want, x.LineStart(i), x.LineEnd(i), l)
		}
		next := len(want) + 1
		if i+1 < len(lines) {
			next = lines[i+1][0]
		}
		for off := l[0]; off < next; off++ {
			if got := x.LineOf(off); got != i {
				t.Fatalf("offset %d of %q is in line %d, want %d", off, want, got, i)
			}
		}
	}
}

// checkSpans verifies the lines of a block in one pass.
func checkSpans(t testing.TB, x Text, want [][2]int, b block) {
	t.Helper()
	i := b.first
	for l := range x.lineSpans(b) {
		next := x.Len()
		if i+1 < len(want) {
			next = want[i+1][0]
		}
		if i > b.last || l != (lineSpan{want[i][0], want[i][1], next}) {
			t.Fatalf("line %d of %+v of %.200q is %+v, want %v and then %d", i, b, x.String(), l, want[i], next)
		}
		i++
	}
	if i != b.last+1 {
		t.Fatalf("%d lines of %+v", i-b.first, b)
	}
}

// fromBytesSized is FromBytes with other sizes of pieces and chunks, so that
// tests meet the edges often.
func fromBytesSized(b []byte, leaf, chunk int) Text {
	return Text{root: build(cutPieces(b, leaf)), src: &source{leaf: leaf, chunk: chunk}}
}
