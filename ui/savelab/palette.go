package savelab

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// palette is the few colours of the lab. Each has one meaning, and none means
// anything alone: a pattern, a mark or a word always says the same.
type palette struct {
	ink, muted   color.NRGBA // text
	card, edge   color.NRGBA // the ground of a card and the line around it
	paper        color.NRGBA // the ground of a drawn file
	accent, onIt color.NRGBA // what is chosen, and text on it
	focus        color.NRGBA // around what has the keyboard
	hover        color.NRGBA
	good, bad    color.NRGBA // verdicts, and nothing else
	old, new     color.NRGBA // the bytes of a file
	zero, other  color.NRGBA
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

// Every colour of text and of a mark has a contrast of 4.5:1 on paper and card,
// every other one of 3:1 (WCAG 1.4.3, 1.4.11); a test holds them to it.
var (
	lightPalette = palette{
		ink: rgb(0x1f2429), muted: rgb(0x59636e),
		card: rgb(0xf6f8fa), edge: rgb(0xd9dee4), paper: rgb(0xffffff),
		accent: rgb(0x1f6feb), onIt: rgb(0xffffff), focus: rgb(0x1f6feb), hover: rgb(0xeaeef2),
		good: rgb(0x1a7f37), bad: rgb(0xc62828),
		old: rgb(0x7a8595), new: rgb(0x1f6feb), zero: rgb(0xb86e00), other: rgb(0x8250df),
	}
	darkPalette = palette{
		ink: rgb(0xeef1f4), muted: rgb(0xa4adb8),
		card: rgb(0x1f2226), edge: rgb(0x3a3f46), paper: rgb(0x141517),
		accent: rgb(0x388bfd), onIt: rgb(0x0b0d10), focus: rgb(0x79b8ff), hover: rgb(0x2b2f35),
		good: rgb(0x4cc266), bad: rgb(0xff7b72),
		old: rgb(0x8f9bab), new: rgb(0x58a6ff), zero: rgb(0xe3a13b), other: rgb(0xb692f6),
	}
)

// colours is the palette that goes with the theme of the program. It asks for
// the background, because the variant that Fyne names is the desktop's.
func colours() *palette {
	background := theme.Color(theme.ColorNameBackground)
	if luminance(background) < 0.4 {
		return &darkPalette
	}
	return &lightPalette
}

// luminance is how bright a colour is, 0 to 1, without the gamma correction.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	return (0.2126*float64(r) + 0.7152*float64(g) + 0.0722*float64(b)) / 0xffff
}

// The grid: every distance in the lab is a multiple of unit, in points.
const unit float32 = 4

// The sizes of text in points, relative to the theme's.
func bodySize() float32    { return theme.Size(theme.SizeNameText) }
func captionSize() float32 { return theme.Size(theme.SizeNameText) - 2 }
func titleSize() float32   { return theme.Size(theme.SizeNameText) + 3 }
func headingSize() float32 { return theme.Size(theme.SizeNameText) + 8 }

func lineHeight(size float32, style fyne.TextStyle) float32 {
	return fyne.MeasureText("Xg", size, style).Height
}
