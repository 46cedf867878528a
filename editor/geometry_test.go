package editor

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
)

func TestCellWidth(t *testing.T) {
	for _, c := range []struct {
		cluster string
		cells   int
	}{
		{"a", 1}, {"é", 1}, {"e\u0301", 1}, {"界", 2}, {"カ", 2}, {"각", 2}, {"ｱ", 1},
		{"😀", 2}, {"👨‍👩‍👧‍👦", 2}, {"🇩🇪", 2}, {"❤️", 2}, {"©", 1},
		{"\u2764", 1}, {"\u2764\ufe0e", 1}, {"\u231a", 2}, {"\u231a\ufe0e", 1}, {"\u00a9\ufe0f", 2},
		{"1\ufe0f\u20e3", 2}, {"#\ufe0f\u20e3", 2}, {"*\ufe0f\u20e3", 2}, {"1\u20e3", 1}, {"1\ufe0f", 1}, {"a\ufe0f\u20e3", 1},
		{"\x00", 1}, {"\x1b", 1}, {"\x7f", 1}, {"\xff", 1}, {"\u0085", 1},
		{"\u200b", 1}, {"\u202e", 1}, {"\ufeff", 1}, {"\u0301", 1}, {"\u00a0", 1}, {"\U0010FE41", 1},
		{"\n", 1}, {"\r\n", 1},
	} {
		if n, got := firstCluster([]byte(c.cluster)); n != len(c.cluster) || got != c.cells {
			t.Errorf("%q: the first cluster has %d bytes and takes %d cells, want %d", c.cluster, n, got, c.cells)
		}
	}
}

func TestClusters(t *testing.T) {
	var got []Cluster
	for c := range Clusters([]byte("a\t界e\u0301\xff\r\n"), 4, 2) {
		got = append(got, c)
	}
	want := []Cluster{{0, 1, 2, 1}, {1, 2, 3, 1}, {2, 5, 4, 2}, {5, 8, 6, 1}, {8, 9, 7, 1}, {9, 11, 8, 1}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestSimpleCells compares the short cut with the tables of Unicode.
func TestSimpleCells(t *testing.T) {
	for r := rune(0x80); r < 0x20000; r++ {
		cells := simpleCells(r)
		if cells == 0 {
			continue
		}
		for _, s := range []string{string(r), string(r) + "a", string(r) + "\u00e9", string(r) + "界", "\u00e9" + string(r)} {
			c, _, width, _ := uniseg.FirstGraphemeClusterInString(s, -1)
			if n, w := firstCluster([]byte(s)); n != len(c) || w != width {
				t.Fatalf("%q: %d bytes and %d cells, want %d and %d", s, n, w, len(c), width)
			}
		}
	}
}

// cellAtOffset returns the cell at which the cluster at an offset in a line
// begins.
func cellAtOffset(line []byte, tab, off int) int {
	w := walk{tab: tab}
	w.toOffset(line, off)
	return w.cell
}

// offsetAtCell returns the offset in a line of the cluster whose left edge is
// nearest to a cell.
func offsetAtCell(line []byte, tab, cell int) int {
	w := walk{tab: tab}
	w.toCell(line, cell)
	return w.off
}

func naiveClusters(b []byte) (ends []int) {
	off := 0
	for len(b) > 0 {
		c, rest, _, _ := uniseg.FirstGraphemeCluster(b, -1)
		off += len(c)
		ends = append(ends, off)
		b = rest
	}
	return ends
}

// FuzzClusters compares the steps and measures of a line with plain ones.
func FuzzClusters(f *testing.F) {
	f.Add([]byte("plain text\twith\ttabs"), 4)
	f.Add([]byte("e\u0301界\t👨‍👩‍👧‍👦🇩🇪\xff\xfe\u200b각\r\n\n\r"), 8)
	f.Add([]byte("\u0600123 नमस्ते กำ 각"), 3)
	f.Fuzz(func(t *testing.T, b []byte, tab int) {
		if len(b) > 600 { // longer heaps of marks are cut
			return
		}
		x := fromBytesSized(b, 7, 30)
		ends := naiveClusters(b)
		var got []int
		cell := 0
		for c := range Clusters(b, tab, 0) {
			got = append(got, c.To)
			if c.Cell != cell || c.Cells < 1 {
				t.Fatalf("%q: cluster %v after %d cells", b, c, cell)
			}
			cell += c.Cells
			for off := c.From; off < c.To; off++ {
				if at := cellAtOffset(b, tab, off); at != c.Cell {
					t.Fatalf("%q: offset %d is in cell %d, want %d", b, off, at, c.Cell)
				}
			}
			if !isBreak(b[c.From]) && !bytes.ContainsAny(b, "\r\n") && offsetAtCell(b, tab, c.Cell) != c.From {
				t.Fatalf("%q: cell %d is at %d, want %d", b, c.Cell, offsetAtCell(b, tab, c.Cell), c.From)
			}
		}
		if !slices.Equal(got, ends) {
			t.Fatalf("%q: clusters end at %v, want %v", b, got, ends)
		}
		at := 0
		for _, end := range ends {
			if x.NextCluster(at) != end || x.PrevCluster(end) != at || x.ClusterStart(at) != at {
				t.Fatalf("%q: from %d to %d, from %d back to %d, want %d to %d",
					b, at, x.NextCluster(at), end, x.PrevCluster(end), at, end)
			}
			for off := at + 1; off < end; off++ {
				if x.ClusterStart(off) != at || x.PrevCluster(off) != at {
					t.Fatalf("%q: %d is in the cluster at %d, want %d", b, off, x.ClusterStart(off), at)
				}
			}
			at = end
		}
	})
}

// FuzzWords goes word by word to either end, over whole clusters.
func FuzzWords(f *testing.F) {
	f.Add([]byte("foo_bar-baz.conf größer 日本語\r\n  \t👨‍👩‍👧‍👦🇩🇪 กำ e\u0301\u200d"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 600 {
			return
		}
		x := fromBytesSized(b, 7, 30)
		for at := 0; at < len(b); {
			next := x.NextWord(at)
			if next <= at || x.ClusterStart(next) != next {
				t.Fatalf("%q: from %d to %d", b, at, next)
			}
			from, to := x.WordAt(at)
			if from > at || to < at || x.ClusterStart(from) != from || x.ClusterStart(to) != to {
				t.Fatalf("%q: the word at %d is %d to %d", b, at, from, to)
			}
			at = next
		}
		for at := len(b); at > 0; {
			prev := x.PrevWord(at)
			if prev >= at || x.ClusterStart(prev) != prev {
				t.Fatalf("%q: from %d back to %d", b, at, prev)
			}
			at = prev
		}
	})
}

func TestLongLines(t *testing.T) {
	for _, unit := range []string{"plain text ", "日本語\t", "e\u0301", "🇩🇪 ", strings.Repeat("\u0301", 3000)} {
		n := 200_000 / len(unit)
		x := FromString("first\n" + strings.Repeat(unit, n) + "\nlast")
		end := x.LineEnd(1)
		cells := x.cellOf(1, end, 8)
		if want := cellAtOffset(x.Slice(6, end), 8, end-6); cells != want && len(unit) < 100 {
			t.Errorf("%.10q: %d cells, want %d", unit, cells, want)
		}
		if off := x.offsetAtCell(1, cells, 8); off != end {
			t.Errorf("%.10q: cell %d is at %d, want %d", unit, cells, off, end)
		}
		if off := x.offsetAtCell(1, 0, 8); off != 6 {
			t.Errorf("%.10q: cell 0 is at %d", unit, off)
		}
	}
}

func BenchmarkCellOf50MBLine(b *testing.B) {
	for name, unit := range map[string]string{"ASCII": "some plain text", "ideographs": "日本語", "tabs": "key\tvalue\t", "marks": "e\u0301"} {
		b.Run(name, func(b *testing.B) {
			t := FromString(strings.Repeat(unit, 50<<20/len(unit)))
			for b.Loop() {
				t.cellOf(0, t.Len(), 8)
			}
		})
	}
}
