package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"holdfast/ui/words"
)

// ringOf is the line around an input of ours, and whether it is one.
func ringOf(o any) (*focusRing, bool) {
	switch o := o.(type) {
	case *modalButton:
		return &o.ring, true
	case *foldButton:
		return &o.ring, true
	case *checkInput:
		return &o.ring, true
	case *selectInput:
		return &o.ring, true
	case *radioInput:
		return &o.ring, true
	}
	return nil, false
}

// TestTheInputWithTheKeyboardHasALineAroundIt, and no other has: all inputs of all
// sections of the settings, and the buttons of a question.
func TestTheInputWithTheKeyboardHasALineAroundIt(t *testing.T) {
	r := start(t)
	canvas := r.win.Canvas()
	seen := map[string]bool{}
	look := func(where string) {
		t.Helper()
		for range 40 {
			focused := canvas.Focused()
			for _, o := range test.LaidOutObjects(r.modal.popup) {
				ring, ours := ringOf(o)
				if !ours || ring.line == nil {
					continue
				}
				has := any(o) == any(focused)
				if has == ring.line.Hidden {
					t.Errorf("%s: %T has the keyboard: %t, a line is around it: %t", where, o, has, !ring.line.Hidden)
				}
			}
			if ring, ours := ringOf(focused); ours {
				seen[where] = true
				if ring.line == nil || ring.line.StrokeWidth < 2 || ring.line.Size().Width < 10 {
					t.Errorf("%s: %T has no line", where, focused)
				}
			}
			canvas.FocusNext()
		}
	}
	for i, section := range []string{"saving", "versions", "look", "typing", "files", "checks"} {
		r.showSettingsAt(i)
		look(section)
		r.typedKey(fyne.KeyEscape)
	}
	r.newModal("question", nil, choice{label: words.T("button.cancel"), cancel: true},
		choice{label: words.T("button.ok"), importance: widget.HighImportance, focus: true}).show()
	look("question")
	if len(seen) != 7 {
		t.Errorf("only these had the keyboard: %v", seen)
	}
}
