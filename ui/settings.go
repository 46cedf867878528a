package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// levels lists the levels of durability, the strongest first.
var levels = []atomicsave.Durability{atomicsave.Full, atomicsave.Balanced, atomicsave.Fast}

// durabilityChooser offers the levels, each with the sentence that says what it
// promises. A choice takes effect at once.
func (s *Shell) durabilityChooser() fyne.CanvasObject {
	box := container.NewVBox()
	radios := make([]*radioInput, len(levels))
	mark := func() {
		for i, radio := range radios {
			radio.set(levels[i] == s.durability())
		}
	}
	for i, level := range levels {
		radios[i] = newRadioInput(s, words.Durability(level), words.DurabilityPromise(level), func() {
			if s.durability() != level {
				s.changePreferences(func(p *workspace.Preferences) { p.Durability = level })
			}
			mark()
		})
		box.Add(radios[i])
	}
	mark()
	return box
}

// chooseDurability shows the levels alone, from the status bar.
func (s *Shell) chooseDurability() {
	s.newModal(words.T("durability.title"), s.durabilityChooser(), closeChoice()).show()
}

func closeChoice() choice {
	return choice{label: words.T("button.close"), importance: widget.HighImportance, cancel: true, focus: true}
}

// heading is the title of a part of the settings.
func heading(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.TextStyle.Bold = true
	return l
}

// caption is a small text that explains the input above it.
func caption(text string) *wrappedLabel {
	l := paragraph(text)
	l.SizeName = theme.SizeNameCaptionText
	return l
}

// settings is the window of the settings while it is open: sections, one of
// which is shown. Each setting takes effect at once and is remembered.
type settings struct {
	shell    *Shell
	modal    *modal
	sections []settingsSection
	buttons  []*foldButton
	at       int
	scroll   *container.Scroll
	newType  *field // of the section of typing
	tempDir  *field // taken when the section is left, not while half of it is typed
}

// settingsSection is a group of settings; its title has the key "settings.ID".
type settingsSection struct {
	id   string
	make func(*settings) fyne.CanvasObject
}

// The width in points of the settings, and that below which the sections are in
// a list instead of a row.
const settingsWidth, narrowSettings = 720, 600

// showSettings shows all settings.
func (s *Shell) showSettings() { s.showSettingsAt(0) }

func (s *Shell) showSettingsAt(section int) {
	w := &settings{shell: s, sections: []settingsSection{
		{"saving", (*settings).saving},
		{"versions", (*settings).versions},
		{"look", (*settings).look},
		{"typing", (*settings).typing},
		{"files", (*settings).files},
		{"checks", func(w *settings) fyne.CanvasObject { return w.shell.checkSettings() }},
	}}
	w.scroll = container.NewVScroll(widget.NewLabel(""))
	room := container.New(&fixedHeight{height: max(s.win.Canvas().Size().Height*0.55, 120)}, w.scroll)
	end := closeChoice()
	end.run = w.leave
	w.modal = s.newModalOf(settingsWidth, words.T("settings.title"), container.NewVBox(w.head(section), widget.NewSeparator(), room), end)
	w.modal.scroll = w.scroll
	w.show(section)
	w.modal.show()
}

// head is what the sections are chosen with.
func (w *settings) head(section int) fyne.CanvasObject {
	var labels []string
	for _, part := range w.sections {
		labels = append(labels, words.T("settings."+part.id))
	}
	if w.shell.win.Canvas().Size().Width < narrowSettings {
		sel := newSelectInput(w.shell, labels)
		sel.SetSelectedIndex(section)
		sel.OnChanged = func(string) { w.show(sel.SelectedIndex()) }
		return container.New(&anyWidth{}, sel)
	}
	var row []fyne.CanvasObject
	for i, label := range labels {
		b := newFoldButton(w.shell, label, nil, func() { w.show(i) })
		w.buttons = append(w.buttons, b)
		row = append(row, b)
	}
	return container.New(&wrapLeft{}, row...)
}

// show shows a section, with what its settings are now.
func (w *settings) show(section int) {
	w.leave()
	w.at, w.tempDir = section, nil
	for i, b := range w.buttons {
		b.Importance = widget.LowImportance
		if i == section {
			b.Importance = widget.HighImportance
		}
		b.Refresh()
	}
	space := container.NewGridWrap(fyne.NewSize(theme.Size(theme.SizeNameScrollBar), 1))
	w.scroll.Content = container.NewBorder(nil, nil, nil, space, w.sections[section].make(w))
	w.scroll.Offset = fyne.Position{}
	w.scroll.Refresh()
}

// again shows the section that is shown anew, because what it lists has changed.
func (w *settings) again() {
	at := w.scroll.Offset
	w.show(w.at)
	w.scroll.Offset = at
	w.scroll.Refresh()
}

// leave takes what is only complete when the user goes on.
func (w *settings) leave() {
	s := w.shell
	if w.tempDir != nil && w.tempDir.Text != s.prefs.TempDir {
		s.changePreferences(func(p *workspace.Preferences) { p.TempDir = w.tempDir.Text })
	}
}

var (
	textSizes = []int{8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 24, 28, 32, 40, 48, 72}
	tabWidths = []int{1, 2, 3, 4, 6, 8, 16}
	themes    = []workspace.Theme{workspace.ThemeSystem, workspace.ThemeLight, workspace.ThemeDark}
)

func (s *Shell) themeSelect() *selectInput {
	var labels []string
	current := 0
	for i, t := range themes {
		labels = append(labels, words.T("theme."+string(t)))
		if t == s.prefs.Theme {
			current = i
		}
	}
	sel := newSelectInput(s, labels)
	sel.SetSelectedIndex(current)
	sel.OnChanged = func(string) {
		chosen := themes[sel.SelectedIndex()]
		s.changePreferences(func(p *workspace.Preferences) { p.Theme = chosen })
	}
	return sel
}

// numberSelect offers numbers for a setting, the current one among them.
func (s *Shell) numberSelect(numbers []int, current int, set func(*workspace.Preferences, int)) *selectInput {
	var labels []string
	known := false
	for _, n := range numbers {
		labels = append(labels, strconv.Itoa(n))
		known = known || n == current
	}
	if !known {
		labels = append(labels, strconv.Itoa(current))
		numbers = append(numbers[:len(numbers):len(numbers)], current)
	}
	sel := newSelectInput(s, labels)
	sel.SetSelected(strconv.Itoa(current))
	sel.OnChanged = func(string) {
		n := numbers[sel.SelectedIndex()]
		s.changePreferences(func(p *workspace.Preferences) { set(p, n) })
	}
	return sel
}

// check is a setting that is on or off.
func (s *Shell) check(key string, on bool, set func(*workspace.Preferences, bool)) fyne.CanvasObject {
	return wrappedCheck(newCheckInput(s, "", on, func(on bool) {
		s.changePreferences(func(p *workspace.Preferences) { set(p, on) })
	}), words.T(key))
}

// Text size by keys, in steps of one point.

func (s *Shell) biggerText()  { s.changeTextSize(s.prefs.TextSize + 1) }
func (s *Shell) smallerText() { s.changeTextSize(s.prefs.TextSize - 1) }
func (s *Shell) normalText()  { s.changeTextSize(workspace.DefaultTextSize) }

func (s *Shell) changeTextSize(size float32) {
	s.changePreferences(func(p *workspace.Preferences) { p.TextSize = size })
}
