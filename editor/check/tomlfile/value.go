package tomlfile

import (
	"strings"
	"unicode/utf8"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/escape"
	"holdfast/editor/check/tree"
)

// value is what stands right of an equals sign.
type value struct {
	table *table
	node  *tree.Node
}

var scalar = &table{kind: plainValue}

// value checks the value at the position.
func (p *parser) value() value {
	from := p.pos
	if p.bad || p.Stopped() {
		p.bad = true
		return value{}
	}
	switch c := p.peek(); {
	case c == '"' || c == '\'':
		text := ""
		if p.at(1) == c && p.at(2) == c {
			text = p.multiline(c)
		} else {
			text = p.quoted(c, p.build.Wanted())
		}
		return value{scalar, p.build.New(tree.String, from, p.pos, text)}
	case c == '[' || c == '{':
		return p.nested(c)
	case p.pos >= len(p.src), c == '\n', c == '\r', c == '#':
		p.fail(diag.ExpectedValue, from, from, "Found", "")
	case isBare(c) || c == '+' || c == '.':
		return value{scalar, p.bareValue()}
	default:
		p.fail(diag.ExpectedValue, from, p.tokenEnd(), "Found", p.token())
	}
	return value{}
}

func (p *parser) nested(open byte) (v value) {
	if p.depth++; p.depth > MaxDepth {
		p.fail(diag.TooDeep, p.pos, p.pos+1)
		return value{}
	}
	if open == '[' {
		v = p.array()
	} else {
		v = p.inlineTable()
	}
	p.depth--
	return v
}

// gap passes blanks, breaks and comments inside brackets.
func (p *parser) gap() {
	for !p.bad {
		p.blank()
		p.comment()
		if !p.newline() {
			return
		}
	}
}

// array checks from [ to ].
func (p *parser) array() value {
	open := p.pos
	v := value{scalar, p.build.New(tree.List, open, open, "")}
	p.pos++
	for {
		p.gap()
		if p.bad || p.close(v, ']') {
			return v
		}
		v.node.Append(p.value().node)
		end := p.pos
		p.gap()
		if p.bad || p.close(v, ']') {
			return v
		}
		if p.peek() != ',' {
			p.noComma(open, end, ']')
			return v
		}
		p.pos++
	}
}

func (p *parser) close(v value, closing byte) bool {
	if p.peek() != closing {
		return false
	}
	p.pos++
	v.node.End(p.pos)
	return true
}

// noComma reports what stands where a comma or the closing bracket should. The
// entry before it ended at end.
func (p *parser) noComma(open, end int, closing byte) {
	if p.pos >= len(p.src) {
		p.fail(diag.Unclosed, open, open+1, "Open", string(p.src[open]), "Close", string(closing))
		return
	}
	problem := p.fail(diag.ExpectedComma, p.pos, p.tokenEnd(), "Found", p.token())
	if c := p.peek(); p.pos > end && (isBare(c) || c == '"' || c == '\'' || c == '[' || c == '{') {
		problem.WithFix(end, end, ",")
	}
}

// inlineTable checks from { to }. Up to version 1.0 it stands on one line and
// has no comma before its end.
func (p *parser) inlineTable() value {
	open := p.pos
	v := value{&table{kind: dotted, section: p.section}, p.build.New(tree.Map, open, open, "")}
	v.table.node = v.node
	p.pos++
	p.inlineGap(open)
	if p.bad || p.close(v, '}') {
		v.table.freeze()
		return v
	}
	for {
		p.pair(v.table)
		end := p.pos
		p.inlineGap(open)
		if p.bad || p.close(v, '}') {
			break
		}
		if p.peek() != ',' {
			p.noComma(open, end, '}')
			break
		}
		comma := p.pos
		p.pos++
		p.inlineGap(open)
		if p.peek() == '}' && p.version == V10 {
			p.fail(diag.TrailingComma, comma, comma+1).WithFix(comma, comma+1, "")
		}
		if p.bad || p.close(v, '}') {
			break
		}
	}
	v.table.freeze()
	return v
}

// freeze closes an inline table. No key leads into it any more, so what is in it
// need not be kept.
func (t *table) freeze() { t.kind, t.few, t.many = frozen, nil, nil }

func (p *parser) inlineGap(open int) {
	if p.version >= V11 {
		p.gap()
		return
	}
	p.blank()
	if c := p.peek(); !p.bad && p.pos < len(p.src) && (c == '\n' || c == '\r' || c == '#') {
		p.fail(diag.InlineTableBreak, p.pos, p.pos+1)
	}
}

// quoted checks a string on one line and returns its value, if wanted.
func (p *parser) quoted(quote byte, wanted bool) string {
	from := p.pos
	p.pos++
	start := p.pos
	var out []byte
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == quote:
			p.pos++
			if out == nil && wanted {
				return string(p.src[start : p.pos-1])
			}
			return string(out)
		case c == '\\' && quote == '"':
			if out == nil {
				out = append(make([]byte, 0, 32), p.src[start:p.pos]...)
			}
			r, ok := p.escape()
			if !ok {
				return ""
			}
			out = utf8.AppendRune(out, r)
			continue
		case c == '\n' || c == '\r':
			p.fail(diag.UnclosedString, from, p.pos)
			return ""
		case isControl(c):
			p.controlCharacter(p.pos)
			return ""
		case out != nil:
			out = append(out, c)
		}
		p.pos++
	}
	p.fail(diag.UnclosedString, from, p.pos)
	return ""
}

// multiline checks a string in three quotes.
func (p *parser) multiline(quote byte) string {
	from := p.pos
	end := strings.Repeat(string(quote), 3)
	var out []byte
	p.long = true // until it is closed
	p.pos += 3
	p.newline()
	for p.pos < len(p.src) && !p.bad {
		c := p.src[p.pos]
		switch {
		case c == quote && p.has(end):
			p.pos += 3
			// Up to two quotes may stand before the three that end it.
			for n := 0; n < 2 && p.peek() == quote; n++ {
				p.pos++
				out = append(out, quote)
			}
			p.long = false
			return string(out)
		case c == '\\' && quote == '"':
			if p.lineContinues() {
				continue
			}
			if r, ok := p.escape(); ok {
				out = utf8.AppendRune(out, r)
			}
			continue
		case p.newline():
			out = append(out, '\n')
			continue
		case isControl(c):
			p.controlCharacter(p.pos)
			return ""
		}
		if p.build.Wanted() {
			out = append(out, c)
		}
		p.pos++
	}
	p.fail(diag.UnclosedString, from, from+3)
	return ""
}

// lineContinues passes a backslash at the end of a line with all white space
// that follows.
func (p *parser) lineContinues() bool {
	start := p.pos
	p.pos++
	p.blank()
	if !p.newline() {
		p.pos = start
		return false
	}
	for {
		p.blank()
		if !p.newline() {
			return true
		}
	}
}

// escape checks the escape at the position.
func (p *parser) escape() (rune, bool) {
	from := p.pos
	digits := 0
	switch c := p.at(1); c {
	case '"', '\\':
		p.pos += 2
		return rune(c), true
	case 'b':
		p.pos += 2
		return '\b', true
	case 't':
		p.pos += 2
		return '\t', true
	case 'n':
		p.pos += 2
		return '\n', true
	case 'f':
		p.pos += 2
		return '\f', true
	case 'r':
		p.pos += 2
		return '\r', true
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	case 'e', 'x':
		if p.version >= V11 && c == 'e' {
			p.pos += 2
			return '\x1b', true
		}
		if p.version >= V11 {
			digits = 2
		}
	}
	r, ok := p.hex(from+2, digits)
	if !ok || !utf8.ValidRune(r) {
		to := min(from+2+digits, p.lineEnd(from))
		p.fail(diag.BadEscape, from, to, "Found", string(p.src[from:to]))
		return 0, false
	}
	p.pos = from + 2 + digits
	return r, true
}

// hex reads n hexadecimal digits.
func (p *parser) hex(from, n int) (rune, bool) {
	value, digits := escape.Hex(p.src, from, n)
	if n == 0 || digits < n || value > utf8.MaxRune {
		return 0, false
	}
	return rune(value), true
}
