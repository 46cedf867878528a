package merge

import (
	"bytes"
	"context"

	"holdfast/editor"
)

// LinesOf cuts a copy of the editor's text into lines.
func LinesOf(t editor.Text) Lines { return Cut(t.AppendSlice(make([]byte, 0, t.Len()), 0, t.Len())) }

// Change is the difference between two texts as a change of the first one. Made
// as one transaction it brings the new text into a document with the carets and
// marks where they were, and can be undone. It keeps no memory of the second text.
// Lines that both begin with are not copied: a log that has grown costs what has come.
func Change(ctx context.Context, before, after editor.Text) (editor.Change, error) {
	head := commonHead(before, after)
	a, b := LinesOf(before.Sub(head, before.Len())), LinesOf(after.Sub(head, after.Len()))
	hunks, err := Compare(ctx, a, b)
	if err != nil {
		return editor.Change{}, err
	}
	replacements := make([]editor.Replacement, len(hunks))
	for i, h := range hunks {
		replacements[i] = editor.Replacement{
			From: head + a.Offset(h.A.From), To: head + a.Offset(h.A.To),
			Insert: editor.FromBytes(bytes.Clone(b.Bytes(h.B))),
		}
	}
	return editor.NewChange(before.Len(), replacements...)
}

// commonHead is the length of what both texts begin with, to the end of a line.
func commonHead(a, b editor.Text) (head int) {
	off := 0
	for c := range a.Chunks(0, min(a.Len(), b.Len())) {
		for d := range b.Chunks(off, off+len(c)) {
			same := commonBytes(c, d)
			if i := bytes.LastIndexByte(c[:same], '\n'); i >= 0 {
				head = off + i + 1
			}
			if same < len(d) {
				return head
			}
			c, off = c[same:], off+same
		}
	}
	return head
}

// commonBytes is how many bytes both begin with; a is no shorter than b.
func commonBytes(a, b []byte) int {
	if bytes.Equal(a[:len(b)], b) {
		return len(b)
	}
	same := 0
	for a[same] == b[same] {
		same++
	}
	return same
}
