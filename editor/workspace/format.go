package workspace

import (
	"holdfast/editor"
	"holdfast/editor/charset"
)

// formatStep is a step of the history that changed the format of a file along
// with its text: bytes that came from elsewhere took its place.
type formatStep struct {
	before, after editor.Version
	was, is       charset.Format
}

// maxFormatSteps bounds what is remembered; the oldest go first.
const maxFormatSteps = 32

// StepFormat gives the file another format, because the last step of its history
// put a text of that format in the place of the version before. Undo must bring
// the very bytes back, see FollowFormat.
func (f *File) StepFormat(before editor.Version, format charset.Format) {
	step := formatStep{before: before, after: f.Document.Version(), was: f.Format, is: format}
	f.Format = format
	if step.before == step.after || step.was.Encoding == step.is.Encoding && step.was.BOM == step.is.BOM && step.was.Marked == step.is.Marked {
		return
	}
	f.steps = append(f.steps, step)
	f.steps = f.steps[max(len(f.steps)-maxFormatSteps, 0):]
}

// FollowFormat is called after every change of the document. Where undo or redo
// has led across a step that changed the format, the format changes back.
func (f *File) FollowFormat() {
	for _, step := range f.steps {
		if format := step.of(f.Document.Version()); format != nil {
			f.Format.Encoding, f.Format.BOM, f.Format.Marked = format.Encoding, format.BOM, format.Marked
		}
	}
}

// of is the format that goes with a version; nil if the step knows nothing of it.
func (s *formatStep) of(v editor.Version) *charset.Format {
	switch v {
	case s.before:
		return &s.was
	case s.after:
		return &s.is
	}
	return nil
}
