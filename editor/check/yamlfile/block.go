package yamlfile

import (
	"strconv"
	"unicode/utf8"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

func itoa(n int) string { return strconv.Itoa(n) }

// place says what may stand at a position, beyond what may stand anywhere.
type place uint8

const (
	inner   place = 0
	compact place = 1 << iota // a collection may begin on the line of the indicator (production 185)
	outer                     // a sequence may be indented as its parent (production 201)
)

// blockNode checks the node after an indicator, or at the start of a document,
// inside a collection that is indented n columns; -1 for a document. It returns
// behind the node, or at the text that does not belong to it.
func (p *parser) blockNode(n int, where place) *tree.Node {
	if p.stop || p.Stopped() {
		p.stop = true
		return nil
	}
	if p.depth++; p.depth > MaxDepth {
		p.fail(diag.TooDeep, p.pos, p.pos+1)
		return nil
	}
	defer func() { p.depth-- }()
	p.count()
	start := p.expanded
	outerProps, node := p.blockContent(n, where)
	outerProps.mark(node)
	if a := outerProps.target; a != nil {
		a.size, a.node = p.expanded-start+1, node
	}
	return node
}

// count counts a node.
func (p *parser) count() { p.expanded++ }

// reaches says whether the text at the position is indented enough to belong to
// a node inside a collection indented n.
func (p *parser) reaches(n int, where place) bool {
	l := p.line()
	if !l.own || l.spaces > n {
		return true
	}
	return where&outer != 0 && l.spaces == n && !l.tab && p.indicator('-')
}

// indicator says whether c stands at the position, followed by white space.
func (p *parser) indicator(c byte) bool {
	return p.peek() == c && p.pos < len(p.src) && isSpace(p.at(p.pos+1))
}

// blockContent checks the properties and the content of a node. The properties
// that it returns are the node's own, not those of its first key.
func (p *parser) blockContent(n int, where place) (props properties, node *tree.Node) {
	p.gap()
	if p.ended() || !p.reaches(n, where) {
		return props, p.empty()
	}
	first := p.pos      // the first token on the line of the content
	var near properties // on that line
	for !p.stop && (p.peek() == '&' || p.peek() == '!') {
		lineStart := p.lineStart
		p.property(&near, false)
		p.gap()
		if p.ended() || p.lineStart != lineStart && !p.reaches(n, where) {
			p.merge(&props, near)
			return props, p.scalarNode(inlineNode{from: p.pos, to: p.pos, plain: true}, props)
		}
		if p.lineStart != lineStart {
			p.merge(&props, near)
			near = properties{}
			first = p.pos
		}
	}
	if p.stop {
		return props, nil
	}
	return props, p.content(n, where, first, near, &props)
}

// content checks what stands at the position, behind any properties.
func (p *parser) content(n int, where place, first int, near properties, props *properties) *tree.Node {
	own := p.ownLine(first)
	if (p.indicator('-') || p.indicator('?')) && near.any() {
		p.fail(diag.PropertiesOnLine, near.from, near.to)
		return nil
	}
	column := first - p.lineStart
	mayBlock := own || where&compact != 0
	switch {
	case p.indicator('-') || p.indicator('?') || p.indicator(':'):
		if !mayBlock {
			code := diag.MappingNotHere
			if p.peek() == '-' {
				code = diag.SequenceNotHere
			}
			p.fail(code, p.pos, p.pos+1)
			return nil
		}
		if p.tabBefore(first) {
			return nil
		}
		if p.peek() == '-' {
			return p.sequence(column)
		}
		return p.mapping(column, nil)
	case p.peek() == '|' || p.peek() == '>':
		p.merge(props, near)
		return p.blockScalar(n)
	}
	return p.flowOrKey(n, first, mayBlock, near, props)
}

// ownLine says whether only white space stands before an offset on its line.
func (p *parser) ownLine(off int) bool {
	for i := p.lineStart; i < off; i++ {
		if !isBlank(p.src[i]) {
			return false
		}
	}
	return true
}

// tabBefore reports a tab in the white space right before off, where it would
// have to count as indentation.
func (p *parser) tabBefore(off int) bool {
	for i := off - 1; i >= p.lineStart && isBlank(p.src[i]); i-- {
		if p.src[i] == '\t' {
			p.fail(diag.TabIndent, i, i+1)
			return true
		}
	}
	return false
}

// flowOrKey checks a scalar, an alias or a flow collection, which may turn out
// to be the first key of a mapping.
func (p *parser) flowOrKey(n, first int, mayBlock bool, near properties, props *properties) *tree.Node {
	lineStart := p.lineStart
	s := p.inline(n+1, blockOut)
	if p.stop {
		return nil
	}
	if !p.colonFollows() {
		p.merge(props, near)
		if s.alias && props.any() {
			p.fail(diag.PropertiesOfAlias, props.from, props.to)
		}
		if s.plain {
			p.rest(&s, n+1, blockOut)
			if p.colonFollows() {
				p.fail(diag.MultilineKey, s.from, p.pos)
			}
		}
		p.scalarTraps(s, *props)
		p.endOfLine()
		return p.scalarNode(s, *props)
	}
	switch {
	case p.lineStart != lineStart:
		p.fail(diag.MultilineKey, s.from, p.pos)
	case p.tooLong(first):
		p.fail(diag.LongKey, first, p.pos)
	case !mayBlock:
		p.fail(diag.MappingNotHere, p.pos, p.pos+1)
	case p.tabBefore(first):
	case s.alias && near.any():
		p.fail(diag.PropertiesOfAlias, near.from, near.to)
	}
	if p.stop {
		return nil
	}
	p.settle(near, s)
	return p.mapping(first-p.lineStart, &s)
}

// tooLong says whether a key that began at first has more than the 1024
// characters that it may have (section 7.4).
func (p *parser) tooLong(first int) bool {
	return p.pos-first > 1024 && utf8.RuneCount(p.src[first:p.pos]) > 1024
}

// colonFollows passes blanks and says whether a colon follows that makes what
// was read a key. If not, the position stays behind what was read.
func (p *parser) colonFollows() bool {
	at := p.pos
	p.blanks()
	if p.indicator(':') {
		return true
	}
	p.pos = at
	return false
}

// sequence checks a block sequence indented column columns (production 183).
func (p *parser) sequence(column int) *tree.Node {
	node := p.build.New(tree.List, p.pos, p.pos, "")
	for {
		p.pos++
		node.Append(p.blockNode(column, compact))
		if !p.nextLine(column) {
			break
		}
		if !p.indicator('-') {
			break
		}
	}
	node.End(p.pos)
	return node
}

// nextLine goes to the next text and says whether it is indented column columns.
// Text that is indented deeper belongs to nothing and is an error.
func (p *parser) nextLine(column int) bool {
	p.gap()
	if p.ended() {
		return false
	}
	l := p.line()
	switch {
	case !l.own:
		p.fail(diag.TextAfterValue, p.pos, p.wordEnd(), "Found", p.word())
	case l.spaces >= column && l.tab:
		p.tabIndent()
	case l.spaces > column:
		p.badIndent(l)
	case l.spaces == column:
		return true
	}
	return false
}

// mapping checks a block mapping indented column columns (production 187). The
// position is at the first entry, or at the colon behind its key if that was
// read already.
func (p *parser) mapping(column int, key *inlineNode) *tree.Node {
	from := p.lineStart + column
	node := p.build.New(tree.Map, from, from, "")
	var keys keySet
	for !p.stop {
		p.entry(column, key, node, &keys)
		key = nil
		if p.stop || !p.nextLine(column) {
			break
		}
		if p.indicator('-') {
			break // an item of the sequence around this mapping, or an error that the caller sees
		}
	}
	node.End(p.pos)
	return node
}

// entry checks one key with its value.
func (p *parser) entry(column int, key *inlineNode, node *tree.Node, keys *keySet) {
	if key == nil && p.indicator('?') {
		p.explicitEntry(column, node)
		return
	}
	if key == nil {
		s, ok := p.implicitKey()
		if !ok {
			return
		}
		key = &s
	}
	p.checkKey(*key, keys)
	p.pos++ // the colon
	value := p.blockNode(column, outer)
	node.Put(key.text, key.from, key.to, value)
}

// implicitKey checks a key with its properties up to its colon.
func (p *parser) implicitKey() (inlineNode, bool) {
	first, lineStart := p.pos, p.lineStart
	var near properties
	for !p.stop && (p.peek() == '&' || p.peek() == '!') {
		p.property(&near, false)
		p.blanks()
	}
	if p.stop {
		return inlineNode{}, false
	}
	if p.indicator(':') {
		p.settle(near, inlineNode{})
		return inlineNode{from: p.pos, to: p.pos}, true
	}
	s := p.inline(0, blockKey)
	if p.stop {
		return s, false
	}
	if p.colonFollows() && p.lineStart == lineStart {
		if p.tooLong(first) {
			p.fail(diag.LongKey, first, p.pos)
		}
		if s.alias && near.any() {
			p.fail(diag.PropertiesOfAlias, near.from, near.to)
		}
		p.settle(near, s)
		return s, !p.stop
	}
	p.noColon(s, lineStart)
	return s, false
}

// noColon reports a line in a mapping that has no key.
func (p *parser) noColon(s inlineNode, lineStart int) {
	if p.lineStart != lineStart {
		p.fail(diag.MultilineKey, s.from, s.to)
		return
	}
	problem := p.fail(diag.ExpectedKeyColon, s.from, s.to, "Found", string(p.src[s.from:s.to]))
	if !s.plain {
		return
	}
	for i := s.from; i < s.to; i++ {
		if p.src[i] == ':' {
			problem.WithFix(i+1, i+1, " ") // key:value
			return
		}
	}
}

// explicitEntry checks "? key" and ": value" (productions 189 to 191).
func (p *parser) explicitEntry(column int, node *tree.Node) {
	from := p.pos
	p.pos++
	key := p.blockNode(column, compact|outer)
	if p.stop {
		return
	}
	to := p.pos
	var value *tree.Node
	p.gap()
	if l := p.line(); !p.ended() && l.own && !l.tab && l.spaces == column && p.indicator(':') {
		p.pos++
		value = p.blockNode(column, compact|outer)
	} else {
		value = p.empty()
	}
	if key != nil && key.Kind != tree.List && key.Kind != tree.Map {
		node.Put(key.Text, from, to, value)
	}
}

// empty is the node that nothing stands for.
func (p *parser) empty() *tree.Node { return p.build.New(tree.Null, p.pos, p.pos, "null") }
