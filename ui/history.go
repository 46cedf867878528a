package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/versions"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// history lists the versions of a page's file that saves have replaced.
type history struct {
	shell  *Shell
	page   *page
	path   string
	list   []versions.Version
	broken []versions.Problem
	radios []*radioInput
	at     int
}

// showHistory lists the versions of the file that earlier saves have replaced.
func (s *Shell) showHistory(p *page) {
	path := p.file.Path
	s.work(func() func() {
		list, err := s.versions.List(s.ctx, path)
		keeps, keepsErr := s.versions.Keeps(s.ctx, path)
		return func() {
			switch {
			case err != nil:
				s.ownFileFailed(err)
			case keepsErr == nil && !keeps:
				s.tellExcluded(path, len(list.Versions))
			case len(list.Versions) == 0 && len(list.Problems) > 0:
				s.tell(phraseOf("history.title"), func() string { return problemsText(list.Problems) }, nil)
			case len(list.Versions) == 0 && !s.prefs.KeepVersions:
				s.tell(phraseOf("history.title"), phraseOf("history.off"), nil)
			case len(list.Versions) == 0:
				s.offerExclusion(path)
			default:
				(&history{shell: s, page: p, path: path, list: list.Versions, broken: list.Problems}).show()
			}
		}
	})
}

// show lets the user pick one of the versions and say what to do with it.
func (h *history) show() {
	s, p := h.shell, h.page
	h.radios = nil
	box := container.NewVBox()
	for i, v := range h.list {
		radio := newRadioInput(s, v.Replaced.Local().Format(timeFormat), words.T("history.version", words.D{"Size": size(v.Bytes), "Time": v.Written.Local().Format(timeFormat)}),
			func() { h.choose(i) })
		h.radios = append(h.radios, radio)
		box.Add(radio)
	}
	h.choose(h.at)
	then := func(f func(text editor.Text, format charset.Format)) func() {
		return func() { s.readVersion(p, h.list[h.at], f) }
	}
	choices := []choice{
		{label: words.T("button.close"), cancel: true},
		{label: words.T("history.delete"), run: func() { s.confirmForget(h.path, nil) }},
		{label: words.T("history.never"), run: func() { s.exclude(h.path) }},
		{label: words.T("history.copy"), run: then(s.openCopy)},
		{label: words.T("button.compare"), run: then(func(text editor.Text, _ charset.Format) {
			earlier := words.T("compare.earlier_from", words.D{"Time": h.list[h.at].Replaced.Local().Format(timeFormat)})
			s.showDifference(earlier, text, words.T("compare.now"), p.file.Document.Text(), h.show)
		})},
	}
	if p.file.Editable() {
		choices = append(choices, choice{label: words.T("history.restore"), importance: widget.HighImportance, run: then(func(text editor.Text, format charset.Format) {
			s.restoreVersion(p, text, format)
		})})
	}
	scroll := container.NewVScroll(box)
	height := min(box.MinSize().Height, max(s.win.Canvas().Size().Height*0.5, 120))
	body := container.NewVBox(paragraph(words.T("history.text", words.D{"Path": h.path})), container.New(&fixedHeight{height: height}, scroll))
	if len(h.broken) > 0 {
		body.Add(caption(problemsText(h.broken)))
	}
	m := s.newModal(words.T("history.title"), body, choices...)
	m.scroll, m.first = scroll, h.radios[h.at]
	m.show()
}

// problemsText names what is kept and cannot be used.
func problemsText(list []versions.Problem) string {
	lines := []string{words.N("history.broken", len(list))}
	for _, p := range list {
		lines = append(lines, p.Path)
	}
	return strings.Join(lines, "\n")
}

func (h *history) choose(i int) {
	h.at = i
	for n, radio := range h.radios {
		radio.set(n == i)
	}
}

// exclude stops keeping versions of a file, and offers to delete those that are
// there.
func (s *Shell) exclude(path string) {
	s.work(func() func() {
		err := s.versions.Exclude(context.WithoutCancel(s.ctx), path)
		list, _ := s.versions.List(s.ctx, path) // only to say how many there are
		return func() {
			if err != nil {
				s.ownFileFailed(err)
				return
			}
			s.tellExcluded(path, len(list.Versions))
		}
	})
}

// tellExcluded says that nothing is kept of a file, and what can be done about
// it.
func (s *Shell) tellExcluded(path string, left int) {
	text := words.T("history.excluded", words.D{"Path": path})
	choices := []choice{
		{label: words.T("button.close"), importance: widget.HighImportance, cancel: true, focus: true},
		{label: words.T("history.keep_again"), run: func() {
			s.work(func() func() {
				err := s.versions.Include(context.WithoutCancel(s.ctx), path)
				keeps, _ := s.versions.Keeps(s.ctx, path)
				return func() {
					switch {
					case err != nil:
						s.ownFileFailed(err)
					case !keeps:
						s.tell(phraseOf("history.title"), phraseOf("history.folder_excluded"), nil)
					}
				}
			})
		}},
	}
	if left > 0 {
		text += "\n\n" + words.N("history.left", left)
		choices = append(choices, choice{label: words.T("history.delete"), run: func() { s.confirmForget(path, nil) }})
	}
	s.newModal(words.T("history.title"), paragraph(text), choices...).show()
}

// offerExclusion says that nothing is kept yet, and how to keep it so.
func (s *Shell) offerExclusion(path string) {
	s.newModal(words.T("history.title"), paragraph(words.T("history.none")),
		choice{label: words.T("history.never"), run: func() { s.exclude(path) }},
		choice{label: words.T("button.ok"), importance: widget.HighImportance, cancel: true, focus: true},
	).show()
}

// pruneVersions removes, in the background, what has grown too old since the
// last time, and says so if the list of exclusions makes no sense.
func (s *Shell) pruneVersions() {
	s.work(func() func() {
		_, _ = s.versions.Prune(s.ctx) // the next save tries again
		_, err := s.versions.Excluded(s.ctx)
		if err == nil || s.ctx.Err() != nil {
			return nil
		}
		return func() { s.tell(phraseOf("own.failed.title"), phraseOf("settings.excluded.broken"), err) }
	})
}

// readVersion reads a kept version.
func (s *Shell) readVersion(p *page, v versions.Version, f func(editor.Text, charset.Format)) {
	path, encoding := p.file.Path, p.file.Format.Encoding
	s.work(func() func() {
		raw, _, err := s.versions.Read(s.ctx, path, v.ID)
		var text editor.Text
		var format charset.Format
		if err == nil {
			text, format, err = decodeVersion(raw, encoding)
		}
		return func() {
			if err != nil {
				s.ownFileFailed(err)
				return
			}
			f(text, format)
		}
	})
}

// decodeVersion makes a text of an earlier version: in the encoding that the file
// has now, unless the version certainly was in another one.
func decodeVersion(raw []byte, now charset.Encoding) (editor.Text, charset.Format, error) {
	text, format, _, err := charset.DecodeAs(raw, now)
	other, otherFormat, guess, otherErr := charset.DecodeAny(raw)
	if otherErr == nil && guess.Certainty == charset.Certain && (err != nil || !other.Equal(text)) {
		return other, otherFormat, nil
	}
	return text, format, err
}

// restoreVersion puts an earlier version in the place of the text. The file is
// not touched until the user saves, and undo brings the text back.
func (s *Shell) restoreVersion(p *page, text editor.Text, format charset.Format) {
	before, old := p.file.Document.Version(), p.file.Document.Text()
	change, err := editor.NewChange(old.Len(), editor.Replacement{From: 0, To: old.Len(), Insert: text})
	if err != nil {
		return // the whole text is always a valid place
	}
	p.file.Document.Seal()
	p.view.Do(editor.ApplyChange(before, change))
	p.file.Document.Seal()
	p.file.StepFormat(before, format)
	p.apply(s.prefs)
	p.sayOfText(phraseOf("history.restored"))
	s.refreshPage(p)
}

// openCopy shows an earlier version as a new document.
func (s *Shell) openCopy(text editor.Text, format charset.Format) {
	s.addPage(workspace.NewFileOf(text, format))
}
