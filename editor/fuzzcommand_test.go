package editor

import (
	"bytes"
	"slices"
	"testing"
	"time"
)

// allCommands lists every command that needs nothing to be chosen.
func allCommands() []Command {
	cmds := []Command{
		InsertText("x"), InsertText("é\r"), InsertText("\n"), Paste("1\n2"), NewlineIndent(), InsertTab(),
		DeleteBack(), DeleteForward(), DeleteWordBack(), DeleteWordForward(), DeleteToLineStart(), DeleteToLineEnd(),
		IndentLines(), OutdentLines(), DeleteLines(), DuplicateLines(), MoveLinesUp(), MoveLinesDown(), JoinLines(),
		ToggleComment("#", ""), ToggleComment("<!--", "-->"), UpperCase(), LowerCase(), SortLines(), TrimTrailingSpace(),
		ConvertBreaks("\n"), ConvertBreaks("\r\n"), AddNextOccurrence(), CaretPerLine(), AddCaretAbove(), AddCaretBelow(),
	}
	for _, extend := range []bool{false, true} {
		cmds = append(cmds, MoveLeft(extend), MoveRight(extend), MoveWordLeft(extend), MoveWordRight(extend),
			MoveLineStart(extend), MoveLineEnd(extend), MoveDocStart(extend), MoveDocEnd(extend),
			MoveParagraphUp(extend), MoveParagraphDown(extend))
	}
	return cmds
}

// FuzzCommands runs commands with several carets in a text of many edges. The
// selection must stay in order, and undo must lead back.
func FuzzCommands(f *testing.F) {
	f.Add([]byte("\x20abcdefghijklmnopqrstuvwxyz\x03\x01\x02\x03\x04\x05\x06"))
	cmds := allCommands()
	f.Fuzz(func(t *testing.T, in []byte) {
		s := script(in)
		b := s.text(120)
		d := NewDocument(fromBytesSized(bytes.Clone(b), 1+s.upto(7), 4+s.upto(30)))
		settings := Settings{TabWidth: 1 + s.upto(8), UseSpaces: s.upto(1) == 1, LineEnding: []string{"", "\r\n", "\r"}[s.upto(2)]}
		now := epoch
		for range 60 {
			if len(s) == 0 || d.Text().Len() > 2000 {
				break
			}
			if s.upto(9) == 0 {
				d.Select(NewSelection([]Range{
					{Anchor: s.upto(d.Text().Len()), Head: s.upto(d.Text().Len())},
					{Anchor: s.upto(d.Text().Len()), Head: s.upto(d.Text().Len())},
				}, s.upto(1)))
			}
			n := s.upto(len(cmds) - 1)
			before := d.Snapshot()
			changed, err := d.Do(cmds[n], settings, now)
			if err != nil {
				t.Fatalf("command %d: %v", n, err)
			}
			if !changed && (!d.Text().Equal(before.Text) || !d.Selection().Equal(before.Selection)) {
				t.Fatalf("command %d changes what it says it does not", n)
			}
			checkSelection(t, d, n)
			now = now.Add(time.Duration(s.upto(3)) * 200 * time.Millisecond)
		}
		checkTree(t, d.Text().root)
		for d.Undo() {
			checkSelection(t, d, -1)
		}
		if got := d.Text().String(); got != string(b) {
			t.Fatalf("undo leads to %q, not %q", got, b)
		}
	})
}

// checkSelection verifies that ranges are in order, apart and in the text.
func checkSelection(t *testing.T, d *Document, cmd int) {
	t.Helper()
	s := d.Selection()
	inOrder := slices.IsSortedFunc(s.Ranges, func(a, b Range) int { return a.Min() - b.Min() })
	if !inOrder || len(s.Ranges) == 0 || s.Primary < 0 || s.Primary >= len(s.Ranges) {
		t.Fatalf("command %d: selection %v", cmd, s)
	}
	at := -1
	for _, r := range s.Ranges {
		if r.Min() < at || r.Min() == at && r.Empty() || r.Max() > d.Text().Len() {
			t.Fatalf("command %d: ranges %v in %d bytes", cmd, s.Ranges, d.Text().Len())
		}
		at = r.Max()
	}
}
