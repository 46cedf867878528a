package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"holdfast/ui/words"
)

// TestStartScreenLinesUp: its lines below the buttons begin at one edge.
func TestStartScreenLinesUp(t *testing.T) {
	r := start(t)
	left := map[string]float32{}
	var walk func(o fyne.CanvasObject, x float32)
	walk = func(o fyne.CanvasObject, x float32) {
		x += o.Position().X
		var inside []fyne.CanvasObject
		switch o := o.(type) {
		case *fyne.Container:
			inside = o.Objects
		case fyne.Widget:
			inside = test.WidgetRenderer(o).Objects()
		case *canvas.Text:
			for _, id := range []string{"start.drop", "command.palette"} {
				if strings.HasPrefix(o.Text, words.T(id)) {
					left[id] = x
				}
			}
		}
		for _, o := range inside {
			walk(o, x)
		}
	}
	walk(r.startScreen.content, 0)
	if len(left) != 2 || left["start.drop"] != left["command.palette"] {
		t.Errorf("the lines begin at %v", left)
	}
}
