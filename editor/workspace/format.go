package workspace

import (
	"holdfast/editor"
	"holdfast/editor/charset"
)

// formatStep is a step of the history that changed the format of a file along
// with its text: bytes that came from elsewhere took its place, or its line breaks
// were converted.
type formatStep struct {
	before, after editor.Version
	was, is       charset.Format
}

// maxFormatSteps bounds what is remembered; the oldest go first.
const maxFormatSteps = 32

// StepFormat gives the file another format, because the last step of its history
// put a text of that format in the place of the version before. Undo must bring
// the very bytes back, and the line break that is added to them: see FollowFormat.
func (f *File) StepFormat(before editor.Version, format charset.Format) {
	step := formatStep{before: before, after: f.Document.Version(), was: f.Format, is: format}
	f.Format = format
	if step.before == step.after || follow(step.was, step.is) == step.was {
		return
	}
	f.steps = append(f.steps, step)
	f.steps = f.steps[max(len(f.steps)-maxFormatSteps, 0):]
}

// FollowFormat is called after every change of the document. Where undo or redo
// has led across a step that changed the format, the format changes back. It reports
// whether it did.
func (f *File) FollowFormat() (changed bool) {
	old := f.Format
	for _, step := range f.steps {
		if format := step.of(f.Document.Version()); format != nil {
			f.Format = follow(f.Format, *format)
		}
	}
	return f.Format != old
}

// follow is a format with what undo brings back of another.
func follow(f, other charset.Format) charset.Format {
	f.Encoding, f.BOM, f.Marked = other.Encoding, other.BOM, other.Marked
	f.Ending, f.Dominant = other.Ending, other.Dominant
	return f
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
