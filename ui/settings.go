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
	var radios []*widget.RadioGroup
	for _, level := range levels {
		radio := widget.NewRadioGroup([]string{words.Durability(level)}, nil)
		radio.Required = true
		radios = append(radios, radio)
		promise := paragraph(words.DurabilityPromise(level))
		promise.SizeName = theme.SizeNameCaptionText
		box.Add(container.New(&tightRows{}, radio, indented(promise)))
	}
	mark := func(chosen atomicsave.Durability) {
		for i, radio := range radios {
			text := ""
			if levels[i] == chosen {
				text = radio.Options[0]
			}
			if radio.Selected != text {
				radio.Selected = text
				radio.Refresh()
			}
		}
	}
	mark(s.durability())
	for i, radio := range radios {
		radio.OnChanged = func(string) {
			mark(levels[i])
			if s.durability() != levels[i] {
				s.changePreferences(func(p *workspace.Preferences) { p.Durability = levels[i] })
			}
		}
	}
	return box
}

// indented moves an object to the right, to where the text of a radio button
// begins.
func indented(o fyne.CanvasObject) fyne.CanvasObject {
	space := container.NewGridWrap(fyne.NewSize(theme.IconInlineSize(), 1))
	return container.NewBorder(nil, nil, space, nil, o)
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

// showSettings shows all settings. Each takes effect at once and is remembered.
func (s *Shell) showSettings() {
	body := container.NewVBox(
		heading(words.T("durability.title")),
		s.durabilityChooser(),
		heading(words.T("settings.look")),
		container.NewGridWithColumns(2,
			paragraph(words.T("settings.theme")), s.themeSelect(),
			paragraph(words.T("settings.text_size")), s.numberSelect(textSizes, int(s.prefs.TextSize), func(p *workspace.Preferences, n int) { p.TextSize = float32(n) }),
			paragraph(words.T("settings.tab_width")), s.numberSelect(tabWidths, s.prefs.TabWidth, func(p *workspace.Preferences, n int) { p.TabWidth = n }),
		),
		s.check("settings.tab_spaces", s.prefs.TabSpaces, func(p *workspace.Preferences, on bool) { p.TabSpaces = on }),
		heading(words.T("settings.advanced")),
		s.check("settings.verify", s.prefs.Verify, func(p *workspace.Preferences, on bool) { p.Verify = on }),
		paragraph(words.T("settings.temp_dir")),
		s.tempDirField(),
	)
	space := container.NewGridWrap(fyne.NewSize(theme.Size(theme.SizeNameScrollBar), 1))
	scroll := container.NewVScroll(container.NewBorder(nil, nil, nil, space, body))
	scroll.SetMinSize(fyne.NewSize(0, min(body.MinSize().Height, s.win.Canvas().Size().Height*0.7)))
	s.newModal(words.T("settings.title"), scroll, closeChoice()).show()
}

var (
	textSizes = []int{8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 24, 28, 32, 40, 48, 72}
	tabWidths = []int{1, 2, 3, 4, 6, 8, 16}
	themes    = []workspace.Theme{workspace.ThemeSystem, workspace.ThemeLight, workspace.ThemeDark}
)

func (s *Shell) themeSelect() *widget.Select {
	var labels []string
	current := 0
	for i, t := range themes {
		labels = append(labels, words.T("theme."+string(t)))
		if t == s.prefs.Theme {
			current = i
		}
	}
	sel := widget.NewSelect(labels, nil)
	sel.SetSelectedIndex(current)
	sel.OnChanged = func(string) {
		chosen := themes[sel.SelectedIndex()]
		s.changePreferences(func(p *workspace.Preferences) { p.Theme = chosen })
	}
	return sel
}

// numberSelect offers numbers for a setting, the current one among them.
func (s *Shell) numberSelect(numbers []int, current int, set func(*workspace.Preferences, int)) *widget.Select {
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
	sel := widget.NewSelect(labels, nil)
	sel.SetSelected(strconv.Itoa(current))
	sel.OnChanged = func(string) {
		n := numbers[sel.SelectedIndex()]
		s.changePreferences(func(p *workspace.Preferences) { set(p, n) })
	}
	return sel
}

func (s *Shell) check(key string, on bool, set func(*workspace.Preferences, bool)) *widget.Check {
	c := widget.NewCheck(words.T(key), nil)
	c.Checked = on
	c.OnChanged = func(on bool) { s.changePreferences(func(p *workspace.Preferences) { set(p, on) }) }
	return c
}

// tempDirField lets the user type the folder for temporary files.
func (s *Shell) tempDirField() fyne.CanvasObject {
	entry := newField(s)
	entry.SetText(s.prefs.TempDir)
	entry.SetPlaceHolder(words.T("settings.temp_dir.beside"))
	entry.OnChanged = func(text string) {
		s.changePreferences(func(p *workspace.Preferences) { p.TempDir = text })
	}
	return entry
}

// Text size by keys, in steps of one point.

func (s *Shell) biggerText()  { s.changeTextSize(s.prefs.TextSize + 1) }
func (s *Shell) smallerText() { s.changeTextSize(s.prefs.TextSize - 1) }
func (s *Shell) normalText()  { s.changeTextSize(workspace.DefaultTextSize) }

func (s *Shell) changeTextSize(size float32) {
	s.changePreferences(func(p *workspace.Preferences) { p.TextSize = size })
}
