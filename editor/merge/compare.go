package merge

import (
	"bytes"
	"context"
	"math"
)

// Hunk is one place in which two texts differ: the lines A of the first stand
// where the second has the lines B. One of them may be empty, never both.
type Hunk struct{ A, B Span }

// Compare lists where a and b differ, in ascending order. Between two hunks
// there is at least one line that both have.
func Compare(ctx context.Context, a, b Lines) ([]Hunk, error) {
	head := 0
	for head < a.Len() && head < b.Len() && bytes.Equal(a.Line(head), b.Line(head)) {
		head++
	}
	endA, endB := a.Len(), b.Len()
	for endA > head && endB > head && bytes.Equal(a.Line(endA-1), b.Line(endB-1)) {
		endA, endB = endA-1, endB-1
	}
	goneA, goneB, err := differences(ctx, a, b, Span{head, endA}, Span{head, endB})
	if err != nil {
		return nil, err
	}
	return hunks(goneA, goneB, head), nil
}

// hunks gathers the marked lines. Lines that are not marked pair up in order.
func hunks(goneA, goneB []bool, base int) []Hunk {
	var all []Hunk
	for i, j := 0, 0; i < len(goneA) || j < len(goneB); {
		if i < len(goneA) && !goneA[i] && j < len(goneB) && !goneB[j] {
			i, j = i+1, j+1
			continue
		}
		h := Hunk{A: Span{base + i, base + i}, B: Span{base + j, base + j}}
		for i < len(goneA) && goneA[i] {
			i++
		}
		for j < len(goneB) && goneB[j] {
			j++
		}
		h.A.To, h.B.To = base+i, base+j
		all = append(all, h)
	}
	return all
}

// differences marks the lines of the two spans that the other text does not
// have at that place. Lines that the other span does not have at all are marked
// at once; that shortens no common part and saves most of the work between
// texts that differ much.
func differences(ctx context.Context, a, b Lines, inA, inB Span) (goneA, goneB []bool, err error) {
	goneA, goneB = make([]bool, inA.Len()), make([]bool, inB.Len())
	ids := make(map[string]int32, inA.Len())
	idsA := make([]int32, inA.Len())
	for i := range idsA {
		line := a.Line(inA.From + i)
		id, ok := ids[string(line)]
		if !ok {
			id = int32(len(ids))
			ids[string(line)] = id
		}
		idsA[i] = id
	}
	shared := make([]bool, len(ids))
	s := search{ctx: ctx, goneA: goneA, goneB: goneB}
	for j := range goneB {
		id, ok := ids[string(b.Line(inB.From+j))]
		if !ok {
			goneB[j] = true
			continue
		}
		shared[id] = true
		s.b, s.atB = append(s.b, id), append(s.atB, int32(j))
	}
	for i, id := range idsA {
		if !shared[id] {
			goneA[i] = true
			continue
		}
		s.a, s.atA = append(s.a, id), append(s.atA, int32(i))
	}
	return goneA, goneB, s.run()
}

// search finds the lines that have to go, among lines that are numbers.
type search struct {
	ctx          context.Context
	a, b         []int32
	atA, atB     []int32 // where the line of a number stands in gone…
	goneA, goneB []bool
	// forth and back hold for each diagonal x-y how far the search came along
	// it from the start and from the end; diagonal d is at index d+zero.
	forth, back []int32
	zero        int
	limit       int // rounds after which the search settles for a good place
}

// leastLimit and the square root below are those of GNU diff (diffseq.h).
const leastLimit = 256

func (s *search) run() error {
	diagonals := len(s.a) + len(s.b) + 3
	s.forth, s.back = make([]int32, diagonals), make([]int32, diagonals)
	s.zero = len(s.b) + 1
	s.limit = max(leastLimit, int(math.Sqrt(float64(diagonals))))
	return s.divide(Span{0, len(s.a)}, Span{0, len(s.b)})
}

// divide compares a piece of a with a piece of b: what is equal at both ends is
// left alone, the rest is cut in two where a shortest comparison passes.
func (s *search) divide(x, y Span) error {
	for {
		for x.From < x.To && y.From < y.To && s.a[x.From] == s.b[y.From] {
			x.From, y.From = x.From+1, y.From+1
		}
		for x.From < x.To && y.From < y.To && s.a[x.To-1] == s.b[y.To-1] {
			x.To, y.To = x.To-1, y.To-1
		}
		if x.Empty() || y.Empty() {
			for i := x.From; i < x.To; i++ {
				s.goneA[s.atA[i]] = true
			}
			for j := y.From; j < y.To; j++ {
				s.goneB[s.atB[j]] = true
			}
			return nil
		}
		if err := s.ctx.Err(); err != nil {
			return err
		}
		midX, midY := s.middle(x, y)
		if err := s.divide(Span{x.From, midX}, Span{y.From, midY}); err != nil {
			return err
		}
		x.From, y.From = midX, midY
	}
}

// middle searches from both ends at once and returns a point at which the two
// meet, which is on a shortest path, or after too many rounds the furthest
// point that either has reached.
func (s *search) middle(x, y Span) (midX, midY int) {
	least, most := x.From-y.To, x.To-y.From
	f, b := diagonals{x.From - y.From, x.From - y.From}, diagonals{x.To - y.To, x.To - y.To}
	odd := (f.low-b.low)&1 != 0
	s.forth[s.zero+f.low], s.back[s.zero+b.low] = int32(x.From), int32(x.To)
	for round := 1; ; round++ {
		f.widen(least, most, s.forth, s.zero, -1)
		for d := f.high; d >= f.low; d -= 2 {
			at := s.goForth(d, x.To, y.To)
			if odd && b.low <= d && d <= b.high && int(s.back[s.zero+d]) <= at {
				return at, at - d
			}
		}
		b.widen(least, most, s.back, s.zero, math.MaxInt32)
		for d := b.high; d >= b.low; d -= 2 {
			at := s.goBack(d, x.From, y.From)
			if !odd && f.low <= d && d <= f.high && at <= int(s.forth[s.zero+d]) {
				return at, at - d
			}
		}
		if round >= s.limit {
			return s.settle(f, b, x, y)
		}
	}
}

// diagonals is the range of diagonals that a search has reached.
type diagonals struct{ low, high int }

// widen grows the range by one on each side, or shrinks it where it has left
// the piece.
func (r *diagonals) widen(least, most int, reached []int32, zero int, never int32) {
	if r.low > least {
		r.low--
		reached[zero+r.low-1] = never
	} else {
		r.low++
	}
	if r.high < most {
		r.high++
		reached[zero+r.high+1] = never
	} else {
		r.high--
	}
}

// goForth takes the better step onto diagonal d and follows it while lines are
// equal.
func (s *search) goForth(d, endX, endY int) int {
	x := max(int(s.forth[s.zero+d-1])+1, int(s.forth[s.zero+d+1]))
	for x < endX && x-d < endY && s.a[x] == s.b[x-d] {
		x++
	}
	s.forth[s.zero+d] = int32(x)
	return x
}

// goBack is goForth from the other end.
func (s *search) goBack(d, startX, startY int) int {
	x := min(int(s.back[s.zero+d-1]), int(s.back[s.zero+d+1])-1)
	for x > startX && x-d > startY && s.a[x-1] == s.b[x-d-1] {
		x--
	}
	s.back[s.zero+d] = int32(x)
	return x
}

// settle returns the point with the most progress in either direction.
func (s *search) settle(f, b diagonals, x, y Span) (int, int) {
	forthX, forthSum := x.From, -1
	for d := f.high; d >= f.low; d -= 2 {
		at := min(int(s.forth[s.zero+d]), x.To, y.To+d)
		if at+at-d > forthSum {
			forthX, forthSum = at, at+at-d
		}
	}
	backX, backSum := x.To, math.MaxInt
	for d := b.high; d >= b.low; d -= 2 {
		at := max(int(s.back[s.zero+d]), x.From, y.From+d)
		if at+at-d < backSum {
			backX, backSum = at, at+at-d
		}
	}
	if x.To+y.To-backSum < forthSum-x.From-y.From {
		return forthX, forthSum - forthX
	}
	return backX, backSum - backX
}
