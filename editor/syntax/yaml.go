package syntax

import (
	"bytes"
	"strings"
)

// The states of YAML are in the lowest three bits; above them a block scalar
// has one more than the columns that its parent is indented.
const (
	yamlText state = iota
	yamlBlock
	yamlDouble
	yamlSingle
	yamlMask state = 7
)

// lexYAML colours YAML.
func lexYAML(s state, b []byte, first bool, out *sink) state {
	end := textEnd(b)
	i := skipBlank(b[:end], 0)
	if marker := first && end >= 3 && (string(b[:3]) == "---" || string(b[:3]) == "...") && (end == 3 || isBlank(b[3])); marker {
		out.add(0, 3, Section)
		return yamlValue(b[:end], 3, 0, out)
	}
	switch s & yamlMask {
	case yamlBlock:
		if !first || i == end || state(i) >= s>>3 {
			out.add(i, end, String)
			return s
		}
	case yamlDouble, yamlSingle:
		var closed bool
		if i, closed = yamlQuoteEnd(b[:end], 0, s&yamlMask); !closed {
			out.add(0, end, String)
			return s
		}
		out.add(0, i, String)
		return yamlValue(b[:end], i, 0, out)
	}
	if first && i == 0 && end > 0 && b[0] == '%' {
		out.add(0, end, Keyword)
		return yamlText
	}
	indent := i + 1
	for i < end && (b[i] == '-' || b[i] == '?') && (i+1 == end || isBlank(b[i+1])) {
		out.add(i, i+1, Operator)
		i = skipBlank(b[:end], i+1)
	}
	return yamlValue(b[:end], yamlKey(b[:end], i, out), indent, out)
}

// yamlKey colours a key at i, if there is one, with its colon.
func yamlKey(b []byte, i int, out *sink) int {
	from := i
	if i < len(b) && (b[i] == '"' || b[i] == '\'') {
		end, closed := quotedEnd(b, i, b[i] == '"')
		if at := skipBlank(b, end); closed && at < len(b) && b[at] == ':' && (at+1 == len(b) || isBlank(b[at+1])) {
			out.add(from, end, Key)
			out.add(at, at+1, Operator)
			return at + 1
		}
		return from
	}
	if i < len(b) && strings.IndexByte("[{#|>@`", b[i]) >= 0 {
		return from
	}
	for ; i < len(b); i++ {
		if b[i] == '#' && i > from && isBlank(b[i-1]) {
			return from
		}
		if b[i] == ':' && (i+1 == len(b) || isBlank(b[i+1])) {
			start := from
			for start < i && (b[start] == '&' || b[start] == '!') {
				to := fieldEnd(b[:i], start)
				out.add(start, to, Variable)
				start = skipBlank(b[:i], to)
			}
			out.add(start, i, Key)
			out.add(i, i+1, Operator)
			return i + 1
		}
	}
	return from
}

// yamlValue colours from i to the end of the line and returns the state there.
// indent is for a block scalar that may begin.
func yamlValue(b []byte, i, indent int, out *sink) state {
	for i < len(b) {
		from := i
		switch c := b[i]; {
		case isBlank(c):
			i++
		case c == '#' && (i == 0 || isBlank(b[i-1])):
			out.add(i, len(b), Comment)
			return yamlText
		case c == '"' || c == '\'':
			kind := yamlDouble
			if c == '\'' {
				kind = yamlSingle
			}
			end, closed := yamlQuoteEnd(b, i+1, kind)
			if !closed {
				out.add(from, len(b), String)
				return kind
			}
			style := String
			if end < len(b) && b[end] == ':' {
				style = Key
			}
			out.add(from, end, style)
			i = end
		case (c == '|' || c == '>') && yamlBlockHeader(b[i+1:]):
			i = fieldEnd(b, i)
			out.add(from, i, Operator)
			if hash := bytes.IndexByte(b[i:], '#'); hash >= 0 {
				out.add(i+hash, len(b), Comment)
			}
			return yamlBlock | state(indent)<<3
		case c == '&' || c == '*' || c == '!':
			for i < len(b) && !isBlank(b[i]) && strings.IndexByte(",]}", b[i]) < 0 {
				i++
			}
			out.add(from, i, Variable)
		case strings.IndexByte("[]{},", c) >= 0:
			i++
			out.add(from, i, Operator)
		case c == ':' && (i+1 == len(b) || strings.IndexByte(" \t,]}", b[i+1]) >= 0):
			i++
			out.add(from, i, Operator)
		default:
			i = yamlPlain(b, i)
			style := scalarStyle(b[from:i])
			if style != Plain && wordEnd(b, from) < i {
				style = Plain
			}
			if i < len(b) && b[i] == ':' {
				style = Key
			}
			out.add(from, i, style)
		}
	}
	return yamlText
}

// yamlPlain is the end of a plain scalar on its line.
func yamlPlain(b []byte, i int) int {
	end := i
	for i++; i <= len(b); i++ {
		end = i
		if i == len(b) || strings.IndexByte(",[]{}", b[i]) >= 0 {
			break
		}
		if b[i] == ':' && (i+1 == len(b) || strings.IndexByte(" \t,]}", b[i+1]) >= 0) {
			break
		}
		if b[i] == '#' && isBlank(b[i-1]) {
			break
		}
	}
	for end > 0 && isBlank(b[end-1]) {
		end--
	}
	return end
}

// yamlBlockHeader says whether only indicators and a comment follow.
func yamlBlockHeader(b []byte) bool {
	b = bytes.TrimLeft(b, "+-0123456789")
	b = bytes.TrimLeft(b, " \t")
	return len(b) == 0 || b[0] == '#'
}

// yamlQuoteEnd is the end of a quoted scalar, which may be on a later line.
func yamlQuoteEnd(b []byte, i int, kind state) (int, bool) {
	for ; i < len(b); i++ {
		switch {
		case kind == yamlDouble && b[i] == '\\':
			i++
		case kind == yamlDouble && b[i] == '"':
			return i + 1, true
		case kind == yamlSingle && b[i] == '\'':
			if i+1 < len(b) && b[i+1] == '\'' {
				i++
				continue
			}
			return i + 1, true
		}
	}
	return len(b), false
}
