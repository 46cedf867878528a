package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"holdfast/atomicsave"
	"holdfast/editor/check/external"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// save writes a page to its own file, or asks for a place if it has none.
func (s *Shell) save(p *page) {
	if p.file.Path == "" {
		s.saveAs(p)
		return
	}
	s.begin(p, p.file.BeginSave)
}

// saveTo writes a page to another place, which becomes its own.
func (s *Shell) saveTo(p *page, d workspace.Destination) {
	s.begin(p, func() (*workspace.Saving, error) { return p.file.BeginSaveTo(d) })
}

// begin runs a save in the background. The user keeps typing meanwhile.
func (s *Shell) begin(p *page, start func() (*workspace.Saving, error)) {
	net := s.net()
	s.beginWith(p, start, func(ctx context.Context, saving *workspace.Saving, prefs workspace.Preferences) (atomicsave.Report, error) {
		return saving.Run(ctx, prefs, net)
	})
}

// runSave is one way to write a text.
type runSave func(ctx context.Context, saving *workspace.Saving, prefs workspace.Preferences) (atomicsave.Report, error)

func (s *Shell) beginWith(p *page, start func() (*workspace.Saving, error), run runSave) {
	if s.undecided(p, func() { s.beginWith(p, start, run) }) {
		return
	}
	saving, err := start()
	if err != nil {
		switch {
		case errors.Is(err, workspace.ErrNotText):
			s.explainReadOnly(p)
		case errors.Is(err, workspace.ErrLoading):
			p.whenLoaded = func() { s.beginWith(p, start, run) }
		}
		return
	}
	prefs := s.prefs
	if prefs.KeepVersions {
		saving.KeepIn(s.versions)
	}
	resume := p.pauseWatch(s)
	s.refreshPage(p)
	decided := p.decided.about(saving.Path(), saving.Snapshot().Version)
	s.workVisibly(phraseOf("save.progress", words.D{"Name": filepath.Base(saving.Path())}), func(ctx context.Context) func() {
		objection := s.examine(ctx, saving, decided, prefs)
		if objection != nil {
			return func() {
				saving.Finish(atomicsave.Report{}, errObjection)
				resume()
				s.objected(p, saving, objection, func() { s.beginWith(p, start, run) })
			}
		}
		report, err := run(ctx, saving, prefs)
		return func() {
			saving.Finish(report, err)
			resume()
			if refusal, ok := errors.AsType[*external.Refusal](err); ok {
				s.refused(p, saving, refusal, func() { s.beginWith(p, start, run) })
				return
			}
			s.ended(p, saving, report, err)
		}
	})
}

// ended tells how a save ended and runs what was waiting for it.
func (s *Shell) ended(p *page, saving *workspace.Saving, report atomicsave.Report, err error) {
	s.endSaveWait(p)
	then := p.afterSave
	p.afterSave = nil
	if err != nil {
		p.message = func() string { return words.Saved(report) }
		if report.State == atomicsave.NewUnconfirmed {
			p.message = p.untilChanged(report)
		}
		s.refreshPage(p)
		s.saveFailed(p, saving, err, then)
		return
	}
	p.saved(report)
	p.notice = nil
	s.refreshNotice()
	p.view.SetReadOnly(!p.file.Editable())
	s.lookAround(p)
	s.markChanges(p)
	s.checkFormat(p)
	if p.colours.name != p.file.Path {
		s.colour(p) // another name may be another language
	}
	p.apply(s.prefs)
	s.refreshPage(p)
	s.remember(saving.Path())
	s.copyAfter(p, saving)
	if then != nil {
		then()
	}
}

// saveAs asks for a place with the system's dialog, which also asks before an
// existing file may be replaced.
func (s *Shell) saveAs(p *page) {
	dir, name := s.startDir(), p.file.Name()
	s.pick(dir, func(dir string) (string, error) { return s.picker.Save(dir, name) },
		func(path string) { s.saveToChosen(p, path) },
		func() { s.saveWithoutPicker(p) })
}

// saveToChosen saves to a path that the user has just agreed to replace. The
// version that is there now is the one that may be replaced; any later one is
// somebody else's.
func (s *Shell) saveToChosen(p *page, path string) {
	s.look(path, func(current atomicsave.Fingerprint) {
		s.saveTo(p, workspace.Destination{Path: path, Expect: current})
	})
}

// look identifies the version of a file that is on disk, in the background, and
// then calls found.
func (s *Shell) look(path string, found func(atomicsave.Fingerprint)) {
	s.workOrGiveUp(phraseOf("look.progress", words.D{"Name": filepath.Base(path)}), func(ctx context.Context, cancel func()) func() {
		current, err := workspace.Current(ctx, path)
		cancel()
		return func() {
			switch {
			case atomicsave.ClassOf(err) == atomicsave.Cancelled && err != nil:
			case err != nil:
				s.tellFailure(words.Open, err, path)
			default:
				found(current)
			}
		}
	}, func() {})
}

// saveAgain repeats a save that has failed, to the same place.
func (s *Shell) saveAgain(p *page, failed *workspace.Saving) {
	if failed.Path() == p.file.Path {
		s.save(p)
		return
	}
	s.begin(p, func() (*workspace.Saving, error) { return p.file.BeginSaveAgain(failed, 0) })
}

// makeFolder makes the folder of a save that has failed and then saves there.
func (s *Shell) makeFolder(p *page, failed *workspace.Saving) {
	path := failed.Path()
	dir := filepath.Dir(path)
	s.work(func() func() {
		err := os.MkdirAll(dir, 0o777)
		return func() {
			if err != nil {
				s.tell(phraseOf("folder.failed.title"), phraseOf("folder.failed.text", words.D{"Path": dir}), err)
				return
			}
			s.look(path, func(current atomicsave.Fingerprint) {
				if !current.IsZero() { // somebody else made the file as well
					s.saveAgain(p, failed)
					return
				}
				s.saveTo(p, workspace.Destination{Path: path})
			})
		}
	})
}
