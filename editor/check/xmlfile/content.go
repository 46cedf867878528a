package xmlfile

import (
	"bytes"
	"strconv"
	"strings"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/escape"
)

// open is an element whose end tag is still to come.
type open struct {
	name     string
	from, to int
	bound    int // prefixes that are bound outside it
}

// content checks elements and text (production 43): one root element, or the
// replacement text of an entity, in which every element must end.
func (p *parser) content(root bool) {
	var stack []open
	for p.pos < len(p.src) && !p.stop {
		if p.list.Stopped() {
			p.stop = true
			return
		}
		switch c := p.src[p.pos]; {
		case c == '&':
			p.reference(false)
		case c != '<':
			p.text()
		case p.has("</"):
			stack = p.endTag(stack)
		case p.has("<!--"):
			p.comment()
		case p.has("<![CDATA[") && root && len(stack) == 0:
			p.fail(diag.TextOutsideRoot, p.pos, p.pos+9, "Found", "<![CDATA[")
		case p.has("<![CDATA["):
			p.cdata()
		case p.has("<?"):
			p.instruction()
		case p.has("<!"):
			p.misplaced()
		default:
			stack = p.startTag(stack)
		}
		if root && len(stack) == 0 {
			return
		}
	}
	if len(stack) > 0 {
		last := stack[len(stack)-1]
		p.fail(diag.UnclosedElement, last.from, last.to, "Name", last.name)
	}
}

func (p *parser) misplaced() {
	if p.has("<!DOCTYPE") {
		p.fail(diag.MisplacedDoctype, p.pos, p.pos+9)
		return
	}
	p.fail(diag.ExpectedName, p.pos+1, p.pos+2, "Found", "!")
}

// text passes text up to markup (production 14).
func (p *parser) text() {
	n := bytes.IndexAny(p.src[p.pos:], "<&")
	if n < 0 {
		n = len(p.src) - p.pos
	}
	if i := bytes.Index(p.src[p.pos:p.pos+n], []byte("]]>")); i >= 0 {
		at := p.pos + i
		p.fail(diag.CDATAEnd, at, at+3).WithFix(at+2, at+3, "&gt;")
		return
	}
	p.pos += n
}

func (p *parser) cdata() {
	n := bytes.Index(p.src[p.pos:], []byte("]]>"))
	if n < 0 {
		p.fail(diag.Unclosed, p.pos, p.pos+9, "Open", "<![CDATA[", "Close", "]]>")
		return
	}
	p.pos += n + 3
}

// startTag checks a start tag or an empty element (productions 40 and 44).
func (p *parser) startTag(stack []open) []open {
	from, bound := p.pos, len(p.bound)
	p.pos++
	name := p.name()
	if p.stop {
		return stack
	}
	to := p.pos
	attrs, prefixed := p.attributes(name, from, to)
	if p.stop {
		return stack
	}
	if prefixed || strings.Contains(name, ":") {
		p.namespaces(attr{name: name, from: from + 1, to: to}, attrs)
	}
	if p.peek() == '/' {
		p.pos += 2
		p.unbind(bound)
		return stack
	}
	p.pos++
	if len(stack) >= MaxDepth {
		p.fail(diag.TooDeep, from, to)
	}
	return append(stack, open{name, from, to, bound})
}

// attributes checks what is in a start tag behind its name, up to the sign that
// ends it. prefixed says that namespaces play a part in it.
func (p *parser) attributes(element string, from, to int) (attrs []attr, prefixed bool) {
	var many map[string]bool
	attrs = p.attrs[:0]
	for {
		spaced := p.space()
		switch {
		case p.peek() == '>', p.has("/>"):
			p.attrs = attrs
			return attrs, prefixed
		case p.pos >= len(p.src), p.peek() == '<':
			p.fail(diag.UnclosedTag, from, to, "Name", element)
			return nil, false
		case !spaced:
			p.fail(diag.ExpectedSpace, p.pos, p.pos)
			return nil, false
		}
		a := p.attribute()
		if p.stop {
			return nil, false
		}
		duplicate := false
		if many, duplicate = repeated(attrs, many, a.name); duplicate {
			p.fail(diag.DuplicateAttribute, a.from, a.to, "Name", a.name)
			return nil, false
		}
		attrs = append(attrs, a)
		prefixed = prefixed || strings.HasPrefix(a.name, "xmlns") || strings.Contains(a.name, ":")
	}
}

// repeated says whether a name is among the attributes before it. many holds
// their names once they are many.
func repeated(attrs []attr, many map[string]bool, name string) (map[string]bool, bool) {
	if many != nil {
		duplicate := many[name]
		many[name] = true
		return many, duplicate
	}
	for _, a := range attrs {
		if a.name == name {
			return nil, true
		}
	}
	if len(attrs) < 16 {
		return nil, false
	}
	many = map[string]bool{name: true}
	for _, a := range attrs {
		many[a.name] = true
	}
	return many, false
}

// attribute checks name="value" (production 41).
func (p *parser) attribute() attr {
	a := attr{from: p.pos}
	a.name = p.name()
	a.to = p.pos
	if p.stop {
		return a
	}
	p.space()
	if p.peek() != '=' {
		p.fail(diag.AttributeWithoutValue, a.from, p.pos, "Name", a.name)
		return a
	}
	p.pos++
	p.space()
	from := p.pos
	if p.attributeValue(); !p.stop {
		a.value = p.src[from+1 : p.pos-1]
	}
	return a
}

// attributeValue checks a value in quotes (production 10).
func (p *parser) attributeValue() {
	from := p.pos
	quote := p.peek()
	if quote != '"' && quote != '\'' {
		p.fail(diag.ExpectedQuote, p.pos, p.wordEnd(), "Found", p.word())
		return
	}
	p.pos++
	for p.pos < len(p.src) && !p.stop {
		switch p.src[p.pos] {
		case quote:
			p.pos++
			return
		case '<':
			p.fail(diag.LessInAttribute, p.pos, p.pos+1).WithFix(p.pos, p.pos+1, "&lt;")
		case '&':
			p.reference(true)
		default:
			p.pos++
		}
	}
	p.fail(diag.UnclosedString, from, from+1)
}

// endTag checks an end tag (production 42).
func (p *parser) endTag(stack []open) []open {
	from := p.pos
	p.pos += 2
	name := p.name()
	to := p.pos
	p.space()
	if !p.take(">") {
		return stack
	}
	if len(stack) == 0 {
		p.fail(diag.UnexpectedEndTag, from, to, "Name", name)
		return stack
	}
	last := stack[len(stack)-1]
	if last.name != name {
		p.fail(diag.WrongEndTag, from, to, "Name", name, "Expected", last.name)
		return stack
	}
	p.unbind(last.bound)
	return stack[:len(stack)-1]
}

// reference checks a reference to a character or an entity (productions 66 and
// 68) and what it stands for.
func (p *parser) reference(attribute bool) {
	from := p.pos
	if p.at(1) == '#' {
		p.charRef()
		return
	}
	name := p.nameAt(p.pos + 1)
	if name == "" || p.pos+1+len(name) >= len(p.src) || p.src[p.pos+1+len(name)] != ';' {
		p.fail(diag.BareAmpersand, from, from+1+len(name)).WithFix(from, from+1, "&amp;")
		return
	}
	p.pos += len(name) + 2
	switch name {
	case "lt", "gt", "amp", "quot", "apos":
		return
	}
	p.use(name, attribute, from)
}

// charRef checks &#N; and returns the character.
func (p *parser) charRef() rune {
	from := p.pos
	p.pos += 2
	base := 10
	if p.peek() == 'x' {
		base = 16
		p.pos++
	}
	_, n := escape.Hex(p.src, p.pos, len(p.src))
	if p.at(n) != ';' {
		p.fail(diag.BadCharReference, from, p.wordEnd(), "Found", string(p.src[from:p.wordEnd()]))
		return 0
	}
	digits := string(p.src[p.pos : p.pos+n])
	p.pos += n + 1
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !isChar(rune(v)) || v > 0x10FFFF {
		p.fail(diag.BadCharReference, from, p.pos, "Found", string(p.src[from:p.pos]))
		return 0
	}
	return rune(v)
}

// isChar is production 2.
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
