package textview

import (
	"slices"
	"sort"

	"holdfast/editor"
)

// fold is a stretch of lines that is out of sight: bytes from the end of the
// line above it, its header, to the end of its last line.
type fold struct{ from, to int }

// hiddenLines are the lines of a fold, and how many are hidden before them.
type hiddenLines struct{ first, last, before int }

// folds are what is folded in a text. None is inside another. The text is
// untouched: only rows are left out, and a fold opens as soon as the caret or
// an edit reaches into it.
type folds struct {
	list    []fold // sorted, apart
	text    editor.Text
	version editor.Version // that list belongs to
	lines   []hiddenLines  // of list; nil if not worked out
}

// mostFolds bounds how many stretches are folded at once.
const mostFolds = 10_000

// followText brings the folds in line with a text that changed without a word:
// undo, a reload, a part that was read. Folds in what differs open.
func (f *folds) followText(t editor.Text, v editor.Version) {
	if len(f.list) == 0 || f.version == v {
		f.version = v
		return
	}
	if max(t.Len(), f.text.Len()) > mostCompared {
		*f = folds{version: v}
		return
	}
	from, to := commonEnds(f.text, t)
	change, err := editor.NewChange(f.text.Len(), editor.Replacement{From: from, To: f.text.Len() - to, Insert: t.Sub(from, t.Len()-to)})
	if err != nil {
		*f = folds{version: v}
		return
	}
	f.edit(change, t, v)
}

// mostCompared is the size up to which two texts are compared for what they have
// in common.
const mostCompared = 8 << 20

// commonEnds is how many bytes two texts have in common at their beginnings, and
// at their ends beyond that.
func commonEnds(a, b editor.Text) (head, tail int) {
	x, y := a.Slice(0, a.Len()), b.Slice(0, b.Len())
	most := min(len(x), len(y))
	for head < most && x[head] == y[head] {
		head++
	}
	for tail < most-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	return head, tail
}

// edit moves the folds along with a change that led to the text t. Those that it
// reaches into open.
func (f *folds) edit(c editor.Change, t editor.Text, v editor.Version) {
	kept := f.list[:0]
	for _, one := range f.list {
		i := sort.Search(c.Parts(), func(i int) bool { return c.Part(i).To > one.from })
		if i < c.Parts() && c.Part(i).From < one.to {
			continue
		}
		one = fold{c.Map(one.from, editor.After), c.Map(one.to, editor.Before)}
		if one.to > one.from && t.LineOf(one.to) > t.LineOf(one.from) {
			kept = append(kept, one)
		}
	}
	f.list, f.text, f.version, f.lines = kept, t, v, nil
}

// hidden lists the lines that are out of sight.
func (v *View) hidden() []hiddenLines {
	f := &v.folds
	t := v.doc.Text()
	f.followText(t, v.version())
	if len(f.list) == 0 {
		return nil
	}
	if f.lines == nil {
		before := 0
		for _, one := range f.list {
			h := hiddenLines{t.LineOf(one.from) + 1, t.LineOf(one.to), before}
			before += h.last - h.first + 1
			f.lines = append(f.lines, h)
		}
	}
	return f.lines
}

// countHidden is how many lines before a line are out of sight.
func countHidden(h []hiddenLines, line int) int {
	i := sort.Search(len(h), func(i int) bool { return h[i].first >= line })
	if i == 0 {
		return 0
	}
	last := h[i-1]
	return last.before + min(last.last+1, line) - last.first
}

// shownLines is how many lines are in sight or could be scrolled there.
func (v *View) shownLines() int {
	lines := v.doc.Text().Lines()
	return lines - countHidden(v.hidden(), lines)
}

// toShown is the number of a line among those that are not folded, counted from
// 0; that of its header for a line that is.
func (v *View) toShown(line int) int {
	h := v.hidden()
	if len(h) == 0 {
		return line
	}
	line = headerOf(h, line)
	return line - countHidden(h, line)
}

// fromShown is the line with a number among those that are not folded.
func (v *View) fromShown(n int) int {
	h := v.hidden()
	i := sort.Search(len(h), func(i int) bool { return h[i].first-h[i].before > n })
	if i == 0 {
		return n
	}
	last := h[i-1]
	return n + last.before + last.last - last.first + 1
}

// lineAfter is the next line that is not folded; the number of lines behind the
// last.
func (v *View) lineAfter(line int) int {
	line++
	h := v.hidden()
	i := sort.Search(len(h), func(i int) bool { return h[i].last >= line })
	if i < len(h) && h[i].first <= line {
		return h[i].last + 1
	}
	return line
}

// headerOf is the line that stands for a line: itself, or the header of its fold.
func headerOf(h []hiddenLines, line int) int {
	i := sort.Search(len(h), func(i int) bool { return h[i].last >= line })
	if i < len(h) && h[i].first <= line {
		return h[i].first - 1
	}
	return line
}

// isFolded says whether what belongs to a line is folded.
func (v *View) isFolded(line int) bool {
	h := v.hidden()
	i := sort.Search(len(h), func(i int) bool { return h[i].first > line })
	return i < len(h) && h[i].first == line+1
}

// openAround opens the fold that hides an offset, and reports whether there was
// one.
func (v *View) openAround(off int) bool {
	v.hidden()
	f := &v.folds
	i := slices.IndexFunc(f.list, func(one fold) bool { return off > one.from && off <= one.to })
	if i < 0 {
		return false
	}
	f.list = slices.Delete(f.list, i, i+1)
	f.lines = nil
	return true
}

// openAtCarets opens what hides a caret.
func (v *View) openAtCarets() {
	if len(v.folds.list) == 0 {
		return
	}
	for _, r := range v.doc.Selection().Ranges {
		v.openAround(r.Head)
	}
}

// close folds some lines. Folds inside are forgotten; carets inside go to the
// end of the header.
func (v *View) close(one fold) {
	v.hidden()
	f := &v.folds
	f.list = slices.DeleteFunc(f.list, func(o fold) bool { return o.from < one.to && o.to > one.from })
	if len(f.list) >= mostFolds {
		return
	}
	f.list = append(f.list, one)
	slices.SortFunc(f.list, func(a, b fold) int { return a.from - b.from })
	f.text, f.version, f.lines = v.doc.Text(), v.version(), nil
	sel := v.doc.Selection()
	ranges := slices.Clone(sel.Ranges)
	moved := false
	for i, r := range ranges {
		if r.Head > one.from && r.Head <= one.to {
			ranges[i], moved = editor.Range{Anchor: one.from, Head: one.from}, true
		}
	}
	if moved {
		v.doc.Select(editor.NewSelection(ranges, sel.Primary))
	}
}

// ToggleFold folds what belongs to a line, counted from 0, or opens it. It
// reports whether the line has anything to fold.
func (v *View) ToggleFold(line int) bool {
	if v.isFolded(line) {
		v.openAround(v.doc.Text().LineStart(line + 1))
		v.update()
		return true
	}
	one, ok := v.foldable(line)
	if !ok {
		return false
	}
	v.close(one)
	v.changed()
	return true
}

// FoldHere folds what the caret is in: what belongs to its line, or else the
// lines around it that belong together.
func (v *View) FoldHere() bool {
	head := v.doc.Selection().Main().Head
	start := v.doc.Text().LineOf(head)
	for line := start; line >= max(start-mostLines, 0); line-- {
		if v.isFolded(line) {
			continue
		}
		one, ok := v.foldable(line)
		if ok && (line == start || one.to >= head) {
			v.close(one)
			v.changed()
			return true
		}
	}
	return false
}

// UnfoldHere opens what is folded below the line of the caret.
func (v *View) UnfoldHere() bool {
	line := v.doc.Text().LineOf(v.doc.Selection().Main().Head)
	return v.isFolded(line) && v.ToggleFold(line)
}

// FoldAll folds everything that is not inside something else.
func (v *View) FoldAll() {
	t := v.doc.Text()
	for line, n := 0, 0; line < t.Lines() && n < mostFolds && line < mostLines; line++ {
		if one, ok := v.foldable(line); ok {
			v.close(one)
			line, n = t.LineOf(one.to), n+1
		}
	}
	v.changed()
}

// UnfoldAll opens everything.
func (v *View) UnfoldAll() {
	v.folds = folds{version: v.version()}
	v.changed()
}
