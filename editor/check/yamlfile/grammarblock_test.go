package yamlfile

// Block styles and documents (chapters 8 and 9).

// blockScalarAt is productions 170 and 174: what they accept is the same.
func (g *grammar) blockScalarAt(n int) rule {
	return func(at int) (ends []int) {
		if g.at(at) != '|' && g.at(at) != '>' {
			return nil
		}
		at++
		digit, chomp := -1, rune(0)
		for range 2 {
			switch r := g.at(at); {
			case r >= '1' && r <= '9' && digit < 0:
				digit = int(r - '0')
				at++
			case (r == '+' || r == '-') && chomp == 0:
				chomp = r
				at++
			}
		}
		for _, from := range g.sbComment()(at) {
			// At the top, where n is -1, every reader counts from 0.
			indent, ok := max(n, 0)+digit, true
			if digit < 0 {
				indent, ok = g.detect(from, n)
				indent = max(indent, n+1)
			}
			if ok {
				ends = union(ends, g.blockText(indent, chomp)(from))
			}
		}
		return ends
	}
}

// detect finds how far the text of a block scalar is indented. It is false where
// an empty line before the text is indented further (section 8.1.1.1).
func (g *grammar) detect(at, n int) (indent int, ok bool) {
	most := 0
	for at < len(g.src) {
		i := at
		for g.at(i) == ' ' {
			i++
		}
		switch {
		case i >= len(g.src) || breaks(g.src[i]):
		case i-at <= n || g.forbidden(at) || g.src[at] == '\ufeff':
			return most, true
		default:
			return i - at, most <= i-at
		}
		most = max(most, i-at)
		ends := g.lineBreak(i)
		if ends == nil {
			break
		}
		at = ends[0]
	}
	return most, true
}

func (g *grammar) blockText(n int, chomp rune) rule { // 165 to 173
	line := seq(star(g.lEmpty(n, inBlockIn)), g.indent(n), plus(g.one(nb)))
	comments := opt(seq(g.indentUpTo(n-1), g.commentText(), g.bComment(), star(g.lComment())))
	rest := star(seq(g.indentUpTo(n), g.lineBreak))
	if chomp == '+' {
		rest = star(g.lEmpty(n, inBlockIn))
	}
	return seq(opt(seq(line, star(seq(g.lineBreak, line)), g.bComment())), rest, comments)
}

// mostIndent is how much further a collection may be indented than its parent,
// here.
const mostIndent = 8

// indented is entries that are all indented by more than n, by the same.
func (g *grammar) indentedMore(name string, n int, entry func(n int) rule) rule {
	return g.memoized(name, n, 0, func() rule {
		var rules []rule
		for k := n + 1; k <= n+mostIndent; k++ {
			rules = append(rules, plus(seq(g.indent(k), entry(k))))
		}
		return alt(rules...)
	})
}

func (g *grammar) blockSequence(n int) rule { return g.indentedMore("sequence", n, g.sequenceEntry) } // 183
func (g *grammar) blockMapping(n int) rule  { return g.indentedMore("mapping", n, g.mappingEntry) }   // 187

func (g *grammar) sequenceEntry(n int) rule { // 184
	return g.memoized("item", n, 0, func() rule { return seq(g.before(g.text("-"), ns), g.blockIndented(n, inBlockIn)) })
}

func (g *grammar) blockIndented(n int, c yamlContext) rule { // 185
	return g.memoized("indented", n, c, func() rule {
		rules := []rule{g.blockNode(n, c), g.slComments()}
		for m := range mostIndent {
			k := n + 1 + m
			rules = append(rules, seq(g.indent(m), alt( // 186, 195
				seq(g.sequenceEntry(k), star(seq(g.indent(k), g.sequenceEntry(k)))),
				seq(g.mappingEntry(k), star(seq(g.indent(k), g.mappingEntry(k)))))))
		}
		return alt(rules...)
	})
}

func (g *grammar) mappingEntry(n int) rule { // 188 to 194
	return g.memoized("entry", n, 0, func() rule {
		explicit := seq(g.before(g.text("?"), ns), g.blockIndented(n, inBlockOut),
			opt(seq(g.indent(n), g.before(g.text(":"), ns), g.blockIndented(n, inBlockOut))))
		implicit := seq(alt(g.jsonKey(inBlockKey), g.yamlKey(inBlockKey), nothing), g.text(":"), alt(g.blockNode(n, inBlockOut), g.slComments()))
		return alt(explicit, implicit)
	})
}

func (g *grammar) blockNode(n int, c yamlContext) rule { // 196 to 201
	return g.memoized("block", n, c, func() rule {
		scalar := seq(g.separate(n+1, c), opt(seq(g.properties(n+1, c), g.separate(n+1, c))), g.blockScalarAt(n))
		outside := n
		if c == inBlockOut {
			outside = n - 1
		}
		collection := seq(opt(seq(g.separate(n+1, c), g.properties(n+1, c))), g.slComments(), alt(g.blockSequence(outside), g.blockMapping(n)))
		flow := seq(g.separate(n+1, inFlowOut), g.flowNode(n+1, inFlowOut), g.slComments())
		return alt(scalar, collection, flow)
	})
}

// forbidden is production 206.
func (g *grammar) forbidden(at int) bool {
	if g.startOfLine(at) == nil {
		return false
	}
	ends := alt(g.text("---"), g.text("..."))(at)
	return len(ends) > 0 && !ns(g.at(ends[0]))
}

func (g *grammar) marker(m string) rule { // 203, 204
	return func(at int) []int {
		if !g.forbidden(at) {
			return nil
		}
		return g.text(m)(at)
	}
}

func (g *grammar) bareDocument(at int) (ends []int) { // 207
	limit := at
	for limit < len(g.src) && !g.forbidden(limit) {
		limit++
	}
	for _, end := range g.blockNode(-1, inBlockIn)(at) {
		if end <= limit {
			ends = append(ends, end)
		}
	}
	return ends
}

func (g *grammar) explicitDocument() rule { // 208
	return seq(g.marker("---"), alt(g.bareDocument, g.slComments()))
}
