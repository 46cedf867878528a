package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// The sections of the settings, but for those that are lists of files.

func (w *settings) saving() fyne.CanvasObject {
	s := w.shell
	w.tempDir = newField(s)
	w.tempDir.SetText(s.prefs.TempDir)
	w.tempDir.SetPlaceHolder(words.T("settings.temp_dir.beside"))
	return container.NewVBox(
		heading(words.T("durability.title")),
		s.durabilityChooser(),
		s.check("settings.verify", s.prefs.Verify, func(p *workspace.Preferences, on bool) { p.Verify = on }),
		caption(words.T("settings.verify.text")),
		heading(words.T("settings.others")),
		s.check("settings.reload", s.prefs.Reload == workspace.ReloadQuietly, func(p *workspace.Preferences, on bool) {
			p.Reload = workspace.ReloadAsk
			if on {
				p.Reload = workspace.ReloadQuietly
			}
		}),
		caption(words.T("settings.reload.text")),
		heading(words.T("settings.temp_dir")),
		w.tempDir,
		caption(words.T("settings.temp_dir.text")),
	)
}

func (w *settings) look() fyne.CanvasObject {
	s := w.shell
	return container.NewVBox(twoColumns(s, // as high as it needs, not as the room is
		pair{"settings.theme", s.themeSelect()},
		pair{"settings.font", s.fontSelect()},
		pair{"settings.text_size", s.numberSelect(textSizes, int(s.prefs.TextSize), func(p *workspace.Preferences, n int) { p.TextSize = float32(n) })},
		pair{"settings.language", w.languageSelect()},
	))
}

// pair is a setting with its name.
type pair struct {
	key   string
	input fyne.CanvasObject
}

// twoColumns puts names beside inputs, or above them in a narrow window.
func twoColumns(s *Shell, pairs ...pair) fyne.CanvasObject {
	columns := 2
	if s.win.Canvas().Size().Width < narrowSettings {
		columns = 1
	}
	grid := container.NewGridWithColumns(columns)
	if columns == 1 {
		grid = container.NewVBox()
	}
	for _, p := range pairs {
		grid.Add(paragraph(words.T(p.key)))
		grid.Add(p.input)
	}
	return grid
}

// languageSelect offers the languages that there are, each by its own name.
func (w *settings) languageSelect() *selectInput {
	s := w.shell
	tags := append([]string{""}, words.Languages()...)
	labels := []string{words.T("settings.language.system")}
	for _, tag := range tags[1:] {
		labels = append(labels, words.LanguageName(tag))
	}
	sel := newSelectInput(s, labels)
	sel.SetSelectedIndex(max(slices.Index(tags, s.prefs.Language), 0))
	sel.OnChanged = func(string) {
		chosen := tags[sel.SelectedIndex()]
		if chosen == s.prefs.Language {
			return
		}
		s.changePreferences(func(p *workspace.Preferences) { p.Language = chosen })
		at := w.at
		w.modal.close()
		s.showSettingsAt(at) // in the other language
	}
	return sel
}

// speak makes the window speak the language of the settings.
func (s *Shell) speak() {
	before := words.Language()
	if s.prefs.Language == "" {
		words.Use() // a system may name no language
		words.UseSystem()
	} else {
		words.Use(s.prefs.Language)
	}
	if words.Language() == before {
		return
	}
	s.app.Settings().SetTheme(s.theme) // a language may have fonts of its own
	recents := s.recents
	s.hideFind()
	s.find.bar = newFindBar(s.find)
	s.win.SetMainMenu(s.buildMenus())
	s.layOut()
	s.setRecents(recents)
	s.noticeBar.shown = nil
	s.status.line = 0 // the place is the same, but not the words
	s.refreshAll()
}

func (w *settings) versions() fyne.CanvasObject {
	s := w.shell
	used := caption(words.T("settings.versions.counting"))
	s.work(func() func() {
		kept, _, err := s.versions.Files(s.ctx)
		var count int
		var bytes int64
		for _, k := range kept {
			count += k.Count
			bytes += k.Bytes
		}
		return func() {
			if err != nil {
				used.SetText(words.Reason(err))
				return
			}
			used.SetText(words.T("settings.versions.used", words.D{"Versions": count, "Files": len(kept), "Size": size(bytes)}))
		}
	})
	bounds := twoColumns(s,
		pair{"settings.versions.count", s.numberSelect(versionCounts, s.prefs.VersionCount, func(p *workspace.Preferences, n int) { p.VersionCount = n })},
		pair{"settings.versions.days", s.numberSelect(versionDays, s.prefs.VersionDays, func(p *workspace.Preferences, n int) { p.VersionDays = n })},
		pair{"settings.versions.size", s.numberSelect(versionSizes, s.prefs.VersionMB, func(p *workspace.Preferences, n int) { p.VersionMB = n })},
	)
	return container.NewVBox(
		s.check("settings.keep_versions", s.prefs.KeepVersions, func(p *workspace.Preferences, on bool) { p.KeepVersions = on }),
		caption(words.T("settings.keep_versions.text")),
		bounds,
		used,
		container.New(&wrapLeft{}, newPushButton(s, words.T("settings.versions.files"), w.showKept)),
		heading(words.T("settings.excluded")),
		w.excluded(),
		heading(words.T("settings.drafts")),
		s.check("settings.drafts.keep", !s.prefs.NoDrafts, func(p *workspace.Preferences, on bool) { p.NoDrafts = !on }),
		caption(words.T("settings.drafts.text")),
	)
}

// The bounds of kept versions that are offered.
var (
	versionCounts = []int{5, 10, 20, 50, 100, 200, 500, 1000}
	versionDays   = []int{7, 30, 90, 180, 365, 1825}
	versionSizes  = []int{50, 100, 250, 500, 1000, 2000, 5000, 10000}
)

// size writes a number of bytes the way a person reads it.
func size(bytes int64) string {
	const kilo, mega = 1 << 10, 1 << 20
	switch {
	case bytes < kilo:
		return words.T("unit.bytes", words.D{"N": bytes})
	case bytes < mega:
		return words.T("unit.kilobytes", words.D{"N": (bytes + kilo - 1) / kilo})
	}
	return words.T("unit.megabytes", words.D{"N": (bytes + mega - 1) / mega})
}

// followDrafts begins or ends to keep unsaved text, as the settings say.
func (s *Shell) followDrafts() {
	for _, p := range s.pages {
		switch {
		case s.prefs.NoDrafts && p.drafting != nil:
			s.dropDraft(p)
		case !s.prefs.NoDrafts && p.drafting == nil:
			p.drafting = s.drafts.Follow(p.file)
		}
	}
}

// excluded lists the files and folders of which nothing is kept.
func (w *settings) excluded() fyne.CanvasObject {
	s := w.shell
	box := container.NewVBox()
	fill := func(paths []string, err error) {
		box.RemoveAll()
		if err != nil {
			box.Add(caption(words.T("settings.excluded.broken")))
		}
		if len(paths) == 0 {
			box.Add(caption(words.T("settings.excluded.none")))
		}
		for _, path := range paths {
			box.Add(s.listed(path, words.T("settings.remove"), func() {
				w.change(func(ctx context.Context) error { return s.versions.Include(ctx, path) })
			}))
		}
		add := func(pick func(string) (string, error)) func() {
			return func() {
				s.choosePath(pick, func(path string) {
					w.change(func(ctx context.Context) error { return s.versions.Exclude(ctx, path) })
				})
			}
		}
		box.Add(container.New(&wrapLeft{},
			newPushButton(s, words.T("settings.excluded.file"), add(s.picker.Open)),
			newPushButton(s, words.T("settings.excluded.folder"), add(s.picker.Folder))))
	}
	s.work(func() func() {
		paths, err := s.versions.Excluded(s.ctx)
		return func() {
			fill(paths, err)
			w.scroll.Content.Refresh() // it has grown
		}
	})
	return box
}

// change does something that may block, and then shows the section anew.
func (w *settings) change(f func(ctx context.Context) error) {
	s := w.shell
	s.work(func() func() {
		err := f(context.WithoutCancel(s.ctx))
		return func() {
			if err != nil {
				s.ownFileFailed(err)
			}
			if w.modal.open {
				w.again()
			}
		}
	})
}

// choosePath asks for a path while a modal stays open below; where the system
// has no dialog for it, or the user cancels, nothing follows.
func (s *Shell) choosePath(pick func(dir string) (string, error), chosen func(string)) {
	dir := s.startDir()
	s.work(func() func() {
		path, err := pick(dir)
		return func() {
			if err == nil {
				chosen(path)
			}
		}
	})
}

// listed is a line of a list in the settings: a text, and a button.
func (s *Shell) listed(text, label string, tapped func()) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Truncation = fyne.TextTruncateEllipsis
	return container.NewBorder(nil, nil, nil, newPushButton(s, label, tapped), l)
}
