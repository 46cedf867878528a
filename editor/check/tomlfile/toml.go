package tomlfile

import (
	"bytes"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// Version says which TOML is checked.
type Version uint8

// The versions.
const (
	V10 Version = iota
	V11
)

// MaxDepth is how many levels of arrays, inline tables and dotted keys are
// followed.
const MaxDepth = 1000

type parser struct {
	src     []byte
	pos     int
	depth   int
	version Version
	bad     bool // the entry at hand has an error: skip to the next
	long    bool // the entry may go on over many lines
	*diag.List
	build   *tree.Builder
	parts   []part // of the newest key, used again and again
	root    *table
	here    *table // what key/value pairs go into
	section int    // counts headers
}

// Parse checks src, collects what it finds in list and returns the document as
// a tree if build is not nil.
func Parse(src []byte, version Version, list *diag.List, build *tree.Builder) *tree.Node {
	p := &parser{src: src, version: version, List: list, build: build}
	p.root = &table{kind: headerTable, node: build.New(tree.Map, 0, len(src), "")}
	p.here = p.root
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		p.pos = 3
		p.Warn(diag.ByteOrderMark, 0, 3).WithFix(0, 3, "")
	}
	for p.pos < len(src) && !p.Stopped() {
		p.bad, p.long, p.depth = false, false, 0
		p.line()
		if p.bad {
			p.recover()
		}
	}
	return p.root.node
}

// fail records an error; the rest of the entry is skipped.
func (p *parser) fail(code diag.Code, from, to int, data ...string) *diag.Problem {
	if p.bad {
		return &diag.Problem{}
	}
	p.bad = true
	p.long = p.long || p.depth > 0
	return p.Add(code, from, to, data...)
}

// recover goes to the next line, or if the entry may go on there, to the next
// that looks like the start of an entry.
func (p *parser) recover() {
	for p.pos < len(p.src) {
		n := bytes.IndexByte(p.src[p.pos:], '\n')
		if n < 0 {
			p.pos = len(p.src)
			return
		}
		p.pos += n + 1
		if !p.long || p.startsEntry() {
			return
		}
	}
}

// startsEntry says whether the line at the position is a header or begins with
// a key and an equals sign.
func (p *parser) startsEntry() bool {
	end := p.lineEnd(p.pos)
	line := bytes.TrimLeft(p.src[p.pos:end], " \t")
	if len(line) == 0 {
		return false
	}
	if line[0] == '[' {
		c := bytes.TrimRight(line, " \t\r")
		return c[len(c)-1] == ']'
	}
	i := 0
	for i < len(line) && (isBare(line[i]) || line[i] == '.') {
		i++
	}
	rest := bytes.TrimLeft(line[i:], " \t")
	return i > 0 && len(rest) > 0 && rest[0] == '='
}

func (p *parser) lineEnd(from int) int {
	if n := bytes.IndexByte(p.src[from:], '\n'); n >= 0 {
		return from + n
	}
	return len(p.src)
}

func (p *parser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

func (p *parser) at(i int) byte {
	if p.pos+i < len(p.src) {
		return p.src[p.pos+i]
	}
	return 0
}

func (p *parser) has(prefix string) bool { return bytes.HasPrefix(p.src[p.pos:], []byte(prefix)) }

func (p *parser) blank() {
	for p.pos < len(p.src) && (p.src[p.pos] == ' ' || p.src[p.pos] == '\t') {
		p.pos++
	}
}

// line checks one line: blank, a comment, a header or a key with its value.
func (p *parser) line() {
	p.blank()
	switch c := p.peek(); {
	case p.pos >= len(p.src), c == '\n', c == '\r', c == '#':
	case c == '[':
		p.header()
	default:
		p.pair(p.here)
	}
	p.endOfLine()
}

// endOfLine checks that only a comment follows, and passes the break.
func (p *parser) endOfLine() {
	if p.bad {
		return
	}
	p.blank()
	p.comment()
	if p.bad || p.pos >= len(p.src) || p.newline() {
		return
	}
	p.fail(diag.ExpectedNewline, p.pos, p.tokenEnd(), "Found", p.token())
}

// newline passes one break.
func (p *parser) newline() bool {
	switch {
	case p.peek() == '\n' && p.pos < len(p.src):
		p.pos++
	case p.has("\r\n"):
		p.pos += 2
	default:
		return false
	}
	return true
}

// comment passes a comment, if one is at the position, to the end of its line.
func (p *parser) comment() {
	if p.peek() != '#' {
		return
	}
	end := p.lineEnd(p.pos)
	text := p.src[p.pos:end]
	if len(text) > 0 && text[len(text)-1] == '\r' && end < len(p.src) {
		text, end = text[:len(text)-1], end-1
	}
	for i, c := range text {
		if isControl(c) {
			p.controlCharacter(p.pos + i)
			return
		}
	}
	p.pos = end
}

func (p *parser) controlCharacter(at int) {
	const digits = "0123456789ABCDEF"
	c := p.src[at]
	p.fail(diag.ControlCharacter, at, at+1, "Name", "U+00"+string(digits[c>>4])+string(digits[c&15]))
	p.pos = at
}

// isControl says whether a byte may not be in comments and strings.
func isControl(c byte) bool { return c < ' ' && c != '\t' || c == 0x7F }

func isBare(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-'
}

// tokenEnd is the end of the word or sign at the position, for messages.
func (p *parser) tokenEnd() int {
	to := p.pos
	for to < len(p.src) && to < p.pos+60 && (isBare(p.src[to]) || p.src[to] == '.' || p.src[to] == '+' || p.src[to] == ':' || p.src[to] >= 0x80) {
		to++
	}
	if to == p.pos && to < len(p.src) {
		to++
	}
	return to
}

func (p *parser) token() string { return string(p.src[p.pos:p.tokenEnd()]) }

// part is one part of a dotted key.
type part struct {
	name     string
	from, to int
}

// key checks a key, dotted or not. The parts are good until the next key.
func (p *parser) key() []part {
	parts := p.parts[:0]
	defer func() { p.parts = parts }()
	for {
		p.blank()
		k, ok := p.simpleKey()
		if !ok {
			return nil
		}
		parts = append(parts, k)
		if len(parts) > MaxDepth {
			p.fail(diag.TooDeep, k.from, k.to)
			return nil
		}
		p.blank()
		if p.peek() != '.' {
			return parts
		}
		p.pos++
	}
}

func (p *parser) simpleKey() (part, bool) {
	from := p.pos
	switch c := p.peek(); {
	case c == '"' || c == '\'':
		if p.has(`"""`) || p.has(`'''`) {
			p.fail(diag.MultilineKey, from, from+3)
			return part{}, false
		}
		value := p.quoted(c, true)
		return part{value, from, p.pos}, !p.bad
	case isBare(c):
		for p.pos < len(p.src) && isBare(p.src[p.pos]) {
			p.pos++
		}
		return part{string(p.src[from:p.pos]), from, p.pos}, true
	}
	found := p.token()
	if p.peek() == '\n' || p.peek() == '\r' {
		found = ""
	}
	p.fail(diag.ExpectedKey, from, p.tokenEnd(), "Found", found)
	return part{}, false
}

// pair checks key = value and puts it into t.
func (p *parser) pair(t *table) {
	parts := p.key()
	if p.bad {
		return
	}
	if p.peek() != '=' {
		found := p.token()
		if c := p.peek(); c == '\n' || c == '\r' {
			found = ""
		}
		problem := p.fail(diag.ExpectedEquals, p.pos, p.tokenEnd(), "Found", found)
		if p.peek() == ':' {
			problem.WithFix(p.pos, p.pos+1, " =")
		}
		return
	}
	p.pos++
	p.blank()
	into := p.descend(t, parts[:len(parts)-1])
	last := parts[len(parts)-1]
	if into != nil {
		if into.child(last.name) != nil {
			p.duplicate(last)
			into = nil
		}
	}
	v := p.value()
	if into == nil || p.bad {
		return
	}
	into.set(last, v.table)
	into.node.Put(last.name, last.from, last.to, v.node)
}

// duplicate records a key that is there already; the entry is still read.
func (p *parser) duplicate(k part) { p.Add(diag.DuplicateKey, k.from, k.to, "Key", k.name) }

// header checks [table] and [[array of tables]].
func (p *parser) header() {
	from := p.pos
	p.pos++
	array := p.peek() == '['
	if array {
		p.pos++
	}
	parts := p.key()
	if p.bad {
		return
	}
	opening, closing := "[", "]"
	if array {
		opening, closing = "[[", "]]"
	}
	if !p.has(closing) {
		p.fail(diag.Unclosed, from, p.pos, "Open", opening, "Close", closing)
		return
	}
	p.pos += len(closing)
	p.section++
	p.open(parts, array)
}
