package editor

import (
	"context"
	"strings"
)

// Replacing collects, step by step, what it takes to replace every match.
type Replacing struct {
	finder   *Finder
	text     Text
	template template
	ranges   []Range // still to be searched
	search   *Search
	parts    parts
	last     Text // that was put in the place of a match
}

// Replacing begins to replace the matches in the ranges that are not empty,
// or, if there are none, in the whole text. For an expression, in what takes
// the place of a match, $1 or ${name} stands for a group, $0 for all of it,
// $$ for a dollar, \t for a tab, \n for a line break, \\ for a backslash; eol
// is the line break to use. For a plain pattern it is taken as it is.
func (f *Finder) Replacing(t Text, ranges []Range, with, eol string) *Replacing {
	r := &Replacing{finder: f, text: t, template: f.parseTemplate(with, eol)}
	for _, x := range ranges {
		if !x.Empty() {
			r.ranges = append(r.ranges, x)
		}
	}
	if len(r.ranges) == 0 {
		r.ranges = []Range{{Anchor: 0, Head: t.Len()}}
	}
	return r
}

// Step looks at about a megabyte more and reports whether that was all.
func (r *Replacing) Step() (done bool) {
	if len(r.ranges) == 0 {
		return true
	}
	if r.search == nil {
		r.search = r.finder.Search(r.text, r.ranges[0].Min(), r.ranges[0].Max())
		r.search.groups = r.template.groups
	}
	found, done := r.search.Step()
	for i, m := range found {
		var groups []int
		if r.template.groups {
			groups = r.search.submatch[i]
		}
		if insert := r.template.expand(r.text, groups); !sameFew(insert, 0, insert.Len(), r.last) {
			r.last = insert
		}
		r.parts.add(Replacement{m.From, m.To, r.last})
	}
	if done {
		r.ranges, r.search = r.ranges[1:], nil
	}
	return len(r.ranges) == 0
}

// At returns the offset up to which the text was searched.
func (r *Replacing) At() int {
	switch {
	case len(r.ranges) == 0:
		return r.text.Len()
	case r.search == nil:
		return r.ranges[0].Min()
	}
	return r.search.At()
}

// Count returns how many matches were found so far.
func (r *Replacing) Count() int { return r.parts.len() }

// Change returns the change that replaces what was found so far.
func (r *Replacing) Change() (Change, error) { return changeOf(r.text.Len(), r.parts) }

// ReplaceOne returns the replacement of a match that was found in t. It
// returns false if the match is none.
func (f *Finder) ReplaceOne(t Text, m Match, with, eol string) (Replacement, bool) {
	tpl := f.parseTemplate(with, eol)
	s := f.Search(t, m.From, t.Len())
	s.groups = tpl.groups
	for {
		found, done := s.Step()
		if len(found) > 0 {
			var groups []int
			if tpl.groups {
				groups = s.submatch[0]
			}
			return Replacement{m.From, m.To, tpl.expand(t, groups)}, found[0] == m
		}
		if done || s.At() > m.To {
			return Replacement{}, false
		}
	}
}

// ApplyChange is the command that makes a change of version base, and lets
// carets go along.
func ApplyChange(base Version, c Change) Command {
	return func(s State) (Transaction, bool) {
		if c.Empty() {
			return Transaction{}, false
		}
		sel := s.Selection
		if base == s.Version {
			sel = sel.Map(c)
		}
		return Transaction{Base: base, Change: c, Selection: sel, Time: s.Time}, true
	}
}

// Prepare is ApplyChange with the work done now, on whatever goroutine: for a
// change of very many parts. The command takes no time then. It is for the
// version of the snapshot alone. It returns nil if ctx ends before that is done.
// How much of the work is done it tells at, which may be nil.
func Prepare(ctx context.Context, s Snapshot, c Change, at func(done, whole int)) Command {
	ready := prepare(ctx, s.Text, c, at)
	if ready == nil {
		return nil
	}
	return func(now State) (Transaction, bool) {
		t, ok := ApplyChange(s.Version, c)(now)
		t.ready = ready
		return t, ok
	}
}

// Ahead runs a command now, on whatever goroutine, because it may take long, and
// returns the command that puts what came out in place in no time. That one does
// nothing unless the text is still what s says; carets that moved meanwhile are
// not called back. It returns nil if there is nothing to do, or if ctx ends
// before it is done; commands that look at many lines stop then.
func Ahead(ctx context.Context, s State, c Command) Command {
	s.ctx = ctx
	done, ok := c(s)
	if !ok || s.stopped() {
		return nil
	}
	if done.ready = prepare(ctx, s.Text, done.Change, nil); done.ready == nil {
		return nil
	}
	return func(now State) (Transaction, bool) {
		if now.Version != s.Version {
			return Transaction{}, false
		}
		t := done
		t.Time = now.Time
		if !now.Selection.Equal(s.Selection) {
			t.Selection = now.Selection.Map(t.Change)
		}
		return t, true
	}
}

// SelectMatches returns the selection of matches, the one at or after off
// being the primary one.
func SelectMatches(all []Match, off int) Selection {
	rs := make([]Range, 0, len(all))
	primary := len(all) - 1
	for i, m := range all {
		rs = append(rs, Range{Anchor: m.From, Head: m.To})
		if m.From >= off && primary > i {
			primary = i
		}
	}
	return NewSelection(rs, primary)
}

// template is what comes in place of a match.
type template struct {
	fixed  Text // if there are no groups
	parts  []templatePart
	groups bool
}

// templatePart is some text and then a group; none if group is negative.
type templatePart struct {
	text  string
	group int
}

func (tpl template) expand(t Text, groups []int) Text {
	if !tpl.groups {
		return tpl.fixed
	}
	var out []byte
	for _, p := range tpl.parts {
		out = append(out, p.text...)
		if g := 2 * p.group; g >= 0 && g+1 < len(groups) && groups[g] >= 0 {
			out = t.AppendSlice(out, groups[g], groups[g+1])
		}
	}
	return FromBytes(out)
}

// parseTemplate takes the text that replaces a match apart.
func (f *Finder) parseTemplate(with, eol string) template {
	if f.re == nil || !f.query.Regexp {
		return template{fixed: FromString(with)}
	}
	var tpl template
	var text strings.Builder
	for i := 0; i < len(with); {
		n, plain, group := f.templateItem(with[i:], eol)
		i += n
		text.WriteString(plain)
		if group >= 0 {
			tpl.parts = append(tpl.parts, templatePart{text.String(), group})
			tpl.groups = true
			text.Reset()
		}
	}
	tpl.fixed = FromString(text.String())
	tpl.parts = append(tpl.parts, templatePart{text.String(), -1})
	return tpl
}

// templateItem returns the length of the first item of a template, and the
// plain text or the group that it stands for.
func (f *Finder) templateItem(s, eol string) (n int, plain string, group int) {
	if len(s) < 2 || s[0] != '$' && s[0] != '\\' {
		return 1, s[:1], -1
	}
	switch s[:2] {
	case `$$`:
		return 2, "$", -1
	case `\n`:
		return 2, eol, -1
	case `\t`:
		return 2, "\t", -1
	case `\\`, `\$`:
		return 2, s[1:2], -1
	}
	if s[0] == '\\' {
		return 1, s[:1], -1
	}
	if end := strings.IndexByte(s, '}'); s[1] == '{' && end > 0 {
		return end + 1, "", f.groupNamed(s[2:end])
	}
	digits := 1
	for digits < len(s) && '0' <= s[digits] && s[digits] <= '9' {
		digits++
	}
	if digits == 1 {
		return 1, s[:1], -1
	}
	return digits, "", f.groupNamed(s[1:digits])
}

// groupNamed returns the index of a group by number or name, or one that
// matches nothing if there is none.
func (f *Finder) groupNamed(name string) int {
	if g := f.re.SubexpIndex(name); g >= 0 {
		return g
	}
	g := 0
	for _, c := range name {
		if c < '0' || c > '9' || g > f.re.NumSubexp() {
			return f.re.NumSubexp() + 1
		}
		g = 10*g + int(c-'0')
	}
	return g
}
