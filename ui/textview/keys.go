package textview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"holdfast/editor"
)

// AcceptsTab implements fyne.Tabbable: Tab indents.
func (v *View) AcceptsTab() bool { return !v.TabLeaves }

// TypedRune implements fyne.Focusable.
func (v *View) TypedRune(r rune) { v.Do(editor.InsertText(string(r))) }

// KeyDown implements desktop.Keyable. Only the modifiers matter.
func (v *View) KeyDown(ev *fyne.KeyEvent) { v.held |= modifierOf(ev.Name) }

// KeyUp implements desktop.Keyable.
func (v *View) KeyUp(ev *fyne.KeyEvent) { v.held &^= modifierOf(ev.Name) }

func modifierOf(name fyne.KeyName) fyne.KeyModifier {
	switch name {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight:
		return fyne.KeyModifierShift
	case desktop.KeyControlLeft, desktop.KeyControlRight:
		return fyne.KeyModifierControl
	case desktop.KeyAltLeft, desktop.KeyAltRight:
		return fyne.KeyModifierAlt
	case desktop.KeySuperLeft, desktop.KeySuperRight:
		return fyne.KeyModifierSuper
	}
	return 0
}

// modifiers returns the modifier keys that are down. The driver knows best:
// a key that went up while another window had the keyboard is not told.
func (v *View) modifiers() fyne.KeyModifier {
	if app := fyne.CurrentApp(); app != nil {
		if d, ok := app.Driver().(desktop.Driver); ok {
			return d.CurrentKeyModifiers()
		}
	}
	return v.held
}

// TypedKey implements fyne.Focusable. Fyne sends it for keys without
// modifiers and with Shift alone; the rest comes as shortcuts.
func (v *View) TypedKey(ev *fyne.KeyEvent) {
	if v.OnKeyFirst != nil && v.OnKeyFirst(ev) {
		return
	}
	shift := v.modifiers()&fyne.KeyModifierShift != 0
	if cmd := v.motion(ev.Name, shift); cmd != nil {
		v.glide.stop()
		v.Do(cmd)
		return
	}
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		v.Do(editor.NewlineIndent())
	case fyne.KeyTab:
		if shift {
			v.doLines(editor.OutdentLines(), v.OnOutdent)
		} else {
			v.doLines(editor.InsertTab(), v.OnIndent)
		}
	case fyne.KeyBackspace:
		v.Do(editor.DeleteBack())
	case fyne.KeyDelete:
		v.Do(editor.DeleteForward())
	case fyne.KeyEscape:
		if !v.dismiss() && v.OnKey != nil {
			v.OnKey(ev)
		}
	default:
		if v.OnKey != nil {
			v.OnKey(ev)
		}
	}
}

// motion returns the command of a key that moves the caret, or nil.
func (v *View) motion(name fyne.KeyName, extend bool) editor.Command {
	switch name {
	case fyne.KeyLeft:
		return editor.MoveLeft(extend)
	case fyne.KeyRight:
		return editor.MoveRight(extend)
	case fyne.KeyUp:
		return v.moveRows(-1, extend)
	case fyne.KeyDown:
		return v.moveRows(1, extend)
	case fyne.KeyHome:
		return v.rowStart(extend)
	case fyne.KeyEnd:
		return v.rowEnd(extend)
	case fyne.KeyPageUp:
		return v.turnPage(-1, extend)
	case fyne.KeyPageDown:
		return v.turnPage(1, extend)
	}
	return nil
}

// dismiss reduces several carets to one, or a selection to its caret.
func (v *View) dismiss() bool {
	sel := v.doc.Selection()
	head := sel.Main().Head
	if len(sel.Ranges) < 2 && sel.Empty() {
		return false
	}
	if len(sel.Ranges) > 1 {
		v.doc.Select(editor.NewSelection([]editor.Range{sel.Main()}, 0))
	} else {
		v.doc.Select(editor.Single(head, head))
	}
	v.changed()
	return true
}

// TypedShortcut implements fyne.Shortcutable.
func (v *View) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutUndo:
		v.Undo()
	case *fyne.ShortcutRedo:
		v.Redo()
	case *fyne.ShortcutCut:
		v.Cut()
	case *fyne.ShortcutCopy:
		v.Copy()
	case *fyne.ShortcutPaste:
		v.Paste()
	case *fyne.ShortcutSelectAll:
		v.SelectAll()
	case *desktop.CustomShortcut:
		if !v.custom(s) {
			v.passOn(s)
		}
	default:
		v.passOn(s)
	}
}

func (v *View) passOn(s fyne.Shortcut) {
	if v.OnShortcut != nil {
		v.OnShortcut(s)
	}
}

// wordModifier goes with arrows to move by words: Option where the shortcut
// key is Command (macOS), Control elsewhere.
func wordModifier() fyne.KeyModifier {
	if fyne.KeyModifierShortcutDefault == fyne.KeyModifierSuper {
		return fyne.KeyModifierAlt
	}
	return fyne.KeyModifierControl
}

// custom runs what the view does for a key with modifiers.
func (v *View) custom(s *desktop.CustomShortcut) bool {
	extend := s.Modifier&fyne.KeyModifierShift != 0
	mod := s.Modifier &^ fyne.KeyModifierShift
	var cmd editor.Command
	if mod == wordModifier() {
		cmd = wordCommand(s.KeyName, extend)
	}
	if cmd == nil && mod == fyne.KeyModifierAlt {
		cmd = altCommand(s.KeyName, extend)
	}
	if cmd == nil && mod == fyne.KeyModifierShortcutDefault {
		if s.KeyName == fyne.KeyZ && extend {
			v.Redo()
			return true
		}
		if !extend && v.scrollKey(s.KeyName) {
			return true
		}
		cmd = v.edgeCommand(s.KeyName, extend)
	}
	if cmd == nil {
		return false
	}
	v.glide.stop()
	v.Do(cmd)
	return true
}

func wordCommand(name fyne.KeyName, extend bool) editor.Command {
	switch name {
	case fyne.KeyLeft:
		return editor.MoveWordLeft(extend)
	case fyne.KeyRight:
		return editor.MoveWordRight(extend)
	case fyne.KeyBackspace:
		if extend {
			return editor.DeleteToLineStart()
		}
		return editor.DeleteWordBack()
	case fyne.KeyDelete:
		if extend {
			return editor.DeleteToLineEnd()
		}
		return editor.DeleteWordForward()
	}
	return nil
}

// altCommand is for Alt with keys that move up and down: by paragraphs, and with
// Shift and an arrow another caret, a line further on.
func altCommand(name fyne.KeyName, extend bool) editor.Command {
	switch {
	case name == fyne.KeyPageUp:
		return editor.MoveParagraphUp(extend)
	case name == fyne.KeyPageDown:
		return editor.MoveParagraphDown(extend)
	case name == fyne.KeyUp && extend:
		return editor.AddCaretAbove()
	case name == fyne.KeyDown && extend:
		return editor.AddCaretBelow()
	}
	return nil
}

// edgeCommand is for the shortcut key with what leads to an edge: Home and
// End, and on macOS the arrows, which elsewhere move by words or scroll.
func (v *View) edgeCommand(name fyne.KeyName, extend bool) editor.Command {
	switch name {
	case fyne.KeyHome:
		return editor.MoveDocStart(extend)
	case fyne.KeyEnd:
		return editor.MoveDocEnd(extend)
	}
	if wordModifier() == fyne.KeyModifierShortcutDefault {
		return nil
	}
	switch name {
	case fyne.KeyUp:
		return editor.MoveDocStart(extend)
	case fyne.KeyDown:
		return editor.MoveDocEnd(extend)
	case fyne.KeyLeft:
		return v.rowStart(extend)
	case fyne.KeyRight:
		return v.rowEnd(extend)
	}
	return nil
}

// scrollKey scrolls a row without moving the caret: Control with the arrows.
func (v *View) scrollKey(name fyne.KeyName) bool {
	if wordModifier() != fyne.KeyModifierShortcutDefault || v.face == nil {
		return false
	}
	switch name {
	case fyne.KeyUp:
		v.scrollBy(-v.face.cellH)
	case fyne.KeyDown:
		v.scrollBy(v.face.cellH)
	default:
		return false
	}
	v.update()
	return true
}
