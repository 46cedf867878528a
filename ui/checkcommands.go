package ui

import (
	"fyne.io/fyne/v2"

	"holdfast/atomicsave"
	"holdfast/editor/check"
	"holdfast/editor/check/external"
	"holdfast/ui/words"
)

// menuCheck is the menu of everything about the format of a file.
const menuCheck menuID = "check"

// checkCommands are the commands of the menu Check, and those that fold.
func checkCommands() []*command {
	onPage := func(f func(*Shell, *page)) func(*Shell) {
		return func(s *Shell) { f(s, s.page()) }
	}
	havePage := func(s *Shell) bool { return s.page() != nil }
	return []*command{
		{id: "next_problem", menu: menuCheck, enabled: haveProblems, run: onPage((*Shell).nextProblem)},
		{id: "previous_problem", menu: menuCheck, enabled: haveProblems, run: onPage((*Shell).previousProblem)},
		{id: "repair", menu: menuCheck, shortcut: key(fyne.KeyPeriod, 0), enabled: canRepair, run: onPage((*Shell).repairHere)},
		{id: "complete", menu: menuCheck, group: true, shortcut: controlKey(fyne.KeySpace, 0), enabled: canEdit, run: onPage((*Shell).complete)},
		{id: "explain", menu: menuCheck, shortcut: key(fyne.KeyI, 0), enabled: havePage, run: onPage((*Shell).explain)},
		{id: "schema", menu: menuCheck, enabled: canHaveSchema, run: onPage((*Shell).chooseSchema)},
		{id: "outline", menu: menuCheck, group: true, shortcut: key(fyne.KeyO, fyne.KeyModifierShift), enabled: havePage, run: onPage((*Shell).showOutline)},
		{id: "fold", menu: menuView, group: true, shortcut: key(fyne.KeyLeftBracket, fyne.KeyModifierShift), enabled: havePage, run: onPage(func(_ *Shell, p *page) { p.view.FoldHere() })},
		{id: "unfold", menu: menuView, shortcut: key(fyne.KeyRightBracket, fyne.KeyModifierShift), enabled: havePage, run: onPage(func(_ *Shell, p *page) { p.view.UnfoldHere() })},
		{id: "fold_all", menu: menuView, enabled: havePage, run: onPage(func(_ *Shell, p *page) { p.view.FoldAll() })},
		{id: "unfold_all", menu: menuView, enabled: havePage, run: onPage(func(_ *Shell, p *page) { p.view.UnfoldAll() })},
		{id: "copy_reload", menu: menuCheck, group: true, enabled: haveReload, run: onPage((*Shell).copyReload)},
	}
}

// canRepair says whether the problem in the caret's line has a certain repair,
// or else any problem has.
func canRepair(s *Shell) bool {
	p := s.page()
	return p != nil && canEdit(s) && p.repairAt() != nil
}

// repairAt is the problem that the command repairs: the one in the line of the
// caret, or the first that can be repaired.
func (p *page) repairAt() *check.Problem {
	if p.problems.version != p.file.Document.Version() {
		return nil // the text has changed since it was checked
	}
	line, _ := p.view.CaretPosition()
	var first *check.Problem
	for i := range p.problems.list {
		problem := &p.problems.list[i]
		if problem.Fix == nil {
			continue
		}
		if problem.Line == line {
			return problem
		}
		if first == nil {
			first = problem
		}
	}
	return first
}

// repairHere makes the certain repair of a problem, as an edit that undo takes
// back, and shows where.
func (s *Shell) repairHere(p *page) {
	problem := p.repairAt()
	if problem == nil {
		return
	}
	fix, text := *problem.Fix, p.file.Document.Text()
	line, column := problem.Line, problem.Column
	if s.repair(p, p.problems.version, []check.Fix{*problem.Fix}) {
		p.goTo(line, column)
		p.sayOfText(func() string { return words.T("repair.done", words.D{"What": words.Fix(text, fix)}) })
		s.refreshPage(p)
	}
}

// reloadCommand is the command that makes a program take notice of a page's file,
// once what is shown has been saved; empty if there is none to run.
func (p *page) reloadCommand() string {
	r := p.file.Report
	if r == nil || p.file.Modified() || r.Strategy == atomicsave.StrategyUnchanged {
		return ""
	}
	return external.Reload(p.file.Path)
}

// reloadText is what the status bar offers to be copied.
func (p *page) reloadText() string {
	if command := p.reloadCommand(); command != "" {
		return words.T("reload.copy", words.D{"Command": command})
	}
	return ""
}

func haveReload(s *Shell) bool {
	p := s.page()
	return p != nil && p.reloadCommand() != ""
}

func (s *Shell) copyReload(p *page) {
	s.app.Clipboard().SetContent(p.reloadCommand())
	p.say("reload.copied")
	s.refreshStatus()
}

// previousProblem puts the caret at the problem before it.
func (s *Shell) previousProblem(p *page) {
	list := p.problems.list
	if len(list) == 0 {
		return
	}
	line, column := p.view.CaretPosition()
	at := list[len(list)-1]
	for _, problem := range list {
		if problem.Line > line || problem.Line == line && problem.Column >= column {
			break
		}
		at = problem
	}
	if first := list[0]; line < first.Line || line == first.Line && column <= first.Column {
		at = list[len(list)-1]
	}
	s.goToProblem(p, at)
}
