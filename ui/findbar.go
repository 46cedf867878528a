package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/ui/words"
)

var selectAllShortcut = &fyne.ShortcutSelectAll{}

// findBar is the part of the window in which a person says what to find and
// what to put in its place.
type findBar struct {
	find          *find
	pattern, with *findField
	matchCase     *checkInput
	wholeWord     *checkInput
	regexp        *checkInput
	inSelection   *checkInput
	message       *widget.Label
	replacing     []fyne.CanvasObject // what is shown only for replacing
	content       *fyne.Container
	setting       bool // a check is being set by the program, not by the user
}

// newFindBar returns a bar that is still empty: its fields and buttons take
// longer to make than the program may take to start.
func newFindBar(f *find) *findBar {
	b := &findBar{find: f, content: container.NewVBox()}
	b.content.Hide()
	return b
}

// fill makes what is in the bar, once.
func (b *findBar) fill() {
	f := b.find
	if b.pattern != nil {
		return
	}
	b.message = widget.NewLabel("")
	b.message.Truncation = fyne.TextTruncateEllipsis
	b.pattern = newFindField(words.T("find.pattern"), b, func(forward bool) { f.next(forward) })
	b.pattern.OnChanged = func(string) { f.restart(true) }
	b.with = newFindField(words.T("find.with"), b, func(bool) { f.replaceOne() })

	again := func(bool) { f.restart(true) }
	b.matchCase = newCheckInput(f.shell, words.T("find.match_case"), false, again)
	b.wholeWord = newCheckInput(f.shell, words.T("find.whole_word"), false, again)
	b.regexp = newCheckInput(f.shell, words.T("find.regexp"), false, again)
	b.inSelection = newCheckInput(f.shell, words.T("find.in_selection"), false, func(on bool) {
		if !b.setting {
			f.setScope(on)
			f.restart(false)
		}
	})

	previous := newFoldButton(f.shell, "", theme.MoveUpIcon(), func() { f.next(false) })
	next := newFoldButton(f.shell, "", theme.MoveDownIcon(), func() { f.next(true) })
	closeBar := newFoldButton(f.shell, "", theme.CancelIcon(), f.shell.hideFind)
	one := newPushButton(f.shell, words.T("find.replace_one"), f.replaceOne)
	all := newPushButton(f.shell, words.T("find.replace_all"), f.replaceAll)

	searching := container.New(&shareLayout{}, b.pattern, b.message)
	replace := container.NewHBox(one, all)
	b.replacing = []fyne.CanvasObject{b.with, replace}
	rows := container.New(&findRows{}, searching, b.with, container.NewHBox(previous, next, closeBar), replace)
	options := container.New(&optionRow{changed: b.relayout}, b.matchCase, b.wholeWord, b.regexp, b.inSelection)
	b.content.Objects = []fyne.CanvasObject{widget.NewSeparator(), container.New(&clipLayout{},
		container.NewVBox(rows, options))}
}

// show opens the bar, with or without the row for replacing.
func (b *findBar) show(replace bool) {
	b.fill()
	for _, o := range b.replacing {
		if replace {
			o.Show()
		} else {
			o.Hide()
		}
	}
	b.content.Show()
	b.content.Refresh()
	b.relayout()
}

func (b *findBar) hide() {
	if b.content.Visible() {
		b.content.Hide()
		b.relayout()
	}
}

// relayout gives the text view the room that the bar leaves.
func (b *findBar) relayout() { b.find.shell.win.Content().Refresh() }

// query is what the bar asks for.
func (b *findBar) query() editor.Query {
	return editor.Query{
		Pattern:   b.pattern.Text,
		MatchCase: b.matchCase.Checked,
		WholeWord: b.wholeWord.Checked,
		Regexp:    b.regexp.Checked,
	}
}

func (b *findBar) say(text string) { b.tell(text, widget.MediumImportance) }

func (b *findBar) complain(text string) { b.tell(text, widget.DangerImportance) }

func (b *findBar) tell(text string, importance widget.Importance) {
	if b.message.Text != text || b.message.Importance != importance {
		b.message.Importance = importance
		b.message.SetText(text)
	}
}

// showScope marks whether the search is limited to the selection.
func (b *findBar) showScope(on bool) {
	b.setting = true
	b.inSelection.SetChecked(on)
	b.setting = false
}

// findField is a text field of the find bar: Enter goes on, with Shift back,
// and Escape closes the bar.
type findField struct {
	widget.Entry
	bar *findBar
	act func(forward bool)
}

func newFindField(placeholder string, b *findBar, act func(forward bool)) *findField {
	f := &findField{bar: b, act: act}
	f.ExtendBaseWidget(f)
	f.SetPlaceHolder(placeholder)
	return f
}

// TypedKey is called by Fyne for a key press while the field has the focus.
func (f *findField) TypedKey(e *fyne.KeyEvent) {
	shift := shiftHeld()
	switch e.Name {
	case fyne.KeyEscape:
		f.bar.find.shell.hideFind()
	case fyne.KeyReturn, fyne.KeyEnter:
		f.act(!shift)
	case fyne.KeyF3:
		f.bar.find.next(!shift)
	default:
		f.Entry.TypedKey(e)
	}
}

// TypedShortcut is called by Fyne for a key with a modifier. What the field does
// not know itself is a command of the window.
func (f *findField) TypedShortcut(shortcut fyne.Shortcut) {
	if _, custom := shortcut.(*desktop.CustomShortcut); custom {
		f.bar.find.shell.shortcut(shortcut)
	}
	f.Entry.TypedShortcut(shortcut)
}

// shiftHeld reports whether a Shift key is down; false where the driver does
// not know, as in tests.
func shiftHeld() bool {
	driver, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && driver.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// findRows puts two fields below each other, each with its buttons to the right.
// The order of the objects is that of the focus: both fields, then the buttons.
type findRows struct{}

func (*findRows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, field := range objects[:2] {
		if field.Visible() {
			left, right := field.MinSize(), objects[i+2].MinSize()
			size.Width = max(size.Width, left.Width+theme.Padding()+right.Width)
			size.Height += max(left.Height, right.Height) + theme.Padding()
		}
	}
	return fyne.NewSize(size.Width, size.Height-theme.Padding())
}

func (*findRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for i, field := range objects[:2] {
		if field.Visible() {
			buttons := objects[i+2]
			right := buttons.MinSize().Width
			height := max(field.MinSize().Height, buttons.MinSize().Height)
			field.Resize(fyne.NewSize(size.Width-right-theme.Padding(), height))
			field.Move(fyne.NewPos(0, y))
			buttons.Resize(fyne.NewSize(right, height))
			buttons.Move(fyne.NewPos(size.Width-right, y))
			y += height + theme.Padding()
		}
	}
}

// shareLayout gives the first object three fifths of the width, and the second
// one the rest.
type shareLayout struct{}

func (*shareLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, max(objects[0].MinSize().Height, objects[1].MinSize().Height))
}

func (*shareLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	first := size.Width * 3 / 5
	objects[0].Resize(fyne.NewSize(first, size.Height))
	objects[0].Move(fyne.Position{})
	objects[1].Resize(fyne.NewSize(size.Width-first, size.Height))
	objects[1].Move(fyne.NewPos(first, 0))
}

// clipLayout lets its only object be wider than the window, which must not grow
// because of it.
type clipLayout struct{}

func (*clipLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, objects[0].MinSize().Height)
}

func (*clipLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(max(size.Width, objects[0].MinSize().Width), size.Height))
	objects[0].Move(fyne.Position{})
}

// optionRow lays out the checks of the bar from the left, in further rows where
// the window is narrow or the words are long. Its height follows from its width,
// so it asks for another layout when the number of rows is another one.
type optionRow struct {
	wrapLeft
	count   int
	changed func()
}

// Layout is called by Fyne.
func (l *optionRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.wrapLeft.Layout(objects, size)
	if n := len(l.rows(objects, size.Width)); n != l.count {
		l.count = n
		fyne.Do(l.changed)
	}
}
