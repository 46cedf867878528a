package ui

import (
	"slices"

	"holdfast/editor/check"
	"holdfast/editor/merge"
	"holdfast/ui/textview"
)

// maxOverview is how many marks of a kind the scrollbar shows.
const maxOverview = 2000

// showMatches shows matches on the scrollbar of the page, together with its changes and
// problems.
func (p *page) showMatches(matches []textview.OverviewMark) {
	p.marks.matches = matches
	p.showOverview()
}

func (p *page) showOverview() {
	marks := slices.Concat(p.marks.matches, p.marks.changed, problemMarks(p.problems.list))
	if len(marks) > 0 || p.marks.onBar {
		p.marks.onBar = len(marks) > 0
		p.view.SetOverview(marks)
	}
}

// changeMarks spreads marks of the scrollbar over the lines of the second text that
// differ.
func changeMarks(hunks []merge.Hunk) []textview.OverviewMark {
	total := 0
	for _, h := range hunks {
		total += max(h.B.Len(), 1)
	}
	step := max((total+maxOverview-1)/maxOverview, 1)
	var marks []textview.OverviewMark
	next := 0 // lines until the next mark
	for _, h := range hunks {
		kind, first, length := textview.OverviewModified, h.B.From, h.B.Len()
		switch {
		case h.A.Empty():
			kind = textview.OverviewAdded
		case h.B.Empty(): // what is gone is marked at the line before
			first, length = max(first-1, 0), 1
		}
		for ; next < length; next += step {
			marks = append(marks, textview.OverviewMark{Line: first + next, Kind: kind})
		}
		next -= length
	}
	return marks
}

// problemMarks spreads marks of the scrollbar over all problems. The serious ones are
// the last, and so on top.
func problemMarks(list []check.Problem) []textview.OverviewMark {
	var warnings, errors []textview.OverviewMark
	for _, p := range list {
		line := max(p.Line-1, 0)
		if severity(p) == textview.Error {
			errors = append(errors, textview.OverviewMark{Line: line, Kind: textview.OverviewError})
		} else {
			warnings = append(warnings, textview.OverviewMark{Line: line, Kind: textview.OverviewWarning})
		}
	}
	return append(thinned(warnings), thinned(errors)...)
}

// thinned leaves out marks evenly until there are not too many.
func thinned(marks []textview.OverviewMark) []textview.OverviewMark {
	step := (len(marks) + maxOverview - 1) / maxOverview
	if step < 2 {
		return marks
	}
	var few []textview.OverviewMark
	for i := 0; i < len(marks); i += step {
		few = append(few, marks[i])
	}
	return few
}
