package merge

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func three(t testing.TB, base, mine, theirs string) *Merged {
	t.Helper()
	m, err := Merge(ctx, []byte(base), []byte(mine), []byte(theirs))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func none(int) Side { return Base }

func TestMerge(t *testing.T) {
	for _, c := range []struct{ name, base, mine, theirs, want string }{
		{"nothing", "a\n", "a\n", "a\n", "a\n"},
		{"mine alone", "a\nb\nc\n", "a\nX\nc\n", "a\nb\nc\n", "a\nX\nc\n"},
		{"theirs alone", "a\nb\nc\n", "a\nb\nc\n", "a\nc\n", "a\nc\n"},
		{"apart", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n"},
		{"the same", "a\nb\n", "a\nX\nY\n", "a\nX\nY\n", "a\nX\nY\n"},
		{"the same and more", "a\nb\nc\n", "a\nX\nc\nmine\n", "a\nX\nc\n", "a\nX\nc\nmine\n"},
		{"both ends", "m\n", "before\nm\n", "m\nafter", "before\nm\nafter"},
		{"emptied by both", "a\nb\n", "", "", ""},
		{"breaks", "a\r\nb\rc\nd", "a\r\nb\rc\nD", "A\r\nb\rc\nd", "A\r\nb\rc\nD"},
	} {
		m := three(t, c.base, c.mine, c.theirs)
		if got := m.Text(none); string(got) != c.want || conflicts(m) != 0 {
			t.Errorf("%s: %q with %d conflicts, want %q", c.name, got, conflicts(m), c.want)
		}
	}
}

// conflicts is the number of conflicts.
func conflicts(m *Merged) (n int) {
	for _, r := range m.Regions {
		if r.Origin == Conflict {
			n++
		}
	}
	return n
}

func TestConflicts(t *testing.T) {
	for _, c := range []struct{ name, base, mine, theirs, want string }{
		{"one line", "a\nb\nc\n", "a\nX\nc\n", "a\nY\nc\n",
			"a\n<<<<<<< me\nX\n||||||| was\nb\n=======\nY\n>>>>>>> disk\nc\n"},
		{"neighbours", "a\nb\n", "A\nb\n", "a\nB\n",
			"<<<<<<< me\nA\nb\n||||||| was\na\nb\n=======\na\nB\n>>>>>>> disk\n"},
		{"two insertions", "", "X\n", "Y\n",
			"<<<<<<< me\nX\n||||||| was\n=======\nY\n>>>>>>> disk\n"},
		{"removed and changed", "a\r\nb\r\n", "a\r\n", "a\r\nY\r\n",
			"a\r\n<<<<<<< me\r\n||||||| was\r\nb\r\n=======\r\nY\r\n>>>>>>> disk\r\n"},
		{"no final break", "a\nb", "a\nX", "a\nY\n",
			"a\n<<<<<<< me\nX\n||||||| was\nb\n=======\nY\n>>>>>>> disk\n"},
	} {
		m := three(t, c.base, c.mine, c.theirs)
		got, places := m.Marked(Labels{"me", "was", "disk"})
		if string(got) != c.want || conflicts(m) != 1 || len(places) != 1 {
			t.Errorf("%s: %q, %d conflicts, want %q", c.name, got, conflicts(m), c.want)
			continue
		}
		for side, whole := range map[Side]string{Mine: c.mine, Theirs: c.theirs, Base: c.base} {
			if got := m.Text(func(int) Side { return side }); string(got) != whole {
				t.Errorf("%s: taking side %d gives %q, want %q", c.name, side, got, whole)
			}
		}
		p := places[0]
		if text := string(got[p.From:p.To]); !strings.HasPrefix(text, "<<<<<<< me") || !strings.HasSuffix(strings.TrimSpace(text), ">>>>>>> disk") {
			t.Errorf("%s: the place is %q", c.name, text)
		}
	}
}

func TestTheSidesOfEachConflictAreChosenOnTheirOwn(t *testing.T) {
	m := three(t, "1\nx\n2\nx\n3\n", "a\nx\nb\nx\nc\n", "A\nx\nB\nx\nC\n")
	got := m.Text(func(n int) Side { return []Side{Mine, Theirs, Base}[n] })
	if conflicts(m) != 3 || string(got) != "a\nx\nB\nx\n3\n" {
		t.Errorf("%d conflicts, %q", conflicts(m), got)
	}
}

// FuzzMerge holds merges against what must be true of every one.
func FuzzMerge(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nX\nc\n", "a\nb\nc\nd")
	f.Add("a\r\nb", "b\ra", "")
	f.Fuzz(func(t *testing.T, base, mine, theirs string) {
		for _, c := range []struct{ base, mine, theirs, want string }{
			{base, base, theirs, theirs}, {base, mine, base, mine}, {base, mine, mine, mine},
		} {
			m := three(t, c.base, c.mine, c.theirs)
			if got := m.Text(none); string(got) != c.want || conflicts(m) != 0 {
				t.Fatalf("base %q, mine %q, theirs %q: %q, %d conflicts", c.base, c.mine, c.theirs, got, conflicts(m))
			}
		}
		checkMerge(t, base, mine, theirs)
	})
}

// checkMerge checks that the regions cover each text in order, that they are
// what they say, and that the two sides are treated alike.
func checkMerge(t *testing.T, base, mine, theirs string) {
	t.Helper()
	m, mirror := three(t, base, mine, theirs), three(t, base, theirs, mine)
	var whole [3]strings.Builder
	for _, r := range m.Regions {
		var text [3]string
		for _, s := range []Side{Mine, Theirs, Base} {
			text[s] = string(m.Of(r, s))
			whole[s].WriteString(text[s])
		}
		same, both := text[Mine] == text[Theirs], text[Mine] != text[Base] && text[Theirs] != text[Base]
		wrong := r.Origin == Conflict && same || r.Origin == FromBoth && !same ||
			r.Origin == Unchanged && (!same || both) ||
			r.Origin == FromMine && text[Theirs] != text[Base] || r.Origin == FromTheirs && text[Mine] != text[Base]
		if wrong {
			t.Fatalf("region %+v: %q", r, text)
		}
	}
	if whole[Mine].String() != mine || whole[Theirs].String() != theirs || whole[Base].String() != base {
		t.Fatalf("the regions do not cover the texts: %+v", m.Regions)
	}
	if conflicts(m) != conflicts(mirror) || string(m.Text(none)) != string(mirror.Text(none)) {
		t.Fatalf("the sides are not alike: %q and %q", m.Text(none), mirror.Text(none))
	}
	if marked, places := m.Marked(Labels{}); len(places) != conflicts(m) {
		t.Fatalf("%q has %d places, want %d", marked, len(places), conflicts(m))
	}
	if strings.Contains(base+mine+theirs, "\r") {
		return // a "\r" of one side and a "\n" of the other may meet and be one break
	}
	// A line without a break may only be the last one.
	lines := map[string]bool{}
	for _, text := range []string{base, mine, theirs} {
		l := Cut([]byte(text))
		for i := range l.Len() {
			lines[string(l.Line(i))] = true
		}
	}
	merged := Cut(m.Text(none))
	for i := range merged.Len() {
		if !lines[string(merged.Line(i))] {
			t.Fatalf("the merge made up a line: %q of base %q, mine %q, theirs %q", merged.Line(i), base, mine, theirs)
		}
	}
}

func TestRandomMerges(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		checkMerge(t, randomText(random, 12), randomText(random, 12), randomText(random, 12))
	}
}

func BenchmarkMergeOfTenThousandLines(b *testing.B) {
	var base, mine, theirs strings.Builder
	for i := range 10_000 {
		line := fmt.Sprintf("key%d = %d\n", i, i*i)
		base.WriteString(line)
		mine.WriteString([]string{line, "mine\n"}[min(1, max(0, i%100-98))])
		theirs.WriteString([]string{line, "theirs\n"}[min(1, max(0, i%70-68))])
	}
	for b.Loop() {
		three(b, base.String(), mine.String(), theirs.String())
	}
}
