package savelab

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"holdfast/ui/words"
)

// walk calls see for everything that can be seen.
func walk(o fyne.CanvasObject, see func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	see(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, see)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, see)
		}
	}
}

// fits checks that every text has the room that it needs, within the window.
func (r *rig) fits(where string) {
	r.Helper()
	driver := fyne.CurrentApp().Driver()
	edge := r.win.Canvas().Size().Width
	check := func(text *canvas.Text, room float32, owner fyne.CanvasObject) {
		need := fyne.MeasureText(text.Text, text.TextSize, text.TextStyle).Width
		if right := driver.AbsolutePositionForObject(owner).X + room; need > room+1 || right > edge+1 {
			r.Errorf("%s: %q needs %v of %v points, and ends at %v of %v", where, text.Text, need, room, right, edge)
		}
	}
	walk(r.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *prose:
			for _, line := range o.lines {
				check(line, o.Size().Width, o)
			}
		case *press:
			for _, child := range test.WidgetRenderer(o).Objects() {
				if text, ok := child.(*canvas.Text); ok {
					check(text, o.Size().Width, o)
				}
			}
		}
	})
}

var (
	small = fyne.NewSize(420, 360)
	large = fyne.NewSize(1180, 820)
)

// everywhere shows all views and all steps of the tour, in windows of these sizes.
func (r *rig) everywhere(look func(where string), sizes ...fyne.Size) {
	for _, size := range sizes {
		r.win.Resize(size)
		for view, name := range []string{"cut", "real", "cost", "picture"} {
			r.view(view)
			look(name)
		}
		r.tour.begin()
		for range tourSteps {
			r.until("a step", func() bool { return r.power.then == nil })
			look(r.tour.title.text)
			r.press(fyne.KeyRight)
		}
		if r.tour.on {
			r.Error("the tour does not end")
		}
	}
}

// TestEveryLanguageFits: no text is wider than its place.
func TestEveryLanguageFits(t *testing.T) {
	for i, language := range words.Languages() {
		t.Run(language, func(t *testing.T) {
			if testing.Short() && i > 0 {
				t.Skip("-short: one language")
			}
			r := open(t, func(h *Host) {
				own("/etc/hostname")(h)
				words.Use(language)
			})
			defer words.Use("en")
			r.everywhere(r.fits, small)
		})
	}
}

// TestALongTitleIsNotCovered: a title that is broken has the height of its lines,
// so that the names of the views stand below it.
func TestALongTitleIsNotCovered(t *testing.T) {
	for _, title := range []string{"Save Lab", "Лабораторія збереження", "Laboratorium zapisywania plików"} {
		r := open(t, nil)
		walk(r.Content(), func(o fyne.CanvasObject) {
			if p, ok := o.(*prose); ok && p.text == words.T("lab.title") {
				p.text = title
				p.Refresh()
			}
		})
		r.win.Resize(small)
		r.relayout()
		walk(r.Content(), func(o fyne.CanvasObject) {
			if p, ok := o.(*prose); ok && p.text == title {
				if need := p.heightFor(p.Size().Width); need > p.Size().Height+1 {
					t.Errorf("%q needs a height of %v and has %v", title, need, p.Size().Height)
				}
				driver := fyne.CurrentApp().Driver()
				if top := driver.AbsolutePositionForObject(r.views.Container).Y; top < driver.AbsolutePositionForObject(p).Y+p.Size().Height {
					t.Errorf("the views at %v cover %q", top, title)
				}
			}
		})
	}
}

// TestLongTextsFit makes all texts longer than any language needs them, with long
// words, and then of characters without spaces.
func TestLongTextsFit(t *testing.T) {
	for name, longer := range map[string]func(string) string{
		"words":      func(s string) string { return s + " Zwischenspeicherung" + strings.Repeat(" und mehr", len(s)/14) },
		"characters": func(s string) string { return strings.Repeat("保存、", 2+len(s)/8) },
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, own("/etc/hostname"))
			r.everywhere(func(where string) {
				walk(r.Content(), func(o fyne.CanvasObject) {
					switch o := o.(type) {
					case *prose:
						if o.text != "" && !strings.Contains(o.text, longer("")) {
							o.text = longer(o.text)
							o.Refresh()
						}
					case *press:
						if o.label != "" && !strings.Contains(o.label, longer("")) {
							o.setLabel(longer(o.label))
						}
					}
				})
				r.relayout()
				r.fits(where)
			}, small, large)
		})
	}
}
