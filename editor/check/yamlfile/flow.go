package yamlfile

import (
	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// flow checks a flow sequence or mapping, from its bracket to the closing one
// (productions 137 and 140).
func (p *parser) flow(min int, closing byte) *tree.Node {
	if p.depth++; p.depth > MaxDepth {
		p.fail(diag.TooDeep, p.pos, p.pos+1)
		return nil
	}
	defer func() { p.depth-- }()
	open := p.pos
	kind := tree.List
	if closing == '}' {
		kind = tree.Map
	}
	node := p.build.New(kind, open, open, "")
	var keys keySet
	p.pos++
	p.flowGap(min, open, closing)
	for !p.stop {
		if p.Stopped() {
			p.stop = true
			return nil
		}
		if p.peek() == closing {
			p.pos++
			node.End(p.pos)
			return node
		}
		if closing == '}' {
			p.flowMapEntry(min, node, &keys, open)
		} else {
			node.Append(p.flowSeqEntry(min, open))
		}
		p.flowGap(min, open, closing)
		switch c := p.peek(); {
		case p.stop:
		case c == ',':
			p.pos++
			p.flowGap(min, open, closing)
		case c == closing:
		case c == ']' || c == '}':
			p.fail(diag.WrongClosing, p.pos, p.pos+1, "Found", string(c), "Close", string(closing))
		default:
			p.fail(diag.ExpectedComma, p.pos, p.wordEnd(), "Found", p.word())
		}
	}
	return node
}

// flowGap passes white space, comments and breaks inside a flow collection,
// where each line must be indented min columns (production 80).
func (p *parser) flowGap(min, open int, closing byte) {
	lineStart := p.lineStart
	p.gap()
	switch {
	case p.stop:
	case p.ended():
		p.fail(diag.Unclosed, open, open+1, "Open", string(p.src[open]), "Close", string(closing))
	case p.lineStart != lineStart:
		l := p.line()
		switch {
		case l.spaces >= min:
		case l.tab:
			p.tabIndent()
		case l.spaces == min-1 && p.peek() == closing:
			// The grammar asks for one column more; most programs do not.
			p.Warn(diag.ClosingIndent, p.pos, p.pos+1).WithFix(p.pos, p.pos, " ")
		default:
			p.badIndent(l)
		}
	}
}

// flowSeqEntry checks an entry of a flow sequence, which may be a mapping with
// one pair (production 139).
func (p *parser) flowSeqEntry(min, open int) *tree.Node {
	p.count()
	if p.indicator('?') {
		node := p.build.New(tree.Map, p.pos, p.pos, "")
		p.pos++
		p.flowGap(min, open, ']')
		p.flowPair(min, node, nil, open, ']', true)
		return node
	}
	lineStart, first := p.lineStart, p.pos
	s, props := p.flowNode(min)
	if p.stop {
		return nil
	}
	at := p.pos
	p.blanks()
	if !p.flowColon(s) {
		p.pos = at
		p.scalarTraps(s, props)
		return p.scalarNode(s, props)
	}
	if p.lineStart != lineStart {
		p.fail(diag.MultilineKey, s.from, p.pos)
	} else if p.tooLong(first) {
		p.fail(diag.LongKey, first, p.pos)
	}
	node := p.build.New(tree.Map, s.from, s.to, "")
	node.Put(s.text, s.from, s.to, p.flowValue(min, s, open, ']'))
	return node
}

// flowMapEntry checks an entry of a flow mapping (production 142).
func (p *parser) flowMapEntry(min int, node *tree.Node, keys *keySet, open int) {
	explicit := p.indicator('?')
	if explicit {
		p.pos++
		p.flowGap(min, open, '}')
	}
	p.flowPair(min, node, keys, open, '}', explicit)
}

// flowPair checks a key and, if there is one, its value. After an explicit
// question mark both may be missing.
func (p *parser) flowPair(min int, node *tree.Node, keys *keySet, open int, closing byte, explicit bool) {
	p.count()
	if p.stop {
		return
	}
	if c := p.peek(); explicit && (c == closing || c == ',') {
		return
	}
	s, _ := p.flowNode(min)
	if p.stop {
		return
	}
	if keys != nil {
		p.checkKey(s, keys)
	}
	at, lineStart := p.pos, p.lineStart
	p.flowGap(min, open, closing)
	if p.stop {
		return
	}
	if !p.flowColon(s) {
		p.pos, p.lineStart = at, lineStart
		node.Put(s.text, s.from, s.to, p.empty())
		return
	}
	node.Put(s.text, s.from, s.to, p.flowValue(min, s, open, closing))
}

// flowColon says whether a colon at the position makes s a key.
func (p *parser) flowColon(s inlineNode) bool {
	if p.pos >= len(p.src) || p.src[p.pos] != ':' {
		return false
	}
	next := p.at(p.pos + 1)
	return s.jsonLike() || isSpace(next) || isFlowIndicator(next)
}

// flowValue checks the value behind a colon.
func (p *parser) flowValue(min int, s inlineNode, open int, closing byte) *tree.Node {
	p.pos++
	at := p.pos
	p.flowGap(min, open, closing)
	if c := p.peek(); p.stop || c == ',' || c == closing {
		return p.empty()
	}
	if p.pos == at && !s.jsonLike() {
		p.fail(diag.SpaceAfterColon, at, at).WithFix(at, at, " ")
		return nil
	}
	p.count()
	v, props := p.flowNode(min)
	if p.stop {
		return nil
	}
	p.scalarTraps(v, props)
	return p.scalarNode(v, props)
}

// flowNode checks a node inside a flow collection (production 161).
func (p *parser) flowNode(min int) (inlineNode, properties) {
	var props properties
	for !p.stop && (p.peek() == '&' || p.peek() == '!') {
		p.property(&props, true)
		lineStart := p.lineStart
		p.gap()
		if p.ended() {
			return inlineNode{from: p.pos, to: p.pos, plain: true}, props
		}
		if l := p.line(); p.lineStart != lineStart && l.spaces < min {
			p.badIndent(l)
		}
	}
	if p.stop {
		return inlineNode{}, props
	}
	c := p.peek()
	empty := c == ':' && !p.mayStart(flowIn) || props.any() && (c == ',' || c == ']' || c == '}')
	if empty {
		s := inlineNode{from: p.pos, to: p.pos, plain: true}
		p.settle(props, s)
		return s, props
	}
	if c == ',' {
		p.fail(diag.ExpectedValue, p.pos, p.pos+1, "Found", ",")
		return inlineNode{}, props
	}
	s := p.inline(min, flowIn)
	if s.alias && props.any() {
		p.fail(diag.PropertiesOfAlias, props.from, props.to)
	}
	p.settle(props, s)
	return s, props
}
