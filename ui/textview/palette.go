package textview

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Style names what a stretch of text is, and so its colour.
type Style uint8

// The styles. Plain is the zero value. The first group is for the text of the
// user, given by a Styler.
const (
	Plain Style = iota
	Comment
	Keyword
	String
	Number
	Key
	Section
	Operator
	Variable
	Invalid

	stylePlaceholder // what stands for an invisible character
	styleSpace       // visible white space
	styleGuide       // indentation guides
	styleNumber      // line numbers
	styleNumberHere  // the line number of the caret
	styleAdded
	styleModified
	styleRemoved
	styleError
	styleWarning
	styleCount
)

// minContrast is what WCAG 2.1, success criterion 1.4.3 (level AA), asks of
// text; graphics need 3 (criterion 1.4.11).
const (
	minContrast        = 4.5
	minContrastGraphic = 3
)

// palette holds every colour of the view for one theme and variant.
type palette struct {
	background, current, selection, selectionOff color.NRGBA
	caret, bracket, thumb, thumbHover, track     color.NRGBA
	find, findHere                               color.NRGBA
	placeholder                                  color.NRGBA // box behind a placeholder
	styles                                       [styleCount]ink
	gen                                          uint32
}

// ink is a colour with the pixel it gives at each coverage, premultiplied, in
// the byte order of image.RGBA read as little endian.
type ink struct {
	color color.NRGBA
	lut   [256]uint32
}

func newInk(c color.NRGBA) ink {
	k := ink{color: c}
	for a := range k.lut {
		m := uint32(a) * uint32(c.A) / 255
		k.lut[a] = uint32(c.R)*m/255 | uint32(c.G)*m/255<<8 | uint32(c.B)*m/255<<16 | m<<24
	}
	return k
}

var lightStyles = [Invalid + 1]color.NRGBA{
	Comment: rgb(0x5c6a5c), Keyword: rgb(0x7a2f9c), String: rgb(0x1d6b2f), Number: rgb(0x9a4a00),
	Key: rgb(0x0b5394), Section: rgb(0x7a2f9c), Operator: rgb(0x555555), Variable: rgb(0x006d77), Invalid: rgb(0xb3261e),
}

var darkStyles = [Invalid + 1]color.NRGBA{
	Comment: rgb(0x8fa08f), Keyword: rgb(0xc99bea), String: rgb(0x9ccf9c), Number: rgb(0xe5ac73),
	Key: rgb(0x80b8f0), Section: rgb(0xc99bea), Operator: rgb(0xb0b0b0), Variable: rgb(0x79c9cf), Invalid: rgb(0xff8a80),
}

func rgb(v uint32) color.NRGBA { return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff} }

// newPalette takes background, foreground and accent from the theme and works
// out the rest, so that text keeps its contrast under any theme.
func newPalette(th fyne.Theme, variant fyne.ThemeVariant, gen uint32) *palette {
	get := func(n fyne.ThemeColorName) color.NRGBA {
		return color.NRGBAModel.Convert(th.Color(n, variant)).(color.NRGBA)
	}
	bg := get(theme.ColorNameBackground)
	bg.A = 0xff
	fg := legible(over(get(theme.ColorNameForeground), bg), bg, 10)
	dark := luminance(bg) < 0.18
	accent := over(get(theme.ColorNamePrimary), bg)
	p := &palette{background: bg, gen: gen}
	p.current = mix(bg, fg, 0.05)
	p.selection = readableBelow(mix(bg, accent, 0.35), fg, bg)
	p.selectionOff = readableBelow(mix(bg, fg, 0.16), fg, bg)
	p.caret = legible(accent, bg, minContrastGraphic)
	p.bracket = legible(mix(bg, fg, 0.45), bg, minContrastGraphic)
	p.track = mix(bg, fg, 0.03)
	p.thumb = mix(bg, fg, 0.30)
	p.thumbHover = legible(mix(bg, fg, 0.5), bg, minContrastGraphic)
	p.find = readableBelow(mix(bg, rgb(0xf0b400), 0.35), fg, bg)
	p.findHere = readableBelow(mix(bg, rgb(0xff7a00), 0.5), fg, bg)
	warn := rgb(0xb3261e)
	p.placeholder = mix(bg, warn, 0.18)
	base := &lightStyles
	if dark {
		base = &darkStyles
	}
	set := func(s Style, c color.NRGBA, below color.NRGBA, ratio float64) {
		p.styles[s] = newInk(legible(c, below, ratio))
	}
	for s := Comment; s <= Invalid; s++ {
		set(s, base[s], p.current, minContrast)
	}
	set(Plain, fg, bg, minContrast)
	set(stylePlaceholder, mix(warn, fg, 0.35), p.placeholder, minContrast)
	p.styles[styleSpace] = newInk(mix(bg, fg, 0.32))
	p.styles[styleGuide] = newInk(mix(bg, fg, 0.14))
	set(styleNumber, mix(bg, fg, 0.5), bg, minContrast)
	set(styleNumberHere, fg, p.current, minContrast)
	set(styleAdded, rgb(0x2e8b3d), bg, minContrastGraphic)
	set(styleModified, rgb(0x2f6fde), bg, minContrastGraphic)
	set(styleRemoved, rgb(0xc0392b), bg, minContrastGraphic)
	set(styleError, rgb(0xd0342c), bg, minContrastGraphic)
	set(styleWarning, rgb(0xb7791f), bg, minContrastGraphic)
	return p
}

// mix returns a with a share of b.
func mix(a, b color.NRGBA, share float64) color.NRGBA {
	f := func(x, y uint8) uint8 { return uint8(float64(x)*(1-share) + float64(y)*share + 0.5) }
	return color.NRGBA{f(a.R, b.R), f(a.G, b.G), f(a.B, b.B), 0xff}
}

// over returns what c looks like on an opaque background.
func over(c, bg color.NRGBA) color.NRGBA { return mix(bg, c, float64(c.A)/255) }

// legible moves c towards black or white until it has the contrast on bg.
func legible(c, bg color.NRGBA, ratio float64) color.NRGBA {
	to := rgb(0)
	if luminance(bg) < 0.18 {
		to = rgb(0xffffff)
	}
	for share := 0.0; share < 1; share += 0.05 {
		if got := mix(c, to, share); contrast(got, bg) >= ratio {
			return got
		}
	}
	return to
}

// readableBelow moves a background towards bg until fg can be read on it.
func readableBelow(c, fg, bg color.NRGBA) color.NRGBA {
	for share := 0.0; share < 1; share += 0.05 {
		if got := mix(c, bg, share); contrast(fg, got) >= minContrast {
			return got
		}
	}
	return bg
}

// contrast and luminance are the formulas of WCAG 2.1, section "contrast ratio".
func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

func luminance(c color.NRGBA) float64 {
	return 0.2126*linear[c.R] + 0.7152*linear[c.G] + 0.0722*linear[c.B]
}

// linear maps an sRGB component to linear light.
var linear = func() (t [256]float64) {
	for i := range t {
		v := float64(i) / 255
		if v <= 0.03928 {
			t[i] = v / 12.92
		} else {
			t[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return t
}()
