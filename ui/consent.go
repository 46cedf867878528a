package ui

import (
	"strings"

	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// askConsent lists what the save would lose, before a byte is written, and saves
// again if the user agrees. The answer is remembered for the file.
func (s *Shell) askConsent(p *page, saving *workspace.Saving, a words.Advice, then func()) {
	prefs, net := s.prefs, s.net()
	s.work(func() func() {
		plan, err := saving.Plan(s.ctx, prefs, net)
		return func() {
			if err != nil {
				s.tellFailure(words.Save, err, saving.Path())
				return
			}
			choices := []choice{
				{label: words.T("button.cancel"), cancel: true, focus: true},
				{label: words.T("button.save_elsewhere"), run: func() { p.afterSave = then; s.saveAs(p) }},
			}
			for _, consent := range []atomicsave.Consent{plan.Or, plan.Needs} {
				if consent != 0 {
					choices = append(choices, s.agreeTo(p, saving, consent, then))
				}
			}
			s.newModal(words.T("consent.title"), s.message(consentText(saving.Path(), plan), a.Details), choices...).show()
		}
	})
}

// agreeTo is the choice to save at a certain cost.
func (s *Shell) agreeTo(p *page, saving *workspace.Saving, consent atomicsave.Consent, then func()) choice {
	label := words.T("consent.replace")
	if consent.Covers(atomicsave.LossAtomicity) {
		label = words.T("consent.in_place")
	}
	return choice{label: label, importance: widget.WarningImportance, run: func() {
		s.changePreferences(func(prefs *workspace.Preferences) {
			prefs.Agree(saving.Path(), func(a *workspace.Agreement) { a.Agreed = a.Agreed.With(consent) })
		})
		p.afterSave = then
		s.begin(p, func() (*workspace.Saving, error) { return p.file.BeginSaveAgain(saving, consent) })
	}}
}

// consentText says in plain words what the ways to save would cost.
func consentText(path string, plan atomicsave.SavePlan) string {
	parts := []string{path, words.T("consent.text")}
	ways := []atomicsave.Consent{plan.Needs}
	if plan.Or != 0 {
		ways = []atomicsave.Consent{plan.Or, plan.Needs}
	}
	for _, way := range ways {
		heading := words.T("consent.replace")
		if way.Covers(atomicsave.LossAtomicity) {
			heading = words.T("consent.in_place")
		}
		lines := []string{words.T("consent.way", words.D{"Way": heading})}
		for _, kind := range kindsOf(way) {
			lines = append(lines, "• "+words.T("consent."+kind.String()))
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	return strings.Join(append(parts, words.T("consent.remembered")), "\n\n")
}

// kindsOf lists the losses that a consent covers.
func kindsOf(c atomicsave.Consent) []atomicsave.LossKind {
	var kinds []atomicsave.LossKind
	for k := atomicsave.LossOwner; k <= atomicsave.LossAtomicity; k++ {
		if c.Covers(k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// askSynchronised explains what a folder that is copied to other computers means
// for a save, once for each file.
func (s *Shell) askSynchronised(p *page, saving *workspace.Saving, e *workspace.Synchronised, then func()) {
	text := strings.Join([]string{e.Path, words.T("synced.text", words.D{"Client": e.Client}), words.T("consent.remembered")}, "\n\n")
	s.newModal(words.T("synced.title", words.D{"Client": e.Client}), paragraph(text),
		choice{label: words.T("button.cancel"), cancel: true},
		choice{label: words.T("button.save_elsewhere"), run: func() { p.afterSave = then; s.saveAs(p) }},
		choice{label: words.T("synced.save"), importance: widget.HighImportance, focus: true, run: func() {
			s.changePreferences(func(prefs *workspace.Preferences) {
				prefs.Agree(e.Path, func(a *workspace.Agreement) { a.Synchronised = true })
			})
			p.afterSave = then
			s.begin(p, func() (*workspace.Saving, error) { return p.file.BeginSaveAgain(saving, 0) })
		}},
	).show()
}
