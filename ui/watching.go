package ui

import (
	"context"
	"errors"
	"os"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/editor/merge"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// watch begins to watch the file of a page for changes by others.
func (s *Shell) watch(p *page) {
	s.unwatch(p)
	if p.file.Path == "" || p.file.Loading() {
		return
	}
	p.watched = p.file.Path
	p.watch = workspace.WatchFile(s.ctx, p.file.Path, p.file.Fingerprint, func(e workspace.WatchEvent) {
		s.post(func() {
			if s.has(p) && p.watch != nil {
				s.changedOnDisk(p, e)
			}
		})
	}, s.spawn)
}

func (s *Shell) unwatch(p *page) {
	if p.watch != nil {
		p.watch.Stop()
		p.watch = nil
	}
}

// lookAtAll looks at every file, and at the settings, because the user has come back to the window.
func (s *Shell) lookAtAll() {
	s.followPreferences()
	for _, p := range s.pages {
		s.lookAround(p)
		if p.watch != nil {
			p.watch.Look()
		}
	}
}

// pauseWatch keeps our own save from raising the alarm; it returns what ends
// the pause.
func (p *page) pauseWatch(s *Shell) func() {
	w := p.watch
	if w == nil {
		return func() { s.watch(p) }
	}
	w.Pause()
	return func() {
		w.Resume(p.file.Fingerprint)
		if p.file.Path != p.watched {
			s.watch(p) // the document has moved to another place
		}
	}
}

// changedOnDisk deals with news of a page's file.
func (s *Shell) changedOnDisk(p *page, e workspace.WatchEvent) {
	switch e.Kind {
	case workspace.WatchBack:
		p.notice = nil
	case workspace.WatchUnreachable:
		p.notice = unreachable(e.Err)
	case workspace.WatchDeleted:
		p.notice = deleted(p)
	case workspace.WatchChanged:
		if e.Fingerprint == p.file.Fingerprint || p.file.Saving() {
			return
		}
		if !p.file.Modified() && s.prefs.Reload == workspace.ReloadQuietly {
			s.followTheirs(p)
			return
		}
		p.notice = s.outdated(p)
	}
	s.refreshNotice()
}

// unreachable is the notice that a file cannot be looked at.
func unreachable(err error) *notice {
	if errors.Is(err, workspace.ErrNotAnswering) {
		return &notice{text: phraseOf("notice.unreachable")}
	}
	return &notice{text: func() string { return words.Open(err).Text }}
}

// note puts a line above the text of a page.
func (s *Shell) note(p *page, n *notice) {
	p.notice = n
	s.refreshNotice()
}

// deleted is the notice that the file of a page is not there any more.
func deleted(p *page) *notice {
	return &notice{text: func() string { return words.T("notice.deleted", words.D{"Name": p.name()}) }}
}

// outdated is the notice that the disk has another version than a page.
func (s *Shell) outdated(p *page) *notice {
	if p.file.Modified() {
		return s.undecidedNotice(p)
	}
	return s.newer(p)
}

// undecidedNotice is the notice that the disk has another version than a page with
// changes.
func (s *Shell) undecidedNotice(p *page) *notice {
	return &notice{
		text:   func() string { return words.T("notice.changed", words.D{"Name": p.name()}) },
		label:  phraseOf("notice.decide"),
		action: func() { s.decide(p) },
	}
}

// newer is the notice that the disk has another version than a page without
// changes.
func (s *Shell) newer(p *page) *notice {
	compare := noticeMore{label: phraseOf("button.compare"), run: func() { s.compareWithDisk(p, nil, nil) }}
	return &notice{
		text:  func() string { return words.T("notice.newer", words.D{"Name": p.name()}) },
		label: phraseOf("button.take_theirs"), action: func() { s.takeTheirs(p) }, more: &compare,
	}
}

// decide asks what is to become of the two versions.
func (s *Shell) decide(p *page) { s.conflict(p, p.file.Path, changedAdvice(p), "", nil) }

// tellGrowth says that another program was appending to a file while it was opened. It
// is followed only when the user has read it again: to read a large log at each of its
// lines takes much of the machine.
func (s *Shell) tellGrowth(p *page) {
	if !p.file.Grew() {
		return
	}
	s.unwatch(p)
	p.notice = &notice{
		calm:  true,
		text:  func() string { return words.T("notice.growing", words.D{"Name": p.name()}) },
		label: phraseOf("notice.read_again"),
		action: func() {
			if p.file.Modified() {
				s.decide(p)
				return
			}
			s.takeTheirs(p)
		},
	}
	s.refreshNotice()
}

// changedAdvice is what a save would say about a foreign change.
func changedAdvice(p *page) words.Advice {
	return words.Save(&atomicsave.Error{Step: atomicsave.StepProbe, Path: p.file.Path, Class: atomicsave.Changed, Err: errors.New("seen before a save")})
}

// takeTheirs replaces the text with what is on disk now, as a step that can be
// undone and with the carets in their lines. What is not text stays there: in the
// window it could not be undone.
func (s *Shell) takeTheirs(p *page) {
	s.reload(p, false, func(err error) {
		if notText, ok := errors.AsType[*charset.Error](err); ok && notText.Class == charset.NotText {
			s.tellNotText(p, notText)
			return
		}
		s.tellFailure(words.Open, err, p.file.Path)
	})
}

// followTheirs is takeTheirs for a page without changes, unasked. Where the file
// cannot be read, or is not text any more, as after a power cut, the good text stays,
// and that is said without a dialog.
func (s *Shell) followTheirs(p *page) {
	if p.following {
		return // the watch looks once more when that has been read
	}
	p.following = true
	s.reload(p, true, func(error) { s.note(p, s.outdated(p)) })
}

// reload takes theirs; failed is called if that cannot be read or is not text. Only
// what was asked for takes the place of what was typed meanwhile.
func (s *Shell) reload(p *page, unasked bool, failed func(error)) {
	s.join(p, func(theirs *workspace.File) (*workspace.Joining, error) {
		switch {
		case unasked && p.file.Modified():
			s.note(p, s.undecidedNotice(p))
		case theirs.NotText == nil || p.file.NotText != nil:
			return p.file.BeginReload(theirs), nil
		default:
			failed(theirs.NotText)
		}
		return nil, context.Canceled
	}, func(*workspace.Joining) { p.sayOfText(phraseOf("status.theirs")) }, failed)
}

// merge brings what somebody else changed into the text. Where both changed the
// same lines, both versions are marked in the text.
func (s *Shell) merge(p *page) {
	labels := merge.Labels{Mine: words.T("merge.mine"), Base: words.T("merge.base"), Theirs: words.T("merge.theirs")}
	s.join(p, func(theirs *workspace.File) (*workspace.Joining, error) { return p.file.BeginMerge(theirs, labels) },
		func(j *workspace.Joining) {
			p.sayOfText(phraseOf("merge.clean"))
			if n := len(j.Places); n > 0 {
				p.sayOfText(func() string { return words.N("merge.conflicts", n) })
				p.conflicts.merged = true
				s.showConflicts(p, p.file.Document.Version(), merge.Find(bytesOf(p.file.Document.Text())))
				s.goToConflict(p, 0)
				s.tell(phraseOf("merge.title"), func() string { return words.N("merge.conflicts.text", n) }, nil)
			}
		}, func(err error) { s.tellFailure(words.Open, err, p.file.Path) })
}

// join reads the version on the disk and brings it into the document; the text of a
// file that has gone stays. failed is called if it failed, and was not stopped.
func (s *Shell) join(p *page, begin func(theirs *workspace.File) (*workspace.Joining, error), done func(*workspace.Joining), failed func(error)) {
	path := p.file.Path
	end := func(err error) {
		p.following = false
		if err != nil && atomicsave.ClassOf(err) != atomicsave.Cancelled && !errors.Is(err, context.Canceled) {
			failed(err)
		}
	}
	progress := phraseOf("open.progress", words.D{"Name": p.name()})
	s.workOrGiveUp(progress, func(ctx context.Context, cancel func()) func() {
		theirs, err := workspace.Open(ctx, path)
		cancel()
		return func() {
			if err == nil && theirs.Fingerprint.IsZero() {
				s.note(p, deleted(p))
				end(nil)
				return
			}
			var joining *workspace.Joining
			if err == nil {
				joining, err = begin(theirs)
			}
			if err != nil {
				end(err)
				return
			}
			s.workVisibly(progress, func(ctx context.Context) func() {
				err := joining.Run(ctx)
				return func() {
					if err == nil {
						err = joining.Finish(s.now())
					}
					end(err)
					if err == nil {
						s.joined(p, func() { done(joining) })
					}
				}
			})
		}
	}, func() { end(cancelled(path)) })
}

// joined shows a document that another version was brought into.
func (s *Shell) joined(p *page, done func()) {
	if !s.has(p) {
		return
	}
	p.notice = nil
	if p.watch != nil {
		p.watch.Expect(p.file.Fingerprint)
	} else {
		s.watch(p)
	}
	p.view.SetReadOnly(!p.file.Editable())
	p.view.Refresh()
	p.apply(s.prefs)
	done()
	p.colours.changed()
	s.markChanges(p)
	s.findConflicts(p)
	s.checkFormat(p)
	s.find.textChanged(p)
	s.refreshPage(p)
	s.refreshNotice()
}

// compareWithDisk shows the version that was opened, the text in the window and
// what is on the disk side by side, with what can be done about it. It goes back
// to the question with back.
func (s *Shell) compareWithDisk(p *page, back func(), then func()) {
	path := p.file.Path
	s.workOrGiveUp(phraseOf("compare.progress"), func(ctx context.Context, cancel func()) func() {
		theirs, err := workspace.Open(ctx, path)
		cancel()
		since := words.T("compare.theirs")
		if info, statErr := os.Stat(path); statErr == nil {
			since = words.T("compare.theirs_since", words.D{"Time": info.ModTime().Local().Format(timeFormat)})
		}
		return func() {
			if err != nil {
				s.tellFailure(words.Open, err, path)
				return
			}
			mine := version{words.T("compare.mine"), p.file.Document.Text()}
			versions := []version{{since, theirs.Document.Text()}, mine}
			if base, known := p.file.Base(); known {
				versions = append(versions, version{words.T("compare.opened"), base})
			}
			choices := append([]choice{{label: words.T("button.back"), cancel: true, run: back}},
				s.conflictChoices(p, workspace.Destination{Path: path, Expect: theirs.Fingerprint}, then)...)
			s.compareTexts(versions, choices...)
		}
	}, back)
}

// timeFormat is how times are written in the window.
const timeFormat = "2006-01-02 15:04:05"
