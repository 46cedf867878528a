package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"holdfast/editor/workspace"
)

// appTheme is Fyne's own theme in the variant that the user chose.
type appTheme struct {
	fyne.Theme
	want workspace.Theme
}

func newAppTheme(want workspace.Theme) *appTheme {
	return &appTheme{Theme: theme.DefaultTheme(), want: want}
}

// Color is the colour of that name in the chosen variant; variant, which is the
// desktop's, counts only with ThemeSystem.
func (t *appTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.want {
	case workspace.ThemeLight:
		variant = theme.VariantLight
	case workspace.ThemeDark:
		variant = theme.VariantDark
	}
	if c, ok := readable[variant][name]; ok {
		return c
	}
	return t.Theme.Color(name, variant)
}

// recolour draws anew what has colours of the theme that was in use before: the user
// has chosen another one, or the desktop has.
func (s *Shell) recolour() {
	s.noticeBar.shown = nil
	s.refreshNotice()
}

// readable are the colours in the place of those of Fyne whose contrast is less
// than WCAG 2.1 asks for, level AA: 4.5 for text (1.4.3), 3 for the edges of
// inputs (1.4.11). What cannot be used now needs none there; it gets 3, for people read
// in the menus what there is. A test measures them all.
var readable = map[fyne.ThemeVariant]map[fyne.ThemeColorName]color.Color{
	theme.VariantLight: {
		theme.ColorNameInputBorder: rgb(0x80868b),
		theme.ColorNamePlaceHolder: rgb(0x56595d),
		theme.ColorNamePrimary:     rgb(0x1f62dd),
		theme.ColorNameHyperlink:   rgb(0x1f62dd),
		theme.ColorNameError:       rgb(0xc62828),
		theme.ColorNameWarning:     rgb(0x9a5700),
		theme.ColorNameSuccess:     rgb(0x2e7d32),
		theme.ColorNameDisabled:    rgb(0x858585),
	},
	theme.VariantDark: {
		theme.ColorNameInputBorder:         rgb(0x777e86),
		theme.ColorNamePrimary:             rgb(0x6ea0ff),
		theme.ColorNameHyperlink:           rgb(0x6ea0ff),
		theme.ColorNameForegroundOnPrimary: rgb(0x0c1220),
		theme.ColorNameDisabled:            rgb(0x7b7e85),
	},
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}
