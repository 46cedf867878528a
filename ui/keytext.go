package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"holdfast/ui/words"
)

// keyText is how the keys of a shortcut are called, "Ctrl+Shift+P", or empty for
// none.
func keyText(shortcut fyne.Shortcut) string {
	keys, ok := shortcut.(fyne.KeyboardShortcut)
	if !ok {
		return ""
	}
	var parts []string
	for _, m := range []struct {
		modifier fyne.KeyModifier
		name     string
	}{
		{fyne.KeyModifierControl, words.T("key.control")},
		{fyne.KeyModifierAlt, words.T("key.alt")},
		{fyne.KeyModifierShift, words.T("key.shift")},
		{fyne.KeyModifierSuper, words.T("key.super")},
	} {
		if keys.Mod()&m.modifier != 0 {
			parts = append(parts, m.name)
		}
	}
	return strings.Join(append(parts, keyName(keys.Key())), "+")
}

// keyName is what stands on a key.
func keyName(name fyne.KeyName) string {
	switch name {
	case fyne.KeyUp:
		return "↑"
	case fyne.KeyDown:
		return "↓"
	case fyne.KeyLeft:
		return "←"
	case fyne.KeyRight:
		return "→"
	case fyne.KeyPageUp:
		return words.T("key.page_up")
	case fyne.KeyPageDown:
		return words.T("key.page_down")
	}
	return string(name)
}
