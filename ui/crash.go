package ui

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/workspace"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// beginCrashLog makes the place for the last words of this program, in the
// background.
func (s *Shell) beginCrashLog() {
	dirs, version, now := s.store.Dirs(), s.version, s.now()
	s.work(func() func() {
		log, err := workspace.BeginCrashLog(dirs, version, now)
		return func() {
			s.crashLog = log
			if err != nil {
				s.ownFileFailed(err)
			}
		}
	})
}

// endCrashLog removes that place, unless the program is dying.
func (s *Shell) endCrashLog() {
	if s.crashLog != nil && !s.dying {
		_ = s.crashLog.End() // the next start removes what says nothing
	}
}

// tellCrashes tells of programs that have died since the last start.
func (s *Shell) tellCrashes() {
	s.work(func() func() {
		reports, err := workspace.CrashReports(s.ctx, s.store.Dirs())
		return func() {
			if err != nil && s.ctx.Err() == nil {
				s.ownFileFailed(err)
			}
			for _, report := range reports {
				s.tellCrash(report)
			}
		}
	})
}

func (s *Shell) tellCrash(report string) {
	s.whenFree(func() {
		s.newModal(words.T("crash.title"), s.message(words.T("crash.text"), report),
			choice{label: words.T("crash.delete"), run: func() { s.deleteCrash(report) }},
			choice{label: words.T("crash.folder"), run: func() { s.openFolder(filepath.Dir(report)) }},
			choice{label: words.T("crash.show"), run: func() { s.showCrash(report) }},
			choice{label: words.T("button.close"), importance: widget.HighImportance, cancel: true, focus: true},
		).show()
	})
}

func (s *Shell) deleteCrash(report string) {
	s.work(func() func() {
		err := os.Remove(report)
		if err == nil || errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return func() { s.ownFileFailed(err) }
	})
}

// openFolder shows a folder in the file manager of the desktop.
func (s *Shell) openFolder(folder string) {
	if err := s.app.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(folder)}); err != nil {
		s.tell(phraseOf("crash.no_folder"), func() string { return folder }, err)
	}
}

// showCrash shows a report as it is, and then asks again.
func (s *Shell) showCrash(report string) {
	s.work(func() func() {
		text, err := os.ReadFile(report)
		return func() {
			if err != nil {
				s.ownFileFailed(err)
				return
			}
			view := textview.New(editor.NewDocument(editor.FromBytes(text)), s.post)
			view.SetReadOnly(true)
			s.putInModal(view)
			view.SetTextSize(s.prefs.TextSize)
			view.SetOptions(textview.Options{HideNumbers: true})
			room := s.win.Canvas().Size()
			body := container.NewGridWrap(fyne.NewSize(min(modalWidth, room.Width*0.8), room.Height*0.5), view)
			s.newModal(words.T("crash.report"), container.NewVBox(paragraph(words.T("crash.report.text")), body),
				choice{label: words.T("button.copy"), run: func() { s.app.Clipboard().SetContent(string(text)); s.tellCrash(report) }},
				choice{label: words.T("button.close"), importance: widget.HighImportance, cancel: true, focus: true, run: func() { s.tellCrash(report) }},
			).show()
		}
	})
}
