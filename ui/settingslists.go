package ui

import (
	"context"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor/versions"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// typing is how the Tab key works, in general and in files of certain types.
func (w *settings) typing() fyne.CanvasObject {
	s := w.shell
	box := container.NewVBox(
		twoColumns(s, pair{"settings.tab_width", s.numberSelect(tabWidths, s.prefs.TabWidth, func(p *workspace.Preferences, n int) { p.TabWidth = n })}),
		s.check("settings.tab_spaces", s.prefs.TabSpaces, func(p *workspace.Preferences, on bool) { p.TabSpaces = on }),
		s.check("settings.editorconfig", !s.prefs.NoEditorConfig, func(p *workspace.Preferences, on bool) { p.NoEditorConfig = !on }),
		caption(words.T("settings.editorconfig.text")),
		heading(words.T("settings.types")),
		caption(words.T("settings.types.text")),
	)
	for _, name := range slices.Sorted(maps.Keys(s.prefs.Indents)) {
		box.Add(w.indentRow(name))
	}
	field := newField(s)
	field.SetPlaceHolder(words.T("settings.types.placeholder"))
	add := func() {
		if name := strings.TrimPrefix(strings.TrimSpace(field.Text), "."); name != "" {
			w.setIndent(name, workspace.Indent{TabWidth: s.prefs.TabWidth, Spaces: s.prefs.TabSpaces})
			w.again()
			s.win.Canvas().Focus(w.newType) // for the next one
		}
	}
	w.newType = field
	field.accept = add
	box.Add(container.NewBorder(nil, nil, nil, newPushButton(s, words.T("settings.types.add"), add), field))
	return box
}

// indentRow is one type of files, with how it is indented.
func (w *settings) indentRow(name string) fyne.CanvasObject {
	s := w.shell
	indent := s.prefs.Indents[name]
	width := s.numberSelect(tabWidths, indent.TabWidth, func(p *workspace.Preferences, n int) {
		now := p.Indents[name]
		now.TabWidth = n
		p.Indents = withIndent(p.Indents, name, &now)
	})
	spaces := newCheckInput(s, words.T("settings.types.spaces"), indent.Spaces, func(on bool) {
		now := s.prefs.Indents[name]
		now.Spaces = on
		w.setIndent(name, now)
	})
	remove := newPushButton(s, words.T("settings.remove"), func() {
		s.changePreferences(func(p *workspace.Preferences) { p.Indents = withIndent(p.Indents, name, nil) })
		w.again()
	})
	label := widget.NewLabel(name)
	label.Truncation = fyne.TextTruncateEllipsis
	return container.NewBorder(nil, nil, nil, container.NewHBox(width, spaces, remove), label)
}

func (w *settings) setIndent(name string, indent workspace.Indent) {
	w.shell.changePreferences(func(p *workspace.Preferences) { p.Indents = withIndent(p.Indents, name, &indent) })
}

// withIndent is a copy of indents with one of them set, or left out.
func withIndent(indents map[string]workspace.Indent, name string, indent *workspace.Indent) map[string]workspace.Indent {
	changed := maps.Clone(indents)
	if changed == nil {
		changed = map[string]workspace.Indent{}
	}
	delete(changed, name)
	if indent != nil {
		changed[name] = *indent
	}
	return changed
}

// files lists what the user has decided for single files.
func (w *settings) files() fyne.CanvasObject {
	s := w.shell
	box := container.NewVBox(heading(words.T("settings.agreements")), caption(words.T("settings.agreements.text")))
	if len(s.prefs.Agreements) == 0 {
		box.Add(caption(words.T("settings.agreements.none")))
	}
	for _, a := range s.prefs.Agreements {
		path := string(a.File)
		box.Add(s.listed(path, words.T("settings.take_back"), func() {
			s.changePreferences(func(p *workspace.Preferences) {
				p.Agree(path, func(a *workspace.Agreement) { *a = workspace.Agreement{File: a.File} })
			})
			for _, page := range s.pages {
				if page.file.Path == path {
					page.file.ForgetConsent()
				}
			}
			w.again()
		}))
		box.Add(caption(agreementText(a)))
	}
	box.Add(heading(words.T("settings.copies")))
	if len(s.prefs.Copies) == 0 {
		box.Add(caption(words.T("settings.copies.none")))
	}
	for _, c := range s.prefs.Copies {
		path, folder := string(c.File), string(c.Folder)
		box.Add(s.listed(path, words.T("settings.copies.end"), func() {
			s.changePreferences(func(p *workspace.Preferences) { p.CopyTo(path, "") })
			w.again()
		}))
		box.Add(caption(words.T("copy.now", words.D{"Path": workspace.CopyPath(path, folder)})))
	}
	return box
}

// agreementText says what the user has agreed to.
func agreementText(a workspace.Agreement) string {
	var parts []string
	for _, kind := range kindsOf(a.Agreed) {
		parts = append(parts, words.T("loss."+kind.String()))
	}
	var text []string
	if len(parts) > 0 {
		text = append(text, words.T("settings.agreements.lost", words.D{"What": words.List(parts...)}))
	}
	if a.Synchronised {
		text = append(text, words.T("settings.agreements.synchronised"))
	}
	return words.Join(text...)
}

// showKept lists the files of which versions are kept, to delete what is kept of
// one. It goes back to the settings.
func (w *settings) showKept() {
	s, at := w.shell, w.at
	back := func() { s.showSettingsAt(at) }
	s.work(func() func() {
		kept, _, err := s.versions.Files(s.ctx)
		return func() {
			if err != nil {
				s.ownFileFailed(err)
				return
			}
			w.modal.close()
			s.listKept(kept, back)
		}
	})
}

func (s *Shell) listKept(kept []versions.Kept, back func()) {
	box := container.NewVBox()
	var m *modal
	for _, k := range kept {
		if k.Path == "" {
			continue // what belongs to nobody goes by its age
		}
		text := words.T("kept.file", words.D{"Path": k.Path, "Count": k.Count, "Size": size(k.Bytes)})
		box.Add(s.listed(text, words.T("kept.delete"), func() {
			m.close()
			s.confirmForget(k.Path, back)
		}))
	}
	if len(box.Objects) == 0 {
		box.Add(paragraph(words.T("kept.none")))
	}
	scroll := container.NewVScroll(box)
	room := container.New(&fixedHeight{height: max(s.win.Canvas().Size().Height*0.5, 120)}, scroll)
	m = s.newModalOf(settingsWidth, words.T("kept.title"), room,
		choice{label: words.T("button.back"), importance: widget.HighImportance, cancel: true, focus: true, run: back})
	m.scroll = scroll
	m.show()
}

// confirmForget deletes everything that is kept of a file, once the user has
// said so again.
func (s *Shell) confirmForget(path string, then func()) {
	s.newModal(words.T("kept.delete.title"), paragraph(words.T("kept.delete.text", words.D{"Path": path})),
		choice{label: words.T("button.cancel"), cancel: true, focus: true, run: then},
		choice{label: words.T("kept.delete"), importance: widget.DangerImportance, run: func() {
			s.work(func() func() {
				n, err := s.versions.Forget(context.WithoutCancel(s.ctx), path)
				return func() {
					if err != nil {
						s.ownFileFailed(err)
					} else if p := s.pageAt(path); p != nil {
						p.message = func() string { return words.N("kept.deleted", n) }
						s.refreshPage(p)
					}
					if then != nil {
						then()
					}
				}
			})
		}},
	).show()
}
