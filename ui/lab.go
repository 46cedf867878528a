package ui

import (
	"context"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/editor/charset"
	"holdfast/ui/savelab"
	"holdfast/ui/words"
)

// labPage is the Save Lab while it is open. It takes the place of everything
// else in the window, and gives it back when it closes.
type labPage struct {
	*savelab.Lab
	behind fyne.CanvasObject // what the window showed before
	focus  fyne.Focusable    // what has the keyboard while no modal is open
}

// showLab opens the Save Lab, or closes it if it is open.
func (s *Shell) showLab() {
	if s.lab != nil {
		s.closeLab()
		return
	}
	s.lab = &labPage{behind: s.win.Content()}
	s.lab.Lab = savelab.New(savelab.Host{
		Work:     s.work,
		Post:     s.post,
		Close:    s.closeLab,
		Focus:    s.focusInLab,
		Choose:   s.chooseForLab,
		Export:   s.exportFromLab,
		Rehearse: s.rehearse,
		Own:      s.labFile(),
		Level:    s.durability(),
		Scratch:  []string{os.TempDir(), s.store.Dirs().State},
	})
	s.win.Canvas().Unfocus()
	s.win.SetContent(s.lab.Content())
	s.refreshMenus()
	s.lab.Start()
}

// closeLab shows the text again.
func (s *Shell) closeLab() {
	if s.lab == nil || s.modal != nil {
		return
	}
	behind := s.lab.behind
	s.lab.Stop()
	s.lab = nil
	s.win.Canvas().Unfocus()
	s.win.SetContent(behind)
	s.refreshWindow()
	s.focusPage()
}

// focusInLab gives the keyboard to a part of the lab, unless a modal has it.
func (s *Shell) focusInLab(o fyne.Focusable) {
	if s.lab == nil {
		return
	}
	s.lab.focus = o
	if s.modal == nil && s.openDialog == nil {
		s.win.Canvas().Focus(o)
	}
}

// labFile is the file of the selected page, for the lab to play with. Its new
// version is the text in the window, if that was changed.
func (s *Shell) labFile() savelab.File {
	p := s.page()
	if p == nil || p.file.Path == "" {
		return savelab.File{}
	}
	f := savelab.File{Name: p.name(), Path: p.file.Path}
	text, format, changed := p.file.Document.Text(), p.file.Format, p.file.Modified() && p.file.Editable()
	f.Read = func(ctx context.Context) (lab.Content, error) {
		if !changed || text.Len() > lab.MaxExact {
			return lab.FromFile(ctx, f.Path)
		}
		old, err := lab.FromFile(ctx, f.Path)
		if err != nil || old.Miniature() {
			return old, err
		}
		reader, err := charset.Encode(text, format)
		if err != nil {
			return old, nil // text that the encoding lacks a character for cannot be saved either
		}
		now := make([]byte, reader.Len())
		if _, err := reader.Read(now); err != nil {
			return old, nil
		}
		return lab.FromBytes(filepath.Base(f.Path), old.Old(), now)
	}
	return f
}

// chooseForLab asks for a file to play with.
func (s *Shell) chooseForLab(chosen func(path string)) {
	dir := s.startDir()
	s.pick(dir, s.picker.Open, chosen, func() {
		s.askPath(words.T("picker.open"), s.startFolder(), words.T("button.open"), chosen)
	})
}

// exportFromLab saves a picture of the lab where the user wants it.
func (s *Shell) exportFromLab(name string, content []byte) {
	dir := s.startDir()
	save := func(path string) {
		s.look(path, func(current atomicsave.Fingerprint) { s.export(path, content, current) })
	}
	s.pick(dir, func(dir string) (string, error) { return s.picker.Save(dir, name) }, save, func() {
		s.askPath(words.T("picker.save"), filepath.Join(dir, name), words.T("button.save"), save)
	})
}
