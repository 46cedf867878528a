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
func caption(text string) *widget.Label {
	l := paragraph(text)
	l.SizeName = theme.SizeNameCaptionText
	return l
}

// showSettings shows all settings. Each takes effect at once and is remembered.
func (s *Shell) showSettings() {
	// A path is taken when the settings close, not while half of it is typed.
	tempDir := newField(s)
	tempDir.SetText(s.prefs.TempDir)
	tempDir.SetPlaceHolder(words.T("settings.temp_dir.beside"))
	body := container.NewVBox(
		heading(words.T("durability.title")),
		s.durabilityChooser(),
		heading(words.T("settings.look")),
		container.NewGridWithColumns(2,
			paragraph(words.T("settings.theme")), s.themeSelect(),
			paragraph(words.T("settings.font")), s.fontSelect(),
			paragraph(words.T("settings.text_size")), s.numberSelect(textSizes, int(s.prefs.TextSize), func(p *workspace.Preferences, n int) { p.TextSize = float32(n) }),
			paragraph(words.T("settings.tab_width")), s.numberSelect(tabWidths, s.prefs.TabWidth, func(p *workspace.Preferences, n int) { p.TabWidth = n }),
		),
		s.check("settings.tab_spaces", s.prefs.TabSpaces, func(p *workspace.Preferences, on bool) { p.TabSpaces = on }),
		s.check("settings.keep_versions", s.prefs.KeepVersions, func(p *workspace.Preferences, on bool) { p.KeepVersions = on }),
		caption(words.T("settings.keep_versions.text")),
		s.checkSettings(),
		heading(words.T("settings.advanced")),
		s.check("settings.verify", s.prefs.Verify, func(p *workspace.Preferences, on bool) { p.Verify = on }),
		caption(words.T("settings.verify.text")),
		paragraph(words.T("settings.temp_dir")),
		tempDir,
		caption(words.T("settings.temp_dir.text")),
	)
	space := container.NewGridWrap(fyne.NewSize(theme.Size(theme.SizeNameScrollBar), 1))
	scroll := container.NewVScroll(container.NewBorder(nil, nil, nil, space, body))
	scroll.SetMinSize(fyne.NewSize(0, min(body.MinSize().Height, s.win.Canvas().Size().Height*0.7)))
	end := closeChoice()
	end.run = func() {
		if tempDir.Text != s.prefs.TempDir {
			s.changePreferences(func(p *workspace.Preferences) { p.TempDir = tempDir.Text })
		}
	}
	s.newModal(words.T("settings.title"), scroll, end).show()
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

func (s *Shell) check(key string, on bool, set func(*workspace.Preferences, bool)) *checkInput {
	return newCheckInput(s, words.T(key), on, func(on bool) {
		s.changePreferences(func(p *workspace.Preferences) { set(p, on) })
	})
}

// Text size by keys, in steps of one point.

func (s *Shell) biggerText()  { s.changeTextSize(s.prefs.TextSize + 1) }
func (s *Shell) smallerText() { s.changeTextSize(s.prefs.TextSize - 1) }
func (s *Shell) normalText()  { s.changeTextSize(workspace.DefaultTextSize) }

func (s *Shell) changeTextSize(size float32) {
	s.changePreferences(func(p *workspace.Preferences) { p.TextSize = size })
}
