package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"holdfast/assets"
	"holdfast/ui/words"
)

// The size in points of a new window.
const windowWidth, windowHeight = 960, 680

// build fills the window.
func (s *Shell) build() {
	s.commands = allCommands()
	s.tabs = container.NewDocTabs()
	s.tabs.CloseIntercept = func(item *container.TabItem) {
		if p := s.pageOf(item); p != nil && !s.blocked() {
			s.closePage(p)
		}
	}
	s.find = &find{shell: s}
	s.find.bar = newFindBar(s.find)
	s.tabs.OnSelected = func(*container.TabItem) {
		s.find.pageSelected(s.page())
		s.refreshWindow()
		s.focusPage()
	}
	s.status = newStatusBar(
		func() { s.clicked("steps") },
		func() { s.clicked("next_problem") },
		func() { s.clicked("format") },
		func() { s.clicked("durability") },
		func() { s.cancelRunning(); s.focusPage() },
		func() { s.clicked("read_only") },
	)
	s.status.reload.action = func() { s.clicked("copy_reload") }
	s.noticeBar = newNoticeBar(s)
	s.win.SetMainMenu(s.buildMenus())
	s.addOtherKeys()
	s.layOut()
	s.win.SetPadded(false)
	s.win.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	s.win.Resize(fyne.NewSize(windowWidth, windowHeight))
	s.win.SetCloseIntercept(func() {
		if !s.blocked() || s.lab != nil && s.modal == nil {
			s.quit()
		}
	})
	s.win.SetOnDropped(func(_ fyne.Position, dropped []fyne.URI) { s.openDropped(dropped) })
	s.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch {
		case s.modal != nil:
			s.modal.typedKey(e)
		case s.openDialog != nil && e.Name == fyne.KeyEscape:
			s.dismissOpenDialog()
		case s.lab != nil:
			s.lab.Key(e)
		default:
			s.textKey(e)
		}
	})
}

// layOut puts the parts of the window together. It is called again when the
// language has changed.
func (s *Shell) layOut() {
	s.startScreen = newStartScreen(s)
	s.floating = newFloating(s)
	s.win.SetContent(container.NewStack(container.NewBorder(s.noticeBar.content, container.NewVBox(s.find.bar.content, s.status.content), nil, nil,
		container.NewStack(s.tabs, s.startScreen.content)), s.floating.layer))
}

// runCommand runs the command with that ID as if it were chosen from a menu.
func (s *Shell) runCommand(id commandID) {
	for _, c := range s.commands {
		if c.id == id {
			s.do(c)
			return
		}
	}
}

// clicked runs a command for a click in the status bar. A click on what cannot
// have the keyboard takes it from the text; here it goes back.
func (s *Shell) clicked(id commandID) {
	s.runCommand(id)
	s.focusPage()
}

// buildMenus makes the menu bar from the table of commands.
func (s *Shell) buildMenus() *fyne.MainMenu {
	s.menuItem = map[commandID]*fyne.MenuItem{}
	s.recent = fyne.NewMenuItem(words.T("menu.recent"), nil)
	s.recent.ChildMenu = fyne.NewMenu("")
	var menus []*fyne.Menu
	for _, id := range []menuID{menuFile, menuEdit, menuLines, menuCheck, menuView, menuHelp} {
		menu := fyne.NewMenu(words.T("menu." + string(id)))
		for _, c := range s.commands {
			if c.menu != id {
				continue
			}
			if c.group {
				menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
			}
			item := fyne.NewMenuItem(words.T("command."+string(c.id)), func() { s.do(c) })
			item.Shortcut = c.shortcut
			item.IsQuit = c.id == "quit"
			item.Checked = c.checked != nil && c.checked(s)
			s.menuItem[c.id] = item
			menu.Items = append(menu.Items, item)
			if c.id == "open" {
				menu.Items = append(menu.Items, s.recent)
			}
		}
		menus = append(menus, menu)
	}
	s.setRecents(nil)
	return fyne.NewMainMenu(menus...)
}

// refreshMenus greys the items whose commands make no sense now, and checks
// those that are switched on. Redrawing the
// menu bar costs more than a key press may, so it is done only on a change.
func (s *Shell) refreshMenus() {
	changed := false
	for _, c := range s.commands {
		item := s.menuItem[c.id]
		disabled := c.enabled != nil && !c.enabled(s) || s.lab != nil && !c.inLab
		checked := c.checked != nil && c.checked(s)
		if item.Disabled != disabled || item.Checked != checked {
			item.Disabled, item.Checked = disabled, checked
			changed = true
		}
	}
	if changed {
		s.win.MainMenu().Refresh()
	}
}

// setRecents fills the menu of recent files.
func (s *Shell) setRecents(list []string) {
	s.recents = list
	s.recent.ChildMenu.Items = nil
	for _, path := range list {
		s.recent.ChildMenu.Items = append(s.recent.ChildMenu.Items, fyne.NewMenuItem(path, func() {
			if !s.blocked() {
				s.openPath(Target{Path: path})
			}
		}))
	}
	s.recent.Disabled = len(list) == 0
	if s.win.MainMenu() != nil {
		s.win.MainMenu().Refresh()
	}
	if s.startScreen != nil {
		s.startScreen.refresh()
	}
}
