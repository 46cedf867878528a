package merge

import (
	"fmt"
	"testing"
)

func TestInline(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want []Hunk
	}{
		{"", "", nil},
		{"same", "same", nil},
		{"port = 80\n", "port = 8080\n", []Hunk{{Span{7, 9}, Span{7, 11}}}},
		{"listen 80;", "listen  80 ssl;", []Hunk{{Span{6, 7}, Span{6, 8}}, {Span{9, 9}, Span{10, 14}}}},
		{"größe = ä", "größe = ö", []Hunk{{Span{10, 12}, Span{10, 12}}}},
		{"nothing alike", "x=1", []Hunk{{Span{0, 13}, Span{0, 3}}}},
		{"", "new", []Hunk{{Span{0, 0}, Span{0, 3}}}},
		{"\xff\xfe broken", "\xff broken", []Hunk{{Span{1, 2}, Span{1, 1}}}},
	} {
		got, err := Inline(ctx, []byte(c.a), []byte(c.b))
		if err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q and %q differ in %v, want %v, %v", c.a, c.b, got, c.want, err)
		}
	}
}

func FuzzInline(f *testing.F) {
	f.Add("port = 80", "port=8080 ")
	f.Add("\xff a\u0301 b", "a b")
	f.Fuzz(func(t *testing.T, a, b string) {
		hunks, err := Inline(ctx, []byte(a), []byte(b))
		if err != nil {
			t.Fatal(err)
		}
		out, at := "", 0
		for _, h := range hunks {
			out += a[at:h.A.From] + b[h.B.From:h.B.To]
			at = h.A.To
		}
		if out += a[at:]; out != b {
			t.Fatalf("%q with %v is %q, want %q", a, hunks, out, b)
		}
	})
}
