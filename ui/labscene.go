package ui

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/editor"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// export saves content that is no document, such as a picture, with the same
// save as everything else. current is the version that the user has agreed to
// replace.
func (s *Shell) export(path string, content []byte, current atomicsave.Fingerprint) {
	s.workVisibly(phraseOf("save.progress", words.D{"Name": filepath.Base(path)}), func(ctx context.Context) func() {
		_, err := atomicsave.Save(ctx, path, bytes.NewReader(content), atomicsave.Options{Expect: current, Durability: s.durability()})
		return func() {
			if err != nil {
				s.tellFailure(words.Save, err, path)
				return
			}
			s.tell(phraseOf("lab.exported.title"), phraseOf("lab.exported.text", words.D{"Path": path}), nil)
		}
	})
}

// rehearsal is the dialog of a save that failed in the lab. The file that it
// speaks of lies in a scratch folder of its own.
type rehearsal struct {
	folder   string
	page     *page // in no tab
	saving   *workspace.Saving
	answered func(label string)
}

// rehearse shows the dialog for a save that failed in the lab: the same one, made
// by the same code, as after a failed save of the user's. Its buttons only close
// it and tell which one was taken.
func (s *Shell) rehearse(content lab.Content, played lab.Played, answered func(label string)) {
	s.work(func() func() {
		r, err := s.newRehearsal(content, played)
		return func() {
			if err != nil || s.lab == nil || s.modal != nil {
				s.endRehearsal(r)
				return
			}
			r.answered = answered
			s.rehearsal = r
			s.saveFailed(r.page, r.saving, played.Err, nil)
		}
	})
}

// newRehearsal makes the file that the dialog speaks of, with what is in it after
// the scene, and a document with the version that could not be saved.
func (s *Shell) newRehearsal(content lab.Content, played lab.Played) (*rehearsal, error) {
	folder, err := os.MkdirTemp("", "holdfast-lab-")
	if err != nil {
		return nil, err
	}
	r := &rehearsal{folder: folder}
	path := filepath.Join(folder, content.Name())
	if err := os.WriteFile(path, content.Old(), 0o600); err != nil {
		return r, err
	}
	f, err := workspace.Open(s.ctx, path)
	if err != nil {
		return r, err
	}
	_, err = f.Document.Do(editor.InsertText(" "), editor.Settings{}, s.now())
	if err != nil {
		return r, err
	}
	if played.Final.Foreign {
		if err := os.WriteFile(path, append(bytes.Clone(content.Old()), "# somebody else\n"...), 0o600); err != nil {
			return r, err
		}
	}
	r.page = &page{shell: s, file: f}
	r.saving, err = f.BeginSave()
	return r, err
}

// endRehearsal removes what was made for it.
func (s *Shell) endRehearsal(r *rehearsal) {
	if r == nil {
		return
	}
	if s.rehearsal == r {
		s.rehearsal = nil
	}
	s.work(func() func() {
		os.RemoveAll(r.folder) // in the folder for temporary files, should it fail
		return func() {}       // an answer, for who waits for it
	})
}

// rehearsed takes the effect from the choices of a dialog about the file of the
// rehearsal, and leaves all others as they are.
func (s *Shell) rehearsed(path string, choices []choice) []choice {
	r := s.rehearsal
	if r == nil || filepath.Dir(path) != r.folder {
		return choices
	}
	inert := slices.Clone(choices)
	for i, c := range inert {
		inert[i].run = func() {
			s.endRehearsal(r)
			if s.lab != nil {
				r.answered(c.label)
			}
		}
	}
	return inert
}
