package ui

import (
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"holdfast/editor/check"
)

// onScrollbar counts the pixels of the vertical scrollbar that are red or yellow, in the
// upper and in the lower half of the view.
func (r *rig) onScrollbar() (upper, lower int) {
	const w, h = 12, 400
	marks := 0
	for _, o := range test.WidgetRenderer(r.page().view).Objects() {
		bar, ok := o.(fyne.Widget)
		if !ok {
			continue
		}
		for _, o := range test.LaidOutObjects(bar) {
			raster, ok := o.(*canvas.Raster)
			if !ok {
				continue
			}
			marks++
			img := raster.Generator(w, h)
			for i := range w * h {
				p := color.NRGBAModel.Convert(img.At(i%w, i/w)).(color.NRGBA)
				switch {
				case int(p.R)-int(p.B) < 60:
				case i < w*h/2:
					upper++
				default:
					lower++
				}
			}
		}
	}
	if marks == 0 {
		r.Fatal("the scrollbars have no marks")
	}
	return upper, lower
}

// TestProblemsOnTheScrollbar: they are there beside what a search finds, and go when they
// are mended.
func TestProblemsOnTheScrollbar(t *testing.T) {
	r := start(t, Target{Path: named(t, "a.json", "[1 2,\n"+strings.Repeat("1,\n", 200)+"1]\n")})
	r.Window().Resize(fyne.NewSize(700, 500))
	r.until("the problem", func() bool { return len(r.page().problems.list) == 1 })
	if upper, lower := r.onScrollbar(); upper == 0 || lower != 0 {
		t.Errorf("%d pixels in the upper half, %d in the lower one", upper, lower)
	}
	r.search("1", false)
	r.untilCounted()
	if upper, _ := r.onScrollbar(); upper == 0 {
		t.Error("a search hides the problem")
	}
	r.typedKey(fyne.KeyEscape)
	if upper, lower := r.onScrollbar(); upper == 0 || lower != 0 {
		t.Errorf("after a search: %d pixels in the upper half, %d in the lower one", upper, lower)
	}
	r.page().view.GoTo(1, 3)
	r.typeText(",")
	r.until("no problem", func() bool { return len(r.page().problems.list) == 0 })
	if upper, lower := r.onScrollbar(); upper+lower != 0 {
		t.Errorf("%d and %d pixels are left of what was mended", upper, lower)
	}
}

// TestProblemsOfTheScrollbarAreFew, however many there are, and serious ones lie on top.
func TestProblemsOfTheScrollbarAreFew(t *testing.T) {
	var list []check.Problem
	for i := range 10 * maxOverview {
		list = append(list, check.Problem{Line: i/2 + 1, Severity: []check.Severity{check.Error, check.Warning}[i%2]})
	}
	marks := problemMarks(list)
	if n := len(marks); n > 2*maxOverview+2 || n < maxOverview {
		t.Errorf("%d marks", n)
	}
	if first, last := marks[0], marks[len(marks)-1]; first.Kind >= last.Kind {
		t.Errorf("%v lies on %v", last, first)
	}
	if got := problemMarks([]check.Problem{{Severity: check.Error}}); len(got) != 1 || got[0].Line != 0 {
		t.Errorf("a problem of the whole file is at %v", got)
	}
}
