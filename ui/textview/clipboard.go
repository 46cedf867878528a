package textview

import (
	"strings"

	"fyne.io/fyne/v2"

	"holdfast/editor"
)

// board returns the clipboard, or nil without an app.
func (v *View) board() fyne.Clipboard {
	if v.clipboard != nil {
		return v.clipboard
	}
	if app := fyne.CurrentApp(); app != nil {
		return app.Clipboard()
	}
	return nil
}

// Copy puts the selected text on the clipboard; the line of the caret if
// nothing is selected. Line breaks go as they are in the file.
func (v *View) Copy() {
	b, sel := v.board(), v.copied()
	switch {
	case b == nil:
	case v.OnCopy != nil:
		b.SetContent(v.OnCopy(sel.Main().Min(), sel.Main().Max()))
	default:
		b.SetContent(editor.SelectedText(v.doc.Text(), sel))
	}
}

// Cut copies and deletes.
func (v *View) Cut() {
	if v.readOnly {
		v.refuse()
		return
	}
	v.Copy()
	if sel := v.copied(); !sel.Equal(v.doc.Selection()) {
		v.doc.Select(sel)
	}
	if !v.doc.Selection().Empty() {
		v.Do(editor.DeleteBack())
	}
}

// copied returns the selection, or the line of each caret.
func (v *View) copied() editor.Selection {
	sel := v.doc.Selection()
	if !sel.Empty() {
		return sel
	}
	from, to := v.unitAt(sel.Main().Head, byLine)
	return editor.Single(from, to)
}

// Paste puts the clipboard in place of the selection. Its line breaks become
// those of the file: other programs hand over \n or \r\n as they like.
func (v *View) Paste() {
	if v.OnPaste != nil && v.OnPaste() {
		return
	}
	b := v.board()
	if b == nil {
		return
	}
	if s := b.Content(); s != "" {
		v.Do(v.Pasting()(s))
	}
}

// Pasting returns what makes a text into the command that pastes it with the line
// breaks of the file. It may be called on any goroutine, and does there what
// takes long with a long text.
func (v *View) Pasting() func(string) editor.Command {
	eol := v.settings.LineEnding
	return func(s string) editor.Command { return editor.Paste(withBreaks(s, eol)) }
}

// withBreaks gives a text the line breaks of a file; "" stands for \n.
func withBreaks(s, eol string) string {
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if eol != "" && eol != "\n" {
		s = strings.ReplaceAll(s, "\n", eol)
	}
	return s
}

// offer tells the owner of what is selected, if anything is.
func (v *View) offer() {
	text, sel := v.doc.Text(), v.doc.Selection()
	if v.OnSelect != nil && !sel.Empty() {
		v.OnSelect(func() string { return editor.SelectedText(text, sel) })
	}
}

// release ends what a press of the mouse began.
func (v *View) release() {
	if v.mouse.pressed {
		v.mouse.pressed = false
		v.offer()
	}
}

// middle puts the caret where the middle button was pressed. What is selected
// stays what it is for others.
func (v *View) middle(off int) {
	switch {
	case v.OnMiddleClick == nil:
	case v.readOnly:
		v.refuse()
	default:
		v.selectRange(editor.Range{Anchor: off, Head: off})
		v.OnMiddleClick()
	}
}
