package merge

import (
	"bytes"
	"context"
)

// Origin says where a region of a merged text comes from.
type Origin uint8

// The origins.
const (
	Unchanged  Origin = iota // as in the base, on both sides
	FromMine                 // only my side changed it
	FromTheirs               // only their side changed it
	FromBoth                 // both sides changed it in the same way
	Conflict                 // both sides changed it, differently
)

// Side names one of the three texts of a merge.
type Side uint8

// The sides.
const (
	Mine Side = iota
	Theirs
	Base
)

// Region is a part of the merge. The spans name its lines in each of the three
// texts; the regions of a merge cover each text completely, in order.
type Region struct {
	Origin             Origin
	Base, Mine, Theirs Span
}

// Merged is a three-way merge. It shares the bytes of the texts.
type Merged struct {
	Base, Mine, Theirs Lines
	Regions            []Region
}

// Merge merges what happened between base and mine with what happened between
// base and theirs. Changes of the two sides that overlap or touch are a
// conflict, unless they are the same: two changes with no unchanged line
// between them are too close to be joined unseen.
func Merge(ctx context.Context, base, mine, theirs []byte) (*Merged, error) {
	m := &Merged{Base: Cut(base), Mine: Cut(mine), Theirs: Cut(theirs)}
	ours, err := Compare(ctx, m.Base, m.Mine)
	if err != nil {
		return nil, err
	}
	others, err := Compare(ctx, m.Base, m.Theirs)
	if err != nil {
		return nil, err
	}
	m.join(side{hunks: ours}, side{hunks: others})
	return m, nil
}

// side walks through the hunks of one side.
type side struct {
	hunks []Hunk
	shift int // line there minus line in the base, before the next hunk
}

// touches reports whether the next hunk begins at or before a line of the base.
func (s *side) touches(line int) bool {
	return len(s.hunks) > 0 && s.hunks[0].A.From <= line
}

// take passes the next hunk and returns its end in the base.
func (s *side) take() int {
	h := s.hunks[0]
	s.hunks, s.shift = s.hunks[1:], h.B.To-h.A.To
	return h.A.To
}

// join cuts the base into regions.
func (m *Merged) join(ours, others side) {
	at := 0
	for len(ours.hunks) > 0 || len(others.hunks) > 0 {
		start := m.Base.Len()
		for _, s := range []side{ours, others} {
			if len(s.hunks) > 0 {
				start = min(start, s.hunks[0].A.From)
			}
		}
		m.unchanged(Span{at, start}, ours.shift, others.shift)
		r := Region{Mine: Span{From: start + ours.shift}, Theirs: Span{From: start + others.shift}}
		at = start
		var byMe, byThem bool
		for ours.touches(at) || others.touches(at) {
			if ours.touches(at) {
				byMe, at = true, max(at, ours.take())
			}
			if others.touches(at) {
				byThem, at = true, max(at, others.take())
			}
		}
		r.Base, r.Mine.To, r.Theirs.To = Span{start, at}, at+ours.shift, at+others.shift
		r.Origin = m.origin(r, byMe, byThem)
		m.Regions = append(m.Regions, r)
	}
	m.unchanged(Span{at, m.Base.Len()}, ours.shift, others.shift)
}

func (m *Merged) unchanged(base Span, mine, theirs int) {
	if !base.Empty() {
		m.Regions = append(m.Regions, Region{
			Origin: Unchanged, Base: base,
			Mine:   Span{base.From + mine, base.To + mine},
			Theirs: Span{base.From + theirs, base.To + theirs},
		})
	}
}

func (m *Merged) origin(r Region, byMe, byThem bool) Origin {
	switch {
	case !byThem:
		return FromMine
	case !byMe:
		return FromTheirs
	case bytes.Equal(m.Mine.Bytes(r.Mine), m.Theirs.Bytes(r.Theirs)):
		return FromBoth
	}
	return Conflict
}

// Of are the bytes that one of the three texts has in a region.
func (m *Merged) Of(r Region, s Side) []byte {
	switch s {
	case Mine:
		return m.Mine.Bytes(r.Mine)
	case Theirs:
		return m.Theirs.Bytes(r.Theirs)
	}
	return m.Base.Bytes(r.Base)
}

// settled is the side whose bytes a region takes; for a conflict that is not
// known.
func (r Region) settled() (Side, bool) {
	switch r.Origin {
	case FromTheirs:
		return Theirs, true
	case Conflict:
		return Mine, false
	}
	return Mine, true
}

// Text is the merged text. choose is asked for the side to take in each
// conflict, which are counted from 0.
func (m *Merged) Text(choose func(conflict int) Side) []byte {
	out := make([]byte, 0, max(len(m.Mine.text), len(m.Theirs.text)))
	n := 0
	for _, r := range m.Regions {
		s, known := r.settled()
		if !known {
			s = choose(n)
			n++
		}
		out = append(out, m.Of(r, s)...)
	}
	return out
}
