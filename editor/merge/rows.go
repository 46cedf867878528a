package merge

import "iter"

// RowKind says how the two sides of a row relate.
type RowKind uint8

// The kinds of rows.
const (
	Same    RowKind = iota // both sides have this line
	Changed                // the sides have different lines at this place
	Removed                // only the first text has this line
	Added                  // only the second text has this line
)

// Row is one row of two texts side by side. A and B are line numbers from 0,
// -1 for an empty cell.
type Row struct {
	Kind RowKind
	A, B int
}

// Rows lists all rows of a side-by-side view of two texts that have lenA and
// lenB lines and differ in hunks.
func Rows(hunks []Hunk, lenA, lenB int) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		i, j := 0, 0
		same := func(to int) bool {
			for ; i < to; i, j = i+1, j+1 {
				if !yield(Row{Same, i, j}) {
					return false
				}
			}
			return true
		}
		for _, h := range hunks {
			if !same(h.A.From) || !h.rows(yield) {
				return
			}
			i, j = h.A.To, h.B.To
		}
		same(lenA)
	}
}

func (h Hunk) rows(yield func(Row) bool) bool {
	for n := range max(h.A.Len(), h.B.Len()) {
		r := Row{Changed, h.A.From + n, h.B.From + n}
		switch {
		case r.B >= h.B.To:
			r.Kind, r.B = Removed, -1
		case r.A >= h.A.To:
			r.Kind, r.A = Added, -1
		}
		if !yield(r) {
			return false
		}
	}
	return true
}
