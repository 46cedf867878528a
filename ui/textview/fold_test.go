package textview

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"holdfast/editor"
)

// shows lists the visible lines, counted from 1.
func (r *rig) shows() string {
	var lines []string
	for _, row := range r.rows {
		if row.sub == 0 {
			lines = append(lines, fmt.Sprint(row.line+1))
		}
	}
	return strings.Join(lines, " ")
}

const nested = "a:\n  b: 1\n  c:\n    d: 2\n\n    e: 3\nf:\n- g\n- h\ni: j\n"

func TestWhatFolds(t *testing.T) {
	for _, tt := range []struct {
		text string
		line int
		want string // what is hidden, with bars for breaks
	}{
		{nested, 1, "  b: 1|  c:|    d: 2||    e: 3"},
		{nested, 3, "    d: 2||    e: 3"},
		{nested, 7, "- g|- h"},
		{nested, 2, "none"},
		{"{\n\"a\": [\n1\n]\n}\n", 1, "\"a\": [|1|]"},
		{"{\n\"a\": [\n1\n]\n}\n", 2, "1"},
		{"{\n  \"a\": 1\n}\n", 1, "  \"a\": 1"},
		{"{\n\"}\": 1,\n\"b\": 2\n}", 1, "\"}\": 1,|\"b\": 2"},
		{"[a]\nb=1\n\n[c]\nd=1\n", 1, "b=1"},
		{"[a]\n[c]\nd=1\n", 1, "none"},
		{"# a\n  b\n", 1, "none"},
		{"http {\n\tserver {\n\t\tx;\n\t}\n}\n", 2, "\t\tx;"},
		{"a\n", 1, "none"}, {"", 1, "none"}, {"a: {\n", 1, "none"},
	} {
		r := newRig(t, tt.text)
		got := "none"
		if one, ok := r.foldable(tt.line - 1); ok {
			got = strings.ReplaceAll(strings.TrimPrefix(r.doc.Text().String()[one.from:one.to], "\n"), "\n", "|")
		}
		if got != tt.want {
			t.Errorf("%q line %d: %q, want %q", tt.text, tt.line, got, tt.want)
		}
	}
}

func TestFolding(t *testing.T) {
	r := newRig(t, nested)
	if !r.ToggleFold(0) || r.shows() != "1 7 8 9 10 11" {
		t.Fatalf("shows %s", r.shows())
	}
	r.key(fyne.KeyDown)
	r.want(strings.Replace(nested, "f:", "|f:", 1))
	r.key(fyne.KeyUp, fyne.KeyEnd)
	test.Type(r.View, " x") // at the end of the header: nothing opens
	if r.shows() != "1 7 8 9 10 11" {
		t.Errorf("typing in the header shows %s", r.shows())
	}
	r.TypedShortcut(&fyne.ShortcutUndo{})
	if r.shows() != "1 7 8 9 10 11" {
		t.Errorf("undo shows %s", r.shows())
	}
	r.key(fyne.KeyRight) // into what is folded
	if r.shows() != "1 2 3 4 5 6 7 8 9 10 11" {
		t.Errorf("the caret is out of sight: %s", r.shows())
	}
}

func TestFoldsOpenForWhatReachesIn(t *testing.T) {
	all := "1 2 3 4 5 6 7 8 9 10 11"
	for name, do := range map[string]func(r *rig){
		"delete forward": func(r *rig) { r.key(fyne.KeyEnd, fyne.KeyDelete) },
		"find":           func(r *rig) { at := strings.Index(nested, "d: 2"); r.doc.Select(editor.Single(at, at+1)); r.Reveal(at) },
		"go to":          func(r *rig) { r.GoTo(4, 1) },
		"unfold all":     func(r *rig) { r.UnfoldAll() },
		"unfold here":    func(r *rig) { r.UnfoldHere() },
		"again":          func(r *rig) { r.ToggleFold(0) },
	} {
		r := newRig(t, nested)
		r.ToggleFold(0)
		do(r)
		if got := r.shows(); got != all && !(name == "delete forward" && got == "1 2 3 4 5 6 7 8 9 10") {
			t.Errorf("%s: shows %s", name, got)
		}
	}
}

func TestFoldHereAndAll(t *testing.T) {
	r := newRig(t, nested)
	r.GoTo(6, 5)
	if !r.FoldHere() || r.shows() != "1 2 3 7 8 9 10 11" {
		t.Errorf("shows %s", r.shows())
	}
	r.want(strings.Replace(nested, "c:", "c:|", 1))
	if !r.FoldHere() || r.shows() != "1 7 8 9 10 11" {
		t.Errorf("then shows %s", r.shows())
	}
	r.FoldAll()
	if r.shows() != "1 7 10 11" || r.doc.Text().String() != nested {
		t.Errorf("all shows %s", r.shows())
	}
	r.UnfoldAll()
	if len(r.hidden()) > 0 {
		t.Error("something stays folded")
	}
}

func TestArrowInTheGutter(t *testing.T) {
	r := newRig(t, nested)
	r.key(fyne.KeyDown)
	x := float32(r.arrowLeft()+r.face.cellW/2) / r.face.scale
	click := func(line int) {
		y := (float32(line) - 0.5) * float32(r.face.cellH) / r.face.scale
		r.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary})
		r.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	}
	click(1)
	if r.shows() != "1 7 8 9 10 11" {
		t.Errorf("shows %s", r.shows())
	}
	click(2) // line 7
	if r.shows() != "1 7 10 11" {
		t.Errorf("shows %s", r.shows())
	}
	click(1)
	if r.shows() != "1 2 3 4 5 6 7 10 11" {
		t.Errorf("shows %s", r.shows())
	}
}

// TestFoldsAtRandom folds, edits and scrolls, with long lines wrapped or not:
// carets are never out of sight, and rows follow each other.
func TestFoldsAtRandom(t *testing.T) {
	for seed := range int64(8) {
		rnd := rand.New(rand.NewSource(seed))
		var text strings.Builder
		for range 200 {
			text.WriteString(strings.Repeat("  ", rnd.Intn(4)) + strings.Repeat("word ", rnd.Intn(30)) + "\n")
		}
		r := newRig(t, text.String())
		r.SetOptions(Options{Wrap: seed%2 == 1})
		for step := range 400 {
			line := rnd.Intn(r.doc.Text().Lines())
			switch rnd.Intn(9) {
			case 0, 1:
				r.ToggleFold(line)
			case 2:
				r.GoTo(line, rnd.Intn(20))
			case 3:
				test.Type(r.View, "x")
			case 4:
				r.key(fyne.KeyReturn)
			case 5:
				r.key([]fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyBackspace, fyne.KeyDelete}[rnd.Intn(6)])
			case 6:
				r.scrollBy((rnd.Intn(100) - 50) * r.face.cellH / 3)
				r.update()
			case 7:
				r.Undo()
			case 8:
				r.FoldHere()
			}
			h := r.hidden()
			for _, g := range r.doc.Selection().Ranges {
				if n := r.doc.Text().LineOf(g.Head); headerOf(h, n) != n {
					t.Fatalf("seed %d step %d: the caret's line %d is folded", seed, step, n)
				}
			}
			for i := 1; i < len(r.rows); i++ {
				if a, b := r.rows[i-1], r.rows[i]; b.line != a.line && b.line != r.lineAfter(a.line) {
					t.Fatalf("seed %d step %d: row of line %d after %d", seed, step, b.line, a.line)
				}
			}
			for _, n := range []int{line, r.top.line} {
				if n = headerOf(h, min(n, r.doc.Text().Lines()-1)); r.fromShown(r.toShown(n)) != n {
					t.Fatalf("seed %d step %d: line %d", seed, step, n)
				}
			}
		}
	}
}
