package textview

import (
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
)

// joined returns the tiles of the clusters of one right-to-left run, shaped
// together so that letters join. It has nil for what does not join: signs, spaces,
// emoji, and letters that no font has.
func (t *typeface) joined(row []byte, run []placed, tell func()) []*tile {
	from, to := run[0].From, run[len(run)-1].To
	if got, ok := t.runs[string(row[from:to])]; ok {
		return got
	}
	if len(t.runs) > maxRuns {
		clear(t.runs)
	}
	got, final := t.shaper.joined(row[from:to], run, tell)
	if final {
		t.runs[string(row[from:to])] = got
	}
	return got
}

func (s *shaper) joined(text []byte, run []placed, tell func()) (tiles []*tile, final bool) {
	defer func() {
		if recover() != nil { // as in shape
			tiles, final = make([]*tile, len(run)), true
		}
	}()
	runes := []rune(string(text))
	starts := make([]int, 0, len(run)+1) // of the clusters in runes
	at := 0
	for _, c := range run {
		starts = append(starts, at)
		at += utf8.RuneCount(text[c.From-run[0].From : c.To-run[0].From])
	}
	starts = append(starts, at)
	letters := func(i int) []rune { return runes[starts[i]:starts[i+1]] }
	tiles, final = make([]*tile, len(run)), true
	for i, end := 0, 0; i < len(run); i = end {
		end = i + 1
		if !isRTL(letters(i)[0]) {
			continue
		}
		face, known := s.face(letters(i), 1, tell)
		final = final && known
		if face == nil || !covers(face, letters(i)) {
			continue
		}
		for end < len(run) && isRTL(letters(end)[0]) && covers(face, letters(end)) {
			end++
		}
		s.join(runes, starts[i:end+1], run[i:end], face, tiles[i:end])
	}
	return tiles, final
}

// join fills in the tiles of clusters that one font has, which begin in runes at starts.
func (s *shaper) join(runes []rune, starts []int, run []placed, face *font.Face, tiles []*tile) {
	first, end := starts[0], starts[len(run)]
	out := s.run(runes, first, end, face, di.DirectionRTL)
	owner := make([]int, 0, end-first)
	for i := range run {
		for range starts[i+1] - starts[i] {
			owner = append(owner, i)
		}
	}
	parts := make([]shaping.Output, len(run))
	for _, g := range out.Glyphs {
		part := &parts[owner[g.TextIndex()-first]]
		part.Glyphs = append(part.Glyphs, g)
		part.Advance += g.Advance
	}
	fit := scriptOf(runes[first:end]) != language.Hebrew
	for i := 0; i < len(parts); i++ {
		at, cells := i, run[i].Cells
		for i+1 < len(parts) && len(parts[i+1].Glyphs) == 0 { // a ligature took it in
			tiles[i] = &tile{}
			i++
			cells += run[i].Cells
		}
		tiles[i] = s.draw(parts[at], face, cells, fit) // at the leftmost cell
	}
}
