package textview

import (
	"strings"
	"testing"
)

// TestMatchTag has texts with the caret as |; what is found is in braces.
func TestMatchTag(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"<a|>x</a>", "<{a}>x</{a}>"},
		{"|<a>x</a>", "<{a}>x</{a}>"},
		{"<a>|x</a>", "<{a}>x</{a}>"},
		{"<a>x|y</a>", ""},
		{"<a>x<|/a>", "<{a}>x</{a}>"},
		{"<a>x</a>|", "<{a}>x</{a}>"},
		{"<a><a/><a></a></a|>", "<{a}><a/><a></a></{a}>"},
		{"<a><a/><a|></a></a>", "<a><a/><{a}></{a}></a>"},
		{"<a |b='<c>' d=\"'/\">x</a>", "<{a} b='<c>' d=\"'/\">x</{a}>"},
		{"<a|/>x</a>", ""},
		{"<p>one<br>two</p|>", "<{p}>one<br>two</{p}>"},
		{"<a|><!-- </a> --><![CDATA[</a>]]><?p </a>?></a>", "<{a}><!-- </a> --><![CDATA[</a>]]><?p </a>?></{a}>"},
		{"<x:é-1.b|></x:é-1.b>", "<{x:é-1.b}></{x:é-1.b}>"},
		{"<a|></ab></a>", "<{a}></ab></{a}>"},
		{"if a <|b && c> d", ""},
		{"if a <b| && c> d", ""},
		{"a <| 1", ""},
		{"</a|>", ""},
		{"<a|", ""},
		{"<|", ""},
		{"|", ""},
		{"<a b='|", ""},
		{"<?x|ml?><a/>", ""},
		{"<a><b|></a></b>", "<a><{b}></a></{b}>"},
	} {
		i := strings.IndexByte(tt.in, '|')
		w := tt.in[:i] + tt.in[i+1:]
		got := ""
		if a, b, ok := matchTag([]byte(w), i); ok {
			got = w[:a.from] + "{" + w[a.from:a.to] + "}" + w[a.to:b.from] + "{" + w[b.from:b.to] + "}" + w[b.to:]
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzMatchTag(f *testing.F) {
	f.Add([]byte("<a b='c'><d/></a>"), 3)
	f.Fuzz(func(t *testing.T, w []byte, i int) {
		if i < 0 || i > len(w) {
			return
		}
		if a, b, ok := matchTag(w, i); ok && (a.to > b.from || string(w[a.from:a.to]) != string(w[b.from:b.to])) {
			t.Errorf("%q %d: %v %v", w, i, a, b)
		}
	})
}
