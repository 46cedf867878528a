package ui

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"holdfast/editor/workspace"
)

// over is what a colour looks like on an opaque one.
func over(c, below color.Color) color.NRGBA {
	a, b := color.NRGBAModel.Convert(c).(color.NRGBA), color.NRGBAModel.Convert(below).(color.NRGBA)
	share := float64(a.A) / 255
	mix := func(x, y uint8) uint8 { return uint8(float64(x)*share + float64(y)*(1-share) + 0.5) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// contrast is the formula of WCAG 2.1, section “contrast ratio”.
func contrast(a, b color.NRGBA) float64 {
	luminance := func(c color.NRGBA) float64 {
		linear := func(v uint8) float64 {
			x := float64(v) / 255
			if x <= 0.03928 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// TestTheColoursCanBeRead asks for WCAG 2.1 level AA: 4.5 for text, 3 for what
// shows where the keyboard is and where an input ends.
func TestTheColoursCanBeRead(t *testing.T) {
	const text, graphic = 4.5, 3
	grounds := []fyne.ThemeColorName{
		theme.ColorNameBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground,
		theme.ColorNameInputBackground, theme.ColorNameButton,
	}
	for _, want := range []workspace.Theme{workspace.ThemeLight, workspace.ThemeDark} {
		th := newAppTheme(want)
		get := func(name fyne.ThemeColorName) color.Color { return th.Color(name, theme.VariantDark) }
		check := func(front, back fyne.ThemeColorName, below color.Color, least float64) {
			t.Helper()
			ground := over(get(back), below)
			if got := contrast(over(get(front), ground), ground); got < least {
				t.Errorf("%s: %s on %s has %.2f, and needs %.1f", want, front, back, got, least)
			}
		}
		below := get(theme.ColorNameBackground)
		for _, ground := range grounds {
			check(theme.ColorNameForeground, ground, below, text)
			check(theme.ColorNamePlaceHolder, ground, below, text)
			check(theme.ColorNameDisabled, ground, below, graphic)
		}
		for _, over := range []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameOverlayBackground} {
			check(theme.ColorNamePrimary, over, below, text) // the name of the selected tab
			check(theme.ColorNameError, over, below, graphic)
			check(theme.ColorNameWarning, over, below, graphic)
			check(theme.ColorNameInputBorder, over, below, graphic)
			check(theme.ColorNameForeground, theme.ColorNameFocus, get(over), text)
			check(theme.ColorNamePlaceHolder, theme.ColorNameFocus, get(over), text)
			check(theme.ColorNameForeground, theme.ColorNameHover, get(over), text)
			check(theme.ColorNameForeground, theme.ColorNameSelection, get(over), text)
		}
		for front, back := range map[fyne.ThemeColorName]fyne.ThemeColorName{
			theme.ColorNameForegroundOnPrimary: theme.ColorNamePrimary,
			theme.ColorNameForegroundOnError:   theme.ColorNameError,
			theme.ColorNameForegroundOnWarning: theme.ColorNameWarning,
			theme.ColorNameForegroundOnSuccess: theme.ColorNameSuccess,
		} {
			check(front, back, below, text)
		}
	}
}

// TestTheDesktopChangesItsColours while a line is above the text, which follows.
func TestTheDesktopChangesItsColours(t *testing.T) {
	r := start(t, Target{Path: file(t, "text"), ReadOnly: true})
	r.explainReadOnly(r.page())
	ground := func() color.Color {
		for _, o := range test.LaidOutObjects(r.noticeBar.content) {
			if o, ok := o.(*canvas.Rectangle); ok {
				return o.FillColor
			}
		}
		return nil
	}
	for _, want := range []workspace.Theme{workspace.ThemeLight, workspace.ThemeDark, workspace.ThemeLight} {
		r.theme = newAppTheme(want)
		r.app.Settings().SetTheme(r.theme) // which tells everybody, as a change of the desktop does
		r.until("the colour of "+string(want), func() bool { return ground() == r.themeColor(theme.ColorNameInputBackground) })
	}
}
