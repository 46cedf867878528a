package ui

import (
	"cmp"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/ui/words"
)

// paletteEntry is a line of the command palette.
type paletteEntry struct {
	label, note string // note is the key, or why the command makes no sense now
	disabled    bool
	run         func()
}

// palette lists everything that the window can do, to be found by some letters
// of its name.
type palette struct {
	shell *Shell
	modal *modal
	field *paletteField
	list  *paletteList
	all   []paletteEntry
	shown []paletteEntry
	at    int // the entry that Enter takes
	none  *widget.Label
}

// paletteHeight is the share of the window's height that the list takes.
const paletteHeight = 0.55

// showPalette opens the command palette.
func (s *Shell) showPalette() {
	s.choose(words.T("palette.title"), words.T("palette.placeholder"), s.paletteEntries())
}

// choose shows a list of entries to be found by some letters of their labels.
func (s *Shell) choose(title, placeholder string, all []paletteEntry) *palette {
	p := &palette{shell: s, all: all}
	p.field = &paletteField{palette: p}
	p.field.ExtendBaseWidget(p.field)
	p.field.SetPlaceHolder(placeholder)
	p.field.OnChanged = p.filter
	p.list = newPaletteList(p)
	p.none = widget.NewLabel(words.T("find.nothing"))
	p.filter("")
	room := container.New(&fixedHeight{height: s.win.Canvas().Size().Height * paletteHeight}, container.NewStack(p.list, container.NewVBox(p.none)))
	p.modal = s.newModal(title, container.NewVBox(p.field, room),
		choice{label: words.T("button.close"), cancel: true})
	p.modal.first = p.field
	p.modal.show()
	return p
}

// paletteEntries are the commands in the order of the menus, and then the recent
// files.
func (s *Shell) paletteEntries() []paletteEntry {
	var all []paletteEntry
	for _, c := range s.commands {
		if c.id == "palette" {
			continue
		}
		e := paletteEntry{
			label: words.T("palette.entry", words.D{"Menu": words.T("menu." + string(c.menu)), "Command": words.T("command." + string(c.id))}),
			note:  keyText(c.shortcut),
			run:   func() { s.do(c) },
		}
		if c.enabled != nil && !c.enabled(s) {
			e.disabled, e.note = true, s.whyNot(c.id)
		}
		all = append(all, e)
	}
	for _, path := range s.recents {
		all = append(all, paletteEntry{
			label: words.T("palette.entry", words.D{"Menu": words.T("menu.recent"), "Command": filepath.Base(path)}),
			note:  filepath.Dir(path),
			run:   func() { s.openPath(Target{Path: path}) },
		})
	}
	return all
}

// whyNot says why a command makes no sense now.
func (s *Shell) whyNot(id commandID) string {
	p := s.page()
	waits := id == "history" && haveSaved(s) // for the same reasons as others
	if key := "why." + string(id); words.T(key) != key && !waits {
		return words.T(key)
	}
	switch {
	case p == nil:
		return words.T("why.no_file")
	case p.file.Loading():
		return words.T("why.loading")
	case p.file.Saving():
		return words.T("why.saving")
	case p.view.ReadOnly():
		return words.T("status.locked")
	}
	return words.T("why.not_now")
}

// filter shows the entries that fit, the best first.
func (p *palette) filter(pattern string) {
	type scored struct {
		paletteEntry
		score int
	}
	var found []scored
	for _, e := range p.all {
		if score, ok := fuzzyWords(pattern, e.label); ok {
			found = append(found, scored{e, score})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	p.shown = p.shown[:0:0]
	for _, f := range found {
		p.shown = append(p.shown, f.paletteEntry)
	}
	p.at = 0
	p.none.Hidden = len(p.shown) > 0
	p.none.Refresh()
	p.list.Refresh()
	p.list.ScrollToTop()
}

// move takes the mark by lines.
func (p *palette) move(by int) {
	if len(p.shown) == 0 {
		return
	}
	p.at = min(max(p.at+by, 0), len(p.shown)-1)
	p.list.ScrollTo(p.at)
	p.list.Refresh()
}

// take closes the palette and runs an entry. One that makes no sense now stays
// where it is: its line says why.
func (p *palette) take(i int) {
	if i < 0 || i >= len(p.shown) || p.shown[i].disabled {
		return
	}
	p.modal.close()
	p.shown[i].run()
}

// palettePage is how many lines Page Up and Page Down move.
const palettePage = 8

// paletteField is where the letters are typed. It keeps the keyboard; arrows
// move in the list.
type paletteField struct {
	widget.Entry
	palette *palette
}

// TypedKey is called by Fyne for a key press.
func (f *paletteField) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		f.palette.modal.cancel()
	case fyne.KeyReturn, fyne.KeyEnter:
		f.palette.take(f.palette.at)
	default:
		if by := listStep(e.Name, palettePage); by != 0 {
			f.palette.move(by)
			return
		}
		f.Entry.TypedKey(e)
	}
}

// listStep is by how many lines a key moves in a list of so many lines a page; 0 for
// other keys.
func listStep(key fyne.KeyName, page int) int {
	switch key {
	case fyne.KeyDown:
		return 1
	case fyne.KeyUp:
		return -1
	case fyne.KeyPageDown:
		return page
	case fyne.KeyPageUp:
		return -page
	}
	return 0
}

// paletteList shows the entries. Fyne gives it the keyboard when the user presses Tab:
// then every key does what it does in the field, and letters go there.
type paletteList struct {
	widget.List
	palette *palette
}

func newPaletteList(p *palette) *paletteList {
	l := &paletteList{palette: p}
	l.Length = func() int { return len(p.shown) }
	l.CreateItem = func() fyne.CanvasObject { return newPaletteRow(p) }
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { o.(*paletteRow).set(i, p.shown[i], i == p.at) }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey is called by Fyne for a key press.
func (l *paletteList) TypedKey(e *fyne.KeyEvent) { l.palette.field.TypedKey(e) }

// TypedRune is called by Fyne for a character.
func (l *paletteList) TypedRune(r rune) {
	l.palette.shell.win.Canvas().Focus(l.palette.field)
	l.palette.field.TypedRune(r)
}
