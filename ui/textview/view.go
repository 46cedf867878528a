package textview

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
)

// View shows a document and lets the user edit it. Make one with New; set the
// fields before it is shown. Everything runs on the goroutine of the user
// interface, the callbacks too.
type View struct {
	widget.BaseWidget

	// OnChanged is called after the text changed through the view.
	OnChanged func()
	// OnEdit is called before that, and before anything is drawn, with what an
	// edit has changed. Undo and redo do not call it.
	OnEdit func(editor.Change)
	// OnSelectionChanged is called after the carets moved, also by an edit.
	OnSelectionChanged func()
	// OnReadOnlyTyped is called instead of an edit in a read-only view.
	OnReadOnlyTyped func()
	// OnFocusChanged is called when the view gets or loses the keyboard.
	OnFocusChanged func(bool)
	// OnShortcut gets every shortcut that the view does not use itself.
	// Fyne stops at the focused widget, so the canvas would not see it.
	OnShortcut func(fyne.Shortcut)
	// OnKey gets every key that the view does not use: Escape when there is
	// nothing to dismiss, F-keys, the Menu key.
	OnKey func(*fyne.KeyEvent)
	// OnKeyFirst gets every key before the view does, and says whether it has
	// used it: for a list that is open over the text.
	OnKeyFirst func(*fyne.KeyEvent) bool
	// OnContextMenu is called for a secondary click, with the place on the canvas.
	OnContextMenu func(fyne.Position)
	// OnScrolled is called after the view shows another part of the text.
	OnScrolled func()
	// TabLeaves makes the Tab key go to the next widget, as it should in a view
	// that is only there to be read.
	TabLeaves bool
	// OnHover is called when the pointer rests over the text or the gutter,
	// and with the offset -1 when it goes on.
	OnHover func(Hover)
	// OnZoom is called for the wheel with the shortcut key held: +1 is larger.
	OnZoom func(steps int)
	// OnSelect is called when the user has selected something. The function
	// returns the text of it, on any goroutine and at any time.
	OnSelect func(text func() string)
	// OnMiddleClick is called for the middle button of the mouse, once the caret
	// is where it was pressed; nil makes the button do nothing.
	OnMiddleClick func()
	// OnCopy, if it is set, is what a copy of the text between two offsets is:
	// for a view that shows more than the text.
	OnCopy func(from, to int) string
	// OnIndent and OnOutdent are called with the command that Tab or Shift+Tab mean
	// for the selected lines, of which there may be very many; nil lets the view run
	// it.
	OnIndent, OnOutdent func(editor.Command)
	// OnLongUndo and OnLongRedo are called instead of an undo or redo that would make
	// the window wait, with the work that takes long, for another goroutine. What
	// that returns is to be run on this one, and reports whether it did anything; nil
	// lets the view wait.
	OnLongUndo, OnLongRedo func(work func(context.Context) func() bool)
	// OnPaste is called for a paste. If it returns false, the view takes the
	// clipboard by itself.
	OnPaste func() bool
	// Clock tells the time: time.Now unless a test sets it.
	Clock func() time.Time

	doc      *editor.Document
	post     func(func())
	after    func(time.Duration, func()) (stop func())
	settings editor.Settings
	readOnly bool
	options  Options

	textSize float32
	chosen   fyne.Resource // the font, if not that of the theme
	face     *typeface
	pal      *palette
	fontGen  uint32 // counts changes of the font, and fonts that turned up late
	fontSoon bool   // a timer will count one more
	size     pxSize // of the widget in device pixels
	snap     fyne.Position
	paint    painter

	measuring bool // where the view is on the canvas

	top       rowPos
	topPx     int // device pixels of the top row that are scrolled away
	left      int // leftmost visible cell
	widest    int // cells of the widest row seen
	rows      []visRow
	parts     []part // of the rows, as far as they are in sight
	lines     lineCache
	indexes   lineIndexes
	wraps     wrapCache
	orders    map[orderKey][]placed // rows that were arranged
	folds     folds
	hooks     hooks
	held      fyne.KeyModifier
	focused   bool
	blink     blinker
	mouse     mouseState
	hover     hover
	glide     glider
	seen      seen
	slots     []*slot
	layers    layers
	vbar      *bar
	hbar      *bar
	clipboard fyne.Clipboard
}

// Options are what the user may switch. The zero value is the plainest view.
type Options struct {
	Wrap         bool // break long lines at the edge of the view
	ShowSpaces   bool // draw signs for spaces and tabs
	IndentGuides bool // draw a thin line at each level of indentation
	HideNumbers  bool // no line numbers
}

// pxSize is a size in device pixels.
type pxSize struct{ w, h int }

// seen is what the owner was told last.
type seen struct {
	viewport  Viewport
	version   editor.Version
	selection editor.Selection
}

var (
	_ fyne.Widget            = (*View)(nil)
	_ fyne.Focusable         = (*View)(nil)
	_ fyne.Tabbable          = (*View)(nil)
	_ fyne.Shortcutable      = (*View)(nil)
	_ fyne.Scrollable        = (*View)(nil)
	_ fyne.Draggable         = (*View)(nil)
	_ fyne.SecondaryTappable = (*View)(nil)
	_ desktop.Mouseable      = (*View)(nil)
	_ desktop.Cursorable     = (*View)(nil)
	_ desktop.Keyable        = (*View)(nil)
)

// New returns a view of a document. post runs a function on the goroutine of
// the user interface; it may be called from any other.
func New(doc *editor.Document, post func(func())) *View {
	v := &View{
		Clock:    time.Now,
		doc:      doc,
		post:     post,
		textSize: theme.TextSize(),
		settings: editor.Settings{TabWidth: 8},
	}
	v.after = func(d time.Duration, f func()) func() {
		t := time.AfterFunc(d, func() { post(f) })
		return func() { t.Stop() }
	}
	v.paint.tell = func() { post(v.fontFound) }
	v.vbar, v.hbar = newBar(v, true), newBar(v, false)
	v.ExtendBaseWidget(v)
	v.noteSeen()
	return v
}

// fontFound draws again what had no font. Fonts turn up in bursts.
func (v *View) fontFound() {
	if v.fontSoon {
		return
	}
	v.fontSoon = true
	v.after(4*tick, func() {
		v.fontSoon = false
		v.fontGen++
		v.update()
	})
}

// SetDocument shows another document, scrolled to its caret.
func (v *View) SetDocument(d *editor.Document) {
	v.doc = d
	v.top, v.topPx, v.left, v.widest = rowPos{}, 0, 0, 0
	v.lines, v.indexes, v.wraps, v.folds = lineCache{}, lineIndexes{}, wrapCache{}, folds{}
	v.noteSeen()
	v.revealCaret()
	v.update()
}

// Document returns the document that is shown.
func (v *View) Document() *editor.Document { return v.doc }

// Settings returns what commands are told of tabs and line endings.
func (v *View) Settings() editor.Settings { return v.settings }

// SetSettings sets what commands are told, and the width of tabs.
func (v *View) SetSettings(s editor.Settings) {
	v.settings = s
	v.update()
}

// ReadOnly reports whether edits are refused.
func (v *View) ReadOnly() bool { return v.readOnly }

// SetReadOnly makes the view refuse edits, or accept them again.
func (v *View) SetReadOnly(on bool) { v.readOnly = on }

// Options returns what is switched on.
func (v *View) Options() Options { return v.options }

// SetOptions switches what the user may switch. A caret in sight stays in
// sight; else the line at the top stays there.
func (v *View) SetOptions(o Options) {
	if o == v.options {
		return
	}
	if o.Wrap != v.options.Wrap {
		v.switchWrap(o)
		return
	}
	v.options = o
	v.update()
}

// TextSize returns the size of the text in Fyne units.
func (v *View) TextSize() float32 { return v.textSize }

// SetTextSize sets the size of the text in Fyne units, within 6 and 72.
func (v *View) SetTextSize(size float32) {
	if size = min(max(size, 6), 72); size != v.textSize {
		v.textSize, v.topPx = size, 0
		v.update()
	}
}

// SetFont sets the font, a monospace one in a TrueType or OpenType file; nil for
// that of the theme.
func (v *View) SetFont(f fyne.Resource) {
	v.chosen = f
	v.update()
}

func (v *View) font() fyne.Resource {
	if v.chosen != nil {
		return v.chosen
	}
	return v.Theme().Font(fyne.TextStyle{Monospace: true})
}

// SetClipboard makes the view use another clipboard than that of the app.
func (v *View) SetClipboard(c fyne.Clipboard) { v.clipboard = c }

func (v *View) tab() int {
	if v.settings.TabWidth > 0 {
		return v.settings.TabWidth
	}
	return 8
}

// SelectAll selects the whole text, without scrolling.
func (v *View) SelectAll() {
	v.doc.Select(editor.Single(0, v.doc.Text().Len()))
	v.update()
	v.tell()
}

// canvasOf returns the canvas that shows the view, or nil.
func (v *View) canvasOf() fyne.Canvas {
	if app := fyne.CurrentApp(); app != nil {
		return app.Driver().CanvasForObject(v)
	}
	return nil
}

// MinSize is small: the view scrolls.
func (v *View) MinSize() fyne.Size { return fyne.NewSize(96, 48) }

// Refresh draws everything anew: after the document was changed from outside,
// or the theme.
func (v *View) Refresh() {
	v.BaseWidget.Refresh()
	canvas.Refresh(v.layers.back)
}
