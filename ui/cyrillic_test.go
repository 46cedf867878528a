package ui

import (
	"bytes"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// TestUkrainianKeepsItsDots compares letters that look the same.
func TestUkrainianKeepsItsDots(t *testing.T) {
	defer words.Use("en")
	words.Use("uk")
	test.NewTempApp(t)
	th := newAppTheme(workspace.ThemeLight)
	fyne.CurrentApp().Settings().SetTheme(th)
	draw := func(text string, style fyne.TextStyle) *image.NRGBA {
		words := canvas.NewText(text, theme.Color(theme.ColorNameForeground))
		words.TextStyle, words.TextSize = style, 40
		return software.Render(words, th).(*image.NRGBA)
	}
	for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Italic: true}, {Bold: true, Italic: true}, {Monospace: true}} {
		if !bytes.Equal(draw("і", style).Pix, draw("i", style).Pix) {
			t.Errorf("%+v: і does not look like i", style)
		}
		if bytes.Equal(draw("і", style).Pix, draw("ı", style).Pix) {
			t.Errorf("%+v: і has no dot", style)
		}
	}
}

func TestAFontThatIsNoneStaysAsItIs(t *testing.T) {
	for _, data := range []string{"", "true", "\x00\x01\x00\x00\x00\x02", "\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00GSUB\x00\x00\x00\x00\x00\x00\x00\x14\xff\xff\xff\xff"} {
		if got := withDots([]byte(data)); string(got) != data {
			t.Errorf("%q became %q", data, got)
		}
	}
}
