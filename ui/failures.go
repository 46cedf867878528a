package ui

import (
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// message is the body of a modal that explains something: the text, and a fold
// with the details for an expert.
func (s *Shell) message(text, details string) fyne.CanvasObject {
	box := container.NewVBox(paragraph(text))
	if details != "" {
		box.Add(s.fold(words.T("button.details"), details))
	}
	return box
}

// fold is a button that shows and hides a text, with another one that copies it.
func (s *Shell) fold(title, text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapBreak
	l.TextStyle.Monospace = true
	var toggle *foldButton
	copyText := newFoldButton(s, words.T("button.copy"), theme.ContentCopyIcon(), func() { s.app.Clipboard().SetContent(text) })
	toggle = newFoldButton(s, title, theme.MenuExpandIcon(), func() {
		if l.Visible() {
			l.Hide()
			copyText.Hide()
			toggle.SetIcon(theme.MenuExpandIcon())
		} else {
			l.Show()
			copyText.Show()
			toggle.SetIcon(theme.MenuDropDownIcon())
		}
		s.modal.resize()
	})
	l.Hide()
	copyText.Hide()
	return container.NewVBox(container.NewHBox(toggle, layout.NewSpacer(), copyText), l)
}

// foldButton is a button inside the body of a modal, or in the find bar.
type foldButton struct {
	widget.Button
	ring  focusRing
	shell *Shell
}

func newFoldButton(s *Shell, label string, icon fyne.Resource, tapped func()) *foldButton {
	b := &foldButton{shell: s}
	b.Text, b.Icon, b.OnTapped, b.Importance = label, icon, tapped, widget.LowImportance
	b.ExtendBaseWidget(b)
	return b
}

// newPushButton is a foldButton that looks like one.
func newPushButton(s *Shell, label string, tapped func()) *foldButton {
	b := newFoldButton(s, label, nil, tapped)
	b.Importance = widget.MediumImportance
	return b
}

// FocusGained is called by Fyne when the keyboard comes.
func (b *foldButton) FocusGained() {
	b.Button.FocusGained()
	b.ring.strong = strong(b.Importance)
	b.ring.show(true)
	b.shell.reveal(b)
}

// FocusLost is called by Fyne when the keyboard goes.
func (b *foldButton) FocusLost() {
	b.Button.FocusLost()
	b.ring.show(false)
}

// CreateRenderer is called by Fyne.
func (b *foldButton) CreateRenderer() fyne.WidgetRenderer {
	return b.ring.around(b.Button.CreateRenderer())
}

// TypedKey is called by Fyne for a key press while the button has the focus.
func (b *foldButton) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		b.OnTapped()
	default:
		b.shell.modalKey(e)
	}
}

// TypedRune is called by Fyne for a character. The space bar counts here, see
// modalButton.
func (b *foldButton) TypedRune(r rune) {
	if r == ' ' {
		b.OnTapped()
	}
}

// tell shows a message with one button, as soon as no other one is open; cause is
// the error that the details name, or nil.
func (s *Shell) tell(title, text phrase, cause error) {
	s.whenFree(func() {
		details := ""
		if cause != nil {
			details = words.Details(cause)
		}
		s.tellNow(title.String(), text.String(), details)
	})
}

func (s *Shell) tellNow(title, text, details string) {
	s.newModal(title, s.message(text, details), okChoice()).show()
}

func okChoice() choice {
	return choice{label: words.T("button.ok"), importance: widget.HighImportance, cancel: true, focus: true}
}

// advise shows advice about the file at path, with what the user can do.
func (s *Shell) advise(a words.Advice, path string, choices ...choice) {
	parts := []string{path, a.Text}
	if a.Next != "" {
		parts = append(parts, a.Next)
	}
	s.newModal(a.Title, s.message(strings.Join(parts, "\n\n"), a.Details), s.rehearsed(path, choices)...).show()
}

// tellFailure shows the advice about an error that concerns the file at path, as
// soon as nothing else is open.
func (s *Shell) tellFailure(advice func(error) words.Advice, err error, path string) {
	s.whenFree(func() { s.advise(advice(err), path, okChoice()) })
}

// saveFailed tells why a save failed, what the file holds now, and what can be
// done. The text stays in the window whatever is chosen; then runs after a save
// that succeeds in the end.
func (s *Shell) saveFailed(p *page, saving *workspace.Saving, err error, then func()) {
	s.whenFree(func() { s.explainFailure(p, saving, err, then) })
}

func (s *Shell) explainFailure(p *page, saving *workspace.Saving, err error, then func()) {
	again := func(f func()) func() {
		return func() {
			p.afterSave = then
			f()
		}
	}
	if synced, ok := errors.AsType[*workspace.Synchronised](err); ok {
		s.askSynchronised(p, saving, synced, then)
		return
	}
	if _, ok := errors.AsType[*charset.Error](err); ok {
		s.saveLost(p, saving, then)
		return
	}
	a := words.Save(err)
	cancel := choice{label: words.T("button.cancel"), cancel: true}
	elsewhere := choice{label: words.T("button.save_elsewhere"), run: again(func() { s.saveAs(p) })}
	retry := choice{label: words.T("button.retry"), importance: widget.HighImportance, focus: true, run: again(func() { s.saveAgain(p, saving) })}

	switch class := atomicsave.ClassOf(err); {
	case s.administratorFailed(p, saving, err, then):
		return
	case p.file.Path == saving.Path() && !p.file.Modified() && atomicsave.StateOf(err) != atomicsave.Old:
		s.advise(words.Advice{Title: words.T("saved.unconfirmed"), Text: a.Text, Next: words.T("saved.unconfirmed.next"), Details: a.Details}, saving.Path(), okChoice())
		return
	case class == atomicsave.Cancelled:
		s.refreshStatus()
		return
	case class == atomicsave.Changed, class == atomicsave.Exists:
		s.conflict(p, saving.Path(), a, words.Paths(err), then)
		return
	case class == atomicsave.NeedsConsent:
		s.askConsent(p, saving, a, then)
		return
	case class == atomicsave.CrossVolume && s.prefs.TempDir != "":
		a.Text += "\n\n" + words.T("error.cross-volume.temp", words.D{"Path": s.prefs.TempDir})
		own := choice{label: words.T("button.own_folder"), importance: widget.HighImportance, focus: true, run: again(func() {
			s.changePreferences(func(prefs *workspace.Preferences) { prefs.TempDir = "" })
			s.saveAgain(p, saving)
		})}
		s.adviseSave(a, saving, cancel, elsewhere, own)
		return
	case class == atomicsave.Vanished:
		folder := choice{label: words.T("button.make_folder"), importance: widget.HighImportance, run: again(func() { s.makeFolder(p, saving) })}
		s.adviseSave(a, saving, cancel, elsewhere, folder)
		return
	case class == atomicsave.Permission, class == atomicsave.ReadOnly, class == atomicsave.NotRegular,
		class == atomicsave.BadName, class == atomicsave.CrossVolume, class == atomicsave.Unsupported:
		elsewhere.importance, elsewhere.focus = widget.HighImportance, true
		retry.importance, retry.focus = widget.MediumImportance, false
		if class == atomicsave.Permission {
			elsewhere.importance, elsewhere.focus = widget.MediumImportance, false
			s.adviseSave(a, saving, cancel, retry, elsewhere, s.administratorChoice(p, saving, then))
			return
		}
		s.adviseSave(a, saving, cancel, retry, elsewhere)
		return
	}
	s.adviseSave(a, saving, cancel, elsewhere, retry)
}

// adviseSave is advise with the sentence that matters most after a failed save.
func (s *Shell) adviseSave(a words.Advice, saving *workspace.Saving, choices ...choice) {
	a.Next = words.Join(words.T("error.text_kept"), a.Next)
	s.advise(a, saving.Path(), choices...)
}

// conflict lets the user decide between the text in the window and what
// somebody else wrote. The version that is on disk now, while the question is
// shown, is the only one that "keep mine" may replace. No button has the focus:
// no key pressed in haste decides. paths, if not empty, names what else was kept.
func (s *Shell) conflict(p *page, path string, a words.Advice, paths string, then func()) {
	s.look(path, func(current atomicsave.Fingerprint) {
		if current.IsZero() {
			a.Title, a.Text = words.T("conflict.deleted.title"), words.T("conflict.deleted.text")+paths
			a.Next = "" // there is one version only
		}
		choices := []choice{{label: words.T("button.cancel"), cancel: true}}
		if !current.IsZero() && path == p.file.Path {
			again := func() { s.conflict(p, path, a, paths, then) }
			choices = append(choices, choice{label: words.T("button.compare"), run: func() { s.compareWithDisk(p, again, then) }})
		}
		choices = append(choices, s.conflictChoices(p, workspace.Destination{Path: path, Expect: current}, then)...)
		s.advise(a, path, choices...)
	})
}

// conflictChoices are the ways out of a conflict about the version at d, which
// is the only one that “keep mine” may replace.
func (s *Shell) conflictChoices(p *page, d workspace.Destination, then func()) []choice {
	choices := []choice{{label: words.T("button.save_elsewhere"), run: func() { p.afterSave = then; s.saveAs(p) }}}
	if !d.Expect.IsZero() && d.Path == p.file.Path {
		if _, known := p.file.Base(); known {
			choices = append(choices, choice{label: words.T("button.merge"), run: func() { s.merge(p) }})
		}
		choices = append(choices, choice{label: words.T("button.take_theirs"), run: func() { s.takeTheirs(p) }})
	}
	return append(choices, choice{label: words.T("button.keep_mine"), run: func() {
		p.afterSave = then
		s.saveTo(p, d)
	}})
}
