package textview

import (
	"image/color"
	"strings"
	"testing"
)

// TestMarksLieOnTheThumb of the scrollbar, which would hide them where the user reads.
func TestMarksLieOnTheThumb(t *testing.T) {
	r := newRig(t, strings.Repeat("line\n", 60))
	r.SetOverview([]OverviewMark{{Line: 10, Kind: OverviewError}})
	img := r.window.Canvas().Capture()
	x := r.size.w - r.barWidth()/2
	want := r.pal.styles[styleError].color
	for y := range r.size.h / 2 {
		if color.NRGBAModel.Convert(img.At(x, y)) == want {
			return
		}
	}
	t.Error("the thumb hides a mark")
}
