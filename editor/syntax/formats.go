package syntax

import (
	"bytes"
	"strings"
)

// The states of JSON.
const (
	jsonText state = iota
	jsonString
	jsonComment
)

// lexJSON colours JSON, JSON with comments and JSON5.
func lexJSON(s state, b []byte, _ bool, out *sink) state {
	i := 0
	switch s {
	case jsonString:
		i, s = jsonStringEnd(b, 0, '"')
		out.add(0, i, String)
	case jsonComment:
		i, s = commentEnd(b, 0)
		out.add(0, i, Comment)
	}
	for i < len(b) && s == jsonText {
		from := i
		switch c := b[i]; {
		case c == '"' || c == '\'':
			i, s = jsonStringEnd(b, i+1, c)
			style := String
			if next := skipSpace(b, i); next < len(b) && b[next] == ':' {
				style = Key
			}
			out.add(from, i, style)
		case bytes.HasPrefix(b[i:], []byte("//")) || c == '#':
			i = len(b)
			out.add(from, textEnd(b), Comment)
		case bytes.HasPrefix(b[i:], []byte("/*")):
			i, s = commentEnd(b, i+2)
			out.add(from, i, Comment)
		case strings.IndexByte("{}[],:", c) >= 0:
			i++
			out.add(from, i, Operator)
		case isWord(c) || c == '+' || c == '$':
			i = wordEnd(b, i+1)
			style := scalarStyle(b[from:i])
			if next := skipSpace(b, i); style == Plain && next < len(b) && b[next] == ':' {
				style = Key
			}
			out.add(from, i, style)
		default:
			i++
		}
	}
	return s
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (isBlank(b[i]) || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

// jsonStringEnd is the end of a string. One that reaches the end of its line is
// a mistake and ends there; one that is cut with its piece goes on.
func jsonStringEnd(b []byte, i int, quote byte) (int, state) {
	for ; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case quote:
			return i + 1, jsonText
		case '\n', '\r':
			return i, jsonText
		}
	}
	return min(i, len(b)), jsonString
}

func commentEnd(b []byte, i int) (int, state) {
	if n := bytes.Index(b[i:], []byte("*/")); n >= 0 {
		return i + n + 2, jsonText
	}
	return len(b), jsonComment
}

// The states of TOML.
const (
	tomlText state = iota
	tomlBasic
	tomlLiteral
)

// lexTOML colours TOML.
func lexTOML(s state, b []byte, first bool, out *sink) state {
	i := 0
	if s != tomlText {
		i, s = tomlEnd(b, 0, s)
		out.add(0, i, String)
	} else if at := skipBlank(b, 0); first && at < len(b) && b[at] == '[' && tomlHeader(b[at:]) {
		end := textEnd(b)
		hash := at
		for hash < end && b[hash] != '#' {
			hash++
		}
		out.add(at, hash, Section)
		out.add(hash, end, Comment)
		return tomlText
	}
	for i < len(b) && s == tomlText {
		from := i
		switch c := b[i]; {
		case bytes.HasPrefix(b[i:], []byte(`"""`)):
			i, s = tomlEnd(b, i+3, tomlBasic)
			out.add(from, i, String)
		case bytes.HasPrefix(b[i:], []byte(`'''`)):
			i, s = tomlEnd(b, i+3, tomlLiteral)
			out.add(from, i, String)
		case c == '"' || c == '\'':
			i, _ = quotedEnd(b, i, c == '"')
			out.add(from, i, keyOr(b, i, String))
		case c == '#':
			i = len(b)
			out.add(from, textEnd(b), Comment)
		case strings.IndexByte("=[]{},", c) >= 0:
			i++
			out.add(from, i, Operator)
		case isWord(c) || c == '+':
			for i < len(b) && (isWord(b[i]) || b[i] == ':' || b[i] == '+') {
				i++
			}
			out.add(from, i, keyOr(b, i, scalarStyle(b[from:i])))
		default:
			i++
		}
	}
	return s
}

// tomlHeader says whether a line that begins with a bracket is a header and not
// a list inside a list.
func tomlHeader(b []byte) bool {
	b = bytes.TrimLeft(b, "[ \t")
	return len(b) > 0 && (isWord(b[0]) || b[0] == '"' || b[0] == '\'') && bytes.IndexByte(b, ',') < 0
}

// keyOr is Key if an equals sign or a dot follows at i, or else style.
func keyOr(b []byte, i int, style Style) Style {
	if i = skipBlank(b, i); i < len(b) && (b[i] == '=' || b[i] == '.') {
		return Key
	}
	return style
}

// tomlEnd is the end of a string in three quotes.
func tomlEnd(b []byte, i int, s state) (int, state) {
	quote := byte('"')
	if s == tomlLiteral {
		quote = '\''
	}
	for ; i < len(b); i++ {
		if b[i] == '\\' && s == tomlBasic {
			i++
			continue
		}
		if b[i] == quote && i+2 < len(b) && b[i+1] == quote && b[i+2] == quote {
			for i += 3; i < len(b) && b[i] == quote; i++ {
				continue
			}
			return i, tomlText
		}
	}
	return min(i, len(b)), s
}

// The states of XML.
const (
	xmlText state = iota
	xmlTag
	xmlDouble
	xmlSingle
	xmlComment
	xmlCDATA
	xmlInstruction
)

// xmlEnds are what ends a state, and the state that follows.
var xmlEnds = map[state]struct {
	end   string
	style Style
	next  state
}{
	xmlDouble:      {`"`, String, xmlTag},
	xmlSingle:      {`'`, String, xmlTag},
	xmlComment:     {"-->", Comment, xmlText},
	xmlCDATA:       {"]]>", String, xmlText},
	xmlInstruction: {"?>", Keyword, xmlText},
}

// lexXML colours XML.
func lexXML(s state, b []byte, _ bool, out *sink) state {
	for i := 0; i < len(b); {
		if e, ok := xmlEnds[s]; ok {
			n := bytes.Index(b[i:], []byte(e.end))
			if n < 0 {
				out.add(i, len(b), e.style)
				return s
			}
			out.add(i, i+n+len(e.end), e.style)
			i, s = i+n+len(e.end), e.next
			continue
		}
		if s == xmlTag {
			i, s = xmlInTag(b, i, out)
			continue
		}
		i, s = xmlInText(b, i, out)
	}
	return s
}

// xmlInText colours up to the next tag.
func xmlInText(b []byte, i int, out *sink) (int, state) {
	n := bytes.IndexAny(b[i:], "<&")
	if n < 0 {
		return len(b), xmlText
	}
	i += n
	rest := b[i:]
	switch {
	case rest[0] == '&':
		end := i + 1
		for end < len(b) && (isWord(b[end]) || b[end] == '#') {
			end++
		}
		if end < len(b) && b[end] == ';' {
			end++
		}
		out.add(i, end, Variable)
		return end, xmlText
	case bytes.HasPrefix(rest, []byte("<!--")):
		out.add(i, i+4, Comment)
		return i + 4, xmlComment
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		out.add(i, i+9, Keyword)
		return i + 9, xmlCDATA
	case bytes.HasPrefix(rest, []byte("<?")):
		out.add(i, i+2, Keyword)
		return i + 2, xmlInstruction
	}
	end := i + 1
	for end < len(b) && (b[end] == '/' || b[end] == '!' || b[end] == ':' || isWord(b[end])) {
		end++
	}
	out.add(i, end, Keyword)
	return end, xmlTag
}

// xmlInTag colours attributes up to the end of the tag.
func xmlInTag(b []byte, i int, out *sink) (int, state) {
	switch c := b[i]; {
	case c == '>' || c == '/' || c == '[' || c == ']':
		out.add(i, i+1, Keyword)
		if c == '/' || c == ']' {
			return i + 1, xmlTag
		}
		return i + 1, xmlText
	case c == '"':
		out.add(i, i+1, String)
		return i + 1, xmlDouble
	case c == '\'':
		out.add(i, i+1, String)
		return i + 1, xmlSingle
	case c == '=':
		out.add(i, i+1, Operator)
	case c == '<':
		return i, xmlText
	case isWord(c):
		end := i
		for end < len(b) && (isWord(b[end]) || b[end] == ':') {
			end++
		}
		out.add(i, end, Key)
		return end, xmlTag
	}
	return i + 1, xmlTag
}
