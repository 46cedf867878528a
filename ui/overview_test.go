package ui

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"holdfast/editor/check"
	"holdfast/editor/merge"
	"holdfast/ui/textview"
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

// TestChangesOnTheScrollbar: lines that differ from the saved file are marked until they
// are saved or as they were.
func TestChangesOnTheScrollbar(t *testing.T) {
	var text strings.Builder
	for i := range 300 {
		fmt.Fprintln(&text, "line", i)
	}
	r := start(t, Target{Path: named(t, "a.conf", text.String())})
	r.page().view.GoTo(201, 1)
	r.typeText("x")
	r.page().view.GoTo(100, 1)
	r.runCommand("delete_line")
	marked := func(n int) {
		t.Helper()
		r.until("the marks", func() bool { return len(r.page().marks.changed) == n })
	}
	marked(2)
	if got := r.page().marks.changed; got[0] != (textview.OverviewMark{Line: 98, Kind: textview.OverviewModified}) ||
		got[1] != (textview.OverviewMark{Line: 199, Kind: textview.OverviewModified}) {
		t.Errorf("marked is %+v", got)
	}
	r.runCommand("undo")
	marked(1)
	r.runCommand("save")
	r.untilSaved()
	marked(0)
}

func TestChangesOfTheScrollbarAreFew(t *testing.T) {
	line := func(from, to int) merge.Span { return merge.Span{From: from, To: to} }
	var hunks []merge.Hunk
	for i := range maxOverview {
		hunks = append(hunks, merge.Hunk{A: line(i, i), B: line(10*i, 10*i+7)})
	}
	marks := changeMarks(hunks)
	if n := len(marks); n > maxOverview || n < maxOverview/2 {
		t.Errorf("%d marks", n)
	}
	for i, m := range marks {
		if m.Kind != textview.OverviewAdded || m.Line%10 >= 7 || i > 0 && m.Line <= marks[i-1].Line {
			t.Fatalf("the mark number %d is %+v", i, m)
		}
	}
	if got := changeMarks([]merge.Hunk{{A: line(0, 1), B: line(0, 0)}}); len(got) != 1 || got[0].Line != 0 {
		t.Errorf("a first line that is gone is marked at %+v", got)
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
