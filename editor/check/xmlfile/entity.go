package xmlfile

import (
	"strings"
	"unicode/utf8"

	"holdfast/editor/check/diag"
)

// entity is what the file declares under a name.
type entity struct {
	text     []byte // the replacement text (section 4.5)
	external bool
	unparsed bool
	inParam  bool    // declared in a parameter entity
	using    bool    // its text is being checked: another use is recursion
	checked  [2]bool // in content, in an attribute
	size     int     // bytes with everything that it uses
}

// use checks that an entity may be used here, and its replacement text.
func (p *parser) use(name string, attribute bool, from int) {
	e := p.entities[name]
	switch {
	case e == nil, p.standalone && e.inParam && p.inParam == 0:
		// Section 4.1, "Entity Declared": a document that does not stand alone may
		// have its declarations elsewhere.
		if !p.unread || p.standalone {
			p.fail(diag.UndefinedEntity, from, p.pos, "Name", name)
		}
	case e.unparsed, e.external && attribute:
		p.fail(diag.EntityNotHere, from, p.pos, "Name", name)
	case e.external:
	default:
		p.expand(e, name, attribute, from)
	}
}

// expand checks the replacement text of e.
func (p *parser) expand(e *entity, name string, attribute bool, from int) {
	if e.using {
		p.fail(diag.RecursiveEntity, from, p.pos, "Name", name)
		return
	}
	where := 0
	if attribute {
		where = 1
	}
	if !e.checked[where] {
		p.enter(e, from, func(inner *parser) {
			if attribute {
				inner.attributeText()
			} else {
				inner.content(false)
			}
		})
		e.checked[where] = true
	} else {
		p.expanded += e.size
	}
	if p.expanded > maxExpanded {
		p.fail(diag.EntityBomb, from, p.pos, "Name", name)
	}
}

// enter runs check on the text of e and counts it.
func (p *parser) enter(e *entity, from int, check func(*parser)) {
	if p.nested >= MaxDepth/10 {
		p.fail(diag.TooDeep, from, p.pos)
		return
	}
	inner := &parser{document: p.document, src: e.text, nested: p.nested + 1, from: from, to: p.pos}
	if p.nested > 0 {
		inner.from, inner.to = p.from, p.to
	}
	before := p.expanded
	e.using = true
	p.expanded += len(e.text)
	check(inner)
	e.using = false
	e.size = p.expanded - before
}

// attributeText checks replacement text that stands in an attribute.
func (p *parser) attributeText() {
	for p.pos < len(p.src) && !p.stop {
		switch p.src[p.pos] {
		case '<':
			p.fail(diag.LessInAttribute, p.pos, p.pos+1)
		case '&':
			p.reference(true)
		default:
			p.pos++
		}
	}
}

// entityValue checks the text of an entity in quotes (production 9) and returns
// its replacement text: with characters for their numbers, entities as they are.
func (p *parser) entityValue() []byte {
	from := p.pos
	quote := p.peek()
	p.pos++
	out := []byte{}
	for p.pos < len(p.src) && !p.stop {
		switch c := p.src[p.pos]; {
		case c == quote:
			p.pos++
			return out
		case c == '%':
			p.fail(diag.PercentInEntity, p.pos, p.pos+1)
		case c == '&' && p.at(1) == '#':
			out = utf8.AppendRune(out, p.charRef())
		case c == '&':
			name := p.nameAt(p.pos + 1)
			end := p.pos + 1 + len(name)
			if name == "" || end >= len(p.src) || p.src[end] != ';' {
				p.fail(diag.BareAmpersand, p.pos, end).WithFix(p.pos, p.pos+1, "&amp;")
				return nil
			}
			out = append(out, p.src[p.pos:end+1]...)
			p.pos = end + 1
		default:
			out = append(out, c)
			p.pos++
		}
	}
	p.fail(diag.UnclosedString, from, from+1)
	return nil
}

// doctype checks the document type (production 28).
func (p *parser) doctype() {
	from := p.pos
	p.pos += len("<!DOCTYPE")
	if !p.needSpace() {
		return
	}
	p.name()
	spaced := p.space()
	if p.has("SYSTEM") || p.has("PUBLIC") {
		if !spaced {
			p.fail(diag.ExpectedSpace, p.pos, p.pos)
		}
		p.externalID(false)
		p.unread = true
		p.space()
	}
	if !p.stop && p.peek() == '[' {
		at := p.pos
		p.pos++
		p.declarations()
		if !p.stop && p.pos >= len(p.src) {
			p.fail(diag.Unclosed, at, at+1, "Open", "[", "Close", "]")
		}
		p.take("]")
		p.space()
	}
	if !p.stop && p.pos >= len(p.src) {
		p.fail(diag.Unclosed, from, from+9, "Open", "<!DOCTYPE", "Close", ">")
	}
	p.take(">")
}

// externalID checks where something outside the file is said to be (production
// 75). A notation may have a public name alone (production 83).
func (p *parser) externalID(notation bool) {
	if p.stop {
		return
	}
	public := p.has("PUBLIC")
	p.pos += 6
	if !p.needSpace() {
		return
	}
	if public {
		at := p.pos
		id := p.literal()
		if strings.Trim(id, " \r\nabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-'()+,./:=?;!*#@$_%") != "" {
			p.fail(diag.BadPublicID, at, p.pos, "Found", id)
		}
		spaced := p.space()
		if notation && p.peek() != '"' && p.peek() != '\'' {
			return
		}
		if !spaced {
			p.fail(diag.ExpectedSpace, p.pos, p.pos)
		}
	}
	if !p.stop {
		p.literal()
	}
}

// declarations checks the internal part of a document type (production 28b), up
// to its bracket, or the text of a parameter entity, to its end.
func (p *parser) declarations() {
	for !p.stop {
		if p.list.Stopped() {
			p.stop = true
			return
		}
		p.space()
		switch {
		case p.pos >= len(p.src), p.peek() == ']' && p.nested == 0:
			return
		case p.peek() == '%':
			p.parameter()
		case p.has("<!--"):
			p.comment()
		case p.has("<?"):
			p.instruction()
		case p.has("<!ENTITY"):
			p.entityDecl()
		case p.has("<!ELEMENT"):
			p.elementDecl()
		case p.has("<!ATTLIST"):
			p.attlistDecl()
		case p.has("<!NOTATION"):
			p.notationDecl()
		default:
			p.fail(diag.BadDeclaration, p.pos, p.wordEnd(), "Found", p.word())
		}
	}
}

// parameter checks a reference to a parameter entity between declarations.
func (p *parser) parameter() {
	from := p.pos
	p.pos++
	name := p.name()
	if !p.take(";") {
		return
	}
	e := p.params[name]
	p.unread = true
	switch {
	case e == nil || e.external:
		p.skipped = true
	case e.using:
		p.fail(diag.RecursiveEntity, from, p.pos, "Name", name)
	case e.checked[0]:
		p.expanded += e.size
	default:
		e.checked[0] = true
		p.inParam++
		p.enter(e, from, (*parser).declarations)
		p.inParam--
	}
	if p.expanded > maxExpanded {
		p.fail(diag.EntityBomb, from, p.pos, "Name", name)
	}
}
