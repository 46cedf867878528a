package jsonfile

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// singleQuoted reports a string in single quotes and passes it.
func (p *parser) singleQuoted() []byte {
	from := p.pos
	end := p.lineEnd(from)
	n := bytes.IndexByte(p.src[from+1:end], '\'')
	if n < 0 {
		p.fail(diag.SingleQuotes, from, from+1)
		return nil
	}
	p.pos = from + n + 2
	inner := p.src[from+1 : p.pos-1]
	problem := p.Add(diag.SingleQuotes, from, p.pos)
	if !bytes.ContainsAny(inner, `"\`) {
		problem.WithFix(from, p.pos, `"`+string(inner)+`"`)
	}
	return inner
}

// bareKey checks a key without quotes: an identifier in JSON5, a mistake
// elsewhere.
func (p *parser) bareKey() ([]byte, bool) {
	from := p.pos
	good := true
	for p.pos < len(p.src) && !p.stop {
		if p.src[p.pos] == '\\' {
			if !p.identifierEscape(p.pos == from) {
				return nil, false
			}
			continue
		}
		r, n := utf8.DecodeRune(p.src[p.pos:])
		if !identifier(r) {
			if r >= 0x80 || !isWord(byte(r)) {
				break
			}
			good = false // a dot or a sign: shown as one word with the rest
		}
		good = good && (p.pos > from || startsIdentifier(r))
		p.pos += n
	}
	key := p.src[from:p.pos]
	switch {
	case p.dialect == JSON5 && good && len(key) > 0:
		return []byte(unescape(key)), true
	case p.dialect != JSON5 && len(key) > 0 && bytes.IndexByte(key, '\\') < 0:
		p.Add(diag.UnquotedKey, from, p.pos, "Key", string(key)).WithFix(from, p.pos, `"`+string(key)+`"`)
		p.space()
		if p.peek() != ':' {
			p.stop = true
			return nil, false
		}
		return key, true
	}
	p.fail(diag.ExpectedKey, from, p.tokenEnd(from), "Found", string(p.src[from:p.tokenEnd(from)]))
	return nil, false
}

// identifierEscape checks an escape in a key without quotes. It must stand for a
// character that could be there without it (ECMAScript 5.1, section 7.6).
func (p *parser) identifierEscape(first bool) bool {
	at := p.pos
	if !bytes.HasPrefix(p.src[at:], []byte(`\u`)) {
		p.fail(diag.BadEscape, at, at+1, "Found", `\`)
		return false
	}
	r, ok := hexAt(p.src, at+2, 4)
	if !ok || !identifier(r) || first && !startsIdentifier(r) {
		to := min(at+6, len(p.src))
		p.fail(diag.BadEscape, at, to, "Found", string(p.src[at:to]))
		return false
	}
	p.pos += 6
	return true
}

func startsIdentifier(r rune) bool {
	return r == '$' || r == '_' || unicode.In(r, unicode.L, unicode.Nl)
}

func identifier(r rune) bool {
	return startsIdentifier(r) || r == '\u200c' || r == '\u200d' ||
		unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc)
}

// number5 checks a number of JSON5.
func (p *parser) number5() *tree.Node {
	from := p.pos
	for p.pos < len(p.src) && isWord(p.src[p.pos]) {
		p.pos++
	}
	word := string(p.src[from:p.pos])
	plain := strings.TrimLeft(word, "+-")
	value, ok := number5(plain)
	if !ok || len(word)-len(plain) > 1 {
		p.Add(diag.BadNumber, from, p.pos, "Found", word)
		value = "0"
	}
	if strings.HasPrefix(word, "-") {
		value = "-" + value
	}
	return p.build.New(tree.Number, from, p.pos, value)
}

// number5 turns a number of JSON5 without its sign into one of JSON. Hexadecimal
// numbers and those that JSON cannot express become 0.
func number5(w string) (string, bool) {
	if w == "Infinity" || w == "NaN" {
		return "0", true
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(w), "0x"); ok {
		return "0", hex != "" && strings.Trim(hex, "0123456789abcdef") == ""
	}
	whole, exponent := w, ""
	if i := strings.IndexAny(w, "eE"); i >= 0 {
		whole, exponent = w[:i], w[i:]
	}
	if before, after, dot := strings.Cut(whole, "."); dot {
		if before == "" && after == "" {
			return "", false
		}
		if before == "" {
			before = "0"
		}
		if after == "" {
			after = "0"
		}
		whole = before + "." + after
	}
	w = whole + exponent
	if w == "" {
		return "", false
	}
	_, bad := judgeNumber([]byte(w))
	return w, !bad
}
