package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// TestEveryPlusMakesTheTextLarger: "+" is a key by itself, the key "=" with Shift,
// or a key of the number pad.
func TestEveryPlusMakesTheTextLarger(t *testing.T) {
	r := start(t)
	for _, pressed := range []fyne.Shortcut{
		key(fyne.KeyPlus, 0), key(fyne.KeyPlus, fyne.KeyModifierShift), key(fyne.KeyEqual, 0), key(fyne.KeyEqual, fyne.KeyModifierShift),
	} {
		before := r.prefs.TextSize
		r.page().view.TypedShortcut(pressed)
		if r.prefs.TextSize <= before {
			t.Errorf("%s does nothing in the text", pressed.ShortcutName())
		}
		before = r.prefs.TextSize
		if typed, ok := r.win.Canvas().(fyne.Shortcutable); pressed.ShortcutName() != key(fyne.KeyEqual, 0).ShortcutName() && ok {
			if typed.TypedShortcut(pressed.(*desktop.CustomShortcut)); r.prefs.TextSize <= before {
				t.Errorf("%s does nothing where no text has the keyboard", pressed.ShortcutName())
			}
		}
	}
}
