package textview

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
)

// around is a widget that refreshes what is in it while it is built, as
// container.DocTabs does.
type around struct {
	widget.BaseWidget
	view  *View
	built int
}

func (a *around) CreateRenderer() fyne.WidgetRenderer {
	if a.built++; a.built < 9 { // a failure must not fill the stack
		a.view.Refresh()
	}
	return widget.NewSimpleRenderer(a.view)
}

// TestBuiltWhileMeasured: when a window closes, Fyne forgets how its widgets are
// drawn, and a mouse that moves at that moment makes it build them again. Finding
// the view on the canvas builds what is around it, which refreshes the view: that
// went on until the stack was full.
func TestBuiltWhileMeasured(t *testing.T) {
	test.NewTempApp(t)
	v := New(editor.NewDocument(editor.FromString("a\n")), func(func()) {})
	w := test.NewTempWindow(t, v)
	w.Resize(fyne.NewSize(300, 200))
	a := &around{view: v}
	a.ExtendBaseWidget(a)
	w.SetContent(a)
	if a.built > 2 { // once more while the view looks for itself
		t.Errorf("what is around the view was built %d times", a.built)
	}
}
