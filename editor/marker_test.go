package editor

import (
	"strings"
	"testing"
)

// parse reads a text in which | is a caret, [ ] a stretch with its head at
// the end and { } one with its head at the start. The last range is primary.
func parse(marked string) (Text, Selection) {
	var b strings.Builder
	var rs []Range
	open := 0
	for _, r := range marked {
		switch at := b.Len(); r {
		case '|':
			rs = append(rs, Range{Anchor: at, Head: at})
		case '[', '{':
			open = at
		case ']':
			rs = append(rs, Range{Anchor: open, Head: at})
		case '}':
			rs = append(rs, Range{Anchor: at, Head: open})
		default:
			b.WriteRune(r)
		}
	}
	return FromString(b.String()), Selection{Ranges: rs, Primary: len(rs) - 1}
}

// show is the inverse of parse.
func show(t Text, s Selection) string {
	var b strings.Builder
	at := 0
	for _, r := range s.list() {
		b.Write(t.Slice(at, r.Min()))
		mid := string(t.Slice(r.Min(), r.Max()))
		switch {
		case r.Empty():
			b.WriteString("|")
		case r.Head > r.Anchor:
			b.WriteString("[" + mid + "]")
		default:
			b.WriteString("{" + mid + "}")
		}
		at = r.Max()
	}
	b.Write(t.Slice(at, t.Len()))
	return b.String()
}

// checkWith runs a command with settings and compares what the user sees.
// That undo takes it back exactly is checked as well.
func checkWith(t *testing.T, s Settings, cmd Command, before, after string) {
	t.Helper()
	text, sel := parse(before)
	d := NewDocument(text)
	d.Select(sel)
	changed, err := d.Do(cmd, s, epoch)
	if err != nil {
		t.Fatalf("%q: %v", before, err)
	}
	if got := show(d.Text(), d.Selection()); got != after {
		t.Errorf("%q gives %q, want %q", before, got, after)
	}
	if changed == (before == after) {
		t.Errorf("%q: changed is %v", before, changed)
	}
	if d.Undo() && show(d.Text(), d.Selection()) != before {
		t.Errorf("undo leads from %q to %q", before, show(d.Text(), d.Selection()))
	}
}

func check(t *testing.T, cmd Command, before, after string) {
	t.Helper()
	checkWith(t, Settings{TabWidth: 4}, cmd, before, after)
}
