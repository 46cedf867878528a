package textview

import (
	"context"

	"holdfast/editor"
)

// Do runs a command as a key would, and brings the caret into sight. It
// reports whether there was something to do.
func (v *View) Do(cmd editor.Command) bool {
	t, ok := cmd(v.State())
	if !ok {
		v.revealCaret()
		v.update()
		return false
	}
	if v.readOnly && !t.Change.Empty() {
		v.refuse()
		return false
	}
	old := v.doc.Version()
	if v.doc.Apply(t) != nil {
		return false // the command was made for another document
	}
	if !t.Change.Empty() {
		v.indexes.edit(t.Change, old, v.doc.Version(), v.doc.Text())
		v.folds.edit(t.Change, v.doc.Text(), v.doc.Version())
		if v.OnEdit != nil {
			v.OnEdit(t.Change)
		}
	}
	v.changed()
	return true
}

// State is what a command sees now.
func (v *View) State() editor.State {
	return editor.State{
		Text: v.doc.Text(), Selection: v.doc.Selection(), Version: v.doc.Version(),
		Settings: v.settings, Time: v.Clock(),
	}
}

// Touched returns how many bytes are selected.
func (v *View) Touched() int {
	n := 0
	for _, r := range v.doc.Selection().Ranges {
		n += r.Max() - r.Min()
	}
	return n
}

// doLines runs a command on the selected lines, or leaves it to the owner.
func (v *View) doLines(cmd editor.Command, owner func(editor.Command)) {
	switch {
	case v.readOnly:
		v.refuse()
	case owner != nil:
		owner(cmd)
	default:
		v.Do(cmd)
	}
}

// changed brings the screen in line after the document moved, caret in sight.
func (v *View) changed() {
	v.blink.restart(v)
	v.revealCaret()
	v.update()
	v.tell()
}

// tell calls the owner about what is new.
func (v *View) tell() {
	version, selection := v.doc.Version(), v.doc.Selection()
	edited, moved := version != v.seen.version, !selection.Equal(v.seen.selection)
	v.noteSeen()
	if edited && v.OnChanged != nil {
		v.OnChanged()
	}
	if (edited || moved) && v.OnSelectionChanged != nil {
		v.OnSelectionChanged()
	}
	if moved && !edited && !v.mouse.pressed {
		v.offer()
	}
}

func (v *View) noteSeen() { v.seen.version, v.seen.selection = v.doc.Version(), v.doc.Selection() }

// refuse tells the owner of an edit in a read-only view.
func (v *View) refuse() {
	if v.OnReadOnlyTyped != nil {
		v.OnReadOnlyTyped()
	}
}

// Undo takes back the newest group of edits.
func (v *View) Undo() { v.history(v.doc.Undo, v.doc.UndoAhead(), v.OnLongUndo) }

// Redo makes again what was undone last.
func (v *View) Redo() { v.history(v.doc.Redo, v.doc.RedoAhead(), v.OnLongRedo) }

func (v *View) history(step func() bool, work func(context.Context) func() bool, owner func(func(context.Context) func() bool)) {
	switch {
	case v.readOnly:
		v.refuse()
	case work != nil && owner != nil:
		owner(func(ctx context.Context) func() bool {
			ready := work(ctx)
			return func() bool { return v.stepped(ready) }
		})
	default:
		v.stepped(step)
	}
}

// stepped shows where a step of the history has led.
func (v *View) stepped(step func() bool) bool {
	if v.readOnly || !step() {
		return false
	}
	v.changed()
	return true
}
