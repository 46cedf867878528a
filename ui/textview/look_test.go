package textview

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"holdfast/editor"
)

// variant is a theme that is always light or always dark.
type variant struct {
	fyne.Theme
	v fyne.ThemeVariant
}

func (t variant) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return t.Theme.Color(n, t.v)
}

// TestMain keeps the fonts of the machine out of the pictures.
func TestMain(m *testing.M) {
	installed = nil
	m.Run()
}

// TestContrast checks every colour that text may have on what may lie behind
// it against WCAG 2.1 AA, in both variants of the theme and a garish one.
func TestContrast(t *testing.T) {
	for name, th := range map[string]fyne.Theme{
		"light": variant{theme.DefaultTheme(), theme.VariantLight},
		"dark":  variant{theme.DefaultTheme(), theme.VariantDark},
		"test":  test.Theme(),
	} {
		p := newPalette(th, theme.VariantLight, 1)
		behind := map[string]color.NRGBA{"background": p.background, "current line": p.current}
		for s := Plain; s <= Invalid; s++ {
			for what, bg := range behind {
				if c := contrast(p.styles[s].color, bg); c < minContrast {
					t.Errorf("%s: style %d on the %s has contrast %.2f", name, s, what, c)
				}
			}
		}
		for what, bg := range map[string]color.NRGBA{"selection": p.selection, "selection without focus": p.selectionOff, "match": p.find, "match here": p.findHere} {
			if c := contrast(p.styles[Plain].color, bg); c < minContrast {
				t.Errorf("%s: text on a %s has contrast %.2f", name, what, c)
			}
		}
		for what, c := range map[string]float64{
			"placeholder": contrast(p.styles[stylePlaceholder].color, p.placeholder),
			"line number": contrast(p.styles[styleNumber].color, p.background),
			"number here": contrast(p.styles[styleNumberHere].color, p.current),
		} {
			if c < minContrast {
				t.Errorf("%s: a %s has contrast %.2f", name, what, c)
			}
		}
		for _, c := range []color.NRGBA{p.caret, p.bracket, p.styles[styleError].color, p.styles[styleWarning].color, p.styles[styleAdded].color} {
			if got := contrast(c, p.background); got < minContrastGraphic {
				t.Errorf("%s: a sign of colour %v has contrast %.2f", name, c, got)
			}
		}
	}
}

// picture is a text in which much can go wrong. It has no emoji: the font for
// them is that of the system, and not in these tests.
const picture = "# caf\u00e9 e\u0301\n\tkey = [1, 2]\n\t\u4e2d\u6587 x\nnbsp[\u00a0] zw[\u200b] rlo[\u202e]\n\u05e9\u05dc\u05d5\u05dd 42 end\n\x07\x1b\xff\n"

// TestPictures compares with pictures that a person looked at.
func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		variant fyne.ThemeVariant
		scale   float32
		set     func(r *rig)
	}{
		"caret":     {theme.VariantLight, 1, func(r *rig) { r.GoTo(2, 9) }},
		"selection": {theme.VariantLight, 1, func(r *rig) { r.doc.Select(editor.Single(3, 30)); r.Refresh() }},
		"dark":      {theme.VariantDark, 1.5, func(r *rig) { r.SetOptions(Options{ShowSpaces: true, IndentGuides: true}) }},
		"hooks":     {theme.VariantLight, 1, hookUp},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, picture)
			test.ApplyTheme(t, variant{theme.DefaultTheme(), c.variant})
			r.window.Resize(fyne.NewSize(260, 160))
			r.canvasOf().(interface{ SetScale(float32) }).SetScale(c.scale)
			c.set(r)
			r.update()
			test.AssertRendersToImage(t, name+".png", r.window.Canvas())
		})
	}
}

// hookUp uses everything that others may add.
func hookUp(r *rig) {
	r.SetStyler(fixedStyles{{0, 10, Comment, NoProblem}, {11, 14, Key, NoProblem}, {18, 19, Number, Error}, {21, 22, Number, Warning}})
	r.SetMarks(func(line int) Mark {
		return []Mark{Added, Modified, RemovedBelow, HasError | Added, HasWarning, 0, 0}[line]
	})
	r.SetHighlights(func(editor.Version, int, int) []Highlight {
		return []Highlight{{From: 2, To: 6}, {From: 11, To: 14, Here: true}}
	})
	r.SetOverview([]OverviewMark{{0, OverviewMatch}, {2, OverviewChange}, {3, OverviewError}, {5, OverviewWarning}})
	r.GoTo(2, 8)
}

type fixedStyles []Span

func (f fixedStyles) Styles(editor.Version, int, int) []Span { return f }

// TestMarkup pins which objects there are and where.
func TestMarkup(t *testing.T) {
	r := newRig(t, "one\n\ntwo\n")
	r.window.Resize(fyne.NewSize(200, 90))
	test.AssertRendersToMarkup(t, "view.xml", r.window.Canvas())
}

func TestThemeChange(t *testing.T) {
	r := newRig(t, "text\n")
	painted := map[*slot]uint64{}
	paintNew(r.View, painted)
	before := r.pal.background
	test.ApplyTheme(t, variant{theme.DefaultTheme(), theme.VariantDark})
	r.Refresh()
	if r.pal.background == before {
		t.Error("the background stays")
	}
	if s := r.slots[0]; painted[s] == s.key {
		t.Error("the row is not painted again")
	}
}

// TestAnotherFont draws rows and line numbers again with a font whose cells are as
// large as those of the one before, as they are with many.
func TestAnotherFont(t *testing.T) {
	r := newRig(t, "text\n")
	painted := map[*slot]uint64{}
	paintNew(r.View, painted)
	cell, gutter := r.face.cellW, r.layers.gutterRow.key
	r.SetFont(fyne.NewStaticResource("another.ttf", theme.DefaultTextMonospaceFont().Content()))
	if r.face.cellW != cell {
		t.Fatal("the cells are not as large")
	}
	if s := r.slots[0]; painted[s] == s.key {
		t.Error("the row is not painted again")
	}
	if r.layers.gutterRow.key == gutter {
		t.Error("the line numbers are not painted again")
	}
}

// TestPlaceholders checks that nothing invisible stays invisible.
func TestPlaceholders(t *testing.T) {
	r := newRig(t, "x")
	for _, s := range []string{"\x00", "\x1b", "\x7f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u200e", "\u202e", "\u2066", "\u2069", "\u2028", "\u3000", "\ufeff", "\ufff9", "\U000e0041", "\xff", "\xc3"} {
		c := rowContent{text: []byte(s), tab: 8}
		img := r.paint.row(&c, 2*r.face.cellW)
		b := r.pal.placeholder
		found := 0
		for i := 0; i < len(img.Pix); i += 4 {
			if img.Pix[i] == b.R && img.Pix[i+1] == b.G && img.Pix[i+2] == b.B {
				found++
			}
		}
		if found < 2*r.face.cellW {
			t.Errorf("%q has a box of %d pixels", s, found)
		}
	}
	c := rowContent{text: []byte("a\u200db"), tab: 8}
	img := r.paint.row(&c, 3*r.face.cellW)
	red := r.pal.styles[styleError].color
	if at := img.RGBAAt(1, r.face.cellH-1); at.R != red.R || at.G != red.G {
		t.Errorf("a joiner behind a letter is not marked: %v", at)
	}
}
