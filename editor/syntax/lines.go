package syntax

import (
	"bytes"
	"strings"
)

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isWord(c byte) bool {
	return c == '_' || c == '-' || c == '.' || isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

// skipBlank is the offset of the first byte from i on that is no blank.
func skipBlank(b []byte, i int) int {
	for i < len(b) && isBlank(b[i]) {
		i++
	}
	return i
}

// wordEnd is the end of the word that begins at i.
func wordEnd(b []byte, i int) int {
	for i < len(b) && isWord(b[i]) {
		i++
	}
	return i
}

// fieldEnd is the end of what begins at i, up to a blank or a break.
func fieldEnd(b []byte, i int) int {
	for i < len(b) && !isBlank(b[i]) && b[i] != '\n' && b[i] != '\r' {
		i++
	}
	return i
}

// textEnd is where a line ends, without its break.
func textEnd(b []byte) int { return len(bytes.TrimRight(b, "\r\n")) }

// quotedEnd is the offset behind the quote that ends the string at i, or the end
// of the text if there is none. A backslash escapes if that is said.
func quotedEnd(b []byte, i int, escapes bool) (end int, closed bool) {
	quote := b[i]
	for i++; i < len(b); i++ {
		switch {
		case b[i] == '\\' && escapes:
			i++
		case b[i] == quote:
			return i + 1, true
		case b[i] == '\n':
			return i, false
		}
	}
	return min(i, len(b)), false
}

// scalarStyle is the style of a word that is a value of its own.
func scalarStyle(w []byte) Style {
	if len(w) == 0 {
		return Plain
	}
	switch strings.ToLower(string(w[:min(len(w), 8)])) {
	case "true", "false", "null", "yes", "no", "on", "off", "nan", "infinity", "inf", "none":
		return Keyword
	}
	c := w[0]
	if isDigit(c) || (c == '-' || c == '+' || c == '.') && len(w) > 1 && (isDigit(w[1]) || w[1] == '.') {
		return Number
	}
	return Plain
}

// keyValue colours lines of keys and values, with [sections] if said. A line
// that ends in a backslash goes on.
func keyValue(comments, separators string, sections bool) lexer {
	return func(s state, b []byte, first bool, out *sink) state {
		end := textEnd(b)
		i := skipBlank(b[:end], 0)
		goesOn := state(0)
		if end > 0 && b[end-1] == '\\' || end == len(b) && !first {
			goesOn = 1
		}
		switch {
		case i == end:
			return 0
		case first && strings.IndexByte(comments, b[i]) >= 0:
			out.add(i, end, Comment)
			return 0
		case s == 1 || !first:
			valueSpans(b[:end], i, out)
			return goesOn
		case sections && b[i] == '[':
			out.add(i, end, Section)
			return 0
		}
		at := bytes.IndexAny(b[i:end], separators)
		if at < 0 {
			if bytes.HasPrefix(b[i:], []byte("export ")) {
				out.add(i, i+6, Keyword)
				i += 7
			}
			out.add(i, end, Key)
			return goesOn
		}
		if bytes.HasPrefix(b[i:], []byte("export ")) {
			out.add(i, i+6, Keyword)
			i, at = i+7, at-7
		}
		out.add(i, i+len(bytes.TrimRight(b[i:i+at], " \t")), Key)
		out.add(i+at, i+at+1, Operator)
		valueSpans(b[:end], i+at+1, out)
		return goesOn
	}
}

// valueSpans colours the value of a key: quotes, variables, and a value that is
// one word.
func valueSpans(b []byte, i int, out *sink) {
	if !out.on {
		return
	}
	i = skipBlank(b, i)
	if whole := bytes.TrimSpace(b[i:]); wordEnd(whole, 0) == len(whole) {
		out.add(i, i+len(whole), scalarStyle(whole))
		return
	}
	for i < len(b) {
		switch c := b[i]; {
		case c == '"' || c == '\'':
			end, closed := quotedEnd(b, i, c == '"')
			if !closed {
				i++
				continue
			}
			out.add(i, end, String)
			i = end
		case c == '$' || c == '%' && i+1 < len(b) && b[i+1] == '(':
			end := variableEnd(b, i)
			out.add(i, end, Variable)
			i = end
		default:
			i++
		}
	}
}

// variableEnd is the end of $name, ${name} or %(name)s at i.
func variableEnd(b []byte, i int) int {
	i++
	if i < len(b) && (b[i] == '{' || b[i] == '(') {
		closing := byte('}')
		if b[i] == '(' {
			closing = ')'
		}
		if n := bytes.IndexByte(b[i:], closing); n >= 0 {
			return i + n + 1
		}
		return i
	}
	for i < len(b) && (b[i] == '_' || isDigit(b[i]) || b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z') {
		i++
	}
	return i
}

// columns colours the fields of a line in turn; the last style is for all that
// are left.
func columns(styles ...Style) lexer {
	return func(s state, b []byte, first bool, out *sink) state {
		end := textEnd(b)
		column := int(s)
		if first {
			column = 0
		}
		for i := skipBlank(b[:end], 0); i < end; i = skipBlank(b[:end], i) {
			if b[i] == '#' {
				out.add(i, end, Comment)
				break
			}
			to := fieldEnd(b[:end], i)
			out.add(i, to, styles[min(column, len(styles)-1)])
			column++
			i = to
		}
		return state(min(column, len(styles)))
	}
}

// lexCrontab colours times, nicknames, variables and users.
func lexCrontab(users bool) lexer {
	variable := keyValue("#", "=", false)
	return func(_ state, b []byte, first bool, out *sink) state {
		end := textEnd(b)
		i := skipBlank(b[:end], 0)
		if !first || i == end {
			return 0
		}
		if c := b[i]; !isDigit(c) && c != '*' && c != '@' && c != '~' {
			variable(0, b, first, out)
			return 0
		}
		times := 5
		style := Number
		if b[i] == '@' {
			times, style = 1, Keyword
		}
		for n := 0; i < end; n++ {
			to := fieldEnd(b[:end], i)
			switch {
			case n < times:
				out.add(i, to, style)
			case n == times && users:
				out.add(i, to, Variable)
			default:
				valueSpans(b[:end], i, out)
				return 0
			}
			i = skipBlank(b[:end], to)
		}
		return 0
	}
}

// lexWords colours lines that begin with a keyword: sshd_config and many more.
func lexWords(_ state, b []byte, first bool, out *sink) state {
	end := textEnd(b)
	i := skipBlank(b[:end], 0)
	if i == end || !first {
		return 0
	}
	if b[i] == '#' || b[i] == ';' {
		out.add(i, end, Comment)
		return 0
	}
	if b[i] == '[' {
		out.add(i, end, Section)
		return 0
	}
	to := fieldEnd(b[:end], i)
	if eq := bytes.IndexByte(b[i:to], '='); eq > 0 {
		to = i + eq
	}
	out.add(i, to, Keyword)
	words(b[:end], to, out)
	return 0
}

// words colours what follows a keyword: strings, numbers, variables, comments.
func words(b []byte, i int, out *sink) {
	for i < len(b) {
		switch c := b[i]; {
		case c == '#' && (i == 0 || isBlank(b[i-1])):
			out.add(i, len(b), Comment)
			return
		case c == '"' || c == '\'':
			end, closed := quotedEnd(b, i, true)
			if !closed {
				i++
				continue
			}
			out.add(i, end, String)
			i = end
		case c == '$':
			end := variableEnd(b, i)
			out.add(i, end, Variable)
			i = end
		case isWord(c):
			end := wordEnd(b, i)
			out.add(i, end, scalarStyle(b[i:end]))
			i = end
		case strings.IndexByte("{};=", c) >= 0:
			out.add(i, i+1, Operator)
			i++
		default:
			i++
		}
	}
}

// lexBraces colours statements in braces: the first word of each is a keyword.
// With semicolons, as in nginx, a statement may go on over lines; without, as in
// a Caddyfile, it ends with its line.
func lexBraces(semicolons bool) lexer {
	return func(s state, b []byte, first bool, out *sink) state {
		inside := s == 1 && (semicolons || !first)
		for i := 0; i < len(b); {
			switch c := b[i]; {
			case c == '#' && (i == 0 || isBlank(b[i-1]) || !inside):
				end := textEnd(b)
				out.add(i, end, Comment)
				i = len(b)
			case c == '{' || c == '}' || c == ';':
				out.add(i, i+1, Operator)
				inside = false
				i++
			case c == '"' || c == '\'' || c == '`':
				end, closed := quotedEnd(b, i, c != '`')
				if !closed {
					end = i + 1
				} else {
					out.add(i, end, String)
				}
				inside = true
				i = end
			case c == '$':
				end := variableEnd(b, i)
				out.add(i, end, Variable)
				inside = true
				i = end
			case isWord(c) || c == '@' || c == ':' || c == '/' || c == '*':
				end := i + 1
				for end < len(b) && (isWord(b[end]) || strings.IndexByte("@:/*", b[end]) >= 0) {
					end++
				}
				style := scalarStyle(b[i:end])
				if !inside {
					style = Keyword
				}
				out.add(i, end, style)
				inside = true
				i = end
			default:
				i++
			}
		}
		if inside && (semicolons || len(b) > 0 && b[len(b)-1] != '\n') {
			return 1
		}
		return 0
	}
}
