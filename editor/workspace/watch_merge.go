package workspace

import (
	"context"
	"errors"
	"time"

	"holdfast/editor"
	"holdfast/editor/merge"
)

// ErrNoBase is returned by BeginMerge when the common ancestor of the two
// versions is not known; they can only be compared.
var ErrNoBase = errors.New("workspace: the version that both were made from is not known")

// Joining brings the version on the disk into an open document, as one step that
// can be undone and with the carets where they were. It is begun and finished on
// the goroutine that owns the document; Run may take long and runs anywhere.
type Joining struct {
	file   *File
	theirs *File
	mine   editor.Snapshot
	base   editor.Text
	whole  bool // theirs replaces mine
	labels merge.Labels

	// Merged is the merge that Run has made; nil for BeginReload.
	Merged *merge.Merged
	// Places are the conflicts as they are marked in the text, by offsets in it.
	Places []merge.Place

	text   editor.Text
	change editor.Change
	equal  bool // text is theirs
}

// BeginReload takes theirs, the same file as it was just read, instead of the
// text of the document. Unlike Adopt it leaves the carets in their lines.
func (f *File) BeginReload(theirs *File) *Joining {
	return &Joining{file: f, theirs: theirs, mine: f.Document.Snapshot(), whole: true}
}

// BeginMerge merges what happened here and what happened to the file since it
// was opened or saved last. Conflicts are marked in the text with these labels.
func (f *File) BeginMerge(theirs *File, labels merge.Labels) (*Joining, error) {
	if f.NotText != nil || theirs.NotText != nil {
		return nil, ErrNotText
	}
	base, known := f.Base()
	if !known {
		return nil, ErrNoBase
	}
	return &Joining{file: f, theirs: theirs, mine: f.Document.Snapshot(), base: base, labels: labels}, nil
}

// Run works the change out. Its only error is that of the context.
func (j *Joining) Run(ctx context.Context) error {
	j.text, j.equal = j.theirs.Document.Text(), true
	if !j.whole {
		var err error
		j.Merged, err = merge.Merge(ctx, bytesOf(j.base), bytesOf(j.mine.Text), bytesOf(j.text))
		if err != nil {
			return err
		}
		var marked []byte
		marked, j.Places = j.Merged.Marked(j.labels)
		j.text = editor.FromBytes(marked)
		j.equal = j.text.Equal(j.theirs.Document.Text())
	}
	var err error
	j.change, err = merge.Change(ctx, j.mine.Text, j.text)
	return err
}

func bytesOf(t editor.Text) []byte { return t.AppendSlice(make([]byte, 0, t.Len()), 0, t.Len()) }

// Finish makes the change in the document. It is editor.ErrStale if the user
// typed meanwhile: then begin again. From now on the document is based on their
// version: saving replaces that one and no other.
func (j *Joining) Finish(now time.Time) error {
	f, d := j.file, j.file.Document
	if d.Version() != j.mine.Version {
		return editor.ErrStale
	}
	d.Seal()
	if !j.change.Empty() {
		err := d.Apply(editor.Transaction{
			Base: d.Version(), Change: j.change, Selection: d.Selection().Map(j.change),
			Intent: editor.Other, Time: now,
		})
		if err != nil {
			return err
		}
		d.Seal()
	}
	f.base, f.noBase = j.theirs.Document.Text(), false
	f.Fingerprint, f.NotText, f.grew = j.theirs.Fingerprint, j.theirs.NotText, j.theirs.grew
	format := j.theirs.Format
	format.Marked = format.Marked || !j.whole && f.Format.Marked
	f.StepFormat(j.mine.Version, format)
	f.savedFormat = j.theirs.Format
	if j.equal {
		f.base = d.Text() // so that the memory of theirs can go
		d.MarkSaved(d.Version())
	} else {
		d.MarkUnsaved() // also what was saved once is not on the disk any more
	}
	return nil
}
