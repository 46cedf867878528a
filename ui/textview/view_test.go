package textview

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"holdfast/editor"
)

// rig is a view in a window of the test driver, with a clock and timers that
// the test turns by hand.
type rig struct {
	*View
	t      testing.TB
	window fyne.Window
	now    time.Time
	timers []func()
}

// newRig shows a text in a view of 600 × 400.
func newRig(t testing.TB, text string) *rig {
	t.Helper()
	test.NewTempApp(t)
	r := &rig{t: t, now: time.Unix(1e9, 0)}
	r.View = New(editor.NewDocument(editor.FromString(text)), func(f func()) { f() })
	r.Clock = func() time.Time { return r.now }
	r.after = func(_ time.Duration, f func()) func() {
		r.timers = append(r.timers, f)
		n := len(r.timers) - 1
		return func() {
			if n < len(r.timers) {
				r.timers[n] = func() {}
			}
		}
	}
	r.SetClipboard(test.NewClipboard())
	r.window = test.NewTempWindow(t, r.View)
	r.window.SetPadded(false)
	r.window.Resize(fyne.NewSize(600, 400))
	r.window.Canvas().Focus(r.View)
	return r
}

// fire runs the timers that are set, and those they set, n times.
func (r *rig) fire(n int) {
	for range n {
		due := r.timers
		r.timers = nil
		for _, f := range due {
			f()
		}
	}
}

func (r *rig) key(names ...fyne.KeyName) {
	for _, n := range names {
		r.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

// shift types keys with Shift held.
func (r *rig) shift(names ...fyne.KeyName) {
	r.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	r.key(names...)
	r.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
}

func (r *rig) shortcut(name fyne.KeyName, mod fyne.KeyModifier) {
	r.TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: mod})
}

// want compares the text with the carets drawn in it: | is a caret, and
// [ ] or ] [ a selection whose caret is at the bracket that is doubled.
func (r *rig) want(want string) {
	r.t.Helper()
	text := r.doc.Text().String()
	sel := r.doc.Selection()
	for i := len(sel.Ranges) - 1; i >= 0; i-- {
		g := sel.Ranges[i]
		if g.Empty() {
			text = text[:g.Head] + "|" + text[g.Head:]
			continue
		}
		from, to := "[", "|]"
		if g.Head < g.Anchor {
			from, to = "[|", "]"
		}
		text = text[:g.Min()] + from + text[g.Min():g.Max()] + to + text[g.Max():]
	}
	if text != want {
		r.t.Errorf("got\n%q\nwant\n%q", text, want)
	}
}

func TestTyping(t *testing.T) {
	r := newRig(t, "one\n  two\n")
	test.Type(r.View, "ab")
	r.want("ab|one\n  two\n")
	r.key(fyne.KeyDown, fyne.KeyEnd, fyne.KeyReturn)
	test.Type(r.View, "x")
	r.want("abone\n  two\n  x|\n")
	r.key(fyne.KeyTab, fyne.KeyBackspace, fyne.KeyBackspace)
	r.want("abone\n  two\n  |\n")
	r.key(fyne.KeyHome)
	r.shift(fyne.KeyUp, fyne.KeyRight)
	r.want("abone\n [| two\n]  \n")
	r.key(fyne.KeyDelete)
	r.want("abone\n |  \n")
	r.TypedShortcut(&fyne.ShortcutUndo{})
	r.want("abone\n [| two\n]  \n")
	r.shortcut(fyne.KeyZ, fyne.KeyModifierShortcutDefault|fyne.KeyModifierShift)
	r.want("abone\n |  \n")
}

// TestAnEmojiIsOneStep of two cells for the caret and the mouse, whether a font with colours
// is there or not.
func TestAnEmojiIsOneStep(t *testing.T) {
	for _, emoji := range []string{"\u2764\ufe0f", "1\ufe0f\u20e3", "\u00a9\ufe0f", "\u2764\ufe0f\u200d🔥", "👍🏽", "🇩🇪"} {
		r := newRig(t, "x"+emoji+"y")
		r.key(fyne.KeyRight, fyne.KeyRight)
		r.want("x" + emoji + "|y")
		if _, cell := r.rowOf(1 + len(emoji)); cell != 3 {
			t.Errorf("%+q: the caret behind it is in cell %d, want 3", emoji, cell)
		}
		if got := r.offsetAt(r.cellX(r.rows[0], 2)+2, 1); got != 1+len(emoji) {
			t.Errorf("%+q: a click on its second cell goes to %d", emoji, got)
		}
		r.key(fyne.KeyBackspace)
		r.want("x|y")
	}
}
