package ui

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/check"
	"holdfast/editor/syntax"
	"holdfast/editor/workspace"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// checkRest is how long the text must rest before it is checked, and checkMost
// the size in bytes up to which it is.
const (
	checkRest = 400 * time.Millisecond
	checkMost = 32 << 20
)

// problems are what is wrong with the text of a page, for the format that its
// name tells.
type problems struct {
	resting resting
	version editor.Version // that was checked
	list    []check.Problem
	program refusal
	limit   string // what the size of the text leaves undone, in words
}

// refusal is what a program said when a save was stopped by it. It is shown
// until the text changes.
type refusal struct {
	version editor.Version
	list    []check.Problem
}

// checkFormat checks the text of a page once the user rests.
func (s *Shell) checkFormat(p *page) {
	p.problems.resting.after(s, p, checkRest, func() {
		if !p.file.Loading() && p.file.Editable() {
			s.runCheck(p)
		}
	})
}

func (s *Shell) runCheck(p *page) {
	snapshot, path, name, rules := p.file.Document.Snapshot(), p.file.Path, p.file.Name(), s.schemaRules()
	encoded := p.file.Format
	p.problems.limit = limitText(path, snapshot.Text)
	if snapshot.Text.Len() > checkMost {
		s.showProblems(p, snapshot.Version, nil)
		return
	}
	p.problems.resting.begin(s, func(ctx context.Context) func() {
		format := check.Detect(path, snapshot.Text.Slice(0, min(snapshot.Text.Len(), languageBytes)))
		var list []check.Problem
		if format != check.Unknown { // or there is no need for a copy
			var err error
			content := snapshot.Text.AppendSlice(make([]byte, 0, snapshot.Text.Len()), 0, snapshot.Text.Len())
			if loaded := s.schemas.of(path, rules, format, content); loaded != nil {
				list, err = loaded.Check(ctx, format, content)
			} else {
				list, err = check.Check(ctx, format, content)
			}
			if err != nil {
				return nil // stopped, or too much for a check
			}
			raw := func() (io.Reader, error) { return charset.Encode(snapshot.Text, encoded) }
			list = append(list, misencoded(ctx, format, content, raw)...)
		}
		list = withTraps(list, snapshot.Text, name, format)
		return func() { s.showProblems(p, snapshot.Version, list) }
	})
}

func (s *Shell) showProblems(p *page, version editor.Version, list []check.Problem) {
	if said := p.problems.program; said.version == version {
		list = slices.Concat(said.list, list)
		slices.SortStableFunc(list, func(a, b check.Problem) int { return a.From - b.From })
	}
	p.problems.version, p.problems.list = version, list
	s.showMarks(p, p.marks.changes)
	p.showOverview()
	p.view.Restyle()
	s.refreshStatus()
}

// showRefusal marks what a program said about the text of a save. It counts
// lines in the bytes of the file, which need not be those of the text.
func (s *Shell) showRefusal(p *page, saving *workspace.Saving, said []check.Problem) {
	snapshot := saving.Snapshot()
	list := slices.Clone(said)
	for i := range list {
		if line := list[i].Line; line > 0 && line <= snapshot.Text.Lines() {
			list[i].From, list[i].To = snapshot.Text.LineStart(line-1), snapshot.Text.LineEnd(line-1)
		} else {
			list[i].From, list[i].To = 0, 0
		}
	}
	old := p.problems.list
	p.problems.program = refusal{snapshot.Version, list}
	if p.problems.version != snapshot.Version {
		old = nil
	}
	s.showProblems(p, snapshot.Version, old)
}

// limitText says what is not done for a text because of its size, where it would
// be done for a small one.
func limitText(path string, text editor.Text) string {
	head := text.Slice(0, min(text.Len(), languageBytes))
	switch {
	case text.Len() > syntax.MaxSize && !syntax.Detect(path, head).Plain():
		return words.T("problems.no_colours", words.D{"Size": syntax.MaxSize >> 20})
	case text.Len() > gateMost && check.Detect(path, head) != check.Unknown:
		return words.T("problems.unchecked", words.D{"Size": gateMost >> 20})
	case text.Len() > checkMost && check.Detect(path, head) != check.Unknown:
		return words.T("problems.on_save", words.D{"Size": checkMost >> 20})
	}
	return ""
}

// text is what the status bar says about the problems.
func (c *problems) text() string {
	if len(c.list) == 0 {
		return c.limit
	}
	return words.N("problems.count", len(c.list))
}

// at is the problem of a line, counted from 1: an error before a warning.
func (c *problems) at(line int) (check.Problem, bool) {
	best, found := check.Problem{}, false
	for _, problem := range c.list {
		if problem.Line == line && (!found || problem.Severity == check.Error && best.Severity != check.Error) {
			best, found = problem, true
		}
	}
	return best, found
}

// nextProblem puts the caret at the next problem and says what it is.
func (s *Shell) nextProblem(p *page) {
	list := p.problems.list
	if len(list) == 0 {
		return
	}
	line, column := p.view.CaretPosition()
	i := slices.IndexFunc(list, func(problem check.Problem) bool {
		return problem.Line > line || problem.Line == line && problem.Column > column
	})
	next := list[max(i, 0)]
	p.goTo(max(next.Line, 1), max(next.Column, 1))
	s.refreshStatus()
}

// problemText is the sentence about the problem in the line of the caret.
func (p *page) problemText() string {
	line, _ := p.view.CaretPosition()
	problem, ok := p.problems.at(line)
	if !ok {
		return ""
	}
	return words.T("problems.at", words.D{"Line": strconv.Itoa(problem.Line), "Message": words.Problem(problem)})
}

// underline marks the problems among spans of colour.
func (c *problems) underline(version editor.Version, spans []textview.Span, from, to int) []textview.Span {
	if version != c.version {
		return spans
	}
	for _, problem := range c.list {
		end := max(problem.To, problem.From+1)
		if end > from && problem.From < to {
			spans = overlay(spans, problem.From, end, severity(problem))
		}
	}
	return spans
}

func severity(p check.Problem) textview.Severity {
	if p.Severity == check.Error {
		return textview.Error
	}
	return textview.Warning
}

// overlay gives a severity to a stretch of the text, whatever its colours.
func overlay(spans []textview.Span, from, to int, s textview.Severity) []textview.Span {
	var out []textview.Span
	at := from
	for _, span := range spans {
		if span.To <= from || span.From >= to {
			out = append(out, span)
			continue
		}
		if span.From < from {
			out = append(out, textview.Span{From: span.From, To: from, Style: span.Style, Severity: span.Severity})
		}
		start, end := max(span.From, from), min(span.To, to)
		if at < start {
			out = append(out, textview.Span{From: at, To: start, Severity: s})
		}
		out = append(out, textview.Span{From: start, To: end, Style: span.Style, Severity: max(s, span.Severity)})
		at = end
		if span.To > to {
			out = append(out, textview.Span{From: to, To: span.To, Style: span.Style, Severity: span.Severity})
		}
	}
	if at < to {
		out = append(out, textview.Span{From: at, To: to, Severity: s})
	}
	slices.SortFunc(out, func(a, b textview.Span) int { return a.From - b.From })
	return out
}
