package jsonfile

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/escape"
	"holdfast/editor/check/tree"
)

// space passes white space and, where the dialect has them, comments.
func (p *parser) space() {
	for p.pos < len(p.src) && !p.stop {
		switch c := p.src[p.pos]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			p.pos++
		case c == '/':
			p.comment()
		case c == '#' && p.dialect == Strict:
			end := p.lineEnd(p.pos)
			p.Add(diag.CommentInJSON, p.pos, end)
			p.pos = end
		case p.dialect == JSON5 && (c == '\v' || c == '\f' || c >= 0x80):
			r, n := utf8.DecodeRune(p.src[p.pos:])
			if c >= 0x80 && r != '\ufeff' && r != '\u2028' && r != '\u2029' && !unicode.Is(unicode.Zs, r) {
				return
			}
			p.pos += n
		default:
			return
		}
	}
}

func (p *parser) lineEnd(from int) int {
	if n := bytes.IndexAny(p.src[from:], "\r\n"); n >= 0 {
		return from + n
	}
	return len(p.src)
}

// lineEnd5 is lineEnd for JSON5, where two more characters end a line.
func (p *parser) lineEnd5(from int) int {
	end := p.lineEnd(from)
	for _, r := range []string{"\u2028", "\u2029"} {
		if n := bytes.Index(p.src[from:end], []byte(r)); n >= 0 {
			end = from + n
		}
	}
	return end
}

// comment passes a comment and reports it where there should be none.
func (p *parser) comment() {
	from := p.pos
	rest := p.src[from:]
	switch {
	case bytes.HasPrefix(rest, []byte("//")) && p.dialect == JSON5:
		p.pos = p.lineEnd5(from)
	case bytes.HasPrefix(rest, []byte("//")):
		p.pos = p.lineEnd(from)
	case bytes.HasPrefix(rest, []byte("/*")):
		n := bytes.Index(rest[2:], []byte("*/"))
		if n < 0 {
			p.fail(diag.UnclosedComment, from, from+2)
			return
		}
		p.pos = from + 2 + n + 2
	default:
		p.fail(diag.ExpectedValue, from, from+1, "Found", "/")
		return
	}
	if p.dialect == Strict {
		p.Add(diag.CommentInJSON, from, p.pos)
	}
}

// str checks the string at the position and returns what is between its quotes,
// and whether that holds escapes.
func (p *parser) str() (raw []byte, escaped bool) {
	quote := p.src[p.pos]
	from := p.pos
	p.pos++
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == quote:
			p.pos++
			return p.src[from+1 : p.pos-1], escaped
		case c == '\\':
			escaped = true
			p.escape(from)
			if p.stop {
				return nil, false
			}
		case c >= ' ':
			p.pos++
		case c == '\n' || c == '\r':
			p.fail(diag.UnclosedString, from, p.pos)
			return nil, false
		case p.dialect == JSON5:
			p.pos++
		default:
			p.controlCharacter(c)
			p.pos++
		}
	}
	p.fail(diag.UnclosedString, from, p.pos)
	return nil, false
}

func (p *parser) controlCharacter(c byte) {
	code := "0000" + strconv.FormatInt(int64(c), 16)
	escape := `\u` + code[len(code)-4:]
	if c == '\t' {
		escape = `\t`
	}
	p.Add(diag.ControlCharacter, p.pos, p.pos+1, "Name", "U+"+code[len(code)-4:]).WithFix(p.pos, p.pos+1, escape)
}

// escape checks the escape at the position, in the string that begins at from.
func (p *parser) escape(from int) {
	at := p.pos
	if at+1 >= len(p.src) {
		p.fail(diag.UnclosedString, from, len(p.src))
		return
	}
	switch c := p.src[at+1]; {
	case c == '"' || c == '\\' || c == '/' || c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't':
		p.pos += 2
	case c == 'u':
		p.unicodeEscape()
	case p.dialect == JSON5:
		p.escape5(c)
	default:
		end := p.pos + 1 + len(firstRune(p.src[at+1:]))
		problem := p.Add(diag.BadEscape, at, end, "Found", string(p.src[at:end]))
		if c != '\'' && c >= ' ' {
			problem.WithFix(at, at+1, `\\`)
		} else if c == '\'' {
			problem.WithFix(at, at+1, "")
		}
		if c == '\n' || c == '\r' {
			p.stop = true
		}
		p.pos = end
	}
}

func firstRune(b []byte) []byte {
	_, n := utf8.DecodeRune(b)
	return b[:n]
}

// escape5 checks an escape that only JSON5 has.
func (p *parser) escape5(c byte) {
	at := p.pos
	switch {
	case c == 'x':
		if _, ok := hexAt(p.src, at+2, 2); !ok {
			p.Add(diag.BadEscape, at, at+2, "Found", `\x`)
			p.pos += 2
			return
		}
		p.pos += 4
	case c >= '1' && c <= '9', c == '0' && at+2 < len(p.src) && p.src[at+2] >= '0' && p.src[at+2] <= '9':
		p.Add(diag.BadEscape, at, at+2, "Found", string(p.src[at:at+2]))
		p.pos += 2
	case c == '\r' && at+2 < len(p.src) && p.src[at+2] == '\n':
		p.pos += 3
	default:
		p.pos += 1 + len(firstRune(p.src[at+1:]))
	}
}

// unicodeEscape checks \uXXXX, with its second half where it is a surrogate.
func (p *parser) unicodeEscape() {
	at := p.pos
	r, ok := hexAt(p.src, at+2, 4)
	if !ok {
		_, digits := escape.Hex(p.src, at+2, 4)
		to := at + 2 + digits
		p.Add(diag.BadEscape, at, to, "Found", string(p.src[at:to]))
		p.pos = to
		return
	}
	p.pos += 6
	if !utf16.IsSurrogate(r) {
		return
	}
	if r < 0xDC00 && bytes.HasPrefix(p.src[p.pos:], []byte(`\u`)) {
		if low, ok := hexAt(p.src, p.pos+2, 4); ok && low >= 0xDC00 && low < 0xE000 {
			p.pos += 6
			return
		}
	}
	p.Warn(diag.LoneSurrogate, at, at+6, "Found", string(p.src[at:at+6]))
}

// hexAt reads n hexadecimal digits, of which there may not be fewer.
func hexAt(src []byte, from, n int) (rune, bool) {
	value, digits := escape.Hex(src, from, n)
	return rune(value), digits == n
}

// unescape returns the value of what is between the quotes of a string that was
// found to be right, or nearly so.
func unescape(raw []byte) string {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 >= len(raw) {
			out = append(out, raw[i])
			continue
		}
		i++
		switch c := raw[i]; c {
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'v':
			out = append(out, '\v')
		case '\n':
		case 'x':
			if r, ok := hexAt(raw, i+1, 2); ok {
				out = utf8.AppendRune(out, r)
				i += 2
			}
		case 'u':
			r, ok := hexAt(raw, i+1, 4)
			if !ok {
				continue
			}
			i += 4
			if low, ok := hexAt(raw, i+3, 4); ok && utf16.IsSurrogate(r) && raw[i+1] == '\\' && raw[i+2] == 'u' {
				if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
					r, i = both, i+6
				}
			}
			if utf16.IsSurrogate(r) {
				// As WTF-8, so that two different lone surrogates stay different.
				out = append(out, 0xED, byte(0x80|r>>6&0x3F), byte(0x80|r&0x3F))
				continue
			}
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// number checks a number by section 6 of RFC 8259.
func (p *parser) number() *tree.Node {
	from := p.pos
	if p.dialect == JSON5 {
		return p.number5()
	}
	to := p.tokenEnd(from)
	for to < len(p.src) && isWord(p.src[to]) { // longer than a message shows
		to++
	}
	word := p.src[from:to]
	p.pos = to
	if code, bad := judgeNumber(word); bad {
		p.Add(code, from, to, "Found", string(word))
	}
	if p.build.Wanted() {
		return p.build.New(tree.Number, from, to, string(word))
	}
	return nil
}

// judgeNumber says what is wrong with a number.
func judgeNumber(w []byte) (diag.Code, bool) {
	i := 0
	digits := func() int {
		start := i
		for i < len(w) && w[i] >= '0' && w[i] <= '9' {
			i++
		}
		return i - start
	}
	if w[0] == '-' {
		i++
	}
	start := i
	switch n := digits(); {
	case n == 0:
		return diag.BadNumber, true
	case n > 1 && w[start] == '0':
		return diag.LeadingZero, true
	}
	if i < len(w) && w[i] == '.' {
		i++
		if digits() == 0 {
			return diag.BadNumber, true
		}
	}
	if i < len(w) && w[i]|0x20 == 'e' {
		i++
		if i < len(w) && (w[i] == '+' || w[i] == '-') {
			i++
		}
		if digits() == 0 {
			return diag.BadNumber, true
		}
	}
	return diag.BadNumber, i < len(w)
}
