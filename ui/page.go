package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/workspace"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// page is one tab: a file and its view.
type page struct {
	shell  *Shell
	file   *workspace.File
	view   *textview.View
	item   *container.TabItem
	order  int              // of the request to open it
	landed editor.Selection // where its target has put the carets

	drafting  *workspace.Drafting
	saveWait  *modal   // asks whether to close without waiting for a save; or nil
	visits    []*visit // who waits for the page to be closed
	watch     *workspace.Watch
	watched   string  // the path that watch looks at
	following bool    // theirs is being read, unasked
	notice    *notice // of the file's disk; nil for no news
	notices   [noticeKinds]*notice
	conflicts conflicts
	around    around
	copying   copying
	marks     marks
	colours   colours
	problems  problems
	detected  detected
	hoverRun  int       // number of the last question about a place
	decided   decisions // about the text that is being saved

	// message is what the status bar says about this file: what the last save
	// achieved, or how it was opened.
	message phrase
	// loaded is how much of the file has been read, in percent, while it is
	// still being read; whenLoaded runs once all of it is there.
	loaded     int
	whenLoaded func()
	cancelLoad func() // nil for a file that was read at once
	replacing  func() // ends the replacing of all matches; nil if none is under way
	// afterSave runs once the save that is under way has succeeded.
	afterSave func()
}

// nextOrder numbers the requests for a page.
func (s *Shell) nextOrder() int {
	s.order++
	return s.order
}

// addPage shows a file in a new tab behind the others and selects it.
func (s *Shell) addPage(f *workspace.File) *page { return s.insertPage(f, s.nextOrder(), true) }

// insertPage shows a file in a new tab among those with a lower and a higher
// order. An empty document that was never touched makes room for it.
func (s *Shell) insertPage(f *workspace.File, order int, show bool) *page {
	p := &page{shell: s, file: f, order: order}
	p.view = textview.New(f.Document, s.post)
	p.view.OnChanged = func() { s.pageChanged(p) }
	p.view.OnSelectionChanged = func() { s.selectionChanged(p) }
	p.view.OnReadOnlyTyped = func() { s.explainReadOnly(p) }
	p.view.OnShortcut = s.shortcut
	s.assist(p)
	p.view.OnKey = s.textKey
	p.view.OnContextMenu = func(at fyne.Position) { s.showContextMenu(p, at) }
	p.view.OnZoom = func(steps int) { s.changeTextSize(s.prefs.TextSize + float32(steps)) }
	p.view.OnIndent = func(cmd editor.Command) { s.edit(p, commandName("indent"), cmd, p.view.Touched(), nil) }
	p.view.OnOutdent = func(cmd editor.Command) { s.edit(p, commandName("outdent"), cmd, p.view.Touched(), nil) }
	p.view.OnLongUndo = func(work func(context.Context) func() bool) { s.travelAhead(p, "undo", work) }
	p.view.OnLongRedo = func(work func(context.Context) func() bool) { s.travelAhead(p, "redo", work) }
	p.view.OnPaste = func() bool { return s.paste(p) }
	s.followSelections(p)
	p.view.SetFont(s.font)
	p.apply(s.prefs)
	p.view.SetReadOnly(!f.Editable())
	p.item = container.NewTabItem(p.label(tabMark), p.view)
	if !s.prefs.NoDrafts {
		p.drafting = s.drafts.Follow(f)
	}
	p.view.OnEdit = p.colours.edited
	s.watch(p)
	s.colour(p)
	s.checkFormat(p)
	s.findConflicts(p)
	s.lookAround(p)

	idle, selected := s.idlePage(), s.tabs.Selected()
	s.pages = append(s.pages, p)
	slices.SortStableFunc(s.pages, func(a, b *page) int { return a.order - b.order })
	items := make([]*container.TabItem, len(s.pages))
	for i, page := range s.pages {
		items[i] = page.item
	}
	s.tabs.SetItems(items)
	if idle != nil && f.Path != "" {
		s.removePage(idle)
		show = true
	}
	if show || selected == nil {
		selected = p.item
	}
	s.tabs.Select(selected)
	s.focusPage()
	s.refreshAll()
	return p
}

// idlePage is the only page if it is an untouched new document.
func (s *Shell) idlePage() *page {
	if len(s.pages) != 1 {
		return nil
	}
	p := s.pages[0]
	if p.file.Path != "" || p.file.Modified() || p.file.Saving() || p.file.Document.Text().Len() > 0 {
		return nil
	}
	return p
}

func (s *Shell) removePage(p *page) {
	for i, q := range s.pages {
		if q == p {
			s.pages = append(s.pages[:i:i], s.pages[i+1:]...)
			s.find.pageRemoved(p)
			s.unwatch(p)
			p.visits = endVisits(p.visits, !p.file.Modified())
			s.leaveFile(p)
			p.colours.close()
			s.dropDraft(p)
			if p.cancelLoad != nil {
				p.cancelLoad()
			}
			if p.replacing != nil {
				p.replacing()
			}
			s.tabs.Remove(p.item)
			if p.file.Document.Text().Len() > garbage {
				s.collect()
			}
			break
		}
	}
	s.focusPage()
	s.refreshAll()
}

// page is the selected tab; nil when there is none.
func (s *Shell) page() *page { return s.pageOf(s.tabs.Selected()) }

func (s *Shell) pageOf(item *container.TabItem) *page {
	for _, p := range s.pages {
		if p.item == item {
			return p
		}
	}
	return nil
}

// pageAt is the page of the file at an absolute path; nil when it is not open.
func (s *Shell) pageAt(path string) *page {
	for _, p := range s.pages {
		if p.file.Path == path {
			return p
		}
	}
	return nil
}

// apply makes the view look as the settings say.
func (p *page) apply(prefs workspace.Preferences) {
	settings := prefs.Indentation(p.file.Name(), p.file.Document.Text(), p.around.style)
	settings.LineEnding = p.file.Format.NewBreak()
	p.view.SetSettings(settings)
	p.view.SetTextSize(prefs.TextSize)
	p.view.SetOptions(textview.Options{
		Wrap:         prefs.Wrap,
		ShowSpaces:   prefs.ShowSpaces,
		IndentGuides: prefs.IndentGuides,
		HideNumbers:  prefs.HideNumbers,
	})
}

// name is the file's name, or what a new document is called.
func (p *page) name() string {
	if n := p.file.Name(); n != "" {
		return n
	}
	return words.T("page.untitled")
}

// label is the name, with a mark before it when there are changes.
func (p *page) label(mark string) string {
	if p.file.Modified() {
		return mark + p.name()
	}
	return p.name()
}

// What stands before the name of a document that has unsaved changes. The fonts that
// Fyne brings along have the mark of the tab: for another one all fonts of the machine
// would be looked through, at the first key.
const (
	titleMark = "● "
	tabMark   = "• "
)

// focusPage gives the keyboard to the selected text view.
func (s *Shell) focusPage() {
	if s.lab != nil {
		s.focusInLab(s.lab.focus)
		return
	}
	if p := s.page(); p != nil && !s.blocked() {
		s.win.Canvas().Focus(p.view)
	}
}

// pageChanged is called after every change of a page's text.
func (s *Shell) pageChanged(p *page) {
	s.textMoved(p)
	if p.file.FollowFormat() {
		p.apply(s.prefs)
	}
	p.colours.changed()
	s.find.textChanged(p)
	s.markChanges(p)
	s.findConflicts(p)
	s.checkFormat(p)
	s.refreshPage(p)
}

// showContextMenu offers what can be done with the selection.
func (s *Shell) showContextMenu(p *page, at fyne.Position) {
	if s.blocked() {
		return
	}
	s.win.Canvas().Focus(p.view)
	var items []*fyne.MenuItem
	for _, id := range []commandID{"undo", "redo", "", "cut", "copy", "paste", "", "select_all"} {
		if id == "" {
			items = append(items, fyne.NewMenuItemSeparator())
			continue
		}
		item := fyne.NewMenuItem(words.T("command."+string(id)), func() {
			s.focusPage()
			s.runCommand(id)
		})
		item.Disabled = s.menuItem[id].Disabled
		items = append(items, item)
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), s.win.Canvas(), at)
}

// textKey is called for a key that the text view has no use for.
func (s *Shell) textKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		s.hideFind()
	case fyne.KeyF3:
		s.find.next(!shiftHeld())
	case fyne.KeyF1:
		s.runCommand("guide")
	case fyne.KeyF6:
		s.focusNotice()
	}
}

// selectionChanged is called after every movement of a page's caret.
func (s *Shell) selectionChanged(p *page) {
	s.textMoved(p)
	if p == s.page() {
		s.status.setPosition(p.view.CaretPosition())
		if len(p.problems.list) > 0 {
			s.refreshStatus()
		}
		s.refreshMenus()
	}
}

// refreshPage brings tab, title, menus and status bar up to date after p has
// changed.
func (s *Shell) refreshPage(p *page) {
	if label := p.label(tabMark); p.item.Text != label {
		p.item.Text = label
		s.tabs.Refresh()
	}
	if p == s.page() {
		s.refreshWindow()
	}
}

func (s *Shell) refreshAll() {
	for _, p := range s.pages {
		s.refreshPage(p)
	}
	s.refreshWindow()
}

func (s *Shell) refreshWindow() {
	title := words.T("app.name")
	if p := s.page(); p != nil {
		title = p.label(titleMark) + " — " + title
	}
	if s.win.Title() != title {
		s.win.SetTitle(title)
	}
	s.refreshMenus()
	s.refreshStatus()
	s.refreshNotice()
	s.startScreen.refresh()
}

// goTo puts the caret of p at a line and column, counted from 1.
func (p *page) goTo(line, column int) {
	p.view.GoTo(line, max(column, 1))
}

var _ fyne.Focusable = (*textview.View)(nil)
