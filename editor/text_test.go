package editor

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
)

func TestTypingSharesNothingWithOlderTexts(t *testing.T) {
	a := FromString("hello world")
	b := a.Replace(5, 5, []byte(","))
	c := b.Replace(6, 6, []byte(" big"))
	d := b.Replace(6, 6, []byte(" old"))
	for _, x := range []struct {
		text Text
		want string
	}{{a, "hello world"}, {b, "hello, world"}, {c, "hello, big world"}, {d, "hello, old world"}} {
		if got := x.text.String(); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
}

func TestZeroText(t *testing.T) {
	var x Text
	checkText(t, x, nil)
	checkText(t, Join(), nil)
	checkText(t, Join(x, FromBytes(nil), x), nil)
	checkText(t, x.Replace(0, 0, []byte("a\r")), []byte("a\r"))
	if x.Slice(-5, 10) != nil || x.ByteAt(0) != 0 || x.LineOf(7) != 0 || x.LineStart(3) != 0 || x.LineEnd(-1) != 0 {
		t.Error("an empty text has something in it")
	}
}

func TestReplacePanicsOutside(t *testing.T) {
	for _, at := range [][2]int{{-1, 0}, {2, 1}, {0, 4}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Replace(%d, %d) of three bytes does not panic", at[0], at[1])
				}
			}()
			FromString("abc").Replace(at[0], at[1], nil)
		}()
	}
}

// TestLinesOfFullPieces looks up lines in pieces of the usual size.
func TestLinesOfFullPieces(t *testing.T) {
	plain := configText(50_000)
	for _, b := range [][]byte{
		plain,
		bytes.ReplaceAll(plain, lf, crlf),
		bytes.ReplaceAll(plain, lf, cr),
		bytes.Replace(plain, lf, crlf, 300),
		bytes.Repeat(lf, leafBytes+5),
		bytes.Repeat(crlf, leafBytes/2+5),
		append([]byte("\n"), bytes.Repeat(crlf, leafBytes/2+5)...),
		bytes.Repeat([]byte("\n\r"), leafBytes/2),
	} {
		x := FromBytes(b)
		checkSpans(t, x, naiveLines(b), block{0, x.Lines() - 1})
		for i, l := range naiveLines(b) {
			if i%7 > 1 && i < x.Lines()-3 {
				continue
			}
			if x.LineStart(i) != l[0] || x.LineEnd(i) != l[1] || x.LineOf(l[0]) != i || x.LineOf(l[1]) != i {
				t.Fatalf("line %d of %.20q is %d to %d, want %v", i, b, x.LineStart(i), x.LineEnd(i), l)
			}
		}
	}
}

// TestManyEdits types, deletes and jumps at random for long, and compares.
func TestManyEdits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	want := configText(10_000)
	x := fromBytesSized(bytes.Clone(want), 64, 256)
	at := 0
	for i := range 10_000 {
		if r.IntN(10) == 0 {
			at = r.IntN(len(want) + 1)
		}
		from, to := at, at
		if r.IntN(3) == 0 {
			from = max(0, at-r.IntN(20))
		}
		ins := []byte("some\r\ntext\n\r")[:r.IntN(12)]
		x = x.Replace(from, to, ins)
		want = append(want[:from:from], append(bytes.Clone(ins), want[to:]...)...)
		at = from + len(ins)
		if i%1000 == 0 {
			checkText(t, x, want)
		}
	}
	checkText(t, x, want)
	n := nodes(x.root)
	if limit := 1.45 * math.Log2(float64(n+2)); float64(x.root.height) > limit {
		t.Errorf("height %d of %d nodes, want %.1f at most", x.root.height, n, limit)
	}
}

func nodes(n *node) int {
	if n == nil {
		return 0
	}
	return nodes(n.left) + 1 + nodes(n.right)
}

// TestBranchesOnSeveralGoroutines lets texts that share a chunk grow side by
// side; the race detector watches.
func TestBranchesOnSeveralGoroutines(t *testing.T) {
	start := FromString("start").Replace(5, 5, []byte(" of it"))
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			x, want := start, "start of it"
			for i := range 300 {
				s := fmt.Sprint(g, i, ";")
				x = x.Replace(x.Len(), x.Len(), []byte(s))
				want += s
			}
			if got := x.String(); got != want {
				t.Errorf("goroutine %d: got %.50q", g, got)
			}
		})
	}
	wg.Wait()
	checkText(t, start, []byte("start of it"))
}

// TestMemory measures what a large text costs beside its bytes.
func TestMemory(t *testing.T) {
	raw := configText(16 << 20)
	before := heap()
	x := FromBytes(raw)
	if tree := heap() - before; tree > len(raw)/100 {
		t.Errorf("the tree of %d bytes takes %d", len(raw), tree)
	}
	before = heap()
	at := x.Len() / 2
	for range 100_000 {
		x = x.Replace(at, at, []byte{'x'})
		at++
	}
	if typed := heap() - before; typed > 300_000 {
		t.Errorf("100,000 typed bytes take %d", typed)
	}
	runtime.KeepAlive(x)
}

// TestManyCaretsDoNotFragment types at many carets that are far apart.
func TestManyCaretsDoNotFragment(t *testing.T) {
	raw := configText(4 << 20)
	d := NewDocument(FromBytes(raw))
	var carets []Range
	for at := 0; at < len(raw); at += len(raw) / 200 {
		carets = append(carets, Range{Anchor: at, Head: at})
	}
	d.Select(NewSelection(carets, 0))
	before := heap()
	for range 50 {
		if _, err := d.Do(InsertText("x"), Settings{}, epoch); err != nil {
			t.Fatal(err)
		}
	}
	if n, most := nodes(d.Text().root), len(raw)/leafBytes+4*len(carets); n > most {
		t.Errorf("%d pieces for %d carets, want %d at most", n, len(carets), most)
	}
	if more := heap() - before; more > 8<<20 {
		t.Errorf("%d bytes for 10,000 typed ones", more)
	}
	if !d.Undo() || !bytes.Equal(d.Text().Slice(0, d.Text().Len()), raw) {
		t.Error("undo leads elsewhere")
	}
}

func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
