package merge

import (
	"context"

	"holdfast/editor"
)

// LinesOf cuts a copy of the editor's text into lines.
func LinesOf(t editor.Text) Lines { return Cut(t.AppendSlice(make([]byte, 0, t.Len()), 0, t.Len())) }

// Change is the difference between two texts as a change of the first one. Made
// as one transaction it brings the new text into a document with the carets and
// marks where they were, and can be undone.
func Change(ctx context.Context, before, after editor.Text) (editor.Change, error) {
	a, b := LinesOf(before), LinesOf(after)
	hunks, err := Compare(ctx, a, b)
	if err != nil {
		return editor.Change{}, err
	}
	replacements := make([]editor.Replacement, len(hunks))
	for i, h := range hunks {
		replacements[i] = editor.Replacement{
			From: a.Offset(h.A.From), To: a.Offset(h.A.To),
			Insert: after.Sub(b.Offset(h.B.From), b.Offset(h.B.To)),
		}
	}
	return editor.NewChange(before.Len(), replacements...)
}
