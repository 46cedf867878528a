package editor

import (
	"errors"
	"testing"
	"time"
)

// typist types into a document, with a clock of its own.
type typist struct {
	t   *testing.T
	d   *Document
	now time.Time
}

func newTypist(t *testing.T, marked string) *typist {
	text, sel := parse(marked)
	d := NewDocument(text)
	d.Select(sel)
	return &typist{t, d, epoch}
}

// do runs commands 100 ms apart.
func (y *typist) do(cmds ...Command) {
	y.t.Helper()
	for _, cmd := range cmds {
		y.now = y.now.Add(100 * time.Millisecond)
		if _, err := y.d.Do(cmd, Settings{}, y.now); err != nil {
			y.t.Fatal(err)
		}
	}
}

func (y *typist) write(s string) {
	y.t.Helper()
	for _, r := range s {
		y.do(InsertText(string(r)))
	}
}

// wantUndo undoes group by group and compares each state.
func (y *typist) wantUndo(states ...string) {
	y.t.Helper()
	for _, want := range states {
		if !y.d.Undo() {
			y.t.Fatalf("nothing to undo, want %q", want)
		}
		if got := show(y.d.Text(), y.d.Selection()); got != want {
			y.t.Errorf("undo leads to %q, want %q", got, want)
		}
	}
	if y.d.CanUndo() {
		y.t.Error("more to undo than expected")
	}
}

func TestTypingJoinsByWord(t *testing.T) {
	y := newTypist(t, "|")
	y.write("two words  here")
	y.wantUndo("two words  |", "two |", "|")
	for y.d.Redo() {
	}
	if got := show(y.d.Text(), y.d.Selection()); got != "two words  here|" {
		t.Errorf("redo leads to %q", got)
	}
}

func TestTypingBreaksAtNewlines(t *testing.T) {
	y := newTypist(t, "a|")
	y.write("b")
	y.do(NewlineIndent())
	y.write("c")
	y.wantUndo("ab\n|", "ab|", "a|")
}

func TestTypingBreaksAtPauses(t *testing.T) {
	y := newTypist(t, "|")
	y.write("ab")
	y.now = y.now.Add(401 * time.Millisecond) // 501 with the next key
	y.write("c")
	y.wantUndo("ab|", "|")
}

func TestTypingBreaksAtMotion(t *testing.T) {
	y := newTypist(t, "|")
	y.write("ab")
	y.do(MoveLeft(false), MoveRight(false))
	y.write("c")
	y.do(MoveLeft(false))
	y.wantUndo("ab|", "|")
}

func TestDeletingGroupsByItself(t *testing.T) {
	y := newTypist(t, "|")
	y.write("abcd")
	y.do(DeleteBack(), DeleteBack())
	y.write("x")
	y.wantUndo("ab|", "abcd|", "|")
}

func TestPasteGroupsByItself(t *testing.T) {
	y := newTypist(t, "|")
	y.write("a")
	y.do(Paste("b"), Paste("c"))
	y.wantUndo("ab|", "a|", "|")
}

func TestSealEndsTheGroup(t *testing.T) {
	y := newTypist(t, "|")
	y.write("a")
	y.d.Seal()
	y.write("b")
	y.wantUndo("a|", "|")
}

func TestUndoRestoresSeveralCarets(t *testing.T) {
	y := newTypist(t, "a|\nb[c]d\n{ef}")
	y.write("xy")
	if got := show(y.d.Text(), y.d.Selection()); got != "axy|\nbxy|d\nxy|" {
		t.Errorf("typing gives %q", got)
	}
	y.wantUndo("a|\nb[c]d\n{ef}")
}

func TestEditForgetsRedo(t *testing.T) {
	y := newTypist(t, "|")
	y.write("a")
	y.d.Undo()
	y.write("b")
	if y.d.CanRedo() || y.d.Redo() {
		t.Error("redo after another edit")
	}
	if got := y.d.Text().String(); got != "b" {
		t.Errorf("text is %q", got)
	}
}

func TestModifiedIsExact(t *testing.T) {
	y := newTypist(t, "|")
	if y.d.Modified() {
		t.Error("a new document is modified")
	}
	y.write("a")
	y.d.Seal()
	saved := y.d.Snapshot()
	y.write("b") // goes on while the save is under way
	y.d.MarkSaved(saved.Version)
	if !y.d.Modified() {
		t.Error("typing during the save is taken for saved")
	}
	y.d.Undo()
	if y.d.Modified() || !y.d.Text().Equal(saved.Text) {
		t.Error("undoing back to the saved text leaves it modified")
	}
	y.d.Undo()
	if !y.d.Modified() {
		t.Error("undoing past the saved text leaves it unmodified")
	}
	y.d.Redo()
	if y.d.Modified() {
		t.Error("redoing up to the saved text leaves it modified")
	}
	y.d.Undo()
	y.write("a") // the same text by other means has another history
	if !y.d.Modified() {
		t.Error("a saved version that is out of reach is taken for the present one")
	}
	y.d.MarkSaved(y.d.Version())
	y.d.MarkUnsaved()
	if !y.d.Modified() {
		t.Error("MarkUnsaved has no effect")
	}
}

func TestExtendIsNoEdit(t *testing.T) {
	y := newTypist(t, "one|")
	y.write("!")
	y.d.MarkSaved(y.d.Version())
	y.d.Seal()
	y.write("?")
	old := y.d.Version()
	y.d.Extend(FromString("\ntwo"))
	if got := show(y.d.Text(), y.d.Selection()); got != "one!?|\ntwo" || y.d.Version() == old {
		t.Errorf("got %q, version %d", got, y.d.Version())
	}
	y.d.Undo()
	if y.d.Modified() || y.d.Text().String() != "one!\ntwo" {
		t.Errorf("undo leads to %q, modified %v", y.d.Text(), y.d.Modified())
	}
	y.d.Undo()
	y.d.Extend(FromString("\nthree"))
	y.d.Redo()
	if y.d.Modified() || y.d.Text().String() != "one!\ntwo\nthree" {
		t.Errorf("redo leads to %q, modified %v", y.d.Text(), y.d.Modified())
	}
	y.d.MarkUnsaved()
	y.d.Extend(FromString("x"))
	if !y.d.Modified() {
		t.Error("a draft counts as saved when it grows")
	}
}

func TestStaleTransactionIsRefused(t *testing.T) {
	y := newTypist(t, "|abc")
	s := State{Text: y.d.Text(), Selection: y.d.Selection(), Version: y.d.Version()}
	late, ok := InsertText("late")(s)
	if !ok {
		t.Fatal("nothing to do")
	}
	y.write("x")
	if err := y.d.Apply(late); !errors.Is(err, ErrStale) {
		t.Errorf("got %v, want ErrStale", err)
	}
	if got := y.d.Text().String(); got != "xabc" {
		t.Errorf("text is %q", got)
	}
}

func TestHistoryForgetsTheOldest(t *testing.T) {
	y := newTypist(t, "|")
	y.d.history.allowance = 100_000
	long := string(make([]byte, 1000))
	for range 1000 {
		y.do(Paste(long), deleteAll)
	}
	if h := &y.d.history; h.costs > 100_000 || len(h.done) < 50 || len(h.done) > 400 {
		t.Errorf("%d groups held, said to cost %d", len(h.done), h.costs)
	}
	sum := 0
	for _, s := range y.d.history.done {
		sum += s.cost()
	}
	if sum != y.d.history.costs {
		t.Errorf("costs %d, counted as %d", sum, y.d.history.costs)
	}
	y.do(Paste(string(make([]byte, 1<<20))), deleteAll)
	if !y.d.Undo() || y.d.Text().Len() != 1<<20 {
		t.Error("the newest group was forgotten for its size")
	}
}

// deleteAll is the command that deletes the whole text.
func deleteAll(s State) (Transaction, bool) {
	return s.edit(Deleting, Single(0, 0), Replacement{From: 0, To: s.Text.Len()})
}

func TestNewChangeRefuses(t *testing.T) {
	for _, reps := range [][]Replacement{
		{{From: -1, To: 0}}, {{From: 2, To: 1}}, {{From: 0, To: 4}},
		{{From: 0, To: 2}, {From: 1, To: 3}},
	} {
		if _, err := NewChange(3, reps...); !errors.Is(err, ErrRange) {
			t.Errorf("%v: got %v, want ErrRange", reps, err)
		}
	}
	c, err := NewChange(3, Replacement{From: 3, To: 3, Insert: FromString("z")}, Replacement{From: 0, To: 1})
	if err != nil || c.Apply(FromString("abc")).String() != "bcz" {
		t.Errorf("unsorted replacements: %v", err)
	}
}

func TestSelectionMerges(t *testing.T) {
	for _, c := range [][2]Selection{
		{NewSelection([]Range{{5, 5, 0}, {1, 3, 0}}, 0), {Ranges: []Range{{1, 3, 0}, {5, 5, 0}}, Primary: 1}},
		{NewSelection([]Range{{1, 3, 0}, {3, 5, 0}}, 1), {Ranges: []Range{{1, 3, 0}, {3, 5, 0}}, Primary: 1}},
		{NewSelection([]Range{{1, 3, 0}, {3, 3, 0}}, 1), {Ranges: []Range{{1, 3, 0}}}},
		{NewSelection([]Range{{4, 1, 0}, {6, 3, 0}}, 1), {Ranges: []Range{{6, 1, 0}}}},
		{NewSelection(nil, 3), {}},
	} {
		if !c[0].Equal(c[1]) {
			t.Errorf("got %v, want %v", c[0], c[1])
		}
	}
}

func TestSelections(t *testing.T) {
	text, sel := parse("a[b]c|d{e}")
	if got := SelectedText(text, sel); got != "b\ne" {
		t.Errorf("selected %q", got)
	}
	if sel.Empty() || !Single(3, 3).Empty() {
		t.Error("Empty is wrong")
	}
	if (Selection{}).Main() != (Range{}) {
		t.Error("no range is a caret at the start")
	}
	d := NewDocument(text)
	d.Select(Single(-3, 99))
	if got := d.Selection().Main(); got != (Range{Anchor: 0, Head: 5}) {
		t.Errorf("a selection outside becomes %v", got)
	}
	c, err := NewChange(5, Replacement{From: 1, To: 2, Insert: FromString("xyz")}, Replacement{From: 3, To: 3, Insert: FromString("!")})
	if err != nil {
		t.Fatal(err)
	}
	if got := show(c.Apply(text), sel.Map(c)); got != "a[xyz]c!|d{e}" {
		t.Errorf("mapped to %q", got)
	}
}

// TestVersionsOfALongFile has a file come in very many parts while the user types:
// no number is given out twice, and undo leads back to the saved text.
func TestVersionsOfALongFile(t *testing.T) {
	for _, typed := range []bool{false, true} {
		y := newTypist(t, "|")
		if typed {
			y.write("x")
		}
		seen := map[Version]bool{y.d.Version(): true}
		for i := range 300 {
			y.d.Extend(FromString("\n"))
			if v := y.d.Version(); seen[v] || v == unsaved || v > 10_000 {
				t.Fatalf("after part %d the version is %d", i, v)
			}
			seen[y.d.Version()] = true
			if y.d.Modified() != typed {
				t.Fatalf("after part %d modified is %v", i, y.d.Modified())
			}
		}
		y.write("y")
		if seen[y.d.Version()] || !y.d.Modified() {
			t.Errorf("typed: version %d, modified %v", y.d.Version(), y.d.Modified())
		}
		for y.d.Undo() {
		}
		if y.d.Modified() || y.d.Text().Len() != 300 {
			t.Errorf("undone: modified %v, %d bytes", y.d.Modified(), y.d.Text().Len())
		}
	}
}
