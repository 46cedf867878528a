package ui

import (
	"context"
	"sort"

	"holdfast/editor"
	"holdfast/ui/words"
)

// next selects the next match after the selection, or the one before it.
func (f *find) next(forward bool) {
	if f.page == nil {
		f.shell.showFind(false)
		return
	}
	sel := f.page.file.Document.Selection()
	r := sel.Ranges[sel.Primary]
	at := r.Min()
	if forward {
		if at = r.Max(); r.Empty() && f.atEmptyMatch(r.Min()) {
			at++
		}
	}
	f.jump(at, forward)
}

// atEmptyMatch reports whether an empty match lies at the caret, which must be
// passed by to find the next one.
func (f *find) atEmptyMatch(at int) bool {
	i, ok := f.current()
	return ok && f.matches[i].From == at && f.matches[i].To == at
}

// jump selects the first match from an offset on, or the last one before it. If
// not all are known, it is looked for in the background: it may be a gigabyte away.
func (f *find) jump(at int, forward bool) {
	p, finder := f.page, f.finder
	if finder == nil {
		return
	}
	snapshot := p.file.Document.Snapshot()
	if f.counted && f.total == len(f.matches) && f.version == snapshot.Version {
		if m, wrapped, ok := nearest(f.matches, at, forward); ok {
			f.choose(m, wrapped)
		}
		return
	}
	if f.jumping != nil {
		f.jumping()
	}
	if f.ctx.Err() != nil {
		f.begin()
	}
	ctx, stop := context.WithCancel(f.ctx)
	f.jumping = stop
	from, to := f.bounds(snapshot.Text)
	run := f.run
	progress := f.showProgress()
	f.shell.work(func() func() {
		m, wrapped, ok := closest(ctx, finder, snapshot.Text, from, to, at, forward)
		return func() {
			progress.done()
			switch {
			case ctx.Err() != nil || f.run != run || f.page != p || p.file.Document.Version() != snapshot.Version:
			case ok:
				f.choose(m, wrapped)
			default:
				f.bar.say(words.T("find.nothing"))
			}
			stop()
		}
	})
}

// closest looks for a match in a part of a text, going round at its end.
func closest(ctx context.Context, finder *editor.Finder, t editor.Text, from, to, at int, forward bool) (m editor.Match, wrapped, ok bool) {
	if from == 0 && to == t.Len() {
		if forward {
			return finder.Next(ctx, t, at)
		}
		return finder.Prev(ctx, t, at)
	}
	all, err := finder.All(ctx, t, from, to)
	if err != nil {
		return editor.Match{}, false, false
	}
	return nearest(all, at, forward)
}

// nearest is the first of all matches from an offset on, or the last one before it,
// going round at the ends.
func nearest(all []editor.Match, at int, forward bool) (m editor.Match, wrapped, ok bool) {
	if len(all) == 0 {
		return editor.Match{}, false, false
	}
	if forward {
		i := sort.Search(len(all), func(i int) bool { return all[i].From >= at })
		return all[i%len(all)], i == len(all), true
	}
	i := sort.Search(len(all), func(i int) bool { return all[i].To > at }) - 1
	return all[(i+len(all))%len(all)], i < 0, true
}

// choose selects a match and says so if the search went round.
func (f *find) choose(m editor.Match, wrapped bool) {
	d := f.page.file.Document
	d.Select(editor.Single(m.From, m.To))
	f.page.view.Reveal(m.From)
	f.page.view.Reveal(m.To)
	f.shell.selectionChanged(f.page)
	f.wrapped, f.result = wrapped, ""
	f.bar.say(f.summary())
}
