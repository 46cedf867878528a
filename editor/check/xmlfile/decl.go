package xmlfile

import (
	"holdfast/editor/check/diag"
)

// entityDecl checks an entity declaration (production 70).
func (p *parser) entityDecl() {
	p.pos += len("<!ENTITY")
	if !p.needSpace() {
		return
	}
	into := p.entities
	param := p.peek() == '%' && isSpace(p.at(1))
	if param {
		into = p.params
		p.pos++
		p.space()
	}
	at := p.pos
	name := p.name()
	if p.stop || !p.needSpace() {
		return
	}
	p.withoutColon(name, at)
	e := &entity{inParam: p.inParam > 0}
	switch c := p.peek(); {
	case c == '"' || c == '\'':
		e.text = p.entityValue()
	case p.has("SYSTEM") || p.has("PUBLIC"):
		e.external = true
		p.externalID(false)
		spaced := p.space()
		if p.has("NDATA") && !param && !p.stop {
			if !spaced {
				p.fail(diag.ExpectedSpace, p.pos, p.pos)
			}
			p.pos += 5
			p.needSpace()
			p.name()
			e.unparsed = true
		}
	default:
		p.fail(diag.BadDeclaration, p.pos, p.wordEnd(), "Found", p.word())
	}
	p.space()
	if !p.take(">") {
		return
	}
	// The first one counts (section 4.2). One behind a parameter entity that was
	// not read may be a second one (section 5.1).
	if into[name] == nil && (!p.skipped || p.standalone) {
		into[name] = e
	}
}

// notationDecl checks a notation (production 82).
func (p *parser) notationDecl() {
	p.pos += len("<!NOTATION")
	p.needSpace()
	p.withoutColon(p.nameAt(p.pos), p.pos)
	p.name()
	if p.stop || !p.needSpace() {
		return
	}
	if !p.has("SYSTEM") && !p.has("PUBLIC") {
		p.fail(diag.BadDeclaration, p.pos, p.wordEnd(), "Found", p.word())
		return
	}
	p.externalID(true)
	p.space()
	p.take(">")
}

// elementDecl checks what an element may hold (production 45).
func (p *parser) elementDecl() {
	p.pos += len("<!ELEMENT")
	p.needSpace()
	p.name()
	if p.stop || !p.needSpace() {
		return
	}
	switch {
	case p.has("EMPTY"):
		p.pos += 5
	case p.has("ANY"):
		p.pos += 3
	case p.peek() == '(':
		at := p.pos
		p.pos++
		p.space()
		mixed := p.has("#PCDATA")
		p.pos = at
		if mixed {
			p.mixed()
		} else {
			p.group(0)
		}
	default:
		p.fail(diag.BadDeclaration, p.pos, p.wordEnd(), "Found", p.word())
	}
	p.space()
	p.take(">")
}

// mixed checks (#PCDATA | name ...)* (production 51).
func (p *parser) mixed() {
	p.pos++
	p.space()
	p.pos += len("#PCDATA")
	names := false
	for !p.stop {
		p.space()
		if p.peek() != '|' {
			break
		}
		p.pos++
		p.space()
		p.name()
		names = true
	}
	if !p.take(")") {
		return
	}
	if p.peek() == '*' {
		p.pos++
	} else if names {
		p.take("*")
	}
}

// group checks (a, b) or (a | b), with what is inside (productions 47 to 50).
func (p *parser) group(depth int) {
	if depth > MaxDepth {
		p.fail(diag.TooDeep, p.pos, p.pos+1)
		return
	}
	p.pos++
	var separator byte
	for !p.stop {
		p.space()
		if p.peek() == '(' {
			p.group(depth + 1)
		} else {
			p.name()
			p.occurrence()
		}
		p.space()
		c := p.peek()
		switch {
		case p.stop:
		case c == ')':
			p.pos++
			p.occurrence()
			return
		case (c == '|' || c == ',') && (separator == 0 || separator == c):
			separator = c
			p.pos++
		default:
			p.fail(diag.BadDeclaration, p.pos, p.wordEnd(), "Found", p.word())
		}
	}
}

func (p *parser) occurrence() {
	if c := p.peek(); !p.stop && (c == '?' || c == '*' || c == '+') {
		p.pos++
	}
}

// attlistDecl checks the attributes of an element (production 52).
func (p *parser) attlistDecl() {
	p.pos += len("<!ATTLIST")
	p.needSpace()
	p.name()
	for !p.stop {
		spaced := p.space()
		if p.peek() == '>' {
			p.pos++
			return
		}
		if !spaced {
			p.fail(diag.ExpectedSpace, p.pos, p.pos)
			return
		}
		p.defaults = p.defaults || p.has("xmlns")
		p.name()
		if p.stop || !p.needSpace() {
			return
		}
		p.attType()
		if p.stop || !p.needSpace() {
			return
		}
		p.defaultDecl()
	}
}

// attType checks the type of an attribute (production 54).
func (p *parser) attType() {
	if p.peek() == '(' {
		p.enumeration(false)
		return
	}
	word := p.nameAt(p.pos)
	switch word {
	case "CDATA", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS":
		p.pos += len(word)
	case "NOTATION":
		p.pos += len(word)
		if p.needSpace() {
			p.enumeration(true)
		}
	default:
		p.fail(diag.BadDeclaration, p.pos, p.wordEnd(), "Found", p.word())
	}
}

// enumeration checks (a | b | c) of names or, looser, of name tokens.
func (p *parser) enumeration(names bool) {
	if !p.take("(") {
		return
	}
	for !p.stop {
		p.space()
		if names {
			p.name()
		} else {
			p.token()
		}
		p.space()
		if p.peek() == ')' && !p.stop {
			p.pos++
			return
		}
		p.take("|")
	}
}

// token passes a name token (production 7): a name that may begin with a digit.
func (p *parser) token() {
	from := p.pos
	for p.pos < len(p.src) {
		if rest := p.nameAt(p.pos); rest != "" {
			p.pos += len(rest)
			continue
		}
		n := p.tokenRune()
		if n == 0 {
			break
		}
		p.pos += n
	}
	if p.pos == from {
		p.fail(diag.ExpectedName, p.pos, p.wordEnd(), "Found", p.word())
	}
}

// defaultDecl checks what an attribute is when it is not there (production 60).
func (p *parser) defaultDecl() {
	switch {
	case p.has("#REQUIRED"):
		p.pos += len("#REQUIRED")
		return
	case p.has("#IMPLIED"):
		p.pos += len("#IMPLIED")
		return
	case p.has("#FIXED"):
		p.pos += len("#FIXED")
		if !p.needSpace() {
			return
		}
	}
	if c := p.peek(); c != '"' && c != '\'' {
		p.fail(diag.BadDeclaration, p.pos, p.wordEnd(), "Found", p.word())
		return
	}
	p.attributeValue()
}
