package editor

import (
	"context"
	"math"
	"strings"
	"testing"
)

// TestPartsBeyond32Bits makes changes whose parts the 4 bytes of alike ones cannot
// tell.
func TestPartsBeyond32Bits(t *testing.T) {
	const most, oldLen = math.MaxUint32, 1 << 41
	insert := FromString("xyz")
	for _, c := range []struct {
		at    []int
		alike bool
	}{
		{[]int{0, 7, most}, true}, {[]int{0, 7, most + 4}, true}, {[]int{0, 7, most + 5}, false}, {[]int{most}, true},
		{[]int{most + 1}, false}, {[]int{most, most + 2}, true}, {[]int{1 << 40, 1<<40 + 2}, false},
	} {
		var reps []Replacement
		for _, from := range c.at {
			reps = append(reps, Replacement{from, from + 2, insert})
		}
		change, err := NewChange(oldLen, reps...)
		if err != nil || change.NewLen() != oldLen+len(c.at) || (change.parts.list == nil) != c.alike {
			t.Fatalf("%d: %+v, %v", c.at, change, err)
		}
		for i, from := range c.at {
			if got := change.Part(i); got != reps[i] || change.Map(from, After) != from+i {
				t.Errorf("%d: part %d is %+v, and %d maps to %d", c.at, i, got, from, change.Map(from, After))
			}
		}
	}
}

// TestAlikePartsAreKeptOnce looks at what the history keeps of replacing all: the
// places once, for undo and redo together, and each text once.
func TestAlikePartsAreKeptOnce(t *testing.T) {
	text := FromString(string(make([]byte, 40)) + "foo foo foo, foo Foo foo")
	for _, c := range []struct {
		q       Query
		with    string
		changes bool // the replaced texts are not all the same
	}{
		{Query{Pattern: "foo", MatchCase: true}, "barbar", false},
		{Query{Pattern: "foo", MatchCase: true}, "", false},
		{Query{Pattern: "foo", MatchCase: true}, strings.Repeat("long", 17), false}, // only a short one is looked for when it goes
		{Query{Pattern: "f(o+)", Regexp: true, MatchCase: true}, "<$1>", false},
		{Query{Pattern: " ", Regexp: true}, `\n`, false},
		{Query{Pattern: "foo"}, "bar", true},
	} {
		change, n, err := replaceAll(context.Background(), mustCompile(t, c.q), text, nil, c.with, "\n")
		if err != nil || n < 5 || change.parts.list != nil {
			t.Fatalf("%+v: %d parts, %+v, %v", c, n, change.parts, err)
		}
		inverse := change.Invert(text)
		if alike := inverse.parts.list == nil; alike == c.changes {
			t.Fatalf("%+v: taking it back is %+v", c, inverse.parts)
		} else if alike && &inverse.parts.kept[0] != &change.parts.kept[0] {
			t.Errorf("%+v: the places are kept twice", c)
		}
		if again := inverse.Invert(change.Apply(text)); again.parts.list != nil && len(c.with) <= 64 {
			t.Errorf("%+v: doing it again is %+v", c, again.parts)
		}
	}
}
