package textview

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"holdfast/editor"
)

const ctrl = fyne.KeyModifierShortcutDefault

func TestWordKeys(t *testing.T) {
	r := newRig(t, "one two three")
	r.shortcut(fyne.KeyRight, wordModifier())
	r.want("one| two three")
	r.shortcut(fyne.KeyRight, wordModifier()|fyne.KeyModifierShift)
	r.want("one[ two|] three")
	r.shortcut(fyne.KeyEnd, ctrl)
	r.want("one two three|")
	r.shortcut(fyne.KeyBackspace, wordModifier())
	r.want("one two |")
	r.shortcut(fyne.KeyHome, ctrl|fyne.KeyModifierShift)
	r.want("[|one two ]")
	r.shortcut(fyne.KeyRight, wordModifier())
	r.shortcut(fyne.KeyHome, ctrl)
	r.shortcut(fyne.KeyDelete, wordModifier())
	r.want("| two ")
}

func TestParagraphKeys(t *testing.T) {
	const alt = fyne.KeyModifierAlt
	r := newRig(t, "a\nb\n\nc\nd")
	r.shortcut(fyne.KeyPageDown, alt)
	r.want("a\nb\n|\nc\nd")
	r.shortcut(fyne.KeyPageDown, alt|fyne.KeyModifierShift)
	r.want("a\nb\n[\nc\nd|]")
	r.shortcut(fyne.KeyPageUp, alt)
	r.want("a\nb\n|\nc\nd")
}

func TestKeysToTheEdgeOfALine(t *testing.T) {
	r := newRig(t, "one two\nthree four")
	r.GoTo(2, 6)
	r.shortcut(fyne.KeyBackspace, wordModifier()|fyne.KeyModifierShift)
	r.want("one two\n| four")
	r.shortcut(fyne.KeyDelete, wordModifier()|fyne.KeyModifierShift)
	r.want("one two\n|")
}

func TestKeysForMoreCarets(t *testing.T) {
	const more = fyne.KeyModifierAlt | fyne.KeyModifierShift
	r := newRig(t, "ab\nab\nab")
	r.GoTo(2, 2)
	r.shortcut(fyne.KeyUp, more)
	r.shortcut(fyne.KeyDown, more)
	r.TypedRune('x')
	if got := r.Document().Text().String(); got != "axb\naxb\naxb" {
		t.Errorf("%q", got)
	}
}

func TestTabKeys(t *testing.T) {
	r := newRig(t, "one\ntwo\n")
	r.SetSettings(editor.Settings{TabWidth: 4, UseSpaces: true, IndentWidth: 4})
	r.key(fyne.KeyTab)
	r.want("    |one\ntwo\n")
	r.shift(fyne.KeyTab)
	r.want("|one\ntwo\n")
	if !r.AcceptsTab() {
		t.Error("Tab would leave the view")
	}
}

// TestPageKeys checks that a page moves the text and the caret alike and
// keeps the goal cell.
func TestPageKeys(t *testing.T) {
	r := newRig(t, strings.Repeat("a longer line\n", 200))
	r.GoTo(3, 6)
	r.key(fyne.KeyPageDown)
	step := r.pageRows() - 1
	if line, col := r.CaretPosition(); line != 3+step || col != 6 || r.top.line != step {
		t.Errorf("after Page Down the caret is at %d:%d, the top at %d", line, col, r.top.line)
	}
	r.key(fyne.KeyPageUp)
	if line, _ := r.CaretPosition(); line != 3 || r.top.line != 0 {
		t.Errorf("after Page Up the caret is in line %d, the top at %d", line, r.top.line)
	}
	r.shift(fyne.KeyPageDown)
	if sel := r.doc.Selection().Main(); sel.Empty() || sel.Head < sel.Anchor {
		t.Errorf("Shift+Page Down selects %v", sel)
	}
	r.shortcut(fyne.KeyEnd, ctrl)
	r.key(fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyPageUp)
	if r.top.line == 0 {
		t.Error("it went to the top")
	}
}

func TestGoalCell(t *testing.T) {
	r := newRig(t, "0123456789\nab\n\tx\n0123456789\n")
	r.GoTo(1, 10)
	r.key(fyne.KeyDown)
	r.want("0123456789\nab|\n\tx\n0123456789\n")
	r.key(fyne.KeyDown)
	r.want("0123456789\nab\n\tx|\n0123456789\n")
	r.key(fyne.KeyDown)
	r.want("0123456789\nab\n\tx\n012345678|9\n")
}

func TestClipboard(t *testing.T) {
	r := newRig(t, "one\r\ntwo\r\n")
	r.SetSettings(editor.Settings{LineEnding: "\r\n"})
	r.TypedShortcut(&fyne.ShortcutCopy{})
	if got := r.board().Content(); got != "one\r\n" {
		t.Errorf("copied %q without a selection", got)
	}
	r.TypedShortcut(&fyne.ShortcutSelectAll{})
	r.TypedShortcut(&fyne.ShortcutCut{})
	r.want("|")
	r.board().SetContent("a\nb\r\nc\rd")
	r.TypedShortcut(&fyne.ShortcutPaste{})
	r.want("a\r\nb\r\nc\r\nd|")
	r.TypedShortcut(&fyne.ShortcutUndo{})
	r.TypedShortcut(&fyne.ShortcutUndo{})
	r.want("[one\r\ntwo\r\n|]")
	r.TypedShortcut(&fyne.ShortcutRedo{})
	r.want("|")
}

func TestReadOnly(t *testing.T) {
	r := newRig(t, "text\n")
	refused := 0
	r.OnReadOnlyTyped = func() { refused++ }
	r.OnChanged = func() { t.Error("a read-only text changed") }
	r.SetReadOnly(true)
	r.TypedRune('x')
	r.key(fyne.KeyReturn, fyne.KeyDelete, fyne.KeyTab)
	r.board().SetContent("paste")
	r.Paste()
	r.Cut()
	r.Undo()
	if refused != 7 {
		t.Errorf("%d edits were refused, want 7", refused)
	}
	r.shift(fyne.KeyEnd)
	r.Copy()
	if got := r.board().Content(); got != "text" {
		t.Errorf("copied %q", got)
	}
	r.want("[text|]\n")
}

func TestWhatIsNotUsedIsPassedOn(t *testing.T) {
	r := newRig(t, "text")
	var shortcuts []string
	var keys []fyne.KeyName
	r.OnShortcut = func(s fyne.Shortcut) { shortcuts = append(shortcuts, s.ShortcutName()) }
	r.OnKey = func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) }
	r.shortcut(fyne.KeyS, ctrl)
	r.shortcut(fyne.KeyLeft, wordModifier())
	r.shortcut(fyne.KeyQ, fyne.KeyModifierAlt|fyne.KeyModifierShift)
	r.key(fyne.KeyEscape, fyne.KeyF3, fyne.KeyLeft)
	want := []string{(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: ctrl}).ShortcutName(),
		(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierAlt | fyne.KeyModifierShift}).ShortcutName()}
	if strings.Join(shortcuts, " ") != strings.Join(want, " ") {
		t.Errorf("passed on %v, want %v", shortcuts, want)
	}
	if len(keys) != 2 || keys[0] != fyne.KeyEscape || keys[1] != fyne.KeyF3 {
		t.Errorf("passed on the keys %v", keys)
	}
	r.want("|text")
}

func TestCallbacks(t *testing.T) {
	r := newRig(t, "text\n")
	changed, moved := 0, 0
	r.OnChanged = func() { changed++ }
	r.OnSelectionChanged = func() { moved++ }
	r.key(fyne.KeyRight)
	r.TypedRune('x')
	r.key(fyne.KeyUp, fyne.KeyUp, fyne.KeyHome)
	if changed != 1 || moved != 3 {
		t.Errorf("told of %d changes and %d moves, want 1 and 3", changed, moved)
	}
}

func TestFocus(t *testing.T) {
	r := newRig(t, "text\n")
	var told []bool
	r.OnFocusChanged = func(on bool) { told = append(told, on) }
	r.fire(1)
	if r.layers.carets.used != 0 {
		t.Error("the caret does not blink")
	}
	r.TypedRune('x')
	if r.layers.carets.used != 1 {
		t.Error("the caret is hidden after typing")
	}
	for range 100 {
		r.fire(1)
	}
	if len(r.timers) != 0 || r.layers.carets.used != 1 {
		t.Errorf("an idle caret still blinks, %d timers are set", len(r.timers))
	}
	r.window.Canvas().Unfocus()
	if len(told) != 1 || told[0] || r.layers.carets.used != 1 {
		t.Errorf("told %v, %d carets", told, r.layers.carets.used)
	}
	r.fire(3)
	if r.layers.carets.used != 1 {
		t.Error("the caret blinks without focus")
	}
}

// TestUndoGroups checks that the clock decides what is undone together.
func TestUndoGroups(t *testing.T) {
	r := newRig(t, "")
	test.Type(r.View, "ab")
	r.now = r.now.Add(time.Minute)
	test.Type(r.View, "cd")
	r.Undo()
	r.want("ab|")
	r.Undo()
	r.want("|")
}
