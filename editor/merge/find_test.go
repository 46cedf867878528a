package merge

import (
	"context"
	"strings"
	"testing"
)

func TestFindReadsWhatMarkedWrites(t *testing.T) {
	for _, eol := range []string{"\n", "\r\n", "\r"} {
		base, mine, theirs := "a"+eol+"b"+eol+"c"+eol+"d"+eol, "a"+eol+"mine"+eol+"c"+eol+"D1", "a"+eol+"theirs"+eol+"2"+eol+"c"+eol+"D2"+eol
		m, err := Merge(context.Background(), []byte(base), []byte(mine), []byte(theirs))
		if err != nil {
			t.Fatal(err)
		}
		text, places := m.Marked(Labels{"mine", "base", "theirs"})
		found := Find(text)
		if len(found) != len(places) || len(found) != 2 {
			t.Fatalf("%q: found %d of %d in %q", eol, len(found), len(places), text)
		}
		for i, p := range places {
			f := found[i]
			if f.Whole != (Span{p.From, p.To}) {
				t.Errorf("place %d is %v, want %d to %d", i, f.Whole, p.From, p.To)
			}
			if got := string(text[f.Mine.From:f.Mine.To]); strings.TrimSuffix(got, eol) != strings.TrimSuffix(string(p.Mine), eol) {
				t.Errorf("mine is %q, want %q", got, p.Mine)
			}
			if got := string(text[f.Theirs.From:f.Theirs.To]); strings.TrimSuffix(got, eol) != strings.TrimSuffix(string(p.Theirs), eol) {
				t.Errorf("theirs is %q, want %q", got, p.Theirs)
			}
		}
	}
}

func TestFindTakesCompleteConflictsAlone(t *testing.T) {
	for text, want := range map[string]int{
		"":                                      0,
		"<<<<<<<":                               0,
		"<<<<<<< a\n=======\n":                  0,
		"<<<<<<< a\n=======\n>>>>>>> b":         1,
		"<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n": 1,
		"<<<<<<< a\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n":          1,
		" <<<<<<< a\nx\n=======\ny\n>>>>>>> b\n":                    0,
		"<<<<<<<<\nx\n=======\ny\n>>>>>>> b\n":                      0,
		"<<<<<<< a\nx\n>>>>>>> b\n=======\n":                        0,
		"Title\n=======\ntext\n":                                    0,
		"<<<<<<< a\nx\n||||||| o\n=======\n=======\ny\n>>>>>>> b\n": 1,
	} {
		if got := len(Find([]byte(text))); got != want {
			t.Errorf("%q has %d, want %d", text, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("<<<<<<< a\nx\n||||||| o\nz\n=======\ny\n>>>>>>> b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		end := 0
		for _, p := range Find(text) {
			if p.Whole.From < end || p.Whole.From > p.Mine.From || p.Mine.From > p.Mine.To ||
				p.Mine.To > p.Theirs.From || p.Theirs.From > p.Theirs.To || p.Theirs.To > p.Whole.To || p.Whole.To > len(text) {
				t.Fatalf("%+v in %q", p, text)
			}
			end = p.Whole.To
		}
	})
}
