package yamlfile

// Flow styles (chapter 7).

// quoted is productions 109 and 120. Escapes with digits are left out.
func (g *grammar) quoted(n int, c yamlContext, quote rune) rule {
	return g.memoized("quoted"+string(quote), n, c, func() rule {
		mark := g.text(string(quote))
		if isOneLine(c) {
			return seq(mark, star(g.quotedChar(quote)), mark)
		}
		return seq(mark, g.quotedInLine(quote), alt(g.quotedNext(n, quote), g.whites()), mark)
	})
}

func (g *grammar) quotedChar(quote rune) rule { // 107, 118
	if quote == '\'' {
		return alt(g.text("''"), g.one(func(r rune) bool { return nbJSON(r) && r != '\'' }))
	}
	return alt(seq(g.text("\\"), g.one(among("0abt\tnvfre \"/\\N_LP"))), g.one(func(r rune) bool { return nbJSON(r) && r != '\\' && r != '"' }))
}

func (g *grammar) nsQuotedChar(quote rune) rule { // 108, 119
	char := g.quotedChar(quote)
	return func(at int) []int {
		if white(g.at(at)) {
			return nil
		}
		return char(at)
	}
}

func (g *grammar) quotedInLine(quote rune) rule { // 114, 123
	return star(seq(g.whites(), g.nsQuotedChar(quote)))
}

func (g *grammar) quotedNext(n int, quote rune) rule { // 115, 124
	return g.memoized("next"+string(quote), n, 0, func() rule {
		lineBreak := g.flowFolded(n)
		if quote == '"' { // 112
			lineBreak = alt(seq(g.whites(), g.text("\\"), g.lineBreak, star(g.lEmpty(n, inFlowIn)), g.flowPrefix(n)), lineBreak)
		}
		return seq(lineBreak, opt(seq(g.nsQuotedChar(quote), g.quotedInLine(quote), alt(g.quotedNext(n, quote), g.whites()))))
	})
}

// plainSafe is production 127.
func plainSafe(c yamlContext) func(rune) bool {
	return func(r rune) bool { return ns(r) && !((c == inFlowIn || c == inFlowKey) && flowIndicator(r)) }
}

func (g *grammar) plainFirst(c yamlContext) rule { // 126
	return func(at int) []int {
		r := g.at(at)
		if ns(r) && !anyIndicator(r) || among("?:-")(r) && plainSafe(c)(g.at(at+1)) {
			return []int{at + 1}
		}
		return nil
	}
}

func (g *grammar) plainChar(c yamlContext) rule { // 130
	return func(at int) []int {
		r, good := g.at(at), false
		switch r {
		case ':':
			good = plainSafe(c)(g.at(at + 1))
		case '#':
			good = at > 0 && ns(g.src[at-1])
		default:
			good = plainSafe(c)(r)
		}
		if good {
			return []int{at + 1}
		}
		return nil
	}
}

func (g *grammar) plain(n int, c yamlContext) rule { // 131
	return g.memoized("plain", n, c, func() rule {
		inLine := star(seq(g.whites(), g.plainChar(c)))
		line := seq(g.plainFirst(c), inLine)
		if isOneLine(c) {
			return line
		}
		return seq(line, star(seq(g.flowFolded(n), g.plainChar(c), inLine)))
	})
}

func inside(c yamlContext) yamlContext { // 136
	if isOneLine(c) {
		return inFlowKey
	}
	return inFlowIn
}

// collection is productions 137 and 140.
func (g *grammar) collection(n int, c yamlContext, open, closing string) rule {
	return g.memoized(open, n, c, func() rule {
		return seq(g.text(open), opt(g.separate(n, c)), opt(g.entries(n, inside(c), open)), g.text(closing))
	})
}

func (g *grammar) entries(n int, c yamlContext, open string) rule { // 138, 141
	return g.memoized("entries"+open, n, c, func() rule {
		entry := alt(g.flowPair(n, c), g.flowNode(n, c))
		if open == "{" { // 142
			entry = alt(g.explicitFlow(n, c), g.implicitFlow(n, c))
		}
		gap := opt(g.separate(n, c))
		return seq(entry, gap, opt(seq(g.text(","), gap, opt(g.entries(n, c, open)))))
	})
}

func (g *grammar) explicitFlow(n int, c yamlContext) rule { // 142, 143
	return seq(g.text("?"), g.separate(n, c), alt(g.implicitFlow(n, c), nothing))
}

func (g *grammar) implicitFlow(n int, c yamlContext) rule { // 144 to 148
	return g.memoized("implicit", n, c, func() rule {
		gap := opt(g.separate(n, c))
		return alt(seq(g.yamlNode(n, c), alt(seq(gap, g.separateValue(n, c)), nothing)),
			g.separateValue(n, c),
			seq(g.jsonNode(n, c), alt(seq(gap, g.adjacentValue(n, c)), nothing)))
	})
}

func (g *grammar) separateValue(n int, c yamlContext) rule { // 147
	return seq(g.before(g.text(":"), plainSafe(c)), alt(seq(g.separate(n, c), g.flowNode(n, c)), nothing))
}

func (g *grammar) adjacentValue(n int, c yamlContext) rule { // 149
	return seq(g.text(":"), alt(seq(opt(g.separate(n, c)), g.flowNode(n, c)), nothing))
}

func (g *grammar) flowPair(n int, c yamlContext) rule { // 150 to 153
	return g.memoized("pair", n, c, func() rule {
		return alt(g.explicitFlow(n, c), seq(g.yamlKey(inFlowKey), g.separateValue(n, c)), g.separateValue(n, c), seq(g.jsonKey(inFlowKey), g.adjacentValue(n, c)))
	})
}

func (g *grammar) yamlKey(c yamlContext) rule { return seq(g.yamlNode(0, c), opt(g.separateInLine())) } // 154
func (g *grammar) jsonKey(c yamlContext) rule { return seq(g.jsonNode(0, c), opt(g.separateInLine())) } // 155

func (g *grammar) jsonContent(n int, c yamlContext) rule { // 157
	return alt(g.collection(n, c, "[", "]"), g.collection(n, c, "{", "}"), g.quoted(n, c, '\''), g.quoted(n, c, '"'))
}

// node is a node of some content, with its properties or of nothing else.
func (g *grammar) node(n int, c yamlContext, content rule) rule {
	return alt(g.anchor("*"), content, seq(g.properties(n, c), alt(seq(g.separate(n, c), content), nothing)))
}

func (g *grammar) yamlNode(n int, c yamlContext) rule { // 159
	return g.memoized("yaml", n, c, func() rule { return g.node(n, c, g.plain(n, c)) })
}

func (g *grammar) jsonNode(n int, c yamlContext) rule { // 160
	return g.memoized("json", n, c, func() rule {
		return seq(opt(seq(g.properties(n, c), g.separate(n, c))), g.jsonContent(n, c))
	})
}

func (g *grammar) flowNode(n int, c yamlContext) rule { // 161
	return g.memoized("flow", n, c, func() rule { return g.node(n, c, alt(g.plain(n, c), g.jsonContent(n, c))) })
}
