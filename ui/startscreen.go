package ui

import (
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/ui/words"
)

// startScreen lies over an untouched document that is the only one: what can be
// done first. It takes no key, so that typing begins a new document at once;
// everything on it is also in the menus and in the command palette.
type startScreen struct {
	shell     *Shell
	content   *fyne.Container
	intro     []fyne.CanvasObject // left out where there is little room
	recents   *fyne.Container
	dismissed *page // the user has chosen “New” for this one
	listed    []string
}

// startRecents is how many recent files are listed.
const startRecents = 8

func newStartScreen(s *Shell) *startScreen {
	w := &startScreen{shell: s, recents: container.NewVBox()}
	title := widget.NewLabel(words.T("app.name"))
	title.SizeName, title.TextStyle.Bold = theme.SizeNameHeadingText, true
	open := widget.NewButtonWithIcon(withKey(words.T("command.open"), s.keyOf("open")), theme.FolderOpenIcon(), func() { s.runCommand("open") })
	open.Importance = widget.HighImportance
	begin := widget.NewButtonWithIcon(withKey(words.T("command.new"), s.keyOf("new")), theme.DocumentCreateIcon(), w.dismiss)
	// The icon stands below those of the buttons, and the text below theirs.
	space := container.NewGridWrap(fyne.NewSquareSize(theme.Padding()))
	or := widget.NewRichText(&widget.TextSegment{Text: words.T("start.drop"), Style: widget.RichTextStyleInline})
	unpadded := layout.NewCustomPaddedLayout(0, 0, -theme.InnerPadding(), 0)
	drop := container.NewHBox(space, widget.NewIcon(theme.DownloadIcon()), container.New(unpadded, or))
	all := widget.NewButtonWithIcon(withKey(words.T("command.palette"), s.keyOf("palette")), theme.SearchIcon(), func() { s.runCommand("palette") })
	all.Importance, all.Alignment = widget.LowImportance, widget.ButtonAlignLeading
	w.intro = []fyne.CanvasObject{title, caption(words.T("start.text"))}
	top := container.NewVBox(title, w.intro[1], container.New(&wrapLeft{}, open, begin))
	foot := container.NewVBox(drop, all)
	w.content = container.New(&cardLayout{w.intro}, container.NewBorder(top, foot, nil, nil, container.NewVScroll(w.recents)))
	w.content.Hide()
	return w
}

// withKey adds the key of a command to its name.
func withKey(label, key string) string {
	if key == "" {
		return label
	}
	return words.T("start.with_key", words.D{"Command": label, "Key": key})
}

// keyOf is what the key of a command is called.
func (s *Shell) keyOf(id commandID) string {
	for _, c := range s.commands {
		if c.id == id {
			return keyText(c.shortcut)
		}
	}
	return ""
}

// dismiss leaves the empty document alone.
func (w *startScreen) dismiss() {
	if !w.shell.blocked() {
		w.dismissed = w.shell.page()
		w.refresh()
		w.shell.focusPage()
	}
}

// refresh shows the screen where it makes sense, with the newest recent files.
func (w *startScreen) refresh() {
	idle := w.shell.idlePage()
	show := idle != nil && idle != w.dismissed
	if show {
		w.list(w.shell.recents)
	}
	if show != w.content.Visible() {
		w.content.Hidden = !show
		w.content.Refresh()
	}
}

func (w *startScreen) list(paths []string) {
	paths = paths[:min(len(paths), startRecents)]
	if slices.Equal(paths, w.listed) {
		return
	}
	w.listed = slices.Clone(paths)
	w.recents.RemoveAll()
	if len(paths) > 0 {
		w.recents.Add(heading(words.T("menu.recent")))
	}
	for _, path := range paths {
		label := words.T("start.recent", words.D{"Name": filepath.Base(path), "Folder": filepath.Dir(path)})
		b := newFitButton(label, theme.FileTextIcon(), func() {
			if !w.shell.blocked() {
				w.shell.openPath(Target{Path: path})
			}
		})
		w.recents.Add(b)
	}
	w.content.Refresh()
}

// cardLayout puts one object into the middle of the room, no larger than it
// needs.
type cardLayout struct {
	intro []fyne.CanvasObject // left out where all of it does not fit
}

// The size in points of the start screen, and the room around it.
const cardWidth, cardMargin = 480, 24

// MinSize is called by Fyne.
func (*cardLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout is called by Fyne.
func (l *cardLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	card := objects[0]
	width := min(cardWidth, size.Width-2*cardMargin)
	for _, o := range l.intro {
		o.Show()
	}
	height := l.height(card)
	if height > size.Height-2*cardMargin {
		for _, o := range l.intro {
			o.Hide()
		}
		height = l.height(card)
	}
	height = min(height, size.Height-2*cardMargin)
	card.Resize(fyne.NewSize(width, height))
	card.Move(fyne.NewPos((size.Width-width)/2, max((size.Height-height)/2, cardMargin)))
}

// height is what the card takes with all that it could scroll.
func (l *cardLayout) height(card fyne.CanvasObject) float32 {
	height := card.MinSize().Height
	if inner, ok := card.(*fyne.Container); ok {
		for _, o := range inner.Objects {
			if scroll, ok := o.(*container.Scroll); ok {
				height += max(scroll.Content.MinSize().Height-scroll.MinSize().Height, 0)
			}
		}
	}
	return height
}

// wrapLeft lays out buttons from the left, in further rows where the width does
// not hold them all.
type wrapLeft struct{ wrapRow }

// Layout is called by Fyne.
func (l *wrapLeft) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	var y float32
	for _, row := range l.rows(objects, size.Width) {
		var x, height float32
		for _, o := range row {
			m := o.MinSize()
			o.Resize(m)
			o.Move(fyne.NewPos(x, y))
			x += m.Width + theme.Padding()
			height = max(height, m.Height)
		}
		y += height + theme.Padding()
	}
}

var _ fyne.Layout = (*wrapLeft)(nil)

// fitButton is a flat button whose text is cut where there is too little room.
type fitButton struct {
	widget.Button
	label string
}

func newFitButton(label string, icon fyne.Resource, tapped func()) *fitButton {
	b := &fitButton{label: label}
	b.Text, b.Icon, b.OnTapped = label, icon, tapped
	b.Importance, b.Alignment = widget.LowImportance, widget.ButtonAlignLeading
	b.ExtendBaseWidget(b)
	return b
}

// MinSize leaves the width to the room that there is.
func (b *fitButton) MinSize() fyne.Size { return fyne.NewSize(0, b.Button.MinSize().Height) }

// Resize cuts the text to the width.
func (b *fitButton) Resize(size fyne.Size) {
	room := size.Width - theme.IconInlineSize() - 5*theme.Padding()
	text := fit(b.label, room, func(s string) float32 {
		return fyne.MeasureText(s, theme.TextSize(), fyne.TextStyle{}).Width
	})
	if text != b.Text {
		b.SetText(text)
	}
	b.Button.Resize(size)
}
