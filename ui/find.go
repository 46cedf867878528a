package ui

import (
	"context"
	"sort"
	"strconv"
	"time"

	"holdfast/editor"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// find is the search in the selected page: what is looked for, where, and what
// was found so far. The window shows it in a findBar.
type find struct {
	shell *Shell
	bar   *findBar

	page   *page // what is searched; nil while the bar is hidden
	finder *editor.Finder
	// origin is where the caret was when the search began: while the pattern is
	// typed, the first match from there on is selected.
	origin int
	// scope is the range that the search is limited to; nil for all of the text.
	scope *editor.Range

	// wrapped is true if the match that is selected was found by going round.
	wrapped bool
	// result is what replacing all has come to, until something else is done.
	result string

	// ctx ends when what was looked for is not wanted any more. jumping stops the
	// search for the one match that the user wants to see next.
	ctx           context.Context
	stop, jumping context.CancelFunc
	progress      *progress // of what runs until ctx ends; nil before it begins

	// The count runs in the background over one version of the text.
	run     int // number of the count that is under way, to know late answers
	version editor.Version
	matches []editor.Match
	total   int  // of the matches, also of those beyond the first maxMatches
	counted bool // the whole text was searched
	timer   *time.Timer
}

// maxMatches is how many matches are remembered one by one; 16 bytes each.
const maxMatches = 1_000_000

// findRest is how long the text must rest before it is searched again.
const findRest = 200 * time.Millisecond

// showFind opens the bar, or moves the keyboard to it. What is selected becomes
// the pattern if it is within one line.
func (s *Shell) showFind(replace bool) {
	p := s.page()
	if p == nil {
		return
	}
	f := s.find
	sel := p.file.Document.Selection()
	r := sel.Ranges[sel.Primary]
	f.attach(p)
	f.origin = r.Min()
	f.bar.show(replace)
	if text := p.file.Document.Text(); !r.Empty() && text.LineOf(r.Min()) == text.LineOf(r.Max()) {
		f.bar.pattern.SetText(string(text.Slice(r.Min(), r.Max())))
	}
	f.bar.pattern.TypedShortcut(selectAllShortcut)
	s.win.Canvas().Focus(f.bar.pattern)
	f.restart(true)
}

// hideFind closes the bar and gives the keyboard back to the text.
func (s *Shell) hideFind() {
	s.find.detach()
	s.find.bar.hide()
	s.focusPage()
}

// attach makes p the page that is searched.
func (f *find) attach(p *page) {
	if f.page == p {
		return
	}
	f.detach()
	f.page = p
	p.view.SetHighlights(f.highlights)
}

func (f *find) detach() {
	f.cancel()
	if f.page != nil {
		f.page.view.SetHighlights(nil)
		f.page.showMatches(nil)
	}
	f.page, f.scope = nil, nil
}

func (f *find) cancel() {
	f.run++
	if f.stop != nil {
		f.stop()
	}
	if f.timer != nil {
		f.timer.Stop()
	}
}

// pageSelected follows the user to another tab.
func (f *find) pageSelected(p *page) {
	if f.page == nil || f.page == p || p == nil {
		return
	}
	f.attach(p)
	f.restart(false)
}

// pageRemoved forgets a page that was closed.
func (f *find) pageRemoved(p *page) {
	if f.page == p {
		f.detach()
		f.bar.hide()
	}
}

// textChanged searches again once the user rests, and ends what was begun for
// another text.
func (f *find) textChanged(p *page) {
	if p.replacing != nil {
		p.replacing()
	}
	if f.page != p || f.finder == nil || p.file.Document.Version() == f.version {
		return
	}
	f.setScope(false) // its end is no longer known
	f.cancel()
	f.counted, f.result = false, ""
	f.bar.say(f.summary())
	run := f.run
	f.timer = time.AfterFunc(findRest, func() {
		f.shell.post(func() {
			if f.run == run {
				f.restart(false)
			}
		})
	})
}

// setScope limits the search to the selection, or no longer.
func (f *find) setScope(on bool) {
	f.scope = nil
	if on && f.page != nil {
		sel := f.page.file.Document.Selection()
		if r := sel.Ranges[sel.Primary]; !r.Empty() {
			f.scope = &r
		}
	}
	f.bar.showScope(f.scope != nil)
}

func (f *find) bounds(t editor.Text) (from, to int) {
	if f.scope != nil {
		return f.scope.Min(), f.scope.Max()
	}
	return 0, t.Len()
}

// restart searches anew for what the bar says. With move the first match from
// the origin on is selected as soon as it is known.
func (f *find) restart(move bool) {
	f.cancel()
	f.matches, f.total, f.counted, f.finder, f.wrapped, f.result = nil, 0, false, nil, false, ""
	if f.page == nil {
		return
	}
	query := f.bar.query()
	var err error
	if query.Pattern != "" {
		f.finder, err = query.Compile()
	}
	f.page.showMatches(nil)
	f.page.view.Restyle() // what is on the screen is not left to the count
	if f.finder == nil {
		f.bar.say("")
		if err != nil {
			f.bar.complain(words.T("find.bad_pattern"))
		}
		return
	}
	f.bar.say(words.T("find.searching"))
	f.begin()
	f.count()
	if move {
		f.jump(f.origin, true)
	}
}

// begin makes the context of a search.
func (f *find) begin() {
	f.ctx, f.stop = context.WithCancel(f.shell.ctx)
	f.progress = nil
}

// showProgress makes the status bar speak of the search: once, whatever runs for it.
func (f *find) showProgress() *progress {
	if f.progress != nil && !f.progress.ended {
		f.progress.join()
	} else {
		f.progress = f.shell.showProgress(phraseOf("find.searching"), f.stopped)
	}
	return f.progress
}

// stopped is called when the user stops the search: what was found stays.
func (f *find) stopped() {
	f.stop()
	f.bar.say(f.summary())
}

// count finds all matches in the background, a part of the text at a time. What it
// has found it tells now and then, because each time costs a frame.
func (f *find) count() {
	snapshot := f.page.file.Document.Snapshot()
	from, to := f.bounds(snapshot.Text)
	search := f.finder.Search(snapshot.Text, from, to)
	ctx, run := f.ctx, f.run
	f.version = snapshot.Version
	progress := f.showProgress()
	f.shell.work(func() func() {
		var found []editor.Match // and not told yet
		told := time.Now()
		for done := false; !done && ctx.Err() == nil; {
			var more []editor.Match
			more, done = search.Step()
			progress.at(search.At()-from, to-from)
			if found = append(found, more...); !done && time.Since(told) < partsEvery {
				continue
			}
			part := found
			found, told = nil, time.Now()
			f.shell.post(func() {
				if f.run == run && ctx.Err() == nil {
					f.found(part, done)
				}
			})
		}
		return progress.done
	})
}

// found takes over a part of the answer of count.
func (f *find) found(matches []editor.Match, done bool) {
	f.total += len(matches)
	f.matches = append(f.matches, matches[:min(len(matches), maxMatches-len(f.matches))]...)
	f.counted = done
	f.bar.say(f.summary())
	if done {
		f.page.showMatches(f.overview())
		f.shell.refreshMenus()
	}
}

// summary says how many matches there are and which of them is selected.
func (f *find) summary() string {
	if f.finder == nil {
		return ""
	}
	if f.result != "" {
		return f.result
	}
	total := strconv.Itoa(f.total)
	switch {
	case f.counted && len(f.matches) == 0:
		return words.T("find.nothing")
	case !f.counted:
		total += "+"
	}
	if i, ok := f.current(); ok {
		text := words.T("find.which", words.D{"N": i + 1, "Total": total})
		if f.wrapped {
			text += " · " + words.T("find.wrapped")
		}
		return text
	}
	return words.T("find.total", words.D{"Total": total})
}

// current is the index of the match that is selected.
func (f *find) current() (int, bool) {
	sel := f.page.file.Document.Selection()
	r := sel.Ranges[sel.Primary]
	i := sort.Search(len(f.matches), func(i int) bool { return f.matches[i].From >= r.Min() })
	return i, i < len(f.matches) && f.matches[i] == editor.Match{From: r.Min(), To: r.Max()}
}

// overview spreads the marks of the scrollbar over all matches.
func (f *find) overview() []textview.OverviewMark {
	step := max(1, len(f.matches)/maxOverview)
	text := f.page.file.Document.Text()
	var marks []textview.OverviewMark
	for i := 0; i < len(f.matches); i += step {
		marks = append(marks, textview.OverviewMark{Line: text.LineOf(f.matches[i].From)})
	}
	return marks
}

// highlights finds the matches in what is on the screen.
func (f *find) highlights(version editor.Version, from, to int) []textview.Highlight {
	if f.finder == nil || f.page == nil {
		return nil
	}
	text := f.page.file.Document.Text()
	lower, upper := f.bounds(text)
	found, err := f.finder.All(f.shell.ctx, text, max(from, lower), min(to, upper))
	if err != nil {
		return nil
	}
	sel := f.page.file.Document.Selection()
	r := sel.Ranges[sel.Primary]
	marks := make([]textview.Highlight, len(found))
	for i, m := range found {
		marks[i] = textview.Highlight{From: m.From, To: m.To, Here: m.From == r.Min() && m.To == r.Max()}
	}
	return marks
}
