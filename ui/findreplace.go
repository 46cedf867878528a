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

// replaceAll replaces every match as one step that can be undone.
func (f *find) replaceAll() {
	if f.page == nil || f.finder == nil || !f.page.file.Editable() {
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
	f.shell.workMeasured(phraseOf("find.replacing"), func(ctx context.Context, at func(done, whole int)) func() {
		work := finder.Replacing(snapshot.Text, ranges, with, eol)
		for !work.Step() && ctx.Err() == nil {
			at(work.At(), snapshot.Text.Len())
		}
		change, err := work.Change()
		replace := editor.Prepare(ctx, snapshot, change)
		return func() {
			switch {
			case err != nil || replace == nil: // stopped
			case p.file.Document.Version() != snapshot.Version:
				f.bar.complain(words.T("find.moved_on"))
			default:
				p.view.Do(replace)
				if f.page == p {
					f.restart(false)
				}
				f.result = words.N("find.replaced", work.Count())
				f.bar.say(f.summary())
			}
		}
	})
}
