package editor

import (
	"bytes"
	"context"
	"regexp"
	"slices"
)

const (
	// searchStep is how much of the text one step of a search looks at.
	searchStep = 1 << 20
	// searchMargin is how far beyond the start of a match a step sees.
	searchMargin = 64 << 10
	// searchMost is the longest match that is followed beyond that.
	searchMost = 16 << 20
)

// Search goes through a range of a text step by step. Between steps the
// caller may do other things, show how far it is, or stop.
type Search struct {
	finder    *Finder
	text      Text
	at, to    int
	end       int     // of the last match, or -1
	groups    bool    // keep submatches
	step      int     // searchStep; tests make it tiny
	margin    int     // searchMargin
	most      int     // searchMost
	submatch  [][]int // of the matches of the last step, if groups
	exhausted bool
}

// Search begins a search in the bytes from from to to, clamped. Matches do
// not overlap.
func (f *Finder) Search(t Text, from, to int) *Search {
	from, to = t.clamp(from, to)
	return &Search{
		finder: f, text: t, at: from, to: to, end: -1,
		step: searchStep, margin: searchMargin, most: searchMost,
	}
}

// At returns the offset up to which the text was searched.
func (s *Search) At() int { return s.at }

// Step looks at about a megabyte more. It returns what it found there, in
// order, and whether the search is over. The slice belongs to the caller.
func (s *Search) Step() (found []Match, done bool) {
	if s.exhausted {
		return nil, true
	}
	s.submatch = s.submatch[:0]
	if s.finder.re == nil {
		found = s.stepPlain()
	} else {
		found = s.stepExpr()
	}
	return found, s.exhausted
}

// stepPlain looks for a plain pattern.
func (s *Search) stepPlain() (found []Match) {
	word := s.finder.plain
	end := min(s.at+s.step, s.to)
	part := s.text.Slice(s.at, min(end+len(word.word)-1, s.to))
	next := end
	hunt := word.in(part)
	for i := hunt.next(0); i >= 0; {
		m := Match{s.at + i, s.at + i + len(word.word)}
		if s.finder.query.WholeWord && !isWord(s.text, m) {
			i = hunt.next(i + 1)
			continue
		}
		found = append(found, m)
		next = max(end, m.To)
		i = hunt.next(i + len(word.word))
	}
	s.at = next
	s.exhausted = next >= s.to
	return found
}

// stepExpr looks for an expression in a window of lines.
func (s *Search) stepExpr() (found []Match) {
	w := s.window(s.step)
	for {
		var open bool
		if found, open = s.matches(w, w.to-w.from <= s.most); !open {
			break
		}
		w = s.window(2 * (w.to - w.from))
	}
	next := w.limit
	if n := len(found); n > 0 {
		s.end = found[n-1].To
		next = max(next, s.end)
	}
	s.at = next
	s.exhausted = w.last
	return found
}

// exprWindow is a part of the text that an expression is tried on.
type exprWindow struct {
	from, to int
	limit    int  // matches that begin from here on are left to the next step
	last     bool // there is no next step
}

// window chooses the next part: whole lines where that is enough, and else
// so much that the margin is seen beyond every match.
func (s *Search) window(size int) exprWindow {
	t := s.text
	w := exprWindow{from: s.at}
	if start := t.LineStart(t.LineOf(s.at)); s.at-start <= s.margin {
		w.from = start // for ^ and \b
	}
	if s.at+size >= s.to {
		// See the rest of the line, for $ and \b.
		w.to = min(max(t.LineEnd(t.LineOf(s.to))+2, s.to), s.to+s.margin, t.Len())
		w.limit, w.last = s.to, true
		return w
	}
	w.limit = s.at + size
	if start := t.LineStart(t.LineOf(w.limit)); !s.finder.traits.breaks && start > s.at {
		w.to, w.limit = start, start
		return w
	}
	w.to = min(w.limit+s.margin, t.Len())
	return w
}

// matches returns the matches of a window. If it may grow, and a match that
// reaches its end might go on beyond it, it returns open instead.
func (s *Search) matches(w exprWindow, grow bool) (found []Match, open bool) {
	s.submatch = s.submatch[:0]
	body, places := unify(s.text.Slice(w.from, w.to), w.from)
	for _, loc := range s.locate(body) {
		m := Match{places.of(loc[0]), places.of(loc[1])}
		switch {
		case m.From < s.at || m.From == m.To && m.From == s.end:
			continue
		case w.last && (m.To > s.to || s.pastLines(m)) || !w.last && m.From >= w.limit:
			return found, false
		case grow && m.To == w.to && w.to < s.to && w.limit < w.to:
			return nil, true
		case s.finder.query.WholeWord && !isWord(s.text, m):
			continue
		}
		found = append(found, m)
		if s.groups {
			s.submatch = append(s.submatch, places.all(loc))
		}
	}
	return found, false
}

// pastLines reports whether m is the empty place after a range of whole lines:
// the start of a line that does not belong to the range.
func (s *Search) pastLines(m Match) bool {
	return m.From == m.To && m.From == s.to && s.to < s.text.Len() &&
		s.text.LineStart(s.text.LineOf(s.to)) == s.to
}

// locate is FindAllSubmatchIndex that tries the expression only where it can
// match.
func (s *Search) locate(body []byte) (all [][]int) {
	f := s.finder
	switch {
	case f.traits.prefix != nil:
		hunt := f.traits.prefix.in(body)
		for at := hunt.next(0); at >= 0; {
			next := at + 1
			if loc := s.try(f.at, f.reach(body, at), at); loc != nil {
				all = append(all, loc)
				next = max(next, loc[1])
			}
			at = hunt.next(next)
		}
		return all
	case f.traits.inside != nil && !f.traits.breaks:
		hunt := f.traits.inside.in(body)
		for at := hunt.next(0); at >= 0; {
			from := bytes.LastIndexByte(body[:at], '\n') + 1
			to := indexByte(body, '\n', at)
			for _, loc := range s.tryAll(body[from:to]) {
				all = append(all, shift(loc, from))
			}
			at = hunt.next(to)
		}
		return all
	}
	return s.tryAll(body)
}

// reach returns what a match that begins at an offset can depend on. Package
// regexp is many times faster with a line than with a megabyte.
func (f *Finder) reach(body []byte, at int) []byte {
	if f.traits.breaks {
		return body[at:]
	}
	return body[at:min(indexByte(body, '\n', at)+1, len(body))]
}

func (s *Search) tryAll(body []byte) [][]int {
	if s.groups {
		return s.finder.re.FindAllSubmatchIndex(body, -1)
	}
	return s.finder.re.FindAllIndex(body, -1)
}

// try tries an expression on what stands at an offset.
func (s *Search) try(re *regexp.Regexp, body []byte, off int) []int {
	if s.groups {
		return shift(re.FindSubmatchIndex(body), off)
	}
	return shift(re.FindIndex(body), off)
}

// shift moves offsets in place; those of groups without a match are negative
// and stay so.
func shift(loc []int, by int) []int {
	for i := range loc {
		if loc[i] >= 0 {
			loc[i] += by
		}
	}
	return loc
}

// places leads from offsets in a part with unified breaks to offsets in the
// text.
type places struct {
	base    int
	removed []int // offsets, in the unified part, of the \n before which a \r was
}

// unify returns a part with every line break as \n.
func unify(b []byte, base int) ([]byte, places) {
	p := places{base: base}
	if bytes.IndexByte(b, '\r') < 0 {
		return b, p
	}
	out := make([]byte, 0, len(b))
	for {
		i := bytes.IndexByte(b, '\r')
		if i < 0 {
			return append(out, b...), p
		}
		out = append(out, b[:i]...)
		if b = b[i+1:]; len(b) > 0 && b[0] == '\n' {
			p.removed = append(p.removed, len(out))
			b = b[1:]
		}
		out = append(out, '\n')
	}
}

// of returns the offset in the text. A place before a break is before all of
// it.
func (p places) of(off int) int {
	n, _ := slices.BinarySearch(p.removed, off)
	return p.base + off + n
}

func (p places) all(loc []int) []int {
	out := make([]int, len(loc))
	for i, off := range loc {
		if out[i] = -1; off >= 0 {
			out[i] = p.of(off)
		}
	}
	return out
}

// All returns every match in a range. It stops with the error of ctx when
// that is done.
func (f *Finder) All(ctx context.Context, t Text, from, to int) ([]Match, error) {
	var all []Match
	for s := f.Search(t, from, to); ; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found, done := s.Step()
		all = append(all, found...)
		if done {
			return all, nil
		}
	}
}

// Next returns the first match that begins at or after from, going on from
// the start of the text after its end, which wrapped tells.
func (f *Finder) Next(ctx context.Context, t Text, from int) (m Match, wrapped, ok bool) {
	if m, ok = f.first(ctx, t, from, t.Len()+1); ok {
		return m, false, true
	}
	m, ok = f.first(ctx, t, 0, from)
	return m, ok, ok
}

// first returns the first match that begins at from or later, and before to.
func (f *Finder) first(ctx context.Context, t Text, from, to int) (Match, bool) {
	for s := f.Search(t, from, t.Len()); ctx.Err() == nil && s.At() < to; {
		found, done := s.Step()
		if len(found) > 0 {
			return found[0], found[0].From < to
		}
		if done {
			break
		}
	}
	return Match{}, false
}

// Prev returns the last match that ends at or before before, going on from
// the end of the text, which wrapped tells.
func (f *Finder) Prev(ctx context.Context, t Text, before int) (m Match, wrapped, ok bool) {
	if m, ok = f.lastBefore(ctx, t, before, 0); ok {
		return m, false, true
	}
	m, ok = f.lastBefore(ctx, t, t.Len(), before)
	return m, ok, ok
}

// lastBefore returns the last match that ends at before or earlier. It need not
// look for one that ends at floor or earlier.
func (f *Finder) lastBefore(ctx context.Context, t Text, before, floor int) (Match, bool) {
	for end := min(before, t.Len()); ; {
		from := t.LineStart(t.LineOf(max(0, end-searchStep)))
		if end-from > 2*searchStep {
			from = t.ClusterStart(end - searchStep)
		}
		all, err := f.All(ctx, t, from, min(end+searchMargin, before))
		if err != nil {
			return Match{}, false
		}
		if n := len(all); n > 0 {
			return all[n-1], true
		}
		if from <= floor {
			return Match{}, false
		}
		end = from
	}
}
