package ui

import (
	"maps"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// permit remembers whether a program may check files; the empty permission
// forgets the answer, so that the user is asked again.
func (s *Shell) permit(program string, permission workspace.Permission) {
	s.changePreferences(func(p *workspace.Preferences) {
		programs := maps.Clone(p.Programs) // the old map may be on its way to the disk
		if programs == nil {
			programs = map[string]workspace.Permission{}
		}
		if permission == "" {
			delete(programs, program)
		} else {
			programs[program] = permission
		}
		p.Programs = programs
	})
}

// programChoices are what Settings offers for each program, and their keys.
var programChoices = []workspace.Permission{workspace.Allowed, workspace.Never, ""}

// checkSettings is the part of the settings about what is checked before a save:
// every program that the user has decided about, with the decision to change.
func (s *Shell) checkSettings() fyne.CanvasObject {
	box := container.NewVBox(
		heading(words.T("settings.checks")),
		s.check("settings.ask_invalid", !s.prefs.SaveInvalid, func(p *workspace.Preferences, on bool) { p.SaveInvalid = !on }),
	)
	grid := container.NewGridWithColumns(2)
	for _, program := range slices.Sorted(maps.Keys(s.prefs.Programs)) {
		grid.Add(paragraph(filepath.Base(program)))
		grid.Add(s.programSelect(program))
	}
	if len(grid.Objects) > 0 {
		box.Add(paragraph(words.T("settings.programs")))
		box.Add(grid)
	}
	box.Add(caption(words.T("settings.programs.text")))
	s.schemaSettings(box)
	return box
}

func (s *Shell) programSelect(program string) fyne.CanvasObject {
	labels := []string{words.T("program.allowed"), words.T("program.never"), words.T("program.ask")}
	sel := newSelectInput(s, labels)
	sel.SetSelectedIndex(max(slices.Index(programChoices, s.prefs.Programs[program]), 0))
	sel.OnChanged = func(string) { s.permit(program, programChoices[sel.SelectedIndex()]) }
	return sel
}
