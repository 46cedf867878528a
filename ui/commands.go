package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"holdfast/editor"
	"holdfast/editor/workspace"
	"holdfast/ui/textview"
)

// commandID names a command. It is also the key of its label: "command.ID".
type commandID string

// menuID names a menu of the menu bar. It is also the key of its label:
// "menu.ID".
type menuID string

const (
	menuFile  menuID = "file"
	menuEdit  menuID = "edit"
	menuLines menuID = "lines"
	menuView  menuID = "view"
	menuHelp  menuID = "help"
)

// command is something a person can do. Menus and keys share one table of them.
type command struct {
	id       commandID
	menu     menuID
	shortcut fyne.Shortcut // nil for none
	// also are other keys for the same, which no menu shows.
	also []fyne.Shortcut
	// begins a new group in its menu.
	group bool
	// enabled reports whether the command makes sense now; nil means always.
	// Menus show it, and run is not called when it says no, because a key
	// reaches a command whose menu item is greyed.
	enabled func(*Shell) bool
	run     func(*Shell)
	// checked reports whether what the command switches is on; nil for a
	// command that switches nothing.
	checked func(*Shell) bool
	// inModal marks the commands that also work while a modal is open: those
	// that act on the text field that has the focus.
	inModal bool
	// inLab marks the commands that also work while the Save Lab is open.
	inLab bool
}

func key(name fyne.KeyName, extra fyne.KeyModifier) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault | extra}
}

func controlKey(name fyne.KeyName, extra fyne.KeyModifier) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl | extra}
}

func altKey(name fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierAlt}
}

// line is a command of the menu Lines that works on a place, however much is
// selected.
func line(id commandID, shortcut fyne.Shortcut, edit func() editor.Command) *command {
	return &command{id: id, menu: menuLines, shortcut: shortcut, enabled: canEdit, run: func(s *Shell) { s.page().view.Do(edit()) }}
}

// eachLine is a command of the menu Lines that works on each line that is
// selected, or on each word. Without an editor command it comments, which
// depends on the file.
func eachLine(id commandID, shortcut fyne.Shortcut, edit func() editor.Command) *command {
	return &command{id: id, menu: menuLines, shortcut: shortcut, enabled: canEdit, run: func(s *Shell) {
		p := s.page()
		if edit == nil {
			s.toggleComment(p)
			return
		}
		s.edit(p, commandName(id), edit(), p.view.Touched(), nil)
	}}
}

// wholeText is a command of the menu Lines that looks at the whole text.
func wholeText(id commandID, shortcut fyne.Shortcut, edit func() editor.Command) *command {
	return &command{id: id, menu: menuLines, shortcut: shortcut, enabled: haveAllText, run: func(s *Shell) {
		p := s.page()
		s.edit(p, commandName(id), edit(), p.file.Document.Text().Len(), nil)
	}}
}

// toggle is a command that switches a setting of the view on and off.
func toggle(id commandID, shortcut fyne.Shortcut, setting func(*workspace.Preferences) *bool) *command {
	return &command{
		id: id, menu: menuView, shortcut: shortcut,
		checked: func(s *Shell) bool { return *setting(&s.prefs) },
		run: func(s *Shell) {
			s.changePreferences(func(p *workspace.Preferences) { *setting(p) = !*setting(p) })
			s.refreshMenus()
		},
	}
}

// groupOf makes a command begin a new group in its menu.
func groupOf(c *command) *command {
	c.group = true
	return c
}

// allCommands is the table of everything that the window can do.
func allCommands() []*command {
	onPage := func(f func(*Shell, *page)) func(*Shell) {
		return func(s *Shell) { f(s, s.page()) }
	}
	havePage := func(s *Shell) bool { return s.page() != nil }
	return append([]*command{
		{id: "new", menu: menuFile, shortcut: key(fyne.KeyN, 0), run: (*Shell).newFile},
		{id: "open", menu: menuFile, shortcut: key(fyne.KeyO, 0), run: (*Shell).chooseAndOpen},
		{id: "save", menu: menuFile, group: true, shortcut: key(fyne.KeyS, 0), enabled: canSave, run: onPage((*Shell).save)},
		{id: "save_as", menu: menuFile, shortcut: key(fyne.KeyS, fyne.KeyModifierShift), enabled: canSaveAs, run: onPage((*Shell).saveAs)},
		{id: "history", menu: menuFile, enabled: haveHistory, run: onPage((*Shell).showHistory)},
		{id: "compare", menu: menuFile, enabled: canCompare, run: onPage(func(s *Shell, p *page) { s.compareWithDisk(p, nil, nil) })},
		{id: "second_copy", menu: menuFile, enabled: haveSaved, run: onPage((*Shell).chooseCopyFolder)},
		{id: "read_only", menu: menuFile, enabled: havePage, checked: isReadOnly, run: (*Shell).toggleReadOnly},
		{id: "format", menu: menuFile, group: true, enabled: canFormat, run: onPage((*Shell).showFormat)},
		{id: "settings", menu: menuFile, group: true, shortcut: key(fyne.KeyComma, 0), run: (*Shell).showSettings},
		{id: "stop", menu: menuFile, group: true, shortcut: key(fyne.KeyPeriod, fyne.KeyModifierShift), enabled: isRunning, run: (*Shell).cancelRunning},
		{id: "close", menu: menuFile, group: true, shortcut: key(fyne.KeyW, 0), enabled: havePage, run: onPage((*Shell).closePage)},
		{id: "quit", menu: menuFile, shortcut: key(fyne.KeyQ, 0), run: (*Shell).quit, inLab: true},

		{id: "undo", menu: menuEdit, shortcut: &fyne.ShortcutUndo{}, enabled: canUndo, run: onText(&fyne.ShortcutUndo{}, (*textview.View).Undo), inModal: true},
		{id: "redo", menu: menuEdit, shortcut: &fyne.ShortcutRedo{}, enabled: canRedo, run: onText(&fyne.ShortcutRedo{}, (*textview.View).Redo), inModal: true},
		{id: "cut", menu: menuEdit, group: true, shortcut: &fyne.ShortcutCut{}, run: clipboardCommand((*textview.View).Cut, func(c fyne.Clipboard) fyne.Shortcut { return &fyne.ShortcutCut{Clipboard: c} }), inModal: true},
		{id: "copy", menu: menuEdit, shortcut: &fyne.ShortcutCopy{}, run: clipboardCommand((*textview.View).Copy, func(c fyne.Clipboard) fyne.Shortcut { return &fyne.ShortcutCopy{Clipboard: c} }), inModal: true},
		{id: "paste", menu: menuEdit, shortcut: &fyne.ShortcutPaste{}, run: clipboardCommand((*textview.View).Paste, func(c fyne.Clipboard) fyne.Shortcut { return &fyne.ShortcutPaste{Clipboard: c} }), inModal: true},
		{id: "select_all", menu: menuEdit, group: true, shortcut: &fyne.ShortcutSelectAll{}, run: onText(&fyne.ShortcutSelectAll{}, (*textview.View).SelectAll), inModal: true},
		{id: "go_to_line", menu: menuEdit, shortcut: key(fyne.KeyG, 0), enabled: havePage, run: (*Shell).askLine},

		{id: "find", menu: menuEdit, group: true, shortcut: key(fyne.KeyF, 0), enabled: havePage, run: func(s *Shell) { s.showFind(false) }},
		{id: "replace", menu: menuEdit, shortcut: controlKey(fyne.KeyH, 0), enabled: canEdit, run: func(s *Shell) { s.showFind(true) }},
		{id: "find_next", menu: menuEdit, enabled: havePage, run: func(s *Shell) { s.find.next(true) }},
		{id: "find_previous", menu: menuEdit, enabled: havePage, run: func(s *Shell) { s.find.next(false) }},
		{id: "select_matches", menu: menuEdit, shortcut: key(fyne.KeyA, fyne.KeyModifierShift), enabled: haveMatches, run: func(s *Shell) { s.find.selectMatches() }},

		{id: "next_conflict", menu: menuEdit, shortcut: altKey(fyne.KeyN), enabled: haveConflicts, run: onPage((*Shell).nextConflict)},
		{id: "conflicts", menu: menuEdit, enabled: haveConflicts, run: onPage((*Shell).decideConflicts)},
		{id: "notice", menu: menuEdit, shortcut: altKey(fyne.KeyReturn), enabled: haveNotice, run: (*Shell).answerNotice},

		eachLine("comment", key(fyne.KeySlash, 0), nil),
		eachLine("indent", key(fyne.KeyRightBracket, 0), editor.IndentLines),
		eachLine("outdent", key(fyne.KeyLeftBracket, 0), editor.OutdentLines),
		groupOf(line("duplicate", key(fyne.KeyD, fyne.KeyModifierShift), editor.DuplicateLines)),
		line("delete_line", key(fyne.KeyK, fyne.KeyModifierShift), editor.DeleteLines),
		line("move_up", altKey(fyne.KeyUp), editor.MoveLinesUp),
		line("move_down", altKey(fyne.KeyDown), editor.MoveLinesDown),
		eachLine("join", key(fyne.KeyJ, 0), editor.JoinLines),
		eachLine("sort", nil, editor.SortLines),
		wholeText("trim", nil, editor.TrimTrailingSpace),
		groupOf(eachLine("upper", nil, editor.UpperCase)),
		eachLine("lower", nil, editor.LowerCase),
		groupOf(wholeText("next_occurrence", key(fyne.KeyD, 0), editor.AddNextOccurrence)),
		eachLine("caret_per_line", key(fyne.KeyL, fyne.KeyModifierShift), editor.CaretPerLine),

		toggle("wrap", altKey(fyne.KeyZ), func(p *workspace.Preferences) *bool { return &p.Wrap }),
		toggle("show_spaces", nil, func(p *workspace.Preferences) *bool { return &p.ShowSpaces }),
		toggle("indent_guides", nil, func(p *workspace.Preferences) *bool { return &p.IndentGuides }),
		toggle("hide_numbers", nil, func(p *workspace.Preferences) *bool { return &p.HideNumbers }),
		{id: "bigger", menu: menuView, group: true, shortcut: key(fyne.KeyEqual, 0), run: (*Shell).biggerText, also: []fyne.Shortcut{
			key(fyne.KeyEqual, fyne.KeyModifierShift), key(fyne.KeyPlus, 0), key(fyne.KeyPlus, fyne.KeyModifierShift),
		}},
		{id: "smaller", menu: menuView, shortcut: key(fyne.KeyMinus, 0), run: (*Shell).smallerText},
		{id: "normal", menu: menuView, shortcut: key(fyne.Key0, 0), run: (*Shell).normalText},
		{id: "next_tab", menu: menuView, group: true, shortcut: controlKey(fyne.KeyPageDown, 0), enabled: haveTabs, run: func(s *Shell) { s.switchTab(1) }, also: []fyne.Shortcut{
			controlKey(fyne.KeyTab, 0),
		}},
		{id: "previous_tab", menu: menuView, shortcut: controlKey(fyne.KeyPageUp, 0), enabled: haveTabs, run: func(s *Shell) { s.switchTab(-1) }, also: []fyne.Shortcut{
			controlKey(fyne.KeyTab, fyne.KeyModifierShift),
		}},

		{id: "palette", menu: menuHelp, shortcut: key(fyne.KeyP, fyne.KeyModifierShift), run: (*Shell).showPalette},
		{id: "guide", menu: menuHelp, run: (*Shell).showGuide},
		{id: "steps", menu: menuHelp, group: true, enabled: haveReport, run: (*Shell).showSteps},
		{id: "lab", menu: menuHelp, shortcut: altKey(fyne.KeyL), run: (*Shell).showLab, inLab: true},
		{id: "durability", menu: menuHelp, run: (*Shell).chooseDurability},
		{id: "about", menu: menuHelp, group: true, run: (*Shell).showAbout},
	}, checkCommands()...)
}

func canSave(s *Shell) bool {
	p := s.page()
	return p != nil && p.file.Editable() && !p.file.Saving()
}

// canSaveAs is true for a locked text too: it can be saved to another place.
func canSaveAs(s *Shell) bool {
	p := s.page()
	return p != nil && p.file.NotText == nil && !p.file.Saving()
}

// canUndo is true in a text field, which knows itself whether it can.
func canUndo(s *Shell) bool {
	if s.otherField() != nil {
		return true
	}
	p := s.page()
	return p != nil && p.file.Editable() && p.file.Document.CanUndo()
}

func canRedo(s *Shell) bool {
	if s.otherField() != nil {
		return true
	}
	p := s.page()
	return p != nil && p.file.Editable() && p.file.Document.CanRedo()
}

// haveSaved is true for a file that may have kept versions.
func haveSaved(s *Shell) bool {
	p := s.page()
	return p != nil && p.file.Path != ""
}

// haveHistory is true for a file that is there to its end: an earlier version takes
// the place of the whole text.
func haveHistory(s *Shell) bool { return haveSaved(s) && canFormat(s) }

// canCompare is true for a text that there may be another version of on the disk.
func canCompare(s *Shell) bool { return haveSaved(s) && canFormat(s) && s.page().file.NotText == nil }

func canFormat(s *Shell) bool {
	p := s.page()
	return p != nil && !p.file.Loading() && !p.file.Saving()
}

func canEdit(s *Shell) bool {
	p := s.page()
	return p != nil && p.file.Editable()
}

// haveAllText is true for a text that may be changed and is there to its end.
func haveAllText(s *Shell) bool { return canEdit(s) && !s.page().file.Loading() }

func haveProblems(s *Shell) bool {
	p := s.page()
	return p != nil && len(p.problems.list) > 0
}

// haveMatches is true when all places of what is looked for are known.
func haveMatches(s *Shell) bool {
	f := s.find
	return f.page != nil && f.page == s.page() && f.counted && len(f.matches) > 0
}

func haveTabs(s *Shell) bool { return len(s.pages) > 1 }

func haveReport(s *Shell) bool {
	p := s.page()
	return p != nil && p.file.Report != nil
}

// otherField is what has the focus if that is a text field and not the text
// view of a page. Menu shortcuts fire before any widget sees the key, so the
// commands of the Edit menu go where the focus is.
func (s *Shell) otherField() fyne.Shortcutable {
	switch focused := s.win.Canvas().Focused().(type) {
	case *textview.View:
		return nil
	case fyne.Shortcutable:
		return focused
	}
	return nil
}

// onText runs a method of the focused text view, or gives the shortcut to the
// text field that has the focus.
func onText(shortcut fyne.Shortcut, method func(*textview.View)) func(*Shell) {
	return func(s *Shell) {
		if field := s.otherField(); field != nil {
			field.TypedShortcut(shortcut)
			return
		}
		p := s.page()
		if p != nil && !s.blocked() {
			method(p.view)
		} else if v, ok := s.win.Canvas().Focused().(*textview.View); ok && s.modal != nil && (p == nil || v != p.view) {
			method(v) // of a comparison
		}
	}
}

// clipboardCommand is onText for the shortcuts that carry a clipboard.
func clipboardCommand(method func(*textview.View), shortcut func(fyne.Clipboard) fyne.Shortcut) func(*Shell) {
	return func(s *Shell) { onText(shortcut(s.app.Clipboard()), method)(s) }
}

// do runs a command unless it makes no sense now or a modal is open. Modals do
// not stop menu shortcuts by themselves.
func (s *Shell) do(c *command) {
	if s.blocked() && !c.inModal && (!c.inLab || s.modal != nil) {
		return
	}
	if c.enabled != nil && !c.enabled(s) {
		return
	}
	c.run(s)
}

// blocked reports whether something is open that must be answered first.
func (s *Shell) blocked() bool { return s.modal != nil || s.openDialog != nil || s.lab != nil }

// shortcut runs the command that has a shortcut; text views pass on those that
// they do not know themselves.
func (s *Shell) shortcut(pressed fyne.Shortcut) {
	for _, c := range s.commands {
		if c.shortcut != nil && c.shortcut.ShortcutName() == pressed.ShortcutName() || slices.ContainsFunc(c.also, func(other fyne.Shortcut) bool {
			return other.ShortcutName() == pressed.ShortcutName()
		}) {
			s.do(c)
			return
		}
	}
}

// addOtherKeys makes the keys that no menu shows work where no text has the
// keyboard.
func (s *Shell) addOtherKeys() {
	for _, c := range s.commands {
		for _, other := range c.also {
			s.win.Canvas().AddShortcut(other, s.shortcut)
		}
	}
}

func (s *Shell) switchTab(by int) {
	i := s.tabs.SelectedIndex() + by
	s.tabs.SelectIndex((i + len(s.pages)) % len(s.pages))
}
