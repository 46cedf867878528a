package editor

import (
	"bytes"
	"context"
	"testing"
	"time"
)

func TestAhead(t *testing.T) {
	d := NewDocument(FromString("b\na\n"))
	d.Select(Single(0, 4))
	state := func() State {
		return State{Text: d.Text(), Selection: d.Selection(), Version: d.Version()}
	}
	if Ahead(context.Background(), state(), OutdentLines()) != nil {
		t.Error("there is something to do where nothing is")
	}
	ready := Ahead(context.Background(), state(), SortLines())
	d.Select(Single(3, 3)) // the user has clicked meanwhile
	if ok, err := d.Do(ready, Settings{}, d.history.last); !ok || err != nil || d.Text().String() != "a\nb\n" {
		t.Fatalf("%v, %v: %q", ok, err, d.Text())
	}
	if got := d.Selection().Main(); !got.Empty() {
		t.Errorf("the selection came back as %+v", got)
	}
	if !d.Undo() || d.Text().String() != "b\na\n" {
		t.Errorf("undone: %q", d.Text())
	}
	d.Select(Single(0, 4))
	ready = Ahead(context.Background(), state(), UpperCase())
	if ok, _ := d.Do(InsertText("x"), Settings{}, d.history.last); !ok {
		t.Fatal("nothing typed")
	}
	if ok, _ := d.Do(ready, Settings{}, d.history.last); ok || d.Text().String() != "x" {
		t.Errorf("what was typed meanwhile is gone: %q", d.Text())
	}
}

func TestCaretPerLineHasABound(t *testing.T) {
	many := make([]byte, MostCarets)
	for i := range many {
		many[i] = '\n'
	}
	s := State{Text: FromBytes(many), Selection: Single(0, MostCarets)}
	if got, ok := CaretPerLine()(s); !ok || len(got.Selection.Ranges) != MostCarets {
		t.Errorf("%v with %d carets", ok, len(got.Selection.Ranges))
	}
	s.Text = FromBytes(append(many, "\n\n"...))
	s.Selection = Single(0, s.Text.Len())
	if _, ok := CaretPerLine()(s); ok {
		t.Error("more carets than a key can type at")
	}
}

// counter is a context that ends when it has been asked so often.
type counter struct {
	context.Context
	left int
}

func (c *counter) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestAheadStops gives each command that looks at many lines a context that ends
// after some questions: it is asked soon again, and nothing comes out.
func TestAheadStops(t *testing.T) {
	text := FromBytes(bytes.Repeat([]byte("B\r\n a \r\n"), 8*stopStep))
	s := State{Text: text, Selection: Single(0, text.Len())}
	for name, c := range map[string]Command{
		"indent": IndentLines(), "outdent": OutdentLines(), "comment": ToggleComment("#", ""), "join": JoinLines(),
		"sort": SortLines(), "trim": TrimTrailingSpace(), "breaks": ConvertBreaks("\n"), "upper": UpperCase(), "lower": LowerCase(),
	} {
		whole := &counter{context.Background(), 1 << 30}
		if Ahead(whole, s, c) == nil {
			t.Errorf("%s: nothing to do", name)
		}
		asked := 1<<30 - whole.left
		if asked < 4 {
			t.Errorf("%s asks %d times only whether it is still wanted", name, asked)
		}
		for _, left := range []int{0, 1, asked / 4, asked / 2, asked - 2, asked - 1} {
			ctx := &counter{context.Background(), left}
			if Ahead(ctx, s, c) != nil {
				t.Fatalf("%s: stopped after %d of %d questions, and yet something came out", name, left, asked)
			}
			if ctx.left < -4 {
				t.Fatalf("%s: went on for %d more questions", name, -ctx.left)
			}
		}
	}
}

// TestHeavySteps undoes and redoes changes of very many parts. The newest takes no
// work; an older one that had to make room takes some, which can be done before.
func TestHeavySteps(t *testing.T) {
	d := NewDocument(FromBytes(bytes.Repeat([]byte("a b\n"), 2*stopStep)))
	d.history.heavyFrom, d.history.allowance = 3*stopStep/2, 190<<10
	states := []Text{d.Text()}
	for _, words := range [][2]string{{"a", "xyz"}, {"b", "a"}, {"a", "ccc"}} {
		c, _, err := replaceAll(context.Background(), mustCompile(t, Query{Pattern: words[0]}), d.Text(), nil, words[1], "\n")
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := d.Do(Prepare(context.Background(), d.Snapshot(), c, nil), Settings{}, time.Time{}); !ok || err != nil {
			t.Fatal(ok, err)
		}
		states = append(states, d.Text())
	}
	if d.UndoAhead() != nil {
		t.Error("the newest step takes work")
	}
	if !d.Undo() || d.Text().root != states[2].root {
		t.Error("undo does not lead to the text that was kept")
	}
	if d.RedoAhead() != nil || !d.Redo() || d.Text().root != states[3].root {
		t.Error("redo does not lead to the text that was kept")
	}
	d.Undo()
	work := d.UndoAhead()
	if work == nil {
		t.Fatal("nothing had to make room")
	}
	if stopped := work(&counter{context.Background(), 1}); stopped() || !d.Text().Equal(states[2]) {
		t.Error("stopped work changes something")
	}
	ready, late := work(context.Background()), work(context.Background())
	if !ready() || !d.Text().Equal(states[1]) {
		t.Error("undo, worked out before, leads elsewhere")
	}
	if late() || !d.Text().Equal(states[1]) {
		t.Error("undo that comes late changes something")
	}
	if d.RedoAhead() != nil || !d.Redo() || !d.Text().Equal(states[2]) {
		t.Error("redo of it leads elsewhere")
	}
	d.Extend(FromString("more\n"))
	for _, want := range []Text{states[1], states[0]} {
		if work := d.UndoAhead(); work == nil || !work(context.Background())() || !d.Text().Equal(Join(want, FromString("more\n"))) {
			t.Errorf("after more was read, undo leads to %.20q", d.Text())
		}
	}
	if d.Modified() {
		t.Error("undone to the saved text and yet modified")
	}
	sum := 0
	for _, s := range d.history.done {
		sum += s.cost()
	}
	if sum != d.history.costs {
		t.Errorf("costs %d, counted as %d", sum, d.history.costs)
	}
}
