package ui

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/check"
	"holdfast/editor/check/diag"
	"holdfast/editor/check/external"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// objected asks what is to become of a save that was stopped before it wrote
// anything. An answer may begin it again with again; what waits for the save
// goes on waiting then.
func (s *Shell) objected(p *page, saving *workspace.Saving, o *objection, again func()) {
	then := p.stopped(s)
	decided := p.decided.about(saving.Path(), saving.Snapshot().Version)
	resume := func(d decisions) {
		p.decided, p.afterSave = d, then
		again()
	}
	if o.program != "" {
		s.whenFree(func() {
			s.askProgram(o, saving.Path(), func(once bool) {
				if !once {
					decided = decided.skip(o.program)
				}
				resume(decided)
			})
		})
		return
	}
	anyway := func() {
		decided.invalid = verdictOf(string(o.format), o.problems)
		resume(decided)
	}
	s.whenFree(func() {
		title := words.T("invalid.title", words.D{"Format": words.Format(o.format)})
		s.showObjection(p, saving, title, o.problems, anyway, func() { resume(decided) })
	})
}

// stopped takes back what waits for the save of a page that was stopped.
func (p *page) stopped(s *Shell) (then func()) {
	then, p.afterSave = p.afterSave, nil
	s.refreshPage(p)
	return then
}

// refused tells that a program found the text wrong, and lets the user insist.
func (s *Shell) refused(p *page, saving *workspace.Saving, r *external.Refusal, again func()) {
	then := p.stopped(s)
	problems := wrongOnes(r.Problems)
	s.showRefusal(p, saving, r.Problems)
	anyway := func() {
		p.decided = p.decided.about(saving.Path(), saving.Snapshot().Version)
		p.decided.refused = verdictOf(r.Checker, problems)
		p.afterSave = then
		again()
	}
	s.whenFree(func() {
		title := words.T("refused.title", words.D{"Program": filepath.Base(r.Checker)})
		s.showObjection(p, saving, title, problems, anyway, nil)
	})
}

// mostShown is how many problems a modal lists.
const mostShown = 3

// showObjection lists what is wrong. saveAgain runs after a repair.
func (s *Shell) showObjection(p *page, saving *workspace.Saving, title string, problems []check.Problem, anyway, saveAgain func()) {
	version := saving.Snapshot().Version
	lines := []string{saving.Path()}
	for _, problem := range problems[:min(len(problems), mostShown)] {
		lines = append(lines, placed(problem, messageOf(problem)))
	}
	if more := len(problems) - mostShown; more > 0 {
		lines = append(lines, words.N("invalid.more", more))
	}
	choices := []choice{
		{label: words.T("button.cancel"), cancel: true},
		{label: words.T("button.save_anyway"), importance: widget.WarningImportance, run: anyway},
	}
	fixes := fixesOf(problems)
	if saveAgain != nil && len(fixes) > 0 {
		lines = append(lines, words.T("invalid.repair", words.D{"What": words.Fix(p.file.Document.Text(), fixes[0])}))
		choices = append(choices, choice{label: words.T("button.repair_and_save"), run: func() {
			if s.repair(p, version, fixes) {
				saveAgain()
			}
		}})
	}
	lines = append(lines, words.T("invalid.nothing_written"))
	if at := problems[0]; at.Line > 0 {
		choices = append(choices, choice{label: words.T("button.go_there"), importance: widget.HighImportance, focus: true, run: func() { s.goToProblem(p, at) }})
	} else {
		choices[0].focus, choices[0].importance = true, widget.HighImportance
	}
	s.newModal(title, paragraph(strings.Join(lines, "\n\n")), choices...).show()
}

// placed is a sentence about a problem with its place before it.
func placed(p check.Problem, sentence string) string {
	if p.Line == 0 {
		return sentence
	}
	return words.T("invalid.place", words.D{"Line": strconv.Itoa(p.Line), "Column": strconv.Itoa(p.Column), "Message": sentence})
}

// messageOf is the sentence for a problem; of one that a program found, what it
// said, since the title names the program.
func messageOf(p check.Problem) string {
	if text := p.Data["Text"]; p.Code == diag.Program && text != "" {
		return text
	}
	return words.Problem(p)
}

// wrongOnes are the errors among problems.
func wrongOnes(all []check.Problem) []check.Problem {
	var wrong []check.Problem
	for _, p := range all {
		if p.Severity == check.Error {
			wrong = append(wrong, p)
		}
	}
	return wrong
}

// goToProblem shows the place of a problem and says what it is.
func (s *Shell) goToProblem(p *page, at check.Problem) {
	if item := p.item; s.tabs.Selected() != item {
		s.tabs.Select(item)
	}
	p.goTo(max(at.Line, 1), max(at.Column, 1))
	s.focusPage()
	s.refreshStatus()
}

// askProgram asks whether a program may check files before they are saved. The
// answer is remembered; without one the program is not asked this time.
func (s *Shell) askProgram(o *objection, path string, answer func(once bool)) {
	name := filepath.Base(o.program)
	remember := func(perm workspace.Permission) func() {
		return func() {
			s.permit(o.program, perm)
			answer(true)
		}
	}
	text := words.T("program.text", words.D{"Program": name, "File": filepath.Base(path)})
	details := fmt.Sprintf("%s %s", o.program, strings.ReplaceAll(strings.ReplaceAll(o.checker.Args, "{file}", words.T("program.the_file")), "{dir}", words.T("program.its_folder")))
	s.newModal(words.T("program.title", words.D{"Program": name}), s.message(text, details),
		choice{label: words.T("button.not_now"), cancel: true, focus: true, run: func() { answer(false) }},
		choice{label: words.T("button.never"), run: remember(workspace.Never)},
		choice{label: words.T("button.check_always"), importance: widget.HighImportance, run: remember(workspace.Allowed)},
	).show()
}

// fixesOf are the certain repairs of problems.
func fixesOf(problems []check.Problem) []check.Fix {
	var fixes []check.Fix
	end := -1
	for _, p := range problems {
		if p.Fix != nil && p.Fix.From >= end {
			fixes = append(fixes, *p.Fix)
			end = p.Fix.To + 1 // two repairs in one place may contradict each other
		}
	}
	return fixes
}

// repair makes certain changes to the text that was checked, as one edit, and
// reports whether it was still that text.
func (s *Shell) repair(p *page, version editor.Version, fixes []check.Fix) bool {
	text := p.file.Document.Text()
	if p.file.Document.Version() != version || !p.file.Editable() {
		return false
	}
	reps := make([]editor.Replacement, len(fixes))
	for i, f := range fixes {
		reps[i] = editor.Replacement{From: f.From, To: f.To, Insert: editor.FromString(f.Insert)}
	}
	change, err := editor.NewChange(text.Len(), reps...)
	if err != nil {
		return false
	}
	return p.view.Do(editor.ApplyChange(version, change))
}
