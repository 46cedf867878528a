package jsonfile

import (
	"bytes"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// Dialect says which language is checked.
type Dialect uint8

// The dialects. The zero value is the strictest.
const (
	Strict Dialect = iota // RFC 8259
	JSONC                 // comments and trailing commas
	JSON5
)

// MaxDepth is how many levels of lists and objects are followed. Section 9 of
// RFC 8259 lets a reader set a limit; no config file comes near it.
const MaxDepth = 1000

type parser struct {
	src     []byte
	pos     int
	depth   int
	dialect Dialect
	stop    bool // after what cannot be repaired
	*diag.List
	build *tree.Builder
	keys  []keySet // one for each level, used again and again
}

// Parse checks src, collects what it finds in list and returns the value as a
// tree if build is not nil.
func Parse(src []byte, dialect Dialect, list *diag.List, build *tree.Builder) *tree.Node {
	p := &parser{src: src, dialect: dialect, List: list, build: build}
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		p.pos = 3
		p.Warn(diag.ByteOrderMark, 0, 3).WithFix(0, 3, "")
	}
	p.space()
	if p.pos == len(src) && !p.stop {
		p.Add(diag.EmptyFile, p.pos, p.pos)
		return nil
	}
	root := p.value()
	p.space()
	if !p.stop && p.pos < len(src) {
		p.fail(diag.AfterEnd, p.pos, p.tokenEnd(p.pos), "Found", p.token())
	}
	return root
}

// fail records an error after which the check stops.
func (p *parser) fail(code diag.Code, from, to int, data ...string) {
	if !p.stop {
		p.Add(code, from, to, data...)
	}
	p.stop = true
}

// tokenEnd is the end of the word or sign at from, for messages.
func (p *parser) tokenEnd(from int) int {
	to := from
	for to < len(p.src) && to < from+60 && isWord(p.src[to]) {
		to++
	}
	if to == from && to < len(p.src) {
		to++
		for to < len(p.src) && p.src[to]&0xC0 == 0x80 {
			to++
		}
	}
	return to
}

func (p *parser) token() string { return string(p.src[p.pos:p.tokenEnd(p.pos)]) }

// found is the token at the position as a message shows it: of text all up to its
// closing quote, if that is near.
func (p *parser) found() string {
	if p.peek() == '"' {
		line := p.src[p.pos:min(p.lineEnd(p.pos), p.pos+60)]
		if n := bytes.IndexByte(line[1:], '"'); n >= 0 {
			return string(line[:n+2])
		}
	}
	return p.token()
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c == '-' || c == '+' || c == '.' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

func (p *parser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

// value checks the value at the position.
func (p *parser) value() *tree.Node {
	if p.stop || p.Stopped() {
		p.stop = true
		return nil
	}
	if p.pos >= len(p.src) {
		p.fail(diag.ExpectedValue, p.pos, p.pos, "Found", "")
		return nil
	}
	switch c := p.src[p.pos]; {
	case c == '{' || c == '[':
		return p.nested(c)
	case c == '"':
		return p.stringNode()
	case c == '\'':
		if p.dialect != JSON5 {
			p.singleQuoted()
			return p.build.New(tree.String, p.pos, p.pos, "")
		}
		return p.stringNode()
	case c == '-' || c == '+' || c == '.' || c >= '0' && c <= '9':
		return p.number()
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return p.literal()
	}
	p.fail(diag.ExpectedValue, p.pos, p.tokenEnd(p.pos), "Found", p.token())
	return nil
}

func (p *parser) stringNode() *tree.Node {
	from := p.pos
	raw, escaped := p.str()
	n := p.build.New(tree.String, from, p.pos, "")
	if n != nil {
		n.Text = string(raw)
		if escaped {
			n.Text = unescape(raw)
		}
	}
	return n
}

func (p *parser) nested(open byte) *tree.Node {
	if p.depth++; p.depth > MaxDepth {
		p.fail(diag.TooDeep, p.pos, p.pos+1)
		return nil
	}
	var n *tree.Node
	if open == '{' {
		n = p.object()
	} else {
		n = p.list()
	}
	p.depth--
	return n
}

// literal checks true, false and null.
func (p *parser) literal() *tree.Node {
	from := p.pos
	word := p.token()
	p.pos += len(word)
	switch word {
	case "true", "false":
		return p.build.New(tree.Bool, from, p.pos, word)
	case "null":
		return p.build.New(tree.Null, from, p.pos, word)
	case "NaN", "Infinity":
		if p.dialect == JSON5 {
			return p.build.New(tree.Number, from, p.pos, "0")
		}
	}
	problem := p.Add(diag.BadLiteral, from, p.pos, "Found", word)
	switch word {
	case "True", "TRUE":
		problem.WithFix(from, p.pos, "true")
	case "False", "FALSE":
		problem.WithFix(from, p.pos, "false")
	case "None", "nil", "NULL", "Null", "undefined":
		problem.WithFix(from, p.pos, "null")
	default:
		p.stop = true
	}
	return p.build.New(tree.Null, from, p.pos, "null")
}

// list checks from [ to ].
func (p *parser) list() *tree.Node {
	n := p.build.New(tree.List, p.pos, p.pos, "")
	open := p.pos
	p.pos++
	p.space()
	for !p.stop {
		if p.peek() == ']' {
			p.pos++
			n.End(p.pos)
			return n
		}
		n.Append(p.value())
		p.separator(open, ']')
	}
	return n
}

// object checks from { to }.
func (p *parser) object() *tree.Node {
	n := p.build.New(tree.Map, p.pos, p.pos, "")
	open := p.pos
	p.pos++
	for len(p.keys) <= p.depth {
		p.keys = append(p.keys, keySet{})
	}
	keys := &p.keys[p.depth]
	keys.reset()
	p.space()
	for !p.stop {
		if p.peek() == '}' {
			p.pos++
			n.End(p.pos)
			return n
		}
		from := p.pos
		key, ok := p.key()
		if !ok {
			return n
		}
		to := p.pos
		if !p.keys[p.depth].add(key) {
			p.Warn(diag.DuplicateKey, from, to, "Key", string(key))
		}
		p.space()
		if p.peek() == ':' {
			p.pos++
		} else {
			p.expectedColon(to)
		}
		p.space()
		v := p.value()
		if n != nil {
			n.Put(string(key), from, to, v)
		}
		p.separator(open, '}')
	}
	return n
}

func (p *parser) expectedColon(at int) {
	if p.stop {
		return
	}
	switch c := p.peek(); {
	case c == '=':
		p.Add(diag.ExpectedColon, p.pos, p.pos+1, "Found", "=").WithFix(p.pos, p.pos+1, ":")
		p.pos++
	case p.startsValue():
		p.Add(diag.ExpectedColon, at, at, "Found", p.found()).WithFix(at, at, ":")
	default:
		p.fail(diag.ExpectedColon, p.pos, p.tokenEnd(p.pos), "Found", p.token())
	}
}

func (p *parser) startsValue() bool {
	c := p.peek()
	return c == '"' || c == '{' || c == '[' || c == '-' || c >= '0' && c <= '9' || c == 't' || c == 'f' || c == 'n'
}

// separator checks what follows an item: a comma, or the end of the list or
// object, which the caller takes. The opening bracket is at open.
func (p *parser) separator(open int, closing byte) {
	end := p.pos
	p.space()
	if p.stop {
		return
	}
	switch c := p.peek(); {
	case c == closing:
	case c == ',':
		comma := p.pos
		p.pos++
		p.space()
		if p.peek() == closing && p.dialect == Strict && !p.stop {
			p.Add(diag.TrailingComma, comma, comma+1).WithFix(comma, comma+1, "")
		}
	case p.pos >= len(p.src):
		p.fail(diag.Unclosed, open, open+1, "Open", string(p.src[open]), "Close", string(closing))
	case c == ']' || c == '}':
		p.fail(diag.WrongClosing, p.pos, p.pos+1, "Found", string(c), "Close", string(closing))
	case p.startsValue() && p.pos > end, c == '"' && closing == '}':
		p.Add(diag.ExpectedComma, end, end, "Found", p.found()).WithFix(end, end, ",")
	default:
		p.fail(diag.ExpectedComma, p.pos, p.tokenEnd(p.pos), "Found", p.token())
	}
}

// key checks the key of a member. The result is its value, not its spelling.
func (p *parser) key() ([]byte, bool) {
	c := p.peek()
	switch {
	case c == '"' || c == '\'' && p.dialect == JSON5:
		raw, escaped := p.str()
		if escaped && !p.stop {
			return []byte(unescape(raw)), true
		}
		return raw, !p.stop
	case c == '\'':
		return p.singleQuoted(), !p.stop
	case p.pos >= len(p.src):
		p.fail(diag.ExpectedKey, p.pos, p.pos, "Found", "")
		return nil, false
	case isWord(c) || c == '\\':
		return p.bareKey()
	}
	p.fail(diag.ExpectedKey, p.pos, p.tokenEnd(p.pos), "Found", p.token())
	return nil, false
}

// keySet finds the keys of one object that are there twice.
type keySet struct {
	few  [][]byte
	many map[string]struct{}
}

func (s *keySet) reset() {
	s.few = s.few[:0]
	if len(s.many) > 1024 {
		s.many = nil // clearing a large map costs as much as filling it
	}
	clear(s.many)
}

// add says whether key is new.
func (s *keySet) add(key []byte) bool {
	const limit = 12
	if len(s.few) < limit {
		for _, k := range s.few {
			if bytes.Equal(k, key) {
				return false
			}
		}
		s.few = append(s.few, key)
		return true
	}
	if len(s.many) == 0 {
		if s.many == nil {
			s.many = map[string]struct{}{}
		}
		for _, k := range s.few {
			s.many[string(k)] = struct{}{}
		}
	}
	if _, there := s.many[string(key)]; there {
		return false
	}
	s.many[string(key)] = struct{}{}
	return true
}
