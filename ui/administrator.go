package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/editor/elevate"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// administratorChoice offers to save with the rights of the administrator.
func (s *Shell) administratorChoice(p *page, refused *workspace.Saving, then func()) choice {
	return choice{
		label: words.T("button.save_as_administrator"), importance: widget.HighImportance, focus: true,
		run: func() { s.saveAsAdministrator(p, refused, 0, then) },
	}
}

// saveAsAdministrator repeats a save that was refused, with the rights that the
// system's own prompt gives. The window keeps working while the prompt is open.
func (s *Shell) saveAsAdministrator(p *page, refused *workspace.Saving, agreed atomicsave.Consent, then func()) {
	p.afterSave = then
	dirs, store := s.store.Dirs(), s.versions
	if !s.prefs.KeepVersions {
		store = nil
	}
	s.beginWith(p, func() (*workspace.Saving, error) { return p.file.BeginSaveAgain(refused, agreed) },
		func(ctx context.Context, saving *workspace.Saving, prefs workspace.Preferences) (atomicsave.Report, error) {
			return saving.RunAsAdministrator(ctx, prefs, dirs, store)
		})
}

// administratorFailed deals with what only a save as administrator fails with;
// it reports false for every other error.
func (s *Shell) administratorFailed(p *page, saving *workspace.Saving, err error, then func()) bool {
	if needs, ok := errors.AsType[*elevate.NeedsConsent](err); ok {
		s.askAdministratorConsent(p, saving, needs.Needs, then)
		return true
	}
	for _, e := range administratorErrors {
		if errors.Is(err, e.is) {
			s.explainAdministrator(p, saving, e.key, err, e.command, then)
			return true
		}
	}
	return false
}

// administratorErrors are the failures that have sentences of their own.
var administratorErrors = []struct {
	is      error
	key     string
	command bool // a command for a terminal may help
}{
	{elevate.ErrDismissed, "dismissed", false},
	{elevate.ErrRefused, "refused", true},
	{elevate.ErrNoPrompt, "no-prompt", true},
	{elevate.ErrProgram, "program", true},
	{elevate.ErrGround, "ground", false},
	{elevate.ErrPath, "path", false},
	{elevate.ErrEnded, "ended", false},
}

// explainAdministrator tells why nothing was saved, and what to do.
func (s *Shell) explainAdministrator(p *page, saving *workspace.Saving, key string, err error, command bool, then func()) {
	a := words.Advice{Title: words.T("administrator." + key + ".title"), Text: words.T("administrator." + key + ".text"), Next: words.T("administrator." + key + ".next"), Details: words.Details(err)}
	if atomicsave.StateOf(err) == atomicsave.Old {
		a.Text = words.Join(a.Text, words.T("state.old"))
	}
	a.Text += words.Paths(err)
	if !command {
		s.adviseAdministrator(p, saving, a, "", then)
		return
	}
	prefs, dirs := s.prefs, s.store.Dirs()
	s.work(func() func() {
		text, err := saving.AdministratorCommand(prefs, dirs)
		return func() {
			if err != nil {
				text = ""
			}
			s.adviseAdministrator(p, saving, a, text, then)
		}
	})
}

func (s *Shell) adviseAdministrator(p *page, saving *workspace.Saving, a words.Advice, command string, then func()) {
	a.Next = words.Join(words.T("error.text_kept"), a.Next)
	text := saving.Path() + "\n\n" + a.Text + "\n\n" + a.Next
	body := container.NewVBox(paragraph(text))
	if command != "" {
		a.Details = words.T("administrator.command") + "\n" + a.Details
		body.Add(s.fold(words.T("administrator.show_command"), command))
	}
	body.Add(s.fold(words.T("button.details"), a.Details))
	again := s.administratorChoice(p, saving, then)
	again.label = words.T("button.retry")
	s.newModal(a.Title, body,
		choice{label: words.T("button.cancel"), cancel: true},
		choice{label: words.T("button.save_elsewhere"), run: func() { p.afterSave = then; s.saveAs(p) }},
		again,
	).show()
}

// askAdministratorConsent asks about what the save would lose and then saves
// again, for which the system asks again.
func (s *Shell) askAdministratorConsent(p *page, saving *workspace.Saving, needs atomicsave.Consent, then func()) {
	plan := atomicsave.SavePlan{Needs: needs}
	for kind := atomicsave.LossKind(1); kind.String() != ""; kind++ {
		if needs.Covers(kind) {
			plan.Losses = append(plan.Losses, atomicsave.Loss{Kind: kind})
		}
	}
	s.newModal(words.T("consent.title"), s.message(consentText(saving.Path(), plan), needs.String()),
		choice{label: words.T("button.cancel"), cancel: true, focus: true},
		choice{label: words.T("button.save_elsewhere"), run: func() { p.afterSave = then; s.saveAs(p) }},
		choice{label: words.T("button.save_anyway"), importance: widget.WarningImportance, run: func() {
			s.saveAsAdministrator(p, saving, needs, then)
		}},
	).show()
}
