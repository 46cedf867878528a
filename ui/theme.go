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
	if name == theme.ColorNameInputBorder {
		// Fyne's own border can hardly be seen around an empty check box; WCAG
		// 1.4.11 asks for a contrast of 3:1.
		if variant == theme.VariantLight {
			return color.NRGBA{R: 0x80, G: 0x86, B: 0x8b, A: 0xff}
		}
		return color.NRGBA{R: 0x77, G: 0x7e, B: 0x86, A: 0xff}
	}
	return t.Theme.Color(name, variant)
}
