package editor

import "testing"

func TestAhead(t *testing.T) {
	d := NewDocument(FromString("b\na\n"))
	d.Select(Single(0, 4))
	state := func() State {
		return State{Text: d.Text(), Selection: d.Selection(), Version: d.Version()}
	}
	if Ahead(state(), OutdentLines()) != nil {
		t.Error("there is something to do where nothing is")
	}
	ready := Ahead(state(), SortLines())
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
	ready = Ahead(state(), UpperCase())
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
