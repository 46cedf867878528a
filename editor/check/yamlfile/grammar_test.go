package yamlfile

import "strings"

// A recogniser made of the productions of YAML 1.2.2, one by one, to compare the
// parser with. It follows every choice of the grammar and is as slow as that is:
// for a few dozen characters. It knows nothing of what stands beside the grammar:
// which anchors and handles exist, and how long a key may be.

// yamlContext is c in the productions (section 4.4).
type yamlContext uint8

const (
	inBlockOut yamlContext = iota
	inBlockIn
	inFlowOut
	inFlowIn
	inBlockKey
	inFlowKey
)

func isOneLine(c yamlContext) bool { return c == inBlockKey || c == inFlowKey }

// rule returns all the places where a production can end that begins at one.
type rule func(at int) []int

// grammar recognises one text.
type grammar struct {
	src  []rune
	memo map[memoKey][]int
}

type memoKey struct {
	name string
	n    int
	c    yamlContext
	at   int
}

// accepts says whether the grammar makes src a stream (production 211).
func accepts(src string) bool {
	g := &grammar{src: []rune(src), memo: map[memoKey][]int{}}
	prefix := seq(opt(g.one(func(r rune) bool { return r == '\ufeff' })), star(g.lComment()))
	suffix := seq(g.marker("..."), g.slComments())
	document := alt(seq(plus(g.directive()), g.explicitDocument()), g.explicitDocument(), g.bareDocument)
	stream := seq(star(prefix), opt(document), star(alt(
		seq(plus(suffix), star(prefix), opt(document)), g.one(func(r rune) bool { return r == '\ufeff' }), g.lComment(), g.explicitDocument())))
	for _, end := range stream(0) {
		if end == len(g.src) {
			return true
		}
	}
	return false
}

func union(a, b []int) []int {
next:
	for _, v := range b {
		for _, there := range a {
			if there == v {
				continue next
			}
		}
		a = append(a, v)
	}
	return a
}

func seq(rules ...rule) rule {
	return func(at int) []int {
		ends := []int{at}
		for _, r := range rules {
			var next []int
			for _, end := range ends {
				next = union(next, r(end))
			}
			if ends = next; len(ends) == 0 {
				return nil
			}
		}
		return ends
	}
}

func alt(rules ...rule) rule {
	return func(at int) []int {
		var ends []int
		for _, r := range rules {
			ends = union(ends, r(at))
		}
		return ends
	}
}

func star(r rule) rule {
	return func(at int) []int {
		ends := []int{at}
		for i := 0; i < len(ends); i++ {
			ends = union(ends, r(ends[i]))
		}
		return ends
	}
}

func nothing(at int) []int { return []int{at} }
func opt(r rule) rule      { return alt(nothing, r) }
func plus(r rule) rule     { return seq(r, star(r)) }

// longest repeats r as often as it goes.
func longest(r rule) rule {
	return func(at int) []int {
		for {
			ends := r(at)
			if len(ends) == 0 {
				return []int{at}
			}
			at = ends[0]
		}
	}
}

// memoized is a production with its parameters, which is tried once at each place.
func (g *grammar) memoized(name string, n int, c yamlContext, make func() rule) rule {
	return func(at int) []int {
		key := memoKey{name, n, c, at}
		if ends, ok := g.memo[key]; ok {
			return ends
		}
		g.memo[key] = nil
		ends := make()(at)
		g.memo[key] = ends
		return ends
	}
}

// Characters (chapter 5).

func (g *grammar) at(i int) rune {
	if i < len(g.src) {
		return g.src[i]
	}
	return -1
}

func (g *grammar) one(is func(rune) bool) rule {
	return func(at int) []int {
		if at < len(g.src) && is(g.src[at]) {
			return []int{at + 1}
		}
		return nil
	}
}

func (g *grammar) text(s string) rule {
	want := []rune(s)
	return func(at int) []int {
		for i, r := range want {
			if g.at(at+i) != r {
				return nil
			}
		}
		return []int{at + len(want)}
	}
}

// before is r where what follows it is not a character like that.
func (g *grammar) before(r rule, not func(rune) bool) rule {
	return func(at int) []int {
		if ends := r(at); len(ends) > 0 && !not(g.at(ends[0])) {
			return ends
		}
		return nil
	}
}

func among(s string) func(rune) bool { return func(r rune) bool { return strings.ContainsRune(s, r) } }

var (
	flowIndicator = among(",[]{}")
	anyIndicator  = among("-?:,[]{}#&*!|>'\"%@`")
)

func printable(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= '~' || r == 0x85 || r >= 0xA0 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}
func breaks(r rune) bool { return r == '\n' || r == '\r' }
func white(r rune) bool  { return r == ' ' || r == '\t' }
func nb(r rune) bool     { return printable(r) && !breaks(r) && r != '\ufeff' } // production 27
func ns(r rune) bool     { return nb(r) && !white(r) }                          // production 34
func nbJSON(r rune) bool { return r == '\t' || r >= ' ' }                       // production 2

func (g *grammar) lineBreak(at int) []int {
	switch {
	case g.at(at) == '\r' && g.at(at+1) == '\n':
		return []int{at + 2}
	case breaks(g.at(at)):
		return []int{at + 1}
	}
	return nil
}

func (g *grammar) startOfLine(at int) []int {
	switch {
	case at == 0 || g.src[at-1] == '\n' || g.src[at-1] == '\ufeff', g.src[at-1] == '\r' && g.at(at) != '\n':
		return []int{at}
	}
	return nil
}

func (g *grammar) end(at int) []int {
	if at >= len(g.src) {
		return []int{at}
	}
	return nil
}

// Structures (chapter 6).

func (g *grammar) indent(n int) rule { return g.text(strings.Repeat(" ", max(n, 0))) } // 63
// indentUpTo is productions 64 and 65.
func (g *grammar) indentUpTo(n int) rule {
	return func(at int) (ends []int) {
		for i := 0; i <= n; i++ {
			ends = append(ends, at+i)
			if g.at(at+i) != ' ' {
				break
			}
		}
		return ends
	}
}
func (g *grammar) whites() rule          { return star(g.one(white)) }
func (g *grammar) separateInLine() rule  { return alt(plus(g.one(white)), g.startOfLine) }    // 66
func (g *grammar) flowPrefix(n int) rule { return seq(g.indent(n), opt(g.separateInLine())) } // 69
func (g *grammar) lEmpty(n int, c yamlContext) rule { // 70
	prefix := g.indent(n)
	if c == inFlowOut || c == inFlowIn {
		prefix = g.flowPrefix(n)
	}
	return seq(alt(prefix, g.indentUpTo(n-1)), g.lineBreak)
}
func (g *grammar) flowFolded(n int) rule { // 74
	return g.memoized("folded", n, 0, func() rule {
		folded := alt(seq(g.lineBreak, plus(g.lEmpty(n, inFlowIn))), g.lineBreak)
		return seq(opt(g.separateInLine()), folded, g.flowPrefix(n))
	})
}
func (g *grammar) commentText() rule { return seq(g.text("#"), star(g.one(nb))) } // 75
func (g *grammar) bComment() rule    { return alt(g.lineBreak, g.end) }           // 76
func (g *grammar) lComment() rule { // 78
	return seq(g.separateInLine(), opt(g.commentText()), g.bComment())
}
func (g *grammar) sbComment() rule { // 77
	return seq(opt(seq(g.separateInLine(), opt(g.commentText()))), g.bComment())
}
func (g *grammar) slComments() rule { // 79
	return g.memoized("comments", 0, 0, func() rule { return seq(alt(g.sbComment(), g.startOfLine), star(g.lComment())) })
}
func (g *grammar) separate(n int, c yamlContext) rule { // 80
	if isOneLine(c) {
		return g.separateInLine()
	}
	return g.memoized("separate", n, 0, func() rule {
		return alt(seq(g.slComments(), g.flowPrefix(n)), g.separateInLine())
	})
}

// directive is production 82, with what its parts have in common.
func (g *grammar) directive() rule {
	word := plus(g.one(ns))
	return seq(g.text("%"), word, star(seq(plus(g.one(white)), word)), g.slComments())
}

func uriChar(r rune) bool {
	return r < 0x80 && isWordByte(byte(r)) || among("#;/?:@&=+$,_.!~*'()[]")(r)
}

// tag is production 97. The longest one counts; escapes and verbatim tags, about
// which the text says more than the productions, are left out.
func (g *grammar) tag() rule {
	char := g.one(func(r rune) bool { return uriChar(r) && r != '!' && !flowIndicator(r) })
	lone := func(at int) []int {
		if g.at(at) == '!' && char(at+1) == nil && g.at(at+1) != '!' {
			return []int{at + 1}
		}
		return nil
	}
	return alt(seq(alt(g.text("!!"), g.text("!")), char, longest(char)), lone)
}

// anchor is production 101, and with "*" 104. The longest one counts.
func (g *grammar) anchor(sign string) rule {
	char := g.one(func(r rune) bool { return ns(r) && !flowIndicator(r) })
	return seq(g.text(sign), char, longest(char))
}

func (g *grammar) properties(n int, c yamlContext) rule { // 96
	return g.memoized("properties", n, c, func() rule {
		return alt(seq(g.tag(), opt(seq(g.separate(n, c), g.anchor("&")))), seq(g.anchor("&"), opt(seq(g.separate(n, c), g.tag()))))
	})
}
