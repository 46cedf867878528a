package yamlfile

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/escape"
	"holdfast/editor/check/tree"
)

// properties are the anchor and the tag before a node (production 96).
type properties struct {
	from, to    int
	tag, anchor bool
	tagText     string
	target      *anchor
}

func (p properties) any() bool { return p.tag || p.anchor }

// mark says in a node, which may be nil, that its tag is none of YAML's own.
func (p properties) mark(node *tree.Node) *tree.Node {
	if node != nil && p.tag && p.tagText != "!" && !strings.HasPrefix(p.tagText, "!!") {
		node.Local = true
	}
	return node
}

// property checks one anchor or tag and adds it to props.
func (p *parser) property(props *properties, flow bool) {
	from := p.pos
	next := properties{from: from}
	if p.peek() == '&' {
		p.pos++
		name := p.anchorName()
		if name == "" {
			p.fail(diag.BadAnchor, from, from+1)
			return
		}
		next.anchor = true
		next.target = &anchor{size: 1}
		if p.anchors == nil {
			p.anchors = map[string]*anchor{}
		}
		p.anchors[name] = next.target
	} else {
		next.tag = true
		next.tagText = p.tag()
	}
	next.to = p.pos
	if c := p.peek(); !p.stop && !isSpace(c) && !(flow && (c == ',' || c == ']' || c == '}')) {
		p.fail(diag.BadTag, from, p.wordEnd(), "Found", string(p.src[from:p.wordEnd()]))
		return
	}
	p.merge(props, next)
}

// merge adds the properties in more to props: each kind once.
func (p *parser) merge(props *properties, more properties) {
	if !more.any() {
		return
	}
	if props.tag && more.tag || props.anchor && more.anchor {
		p.fail(diag.TwoProperties, more.from, more.to)
		return
	}
	if !props.any() {
		props.from = more.from
	}
	props.to = more.to
	props.tag = props.tag || more.tag
	props.anchor = props.anchor || more.anchor
	if more.tag {
		props.tagText = more.tagText
	}
	if more.target != nil {
		props.target = more.target
	}
}

// settle gives the anchor in props what it stands for.
func (p *parser) settle(props properties, s inlineNode) {
	if props.target != nil {
		props.target.size = max(s.size, 1)
		props.target.node = p.scalarNode(s, props)
	}
}

// tag checks a tag (production 97) and returns it.
func (p *parser) tag() string {
	from := p.pos
	p.pos++
	if p.peek() == '<' {
		n := bytes.IndexByte(p.src[p.pos:p.lineEnd(p.pos)], '>')
		if n < 2 || !validVerbatim(p.src[p.pos+1:p.pos+n]) {
			p.fail(diag.BadTag, from, p.wordEnd(), "Found", string(p.src[from:p.wordEnd()]))
			return ""
		}
		p.pos += n + 1
		return string(p.src[from:p.pos])
	}
	start, handled := p.pos, false
	for p.pos < len(p.src) && isWordByte(p.src[p.pos]) {
		p.pos++
	}
	if p.peek() == '!' { // a handle: !! or !name!
		p.pos++
		handle := string(p.src[from:p.pos])
		if handle != "!!" && !p.handles[handle] {
			p.fail(diag.UndefinedHandle, from, p.pos, "Name", handle)
			return ""
		}
		start, handled = p.pos, true
	} else {
		p.pos = start
	}
	for p.pos < len(p.src) && isURIByte(p.src[p.pos]) && p.src[p.pos] != '!' && !isFlowIndicator(p.src[p.pos]) {
		p.pos++
	}
	if handled && p.pos == start || !validURI(p.src[start:p.pos]) {
		p.fail(diag.BadTag, from, p.pos, "Found", string(p.src[from:p.pos]))
	}
	return string(p.src[from:p.pos])
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '-'
}

// isURIByte is production 39.
func isURIByte(c byte) bool {
	return isWordByte(c) || strings.IndexByte("%#;/?:@&=+$,_.!~*'()[]", c) >= 0
}

// validVerbatim says whether s may stand in !<s> (example 6.25): a local tag with
// a name, or a URI with a scheme.
func validVerbatim(s []byte) bool {
	return validURI(s) && (s[0] == '!' && len(s) > 1 || s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z')
}

func validURI(s []byte) bool {
	for i, c := range s {
		if !isURIByte(c) {
			return false
		}
		if _, digits := escape.Hex(s, i+1, 2); c == '%' && digits < 2 {
			return false
		}
	}
	return true
}

// escapes is production 62, without those that have digits.
var escapes = [256]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1b",
	' ': " ", '"': `"`, '/': "/", '\\': `\`, 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

// escape checks the escape at the position and adds its value to out.
func (p *parser) escape(out []byte) []byte {
	from := p.pos
	c := p.at(p.pos + 1)
	if value := escapes[c]; value != "" {
		p.pos += 2
		return append(out, value...)
	}
	n := escapeDigits(c)
	value, digits := escape.Hex(p.src, from+2, n)
	to := from + 2 + digits
	if n == 0 || digits < n || value > utf8.MaxRune {
		to = max(to, from+2)
		problem := p.fail(diag.BadEscape, from, min(to, len(p.src)), "Found", string(p.src[from:min(to, len(p.src))]))
		if c > ' ' && c != 'x' && c != 'u' && c != 'U' {
			problem.WithFix(from, from+1, `\\`)
		}
		return out
	}
	p.pos = to
	return utf8.AppendRune(out, rune(value))
}

// escapeDigits is how many digits follow an escape that has some.
func escapeDigits(c byte) int {
	switch c {
	case 'x':
		return 2
	case 'u':
		return 4
	case 'U':
		return 8
	}
	return 0
}

var directiveComment = regexp.MustCompile(`[ \t]#`)

// directives checks the lines that begin with % (production 82) and says
// whether there were any.
func (p *parser) directives() (any bool) {
	version := false
	for !p.stop && p.pos == p.lineStart && p.peek() == '%' {
		any = true
		from := p.pos
		end := p.lineEnd(from)
		text := string(p.src[from:end])
		if i := directiveComment.FindStringIndex(text); i != nil {
			text = text[:i[0]]
		}
		fields := strings.Fields(text)
		to := from + len(strings.TrimRight(text, " \t"))
		switch fields[0] {
		case "%YAML":
			p.versionDirective(fields, from, to, version)
			version = true
		case "%TAG":
			p.tagDirective(fields, from, to)
		case "%":
			p.fail(diag.BadDirective, from, to, "Found", text)
		default:
			p.Warn(diag.UnknownDirective, from, to, "Found", fields[0])
		}
		p.pos = end
		p.gap()
	}
	return any
}

func (p *parser) versionDirective(fields []string, from, to int, again bool) {
	if again || len(fields) != 2 {
		p.fail(diag.BadDirective, from, to, "Found", strings.Join(fields, " "))
		return
	}
	major, minor, ok := strings.Cut(fields[1], ".")
	if !ok || major != "1" || minor == "" || strings.Trim(minor, "0123456789") != "" {
		p.fail(diag.BadDirective, from, to, "Found", strings.Join(fields, " "))
		return
	}
	if minor != "2" {
		p.Warn(diag.OtherVersion, from, to, "Found", fields[1])
	}
}

func (p *parser) tagDirective(fields []string, from, to int) {
	good := len(fields) == 3 && strings.HasPrefix(fields[1], "!") && strings.HasSuffix(fields[1], "!") && !p.handles[fields[1]] && validURI([]byte(fields[2]))
	if good && len(fields[1]) > 2 {
		for _, c := range []byte(fields[1][1 : len(fields[1])-1]) {
			good = good && isWordByte(c)
		}
	}
	if !good {
		p.fail(diag.BadDirective, from, to, "Found", strings.Join(fields, " "))
		return
	}
	if p.handles == nil {
		p.handles = map[string]bool{}
	}
	p.handles[fields[1]] = true
}
