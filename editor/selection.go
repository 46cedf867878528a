package editor

import (
	"slices"
	"strings"
)

// Range is one caret or stretch of a selection. Anchor is where it began and
// Head where the caret is; they are byte offsets and equal for a bare caret.
type Range struct {
	Anchor, Head int
	// GoalCell is the cell that moving up and down tries to return to, plus
	// one; 0 means the cell of the head.
	GoalCell int
}

// Min returns the smaller end.
func (r Range) Min() int { return min(r.Anchor, r.Head) }

// Max returns the greater end.
func (r Range) Max() int { return max(r.Anchor, r.Head) }

// Empty reports whether the range is a bare caret.
func (r Range) Empty() bool { return r.Anchor == r.Head }

// Selection is one or several ranges, sorted and apart, one of which the view
// keeps in sight. The zero value stands for a caret at the start. It is
// treated as immutable: make a new one rather than writing to Ranges.
type Selection struct {
	Ranges  []Range
	Primary int // index in Ranges
}

// Single returns the selection of one range.
func Single(anchor, head int) Selection {
	return Selection{Ranges: []Range{{Anchor: anchor, Head: head}}}
}

// NewSelection sorts ranges and merges those that overlap or that touch with
// one of them empty. primary is the index of the primary one in ranges.
func NewSelection(ranges []Range, primary int) Selection {
	if len(ranges) == 0 {
		return Single(0, 0)
	}
	main := ranges[min(max(primary, 0), len(ranges)-1)]
	sorted := slices.Clone(ranges)
	slices.SortStableFunc(sorted, func(a, b Range) int {
		if a.Min() != b.Min() {
			return a.Min() - b.Min()
		}
		return a.Max() - b.Max()
	})
	s := Selection{Ranges: sorted[:1]}
	for _, r := range sorted[1:] {
		last := &s.Ranges[len(s.Ranges)-1]
		if r.Min() < last.Max() || r.Min() == last.Max() && (r.Empty() || last.Empty()) {
			*last = last.union(r)
			continue
		}
		s.Ranges = append(s.Ranges, r)
	}
	for i, r := range s.Ranges {
		if r.Min() <= main.Min() && main.Max() <= r.Max() {
			s.Primary = i
			break
		}
	}
	return s
}

// union keeps the direction of r unless r is empty.
func (r Range) union(o Range) Range {
	from, to := min(r.Min(), o.Min()), max(r.Max(), o.Max())
	back := r.Head < r.Anchor || r.Empty() && o.Head < o.Anchor
	if from == r.Min() && to == r.Max() {
		return r
	}
	if back {
		return Range{Anchor: to, Head: from}
	}
	return Range{Anchor: from, Head: to}
}

// Main returns the primary range.
func (s Selection) Main() Range {
	if len(s.Ranges) == 0 {
		return Range{}
	}
	return s.Ranges[min(max(s.Primary, 0), len(s.Ranges)-1)]
}

// Empty reports whether there is nothing but carets.
func (s Selection) Empty() bool {
	return !slices.ContainsFunc(s.Ranges, func(r Range) bool { return !r.Empty() })
}

// Equal reports whether two selections have the same ranges, goal cells
// aside, and the same primary one.
func (s Selection) Equal(o Selection) bool {
	return s.Main().same(o.Main()) && slices.EqualFunc(s.list(), o.list(), Range.same)
}

func (r Range) same(o Range) bool { return r.Anchor == o.Anchor && r.Head == o.Head }

// list returns the ranges, of which there is always one.
func (s Selection) list() []Range {
	if len(s.Ranges) == 0 {
		return []Range{{}}
	}
	return s.Ranges
}

// each makes a selection of f applied to every range.
func (s Selection) each(f func(Range) Range) Selection {
	rs := make([]Range, 0, len(s.list()))
	for _, r := range s.list() {
		rs = append(rs, f(r))
	}
	return NewSelection(rs, s.Primary)
}

// clamp brings every range inside a text of n bytes.
func (s Selection) clamp(n int) Selection {
	inside := func(r Range) bool { return r.Min() >= 0 && r.Max() <= n }
	if len(s.Ranges) > 0 && !slices.ContainsFunc(s.Ranges, func(r Range) bool { return !inside(r) }) {
		return s
	}
	return s.each(func(r Range) Range {
		r.Anchor = min(max(r.Anchor, 0), n)
		r.Head = min(max(r.Head, 0), n)
		return r
	})
}

// Map returns where a selection of the old text is in the new one. Carets go
// after what is inserted at them; stretches do not grow.
func (s Selection) Map(c Change) Selection {
	m := c.mapper()
	return s.each(func(r Range) Range {
		if r.Empty() {
			at := m.Map(r.Head, After)
			return Range{Anchor: at, Head: at}
		}
		from, to := m.Map(r.Min(), After), m.Map(r.Max(), Before)
		to = max(from, to)
		if r.Head < r.Anchor {
			from, to = to, from
		}
		return Range{Anchor: from, Head: to}
	})
}

// SelectedText returns the selected text, several ranges joined by \n.
func SelectedText(t Text, s Selection) string {
	var parts []string
	for _, r := range s.Ranges {
		if !r.Empty() {
			parts = append(parts, string(t.Slice(r.Min(), r.Max())))
		}
	}
	return strings.Join(parts, "\n")
}
