package ui

import (
	"context"

	"holdfast/editor"
	"holdfast/ui/words"
)

// selectMatches puts a caret on every match, unless they are too many to type at.
func (f *find) selectMatches() {
	if len(f.matches) > editor.MostCarets {
		f.bar.complain(words.T("find.too_many", words.D{"Most": editor.MostCarets}))
		return
	}
	d := f.page.file.Document
	d.Select(editor.SelectMatches(f.matches, d.Selection().Main().Min()))
	f.page.view.Reveal(d.Selection().Main().Head)
	f.shell.focusPage()
	f.shell.selectionChanged(f.page)
}

// replaceOne replaces the match that is selected and selects the next one.
func (f *find) replaceOne() {
	if f.page == nil || f.finder == nil || !f.page.file.Editable() {
		return
	}
	d := f.page.file.Document
	sel := d.Selection()
	r := sel.Ranges[sel.Primary]
	rep, ok := f.finder.ReplaceOne(d.Text(), editor.Match{From: r.Min(), To: r.Max()}, f.bar.with.Text, f.page.file.Format.NewBreak())
	if !ok {
		f.next(true)
		return
	}
	change, err := editor.NewChange(d.Text().Len(), rep)
	if err != nil {
		return // the match lies within the text, so this cannot be
	}
	scope := f.scope
	f.page.view.Do(editor.ApplyChange(d.Version(), change))
	if scope != nil {
		f.scope = &editor.Range{Anchor: scope.Min(), Head: scope.Max() + rep.Insert.Len() - (rep.To - rep.From)}
		f.bar.showScope(true)
	}
	f.origin = rep.From + rep.Insert.Len()
	f.restart(true)
}

// replaceAll replaces every match as one step that can be undone. The text can be
// edited meanwhile, which ends it.
func (f *find) replaceAll() {
	if f.page == nil || f.finder == nil || !f.page.file.Editable() || f.page.replacing != nil {
		return
	}
	p, finder := f.page, f.finder
	if p.file.Loading() {
		f.bar.complain(words.T("why.loading"))
		return
	}
	snapshot := p.file.Document.Snapshot()
	var ranges []editor.Range
	if f.scope != nil {
		ranges = append(ranges, *f.scope)
	}
	with, eol := f.bar.with.Text, p.file.Format.NewBreak()
	f.cancel() // the count, which would only take time from this
	wanted, stop := context.WithCancel(f.shell.ctx)
	p.replacing = stop
	f.shell.workMeasured(phraseOf("find.replacing"), func(ctx context.Context, at func(done, whole int)) func() {
		ctx, cancel := context.WithCancel(ctx)
		context.AfterFunc(wanted, cancel)
		work := finder.Replacing(snapshot.Text, ranges, with, eol)
		for !work.Step() && ctx.Err() == nil {
			at(work.At(), 2*snapshot.Text.Len())
		}
		var replace editor.Command
		if change, err := work.Change(); err == nil {
			replace = editor.Prepare(ctx, snapshot, change, func(done, whole int) { at(whole+done, 2*whole) })
		}
		return func() {
			moved := wanted.Err() != nil || p.file.Document.Version() != snapshot.Version
			stop()
			cancel()
			f.replaced(p, moved, replace, work.Count())
			if snapshot.Text.Len() > longEdit {
				f.shell.collect()
			}
		}
	})
}

// replaced ends what replaceAll began: replace is nil if it was stopped, and the
// text of the page may have moved on meanwhile.
func (f *find) replaced(p *page, moved bool, replace editor.Command, count int) {
	p.replacing = nil
	switch {
	case !f.shell.has(p) || !p.file.Editable():
	case moved:
		f.shell.movedOn(p)
	case replace != nil:
		p.view.Do(replace)
		p.sayOfText(func() string { return words.N("find.replaced", count) })
		f.shell.refreshStatus()
		if f.page == p {
			f.restart(false)
			f.result = words.N("find.replaced", count)
			f.bar.say(f.summary())
		}
	case f.page == p && !f.counted:
		f.restart(false)
	}
}
