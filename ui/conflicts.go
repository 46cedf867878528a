package ui

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/merge"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// conflictsRest is how long the text must rest before it is searched for places
// that a merge has left to decide.
const conflictsRest = 300 * time.Millisecond

// conflicts are the places in a page's text at which a merge, ours or Git's, has
// left both versions.
type conflicts struct {
	resting resting
	version editor.Version // in which they were found
	list    []merge.Found
	// merged says that the places come from a merge in this window, and that the
	// user has not agreed to save them as they are.
	merged bool
}

// findConflicts looks for conflicts once the user rests.
func (s *Shell) findConflicts(p *page) {
	p.conflicts.resting.after(s, p, conflictsRest, func() {
		snapshot := p.file.Document.Snapshot()
		if snapshot.Text.Len() > marksMost {
			s.showConflicts(p, snapshot.Version, nil)
			return
		}
		p.conflicts.resting.begin(s, func(context.Context) func() {
			found := merge.Find(bytesOf(snapshot.Text))
			return func() { s.showConflicts(p, snapshot.Version, found) }
		})
	})
}

func bytesOf(t editor.Text) []byte { return t.AppendSlice(make([]byte, 0, t.Len()), 0, t.Len()) }

// showConflicts marks the places in the text and says how many there are.
func (s *Shell) showConflicts(p *page, version editor.Version, list []merge.Found) {
	c := &p.conflicts
	if len(list) == len(c.list) && len(list) == 0 {
		c.version = version
		return
	}
	told := len(c.list)
	c.version, c.list = version, list
	s.showMarks(p, p.marks.changes)
	p.view.Restyle()
	switch {
	case len(list) == 0:
		s.setNotice(p, noticeConflicts, nil)
	case told != len(list):
		all := noticeMore{label: phraseOf("conflicts.all"), run: func() { s.decideConflicts(p) }}
		s.setNotice(p, noticeConflicts, &notice{
			text: func() string { return words.N("conflicts.notice", len(list)) }, label: phraseOf("command.next_conflict"),
			action: func() { s.nextConflict(p) }, more: &all,
		})
	}
	s.refreshMenus()
}

// mark marks the lines of the conflicts in the gutter.
func (c *conflicts) mark(text editor.Text, lines map[int]textview.Mark) {
	for _, f := range c.list {
		last := text.LineOf(max(min(f.Whole.To, text.Len())-1, 0))
		for line := text.LineOf(min(f.Whole.From, text.Len())); line <= last; line++ {
			lines[line] |= textview.HasWarning
		}
	}
}

// underline marks the conflicts among spans of colour.
func (c *conflicts) underline(version editor.Version, spans []textview.Span, from, to int) []textview.Span {
	if version != c.version {
		return spans
	}
	for _, f := range c.list {
		if f.Whole.To > from && f.Whole.From < to {
			spans = overlay(spans, f.Whole.From, f.Whole.To, textview.Warning)
		}
	}
	return spans
}

func haveConflicts(s *Shell) bool {
	p := s.page()
	return p != nil && len(p.conflicts.list) > 0
}

// nextConflict puts the caret into the next place that has to be decided.
func (s *Shell) nextConflict(p *page) {
	head := p.file.Document.Selection().Main().Head
	for i, f := range p.conflicts.list {
		if f.Whole.From > head {
			s.goToConflict(p, i)
			return
		}
	}
	s.goToConflict(p, 0)
}

func (s *Shell) goToConflict(p *page, i int) {
	if i < len(p.conflicts.list) {
		p.goTo(p.file.Document.Text().LineOf(p.conflicts.list[i].Whole.From)+1, 1)
		s.focusPage()
	}
}

// decideConflicts lists the places, with what can be done about the chosen one.
func (s *Shell) decideConflicts(p *page) {
	c := &p.conflicts
	text := p.file.Document.Text()
	if len(c.list) == 0 || c.version != p.file.Document.Version() {
		s.findConflicts(p)
		return
	}
	var labels []string
	for _, f := range c.list {
		labels = append(labels, words.T("conflicts.place", words.D{
			"Line": strconv.Itoa(text.LineOf(f.Whole.From) + 1), "Mine": excerpt(text, f.Mine), "Theirs": excerpt(text, f.Theirs),
		}))
	}
	sel := newSelectInput(s, labels)
	sel.SetSelectedIndex(0)
	with := func(parts func(merge.Found) []merge.Span) func() {
		return func() { s.resolve(p, c.list[sel.SelectedIndex()], parts) }
	}
	body := container.NewVBox(paragraph(words.T("conflicts.text")), container.New(&anyWidth{}, sel))
	s.newModal(words.T("merge.title"), body,
		choice{label: words.T("button.close"), cancel: true},
		choice{label: words.T("conflicts.go"), focus: true, importance: widget.HighImportance, run: func() { s.goToConflict(p, sel.SelectedIndex()) }},
		choice{label: words.T("conflicts.mine"), run: with(func(f merge.Found) []merge.Span { return []merge.Span{f.Mine} })},
		choice{label: words.T("conflicts.theirs"), run: with(func(f merge.Found) []merge.Span { return []merge.Span{f.Theirs} })},
		choice{label: words.T("conflicts.both"), run: with(func(f merge.Found) []merge.Span { return []merge.Span{f.Mine, f.Theirs} })},
	).show()
}

// undecided reports whether a merge has left places in the text that is to be
// saved, and asks. Marks in a file may break whatever reads it.
func (s *Shell) undecided(p *page, save func()) bool {
	c, text := &p.conflicts, p.file.Document.Text()
	if !c.merged || text.Len() > marksMost {
		return false
	}
	found := merge.Find(bytesOf(text))
	if c.merged = len(found) > 0; !c.merged {
		return false
	}
	s.showConflicts(p, p.file.Document.Version(), found)
	then := p.stopped(s)
	lines := words.N("conflicts.notice", len(found)) + "\n\n" + words.T("invalid.nothing_written")
	s.newModal(words.T("merge.title"), paragraph(lines),
		choice{label: words.T("button.cancel"), cancel: true},
		choice{label: words.T("button.save_anyway"), importance: widget.WarningImportance, run: func() {
			c.merged, p.afterSave = false, then
			save()
		}},
		choice{label: words.T("conflicts.all"), importance: widget.HighImportance, focus: true, run: func() { s.decideConflicts(p) }},
	).show()
	return true
}

// excerptLetters is how much of a version is quoted in the list.
const excerptLetters = 24

// excerpt is the first line of a part of the text, cut short.
func excerpt(text editor.Text, part merge.Span) string {
	end := min(text.LineEnd(text.LineOf(part.From)), part.To)
	letters := []rune(string(text.Slice(part.From, max(end, part.From))))
	if len(letters) > excerptLetters {
		return string(letters[:excerptLetters]) + "…"
	}
	return string(letters)
}

// resolve puts parts of a conflict into its place and lists what is left.
func (s *Shell) resolve(p *page, f merge.Found, parts func(merge.Found) []merge.Span) {
	document := p.file.Document
	if p.conflicts.version != document.Version() {
		return
	}
	var chosen []byte
	for _, part := range parts(f) {
		chosen = append(chosen, document.Text().Slice(part.From, part.To)...)
	}
	change, err := editor.NewChange(document.Text().Len(), editor.Replacement{From: f.Whole.From, To: f.Whole.To, Insert: editor.FromBytes(chosen)})
	if err != nil {
		return // found in this very text
	}
	document.Seal()
	p.view.Do(editor.ApplyChange(document.Version(), change))
	document.Seal()
	s.showConflicts(p, document.Version(), merge.Find(bytesOf(document.Text())))
	if len(p.conflicts.list) > 0 {
		s.decideConflicts(p)
	}
}
