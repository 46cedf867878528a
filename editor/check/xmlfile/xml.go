package xmlfile

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"holdfast/editor/check/diag"
)

// MaxDepth is how many elements, entities or groups may be inside each other.
const MaxDepth = 1000

// maxExpanded is how many bytes the entities of a file may stand for.
const maxExpanded = 10 << 20

// document is what all parts of a file have in common.
type document struct {
	list       *diag.List
	stop       bool
	entities   map[string]*entity
	params     map[string]*entity
	unread     bool // declarations may be where we do not look
	skipped    bool // a parameter entity was not read: what follows it may count for nothing
	inParam    int  // parameter entities around the declarations at hand
	defaults   bool // an attribute that declares a prefix may be there by default
	standalone bool
	expanded   int

	attrs   []attr         // of one tag, used again and again
	bound   []binding      // the newest last
	newest  map[string]int // where in bound the newest of a prefix is, counted from 1
	missing map[string]bool
}

// parser reads the file, or the replacement text of an entity. Errors in the
// latter are shown where the entity is used.
type parser struct {
	*document
	src      []byte
	pos      int
	nested   int // entities around this text
	from, to int // of the reference, if nested
}

// Parse checks src and collects what it finds in list.
func Parse(src []byte, list *diag.List) {
	p := &parser{document: &document{list: list, entities: map[string]*entity{}, params: map[string]*entity{}}, src: src}
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		p.pos = 3
	}
	if !p.characters() {
		return
	}
	if p.has("<?xml") && isSpace(p.at(5)) {
		p.declaration()
	}
	p.misc(true)
	switch {
	case p.stop:
	case p.pos >= len(p.src):
		p.fail(diag.NoRoot, p.pos, p.pos)
	case p.peek() != '<':
		p.fail(diag.TextOutsideRoot, p.pos, p.wordEnd(), "Found", p.word())
	default:
		p.content(true)
		p.misc(false)
		if !p.stop && p.pos < len(p.src) {
			p.afterRoot()
		}
	}
}

func (p *parser) afterRoot() {
	switch {
	case p.has("</"):
		p.fail(diag.UnexpectedEndTag, p.pos, p.tagEnd(), "Name", p.nameAt(p.pos+2))
	case p.has("<!DOCTYPE"):
		p.fail(diag.MisplacedDoctype, p.pos, p.pos+9)
	case p.has("<") && !p.has("<!"):
		p.fail(diag.SecondRoot, p.pos, p.tagEnd(), "Name", p.nameAt(p.pos+1))
	default:
		p.fail(diag.TextOutsideRoot, p.pos, p.wordEnd(), "Found", p.word())
	}
}

// characters looks for characters that XML cannot hold at all (production 2).
func (p *parser) characters() bool {
	for i, c := range p.src {
		bad := c < ' ' && c != '\t' && c != '\n' && c != '\r'
		size := 1
		if c == 0xEF && i+2 < len(p.src) && p.src[i+1] == 0xBF && p.src[i+2] >= 0xBE {
			bad, size = true, 3 // U+FFFE and U+FFFF
		}
		if bad {
			r, _ := utf8.DecodeRune(p.src[i:])
			p.fail(diag.BadCharacter, i, i+size, "Name", charName(r))
			return false
		}
	}
	return true
}

func charName(r rune) string {
	const digits = "0123456789ABCDEF"
	s := []byte("U+0000")
	for i := 5; i > 1; i-- {
		s[i] = digits[r&15]
		r >>= 4
	}
	return string(s)
}

// fail records an error, which ends the check.
func (p *parser) fail(code diag.Code, from, to int, data ...string) *diag.Problem {
	if p.stop {
		return &diag.Problem{}
	}
	p.stop = true
	if p.nested > 0 {
		from, to = p.from, p.to
	}
	problem := p.list.Add(code, from, to, data...)
	if p.nested > 0 {
		return &diag.Problem{} // no fix: the place is another
	}
	return problem
}

func (p *parser) peek() byte { return p.at(0) }

func (p *parser) at(i int) byte {
	if p.pos+i < len(p.src) {
		return p.src[p.pos+i]
	}
	return 0
}

func (p *parser) has(s string) bool { return bytes.HasPrefix(p.src[p.pos:], []byte(s)) }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// space passes white space and says whether there was any.
func (p *parser) space() bool {
	from := p.pos
	for p.pos < len(p.src) && isSpace(p.src[p.pos]) {
		p.pos++
	}
	return p.pos > from
}

// needSpace is space that must be there.
func (p *parser) needSpace() bool {
	if !p.space() {
		p.fail(diag.ExpectedSpace, p.pos, p.pos)
	}
	return !p.stop
}

// take passes s, or fails.
func (p *parser) take(s string) bool {
	if !p.stop && !p.has(s) {
		p.fail(diag.ExpectedText, p.pos, p.wordEnd(), "Expected", s, "Found", p.word())
	}
	if p.stop {
		return false
	}
	p.pos += len(s)
	return true
}

// wordEnd is the end of the word or sign at the position, for messages.
func (p *parser) wordEnd() int {
	to := p.pos
	for to < len(p.src) && to < p.pos+60 && !isSpace(p.src[to]) && p.src[to] != '<' && p.src[to] != '>' {
		to++
	}
	return max(to, min(p.pos+1, len(p.src)))
}

func (p *parser) word() string { return string(p.src[p.pos:p.wordEnd()]) }

// tagEnd is the end of the name of the tag at the position.
func (p *parser) tagEnd() int {
	to := p.pos
	for to < len(p.src) && (p.src[to] == '<' || p.src[to] == '/') {
		to++
	}
	return to + len(p.nameAt(to))
}

// nameAt returns the name (production 5) at an offset, empty if there is none.
func (p *parser) nameAt(off int) string {
	i := off
	for i < len(p.src) {
		c := p.src[i]
		if c < 0x80 {
			if !isNameByte(c) || i == off && !isNameStartByte(c) {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(p.src[i:])
		if !isNameRune(r) || i == off && !isNameStartRune(r) {
			break
		}
		i += n
	}
	return string(p.src[off:min(i, len(p.src))])
}

// name passes a name, or fails.
func (p *parser) name() string {
	n := p.nameAt(p.pos)
	if n == "" {
		p.fail(diag.ExpectedName, p.pos, p.wordEnd(), "Found", p.word())
	}
	p.pos += len(n)
	return n
}

func isNameStartByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == ':'
}

func isNameByte(c byte) bool {
	return isNameStartByte(c) || c >= '0' && c <= '9' || c == '-' || c == '.'
}

// isNameStartRune is production 4 above ASCII.
func isNameStartRune(r rune) bool {
	for _, span := range [...][2]rune{{0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}} {
		if r >= span[0] && r <= span[1] {
			return true
		}
	}
	return false
}

// isNameRune is production 4a above ASCII.
func isNameRune(r rune) bool {
	return r == 0xB7 || r >= 0x300 && r <= 0x36F || r >= 0x203F && r <= 0x2040 || isNameStartRune(r)
}

// tokenRune is the length of the character at the position if it may be inside a
// name.
func (p *parser) tokenRune() int {
	r, n := utf8.DecodeRune(p.src[p.pos:])
	if r < 0x80 && isNameByte(byte(r)) || r >= 0x80 && isNameRune(r) {
		return n
	}
	return 0
}

// declaration checks the XML declaration (production 23).
func (p *parser) declaration() {
	p.pos += 5
	p.space()
	version, ok := p.pseudo("version")
	if !ok {
		p.fail(diag.BadXMLDeclaration, p.pos, p.pos)
		return
	}
	if !strings.HasPrefix(version, "1.") || len(version) < 3 || strings.Trim(version[2:], "0123456789") != "" {
		p.fail(diag.BadXMLDeclaration, p.pos-len(version)-1, p.pos)
		return
	}
	spaced := p.space()
	if encoding, ok := p.pseudo("encoding"); ok && !p.stop {
		if !spaced || encoding == "" || !isNameStartByte(encoding[0]) || strings.Trim(encoding, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") != "" || encoding[0] == '_' {
			p.fail(diag.BadXMLDeclaration, p.pos-len(encoding)-1, p.pos)
			return
		}
		spaced = p.space()
	}
	if alone, ok := p.pseudo("standalone"); ok && !p.stop {
		if !spaced || alone != "yes" && alone != "no" {
			p.fail(diag.BadXMLDeclaration, p.pos-len(alone)-1, p.pos)
			return
		}
		p.standalone = alone == "yes"
		p.space()
	}
	if !p.stop && !p.has("?>") {
		p.fail(diag.BadXMLDeclaration, p.pos, p.wordEnd())
	}
	p.pos += 2
}

// pseudo passes name="value", if that name is there.
func (p *parser) pseudo(name string) (string, bool) {
	if p.stop || !p.has(name) {
		return "", false
	}
	p.pos += len(name)
	p.space()
	if !p.take("=") {
		return "", false
	}
	p.space()
	return p.literal(), !p.stop
}

// literal passes text in quotes and returns it.
func (p *parser) literal() string {
	quote := p.peek()
	if quote != '"' && quote != '\'' {
		p.fail(diag.ExpectedQuote, p.pos, p.wordEnd(), "Found", p.word())
		return ""
	}
	n := bytes.IndexByte(p.src[p.pos+1:], quote)
	if n < 0 {
		p.fail(diag.UnclosedString, p.pos, p.pos+1)
		return ""
	}
	text := string(p.src[p.pos+1 : p.pos+1+n])
	p.pos += n + 2
	return text
}

// misc passes comments, processing instructions and white space outside the
// root element, and before it the document type.
func (p *parser) misc(before bool) {
	for !p.stop {
		p.space()
		switch {
		case p.has("<!--"):
			p.comment()
		case p.has("<?"):
			p.instruction()
		case before && p.has("<!DOCTYPE"):
			p.doctype()
			before = false
		case p.has("<!DOCTYPE"):
			p.fail(diag.MisplacedDoctype, p.pos, p.pos+9)
		default:
			return
		}
	}
}

// comment checks a comment (production 15).
func (p *parser) comment() {
	from := p.pos
	n := bytes.Index(p.src[from+4:], []byte("--"))
	if n < 0 {
		p.fail(diag.UnclosedComment, from, from+4)
		return
	}
	p.pos = from + 4 + n
	if p.at(2) != '>' {
		p.fail(diag.HyphensInComment, p.pos, p.pos+2)
		return
	}
	p.pos += 3
}

// instruction checks a processing instruction (production 16).
func (p *parser) instruction() {
	from := p.pos
	p.pos += 2
	target := p.name()
	if p.stop {
		return
	}
	p.withoutColon(target, from+2)
	if strings.EqualFold(target, "xml") {
		p.fail(diag.MisplacedXMLDeclaration, from, p.pos)
		return
	}
	if !p.has("?>") && !isSpace(p.peek()) {
		p.fail(diag.ExpectedSpace, p.pos, p.pos)
		return
	}
	n := bytes.Index(p.src[p.pos:], []byte("?>"))
	if n < 0 {
		p.fail(diag.Unclosed, from, from+2, "Open", "<?", "Close", "?>")
		return
	}
	p.pos += n + 2
}
