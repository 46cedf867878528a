package yamlfile

import (
	"regexp"
	"strings"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// blockScalar checks a literal or folded scalar (productions 162 to 182) inside
// a collection that is indented n columns.
func (p *parser) blockScalar(n int) *tree.Node {
	from := p.pos
	indent, ok := p.blockHeader(n)
	if !ok {
		return nil
	}
	if p.pos < len(p.src) {
		p.newline()
	}
	var text strings.Builder
	blank := 0 // most spaces on a blank line before the first that is not
	blankAt := 0
	for p.pos < len(p.src) && !p.anyMarker() {
		i := p.pos
		for i < len(p.src) && p.src[i] == ' ' && (indent < 0 || i-p.pos < indent) {
			i++
		}
		spaces := i - p.pos
		isEmpty := i >= len(p.src) || isBreak(p.src[i])
		if indent < 0 && !isEmpty {
			if spaces <= n {
				break
			}
			if indent = spaces; blank > indent {
				p.fail(diag.BlankTooDeep, blankAt, blankAt+blank)
				return nil
			}
		}
		if indent < 0 && spaces > blank {
			blank, blankAt = spaces, p.pos
		}
		if !isEmpty && spaces < indent {
			break
		}
		end := p.lineEnd(i)
		if p.build.Wanted() {
			text.Write(p.src[i:end])
			text.WriteByte('\n')
		}
		if p.pos = end; p.pos < len(p.src) {
			p.newline()
		}
	}
	p.afterBlockScalar()
	return p.build.New(tree.String, from, p.pos, text.String())
}

// afterBlockScalar finds a tab where the line that ends a block scalar begins:
// it is no indentation, and neither a blank line nor a comment may begin so.
func (p *parser) afterBlockScalar() {
	i := p.pos
	for i < len(p.src) && p.src[i] == ' ' {
		i++
	}
	if i < len(p.src) && p.src[i] == '\t' {
		p.fail(diag.TabIndent, i, i+1)
	}
}

// blockHeader checks what follows | or > on its line. indent is the number of
// columns that the content is indented, -1 if its first line decides.
func (p *parser) blockHeader(n int) (indent int, ok bool) {
	from := p.pos
	indent = -1
	chomp := false
	p.pos++
	for p.pos < len(p.src) && !isSpace(p.src[p.pos]) {
		switch c := p.src[p.pos]; {
		case c >= '1' && c <= '9' && indent < 0:
			indent = max(n, 0) + int(c-'0')
		case (c == '+' || c == '-') && !chomp:
			chomp = true
		default:
			p.fail(diag.BadBlockHeader, from, p.wordEnd(), "Found", string(p.src[from:p.wordEnd()]))
			return 0, false
		}
		p.pos++
	}
	at := p.pos
	p.blanks()
	if p.pos < len(p.src) && !isBreak(p.src[p.pos]) {
		if p.src[p.pos] != '#' || p.pos == at {
			p.fail(diag.BadBlockHeader, from, p.wordEnd(), "Found", string(p.src[from:p.wordEnd()]))
			return 0, false
		}
		p.pos = p.lineEnd(p.pos)
	}
	return indent, true
}

// scalarNode is the tree node for what was read.
func (p *parser) scalarNode(s inlineNode, props properties) *tree.Node {
	if s.node != nil || !p.build.Wanted() {
		return s.node
	}
	if s.quoted || props.tag && props.tagText != "!!int" && props.tagText != "!!float" && props.tagText != "!!bool" && props.tagText != "!!null" {
		return p.build.New(tree.String, s.from, s.to, s.text)
	}
	kind, text := resolve(s.text)
	return p.build.New(kind, s.from, s.to, text)
}

var (
	isInt   = regexp.MustCompile(`^[-+]?[0-9]+$`)
	isFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	isOctal = regexp.MustCompile(`^0o[0-7]+$`)
	isHexa  = regexp.MustCompile(`^0x[0-9a-fA-F]+$`)
)

// resolve gives plain text its type by the core schema (section 10.3.2).
func resolve(s string) (tree.Kind, string) {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return tree.Null, "null"
	case "true", "True", "TRUE":
		return tree.Bool, "true"
	case "false", "False", "FALSE":
		return tree.Bool, "false"
	case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF":
		return tree.Number, "0"
	}
	if c := s[0]; (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' {
		return tree.String, s
	}
	switch {
	case isInt.MatchString(s), isFloat.MatchString(s):
		return tree.Number, jsonNumber(s)
	case isOctal.MatchString(s), isHexa.MatchString(s):
		return tree.Number, jsonInteger(s)
	}
	return tree.String, s
}

// keySet finds the keys of one mapping that are there twice.
type keySet struct{ seen map[string]struct{} }

// checkKey warns of a key that is there already.
func (p *parser) checkKey(s inlineNode, keys *keySet) {
	if p.stop || s.node != nil || s.alias || s.to <= s.from {
		return
	}
	p.keyTraps(s)
	if s.text == "<<" {
		return
	}
	if keys.seen == nil {
		keys.seen = map[string]struct{}{}
	}
	if _, there := keys.seen[s.text]; there {
		p.Warn(diag.DuplicateKey, s.from, s.to, "Key", s.text)
	}
	keys.seen[s.text] = struct{}{}
}

// trapWords are booleans in YAML 1.1 (https://yaml.org/type/bool.html) and plain
// text in 1.2.
var trapWords = map[string]string{
	"y": "true", "Y": "true", "yes": "true", "Yes": "true", "YES": "true", "on": "true", "On": "true", "ON": "true",
	"n": "false", "N": "false", "no": "false", "No": "false", "NO": "false", "off": "false", "Off": "false", "OFF": "false",
}

var (
	oldOctal    = regexp.MustCompile(`^[-+]?0[0-7_]+$`)
	sexagesimal = regexp.MustCompile(`^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)
)

// keyTraps warns of keys that YAML 1.1 takes for booleans. The word "on" is left
// alone: workflows have it as a key, and those who read them know.
func (p *parser) keyTraps(s inlineNode) {
	if s.plain && trapWords[s.text] != "" && !strings.EqualFold(s.text, "on") && len(s.text) > 1 {
		p.Warn(diag.OldBoolean, s.from, s.to, "Found", s.text, "Meaning", trapWords[s.text])
	}
}

// scalarTraps warns of values that YAML 1.1 reads differently.
func (p *parser) scalarTraps(s inlineNode, props properties) {
	if !s.plain || s.to <= s.from || props.tag || p.stop || len(s.text) > 40 {
		return
	}
	if meaning := trapWords[s.text]; meaning != "" {
		p.Warn(diag.OldBoolean, s.from, s.to, "Found", s.text, "Meaning", meaning)
		return
	}
	if c := s.text[0]; c != '-' && c != '+' && (c < '0' || c > '9') {
		return
	}
	switch {
	case oldOctal.MatchString(s.text):
		p.Warn(diag.OldOctal, s.from, s.to, "Found", s.text)
	case sexagesimal.MatchString(s.text):
		p.Warn(diag.Sexagesimal, s.from, s.to, "Found", s.text)
	}
}
