package editor

import "testing"

func TestTypingSharesNothingWithOlderTexts(t *testing.T) {
	a := FromString("hello world")
	b := a.Replace(5, 5, []byte(","))
	c := b.Replace(6, 6, []byte(" big"))
	d := b.Replace(6, 6, []byte(" old"))
	for _, x := range []struct {
		text Text
		want string
	}{{a, "hello world"}, {b, "hello, world"}, {c, "hello, big world"}, {d, "hello, old world"}} {
		if got := x.text.String(); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
}
