package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/ui/textview"
)

// TestTheReportOfACrashLetsTheKeyboardOut: Tab leaves its text, and Escape closes it.
func TestTheReportOfACrashLetsTheKeyboardOut(t *testing.T) {
	r := start(t)
	report := file(t, "a\nreport\n")
	r.showCrash(report)
	r.untilModal()
	view := inModal[*textview.View](r)[0]
	canvas := r.win.Canvas()
	canvas.Focus(view)
	if view.AcceptsTab() {
		t.Error("Tab stays in the text")
	}
	shown := r.modal
	view.SelectAll()
	r.typedKey(fyne.KeyEscape)
	if r.modal == shown {
		t.Error("Escape leaves the report open")
	}
}
