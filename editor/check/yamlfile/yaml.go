package yamlfile

import (
	"bytes"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// MaxDepth is how many levels of collections are followed.
const MaxDepth = 1000

// maxExpanded is how many nodes a document may stand for once its aliases are
// followed.
const maxExpanded = 10_000_000

// maxRepair is how many bytes one repair may rewrite.
const maxRepair = 1 << 20

type parser struct {
	src       []byte
	pos       int
	lineStart int
	depth     int
	stop      bool
	*diag.List
	build *tree.Builder

	anchors  map[string]*anchor
	handles  map[string]bool
	expanded int // nodes so far, aliases counted through

	odd  []int  // where characters are that may stand in quotes only
	fine []bool // which of those do
}

// anchor is a node that aliases can stand for.
type anchor struct {
	size int // nodes
	node *tree.Node
}

// Parse checks src, collects what it finds in list and returns the documents as
// trees if build is not nil.
func Parse(src []byte, list *diag.List, build *tree.Builder) []*tree.Node {
	p := &parser{src: src, List: list, build: build, odd: oddCharacters(src)}
	if !p.characters() {
		return nil
	}
	defer p.judgeOdd()
	var docs []*tree.Node
	mayDirect, mayBare := true, true
	for !p.stop {
		p.prefix()
		if p.pos >= len(src) {
			break
		}
		directed := mayDirect && p.directives()
		switch {
		case p.stop:
			return docs
		case p.marker("---"):
			p.pos += 3
		case directed:
			p.fail(diag.ExpectedDocument, p.pos, p.pos)
			return docs
		case p.marker("..."):
			mayDirect, mayBare = p.documentEnd(), true
			continue
		case !mayBare:
			p.leftover()
			return docs
		}
		p.anchors, p.expanded = nil, 0
		docs = append(docs, p.blockNode(-1, inner))
		p.gap()
		mayDirect, mayBare = false, false
		if !p.stop && p.marker("...") {
			mayDirect, mayBare = p.documentEnd(), true
		}
		p.handles = nil
	}
	return docs
}

// characters looks for control characters, which may stand nowhere (production
// 1; quoted text, production 2, excludes them too).
func (p *parser) characters() bool {
	for i, c := range p.src {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			const digits = "0123456789ABCDEF"
			p.fail(diag.BadCharacter, i, i+1, "Name", "U+00"+string(digits[c>>4])+string(digits[c&15]))
			return false
		}
	}
	return true
}

// prefix passes byte order marks and comments before a document (production
// 202).
func (p *parser) prefix() {
	for !p.stop {
		if bytes.HasPrefix(p.src[p.pos:], []byte("\ufeff")) {
			p.allow(p.pos, p.pos+1)
			p.pos += 3
			p.lineStart = p.pos
		}
		p.gap()
		if !bytes.HasPrefix(p.src[p.pos:], []byte("\ufeff")) || p.pos != p.lineStart {
			return
		}
	}
}

func (p *parser) fail(code diag.Code, from, to int, data ...string) *diag.Problem {
	if p.stop {
		return &diag.Problem{}
	}
	p.stop = true
	return p.Add(code, from, to, data...)
}

func (p *parser) peek() byte { return p.at(p.pos) }

// at returns the byte at an offset, a line break at the end of the content.
func (p *parser) at(i int) byte {
	if i < len(p.src) {
		return p.src[i]
	}
	return '\n'
}

func isBreak(c byte) bool { return c == '\n' || c == '\r' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// isSpace is white space or a break.
func isSpace(c byte) bool { return isBlank(c) || isBreak(c) }

func isFlowIndicator(c byte) bool {
	return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'
}

// newline passes one break.
func (p *parser) newline() {
	if p.src[p.pos] == '\r' && p.at(p.pos+1) == '\n' && p.pos+1 < len(p.src) {
		p.pos++
	}
	p.pos++
	p.lineStart = p.pos
}

func (p *parser) lineEnd(from int) int {
	for from < len(p.src) && !isBreak(p.src[from]) {
		from++
	}
	return from
}

// marker says whether --- or ... (production 206) is at the position.
func (p *parser) marker(m string) bool {
	return p.pos == p.lineStart && bytes.HasPrefix(p.src[p.pos:], []byte(m)) && isSpace(p.at(p.pos+3))
}

func (p *parser) anyMarker() bool { return p.marker("---") || p.marker("...") }

// markAtLine says whether a byte order mark begins the line at the position:
// outside quotes only another document can follow it (production 211).
func (p *parser) markAtLine() bool {
	return p.pos == p.lineStart && bytes.HasPrefix(p.src[p.pos:], []byte("\ufeff"))
}

// ended says that nothing more belongs to the document.
func (p *parser) ended() bool {
	return p.stop || p.pos >= len(p.src) || p.anyMarker() || p.markAtLine()
}

// documentEnd passes "..." with what may follow it.
func (p *parser) documentEnd() bool {
	p.pos += 3
	p.endOfLine()
	return true
}

// blanks passes spaces and tabs.
func (p *parser) blanks() {
	for p.pos < len(p.src) && isBlank(p.src[p.pos]) {
		p.pos++
	}
}

// gap passes white space, comments and breaks (production 79).
func (p *parser) gap() {
	for !p.stop {
		from := p.pos
		p.blanks()
		if p.pos >= len(p.src) {
			return
		}
		switch c := p.src[p.pos]; {
		case c == '#' && (p.pos > from || p.pos == p.lineStart):
			p.pos = p.lineEnd(p.pos)
		case isBreak(c):
			p.newline()
		default:
			return
		}
	}
}

// endOfLine checks that nothing but a comment follows on the line.
func (p *parser) endOfLine() {
	if p.stop {
		return
	}
	from := p.pos
	p.blanks()
	if p.pos >= len(p.src) || isBreak(p.src[p.pos]) {
		return
	}
	if p.src[p.pos] == '#' {
		if p.pos == from && p.pos > p.lineStart {
			p.fail(diag.SpaceBeforeComment, p.pos, p.pos+1).WithFix(p.pos, p.pos, " ")
			return
		}
		p.pos = p.lineEnd(p.pos)
		return
	}
	p.fail(diag.TextAfterValue, p.pos, p.wordEnd(), "Found", p.word())
}

// wordEnd is the end of the word at the position, for messages.
func (p *parser) wordEnd() int {
	to := p.pos
	for to < len(p.src) && to < p.pos+60 && !isSpace(p.src[to]) {
		to++
	}
	return max(to, min(p.pos+1, len(p.src)))
}

func (p *parser) word() string { return string(p.src[p.pos:p.wordEnd()]) }

// line describes how the line of the position begins.
type line struct {
	spaces int  // before anything else
	tab    bool // a tab stands after them, before the position
	own    bool // nothing but white space stands before the position
}

func (p *parser) line() line {
	l := line{own: true}
	i := p.lineStart
	for i < p.pos && p.src[i] == ' ' {
		i++
	}
	l.spaces = i - p.lineStart
	for i < p.pos && isBlank(p.src[i]) {
		l.tab = l.tab || p.src[i] == '\t'
		i++
	}
	l.own = i >= p.pos
	return l
}

// leftover reports text that belongs to nothing.
func (p *parser) leftover() {
	l := p.line()
	switch {
	case l.own && l.tab:
		p.tabIndent()
	case l.own && l.spaces > 0:
		p.badIndent(l)
	default:
		p.fail(diag.TextAfterValue, p.pos, p.wordEnd(), "Found", p.word())
	}
}

func (p *parser) tabIndent() {
	from := p.lineStart
	for from < p.pos && p.src[from] == ' ' {
		from++
	}
	to := p.pos
	p.fail(diag.TabIndent, from, to).Fix = p.spacesForTabs()
}

// spacesForTabs repairs the indentation of the line at the position and of those
// after it that are indented by tabs too: each tab becomes as many spaces as the
// file indents by elsewhere.
func (p *parser) spacesForTabs() *diag.Fix {
	unit := []byte("  ")
	for line := range bytes.Lines(p.src) {
		n := len(line) - len(bytes.TrimLeft(line, " "))
		if n > 0 && n < len(line) && !isSpace(line[n]) && line[n] != '#' {
			unit = line[:min(n, 8)]
			break
		}
	}
	fix := &diag.Fix{From: p.lineStart, To: p.lineStart}
	var out []byte
	for line := range bytes.Lines(p.src[p.lineStart:]) {
		text := bytes.TrimLeft(line, " \t")
		indent := line[:len(line)-len(text)]
		if len(bytes.TrimSpace(text)) > 0 && bytes.IndexByte(indent, '\t') < 0 || len(out) > maxRepair {
			break
		}
		out = append(append(out, bytes.ReplaceAll(indent, []byte("\t"), unit)...), text...)
		fix.To += len(line)
	}
	fix.Insert = string(out)
	return fix
}

func (p *parser) badIndent(l line) {
	p.fail(diag.BadIndent, p.lineStart, p.pos, "Spaces", itoa(l.spaces))
}
