package ui

import (
	"slices"

	"holdfast/editor/check"
	"holdfast/ui/textview"
)

// maxOverview is how many marks of a kind the scrollbar shows.
const maxOverview = 2000

// showMatches shows matches on the scrollbar of the page, together with its problems.
func (p *page) showMatches(matches []textview.OverviewMark) {
	p.marks.matches = matches
	p.showOverview()
}

func (p *page) showOverview() {
	marks := slices.Concat(p.marks.matches, problemMarks(p.problems.list))
	if len(marks) > 0 || p.marks.onBar {
		p.marks.onBar = len(marks) > 0
		p.view.SetOverview(marks)
	}
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
