package yamlfile

import (
	"bytes"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// style is the context of a node within lines (production 131).
type style uint8

const (
	blockOut style = iota
	blockKey       // a key: one line
	flowIn
)

// inlineNode is a scalar, an alias or a flow collection.
type inlineNode struct {
	from, to int
	plain    bool // a plain scalar
	quoted   bool
	alias    bool
	broken   bool // stopped before a comment: nothing can continue it
	text     string
	node     *tree.Node // of a collection or alias
	size     int
}

// jsonLike says that a value may follow the colon without a space.
func (s inlineNode) jsonLike() bool { return !s.plain && !s.alias }

// inline checks the node at the position. Lines that it goes on to must be
// indented min columns. Of a plain scalar only the first line is read, except
// inside a flow collection: rest reads the others.
func (p *parser) inline(min int, c style) inlineNode {
	s := inlineNode{from: p.pos}
	before := p.expanded
	switch p.peek() {
	case '*':
		p.alias(&s)
	case '"':
		s.quoted = true
		s.text = p.doubleQuoted(min)
	case '\'':
		s.quoted = true
		s.text = p.singleQuoted(min)
	case '[':
		s.node = p.flow(min, ']')
	case '{':
		s.node = p.flow(min, '}')
	default:
		s.plain = true
		p.plainLine(&s, c)
		if c == flowIn && !p.stop {
			p.rest(&s, min, c)
		}
	}
	s.size = p.expanded - before + 1
	if !s.plain {
		s.to = p.pos
	}
	return s
}

// alias checks *name (production 104).
func (p *parser) alias(s *inlineNode) {
	s.alias = true
	from := p.pos
	p.pos++
	name := p.anchorName()
	if name == "" {
		p.fail(diag.BadAnchor, from, from+1)
		return
	}
	a := p.anchors[name]
	if a == nil {
		p.fail(diag.UndefinedAlias, from, p.pos, "Name", name)
		return
	}
	s.node = a.node
	if p.expanded += a.size; p.expanded > maxExpanded {
		p.fail(diag.AliasBomb, from, p.pos, "Count", itoa(maxExpanded))
	}
}

// anchorName passes a name (productions 102 and 103).
func (p *parser) anchorName() string {
	from := p.pos
	for p.pos < len(p.src) && !isSpace(p.src[p.pos]) && !isFlowIndicator(p.src[p.pos]) {
		p.pos++
	}
	return string(p.src[from:p.pos])
}

// mayStart says whether a plain scalar may begin at the position (production
// 126).
func (p *parser) mayStart(c style) bool {
	switch b := p.peek(); b {
	case '-', '?', ':':
		next := p.at(p.pos + 1)
		return !isSpace(next) && (c != flowIn || !isFlowIndicator(next))
	case ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`':
		return false
	}
	return true
}

// plainLine checks the first line of a plain scalar.
func (p *parser) plainLine(s *inlineNode, c style) {
	if !p.mayStart(c) {
		s.to = p.pos
		p.fail(diag.BadStart, p.pos, p.pos+1, "Found", string(p.peek()))
		return
	}
	s.to = p.plainRun(s, c)
	s.text = string(p.src[s.from:s.to])
}

// plainRun passes plain text to the end of the line, to a colon that makes it a
// key, or to a comment. The result is the end of the text.
func (p *parser) plainRun(s *inlineNode, c style) (end int) {
	end = p.pos
	for p.pos < len(p.src) {
		b := p.src[p.pos]
		switch {
		case isBreak(b):
			return end
		case isBlank(b):
			p.pos++
			continue
		case b == '#' && p.pos > 0 && isBlank(p.src[p.pos-1]):
			s.broken = true
			p.pos = end
			return end
		case b == ':':
			next := p.at(p.pos + 1)
			if isSpace(next) || c == flowIn && isFlowIndicator(next) {
				p.pos = end
				return end
			}
		case c == flowIn && isFlowIndicator(b):
			p.pos = end
			return end
		}
		p.pos++
		end = p.pos
	}
	return end
}

// rest checks the further lines of a plain scalar.
func (p *parser) rest(s *inlineNode, min int, c style) {
	var out []byte
	for !p.stop && !s.broken {
		at, lineStart := p.pos, p.lineStart
		p.blanks()
		if p.pos >= len(p.src) || !isBreak(p.src[p.pos]) {
			p.pos = at
			break
		}
		breaks := 0
		for p.pos < len(p.src) && isBreak(p.src[p.pos]) {
			p.newline()
			breaks++
			if p.anyMarker() {
				break
			}
			p.blanks()
		}
		if !p.continues(min, c) {
			p.pos, p.lineStart = at, lineStart
			break
		}
		if out == nil {
			out = append(out, s.text...)
		}
		out = appendFold(out, breaks)
		from := p.pos
		s.to = p.plainRun(s, c)
		out = append(out, p.src[from:s.to]...)
	}
	if out != nil {
		s.text = string(out)
	}
}

// continues says whether the text at the position, on a new line, belongs to a
// plain scalar.
func (p *parser) continues(min int, c style) bool {
	b := p.peek()
	if p.ended() || b == '#' || p.line().spaces < min {
		return false
	}
	next := p.at(p.pos + 1)
	if c == flowIn && (isFlowIndicator(b) || b == ':' && isFlowIndicator(next)) {
		return false
	}
	return b != ':' || !isSpace(next)
}

// appendFold adds what line breaks stand for (production 73).
func appendFold(out []byte, breaks int) []byte {
	if breaks == 1 {
		return append(out, ' ')
	}
	return append(out, bytes.Repeat([]byte("\n"), breaks-1)...)
}

// nextQuotedLine goes to the next line of a quoted scalar (production 114 and
// 123).
func (p *parser) nextQuotedLine(from, min int) (breaks int) {
	for p.pos < len(p.src) && isBreak(p.src[p.pos]) {
		p.newline()
		breaks++
		if p.anyMarker() {
			p.fail(diag.UnclosedString, from, from+1)
			return breaks
		}
		p.blanks()
	}
	if p.pos < len(p.src) && p.line().spaces < min {
		l := p.line()
		if l.tab {
			p.tabIndent()
		} else {
			p.badIndent(l)
		}
	}
	return breaks
}

// singleQuoted checks a scalar in single quotes (production 120).
func (p *parser) singleQuoted(min int) string {
	from := p.pos
	var out []byte
	p.pos++
	for p.pos < len(p.src) && !p.stop {
		switch b := p.src[p.pos]; {
		case b == '\'' && p.at(p.pos+1) == '\'':
			out = append(out, '\'')
			p.pos += 2
		case b == '\'':
			p.pos++
			p.allow(from, p.pos)
			return string(out)
		case isBreak(b):
			out = bytes.TrimRight(out, " \t")
			out = appendFold(out, p.nextQuotedLine(from, min))
		default:
			out = append(out, b)
			p.pos++
		}
	}
	p.fail(diag.UnclosedString, from, from+1)
	return ""
}

// doubleQuoted checks a scalar in double quotes (production 109).
func (p *parser) doubleQuoted(min int) string {
	from := p.pos
	var out []byte
	p.pos++
	for p.pos < len(p.src) && !p.stop {
		switch b := p.src[p.pos]; {
		case b == '"':
			p.pos++
			p.allow(from, p.pos)
			return string(out)
		case b == '\\' && isBreak(p.at(p.pos+1)):
			p.pos++
			if p.pos < len(p.src) {
				if n := p.nextQuotedLine(from, min); n > 1 {
					out = appendFold(out, n)
				}
			}
		case b == '\\':
			out = p.escape(out)
		case isBreak(b):
			out = bytes.TrimRight(out, " \t")
			out = appendFold(out, p.nextQuotedLine(from, min))
		default:
			out = append(out, b)
			p.pos++
		}
	}
	p.fail(diag.UnclosedString, from, from+1)
	return ""
}
