package linefile

import (
	"strings"

	"holdfast/editor/check/diag"
)

// INI checks [sections] with keys and values, as far as Python's configparser,
// PHP and MySQL agree: a line that is indented continues the one before, a key
// may stand alone, and ; or # begins a comment.
func INI(src []byte, list *diag.List) {
	keys := map[string]bool{}
	section := ""
	afterKey := false
	eachLine(src, list, func(l line) {
		t := l.trimmed()
		switch {
		case t.text == "":
			return
		case t.text[0] == ';' || t.text[0] == '#':
			return
		case t.text[0] == '[':
			section, afterKey = iniSection(t, list), false
			return
		case l.indent() > 0 && afterKey:
			return
		case t.text[0] == '!': // !include of MySQL
			return
		}
		afterKey = true
		i := strings.IndexAny(t.text, "=:")
		if i < 0 {
			if strings.ContainsAny(t.text, " \t") {
				list.Warn(diag.KeyWithoutValue, t.from, t.end(), "Found", t.text)
			}
			return
		}
		key := strings.TrimSpace(t.text[:i])
		if key == "" {
			list.Add(diag.ExpectedKey, t.from, t.from+i+1, "Found", t.text[i:i+1])
			return
		}
		full := section + "\x00" + key
		if keys[full] && !strings.HasSuffix(key, "[]") {
			list.Warn(diag.DuplicateKey, t.from, t.from+len(key), "Key", key)
		}
		keys[full] = true
		iniQuotes(line{t.from + i + 1, t.text[i+1:]}, list)
	})
}

// iniSection checks [name] and returns the name.
func iniSection(t line, list *diag.List) string {
	end := strings.IndexByte(t.text, ']')
	if end < 0 {
		list.Add(diag.Unclosed, t.from, t.end(), "Open", "[", "Close", "]").WithFix(t.end(), t.end(), "]")
		return t.text[1:]
	}
	return t.text[1:end]
}

// iniQuotes finds a value that opens a double quote and does not close it.
func iniQuotes(value line, list *diag.List) {
	v := value.trimmed()
	if !strings.HasPrefix(v.text, `"`) {
		return
	}
	if strings.Count(strings.ReplaceAll(v.text, `\"`, ""), `"`)%2 == 1 {
		list.Warn(diag.UnclosedString, v.from, v.end())
	}
}

// Properties checks what java.util.Properties.load reads: it throws for a bad
// \u escape and for nothing else.
func Properties(src []byte, list *diag.List) {
	keys := map[string]bool{}
	continues := false
	eachLine(src, list, func(l line) {
		t := line{l.from + len(l.text) - len(strings.TrimLeft(l.text, " \t\f")), strings.TrimLeft(l.text, " \t\f")}
		if !continues && (t.text == "" || t.text[0] == '#' || t.text[0] == '!') {
			return
		}
		badUnicode(t, list)
		if !continues {
			if key := propertyKey(t.text); keys[key] {
				list.Warn(diag.DuplicateKey, t.from, t.from+len(key), "Key", key)
			} else {
				keys[key] = true
			}
		}
		slashes := len(t.text) - len(strings.TrimRight(t.text, `\`))
		continues = slashes%2 == 1
	})
}

// propertyKey is the text up to the first =, : or blank that is not escaped.
func propertyKey(s string) string {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '=', ':', ' ', '\t', '\f':
			return s[:i]
		}
	}
	return s
}

func badUnicode(l line, list *diag.List) {
	for i := 0; i+1 < len(l.text); i++ {
		if l.text[i] != '\\' {
			continue
		}
		if l.text[i+1] != 'u' {
			i++
			continue
		}
		end := i + 2
		for end < len(l.text) && end < i+6 && strings.IndexByte("0123456789abcdefABCDEF", l.text[end]) >= 0 {
			end++
		}
		if end < i+6 {
			list.Add(diag.BadEscape, l.from+i, l.from+end, "Found", l.text[i:end])
		}
		i = end - 1
	}
}

// Env checks KEY=VALUE as Docker Compose and the dotenv libraries read it:
// "export" before the key is allowed, a value in quotes may go on over lines.
func Env(src []byte, list *diag.List) {
	keys := map[string]bool{}
	skip := 0 // up to here a value in quotes goes on
	eachLine(src, list, func(l line) {
		t := l.trimmed()
		if l.from < skip || t.text == "" || t.text[0] == '#' {
			return
		}
		if rest, ok := strings.CutPrefix(t.text, "export "); ok {
			trimmed := strings.TrimLeft(rest, " ")
			t = line{t.end() - len(trimmed), trimmed}
			if !strings.Contains(t.text, "=") && goodName(t.text) {
				return
			}
		}
		i := strings.IndexByte(t.text, '=')
		if i < 0 {
			list.Add(diag.ExpectedEquals, t.end(), t.end(), "Found", "")
			return
		}
		key := strings.TrimRight(t.text[:i], " \t")
		switch {
		case !goodName(key):
			list.Add(diag.BadName, t.from, t.from+i, "Name", key)
		case len(key) != i || i+1 < len(t.text) && (t.text[i+1] == ' ' || t.text[i+1] == '\t'):
			list.Warn(diag.SpaceAroundEquals, t.from+len(key), t.from+i+1)
		case keys[key]:
			list.Warn(diag.DuplicateKey, t.from, t.from+len(key), "Key", key)
		}
		keys[key] = true
		skip = envValue(src, t.from+i+1, t.end(), list)
	})
}

// goodName is a name of the environment by POSIX, with the dots and hyphens
// that Compose lets pass.
func goodName(s string) bool {
	for i, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '.' && c != '-') {
			return false
		}
	}
	return s != ""
}

// envValue checks a value in quotes and returns where it ends.
func envValue(src []byte, from, lineEnd int, list *diag.List) int {
	for from < lineEnd && (src[from] == ' ' || src[from] == '\t') {
		from++
	}
	if from >= lineEnd || src[from] != '"' && src[from] != '\'' {
		return 0
	}
	quote := src[from]
	i := from + 1
	for i < len(src) && src[i] != quote {
		if src[i] == '\\' && quote == '"' {
			i++
		}
		i++
	}
	if i >= len(src) {
		list.Add(diag.UnclosedString, from, from+1)
		return 0
	}
	end := i + 1
	for end < len(src) && (src[end] == ' ' || src[end] == '\t') {
		end++
	}
	if end < len(src) && src[end] != '\n' && src[end] != '\r' && src[end] != '#' {
		list.Add(diag.TextAfterValue, end, end+1, "Found", string(src[end]))
	}
	return end
}
