package external

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"holdfast/editor/check"
	"holdfast/editor/check/diag"
)

// escapeSequence is what colours a terminal (ECMA-48, section 5.4).
var escapeSequence = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]`)

// noise is what programs put before their message: the time, the level, their
// process.
var noise = regexp.MustCompile(`^(\d{4}[-/]\d\d[-/]\d\d[ T][\d:.,+Z]+\|? |[A-Z][a-z]{2} +\d+ [\d:.]+ |\[\d\d-[A-Z][a-z]{2}-\d{4} [\d:]+\] )?(\[\w+\] *)?(\(\d+\) *: *|\d+#\d+: *)?(config : parsing *)?`)

// places are the ways in which programs name a line, behind the name of the file
// (which is FILE by then), before it, or without it. The first that fits is used.
var places = []*regexp.Regexp{
	regexp.MustCompile(`FILE"?'?:(?P<line>\d+)(?::(?P<column>\d+)(?:-\d+)?)?\b`),
	regexp.MustCompile(`FILE: (?P<line>\d+):(?P<column>\d+):`),
	regexp.MustCompile(`FILE\((?P<line>\d+)\)`),
	regexp.MustCompile(`FILE"?'?:? *(?:on |at |near )?line:? *(?P<line>\d+)(?:(?:,| ) *col(?:umn)? *(?P<column>\d+))?`),
	regexp.MustCompile(`(?i)(?:\bon or before +|\b(?:on|at|in) +)?\bline:? *#?(?P<line>\d+)\b(?:(?:,|:) *(?:col(?:umn)?|char(?:acter)?)? *(?P<column>\d+))?(?: +(?:of|in) +(?:file +)?FILE)?`),
	regexp.MustCompile(`^(?P<line>\d+):(?:(?P<column>\d+):)?`),
}

// notAsked is what programs say that do not know an argument: they are older
// than what was asked of them.
var notAsked = regexp.MustCompile(`(?im)unknown (shorthand )?flag|(invalid|unknown|unrecogni[sz]ed|illegal) option --|^usage: |is not a docker command|unknown command verb`)

// judge turns output and exit code into problems. With an exit code of 0 what is
// said about a line is a warning.
func (c Checker) judge(content []byte, file, name string, output []byte, code int) ([]check.Problem, error) {
	list := diag.NewList(context.Background(), content)
	ignore, wrong := regexp.MustCompile(c.Ignore), regexp.MustCompile(c.Wrong)
	starts := lineStarts(content)
	ignored := false
	said := map[int]bool{} // offsets of problems: the first line about a place is the best
	var rest []string      // lines that name no place
	for _, text := range lines(output, file) {
		if c.Ignore != "" && ignore.MatchString(text) {
			ignored = true
			continue
		}
		from, to, place := locate(text, content, starts)
		if place == "" {
			rest = append(rest, noise.ReplaceAllString(text, ""))
			continue
		}
		if !said[from] {
			verdict := code
			if c.Wrong != "" && wrong.MatchString(text) {
				verdict = max(code, 1)
			}
			c.add(list, verdict, from, to, message(text, place, rest, name))
		}
		said[from], rest = true, nil
	}
	if code == 0 || list.Failed() {
		return list.Problems(), nil
	}
	if notAsked.Match(output) {
		return nil, &check.FailError{Class: check.NotFound, Err: fmt.Errorf("this %s cannot check files", c.Name)}
	}
	if len(rest) == 0 && ignored {
		return nil, nil // it could not judge: no rights, no keys
	}
	text := strings.ReplaceAll(strings.Join(rest[:min(len(rest), 3)], " "), "FILE", name)
	if text == "" {
		text = "exit code " + strconv.Itoa(code)
	}
	return []check.Problem{search(c.problem(code, text), text, content)}, nil
}

func (c Checker) add(list *diag.List, code, from, to int, text string) {
	add := list.Add
	if code == 0 {
		add = list.Warn
	}
	p := add(diag.Program, from, to)
	p.Data = c.problem(code, text).Data
}

// problem is what the program says, as yet without a place.
func (c Checker) problem(code int, text string) check.Problem {
	severity := check.Error
	if code == 0 {
		severity = check.Warning
	}
	return check.Problem{Severity: severity, Code: diag.Program, Data: map[string]string{"Program": c.Name, "Text": text}}
}

// lines are those of output, cleaned. One that names a place and ends in a colon
// is joined with the next, which says what is wrong there.
func lines(output []byte, file string) []string {
	var all []string
	open := false
	for raw := range bytes.Lines(output) {
		text := clean(string(raw), file)
		switch {
		case text == "":
			continue
		case open && !strings.Contains(text, "FILE"):
			all[len(all)-1] += " " + text
		default:
			all = append(all, text)
		}
		open = strings.HasSuffix(text, "FILE:") && strings.Contains(text, "line")
	}
	return all
}

// clean makes a line of output fit to be shown: no colours, no control
// characters, no borders, and FILE for the path of the file that was checked.
func clean(line, file string) string {
	line = escapeSequence.ReplaceAllString(line, "")
	line = strings.ReplaceAll(line, file, "FILE")
	line = strings.ReplaceAll(line, filepath.Base(file), "FILE")
	line = strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r >= 0x2500 && r <= 0x257F: // box drawing
			return -1
		}
		return r
	}, strings.ToValidUTF8(line, "�"))
	if line = strings.TrimSpace(line); strings.Trim(line, "^~-=<> ") == "" {
		return ""
	}
	const most = 300
	if runes := []rune(line); len(runes) > most {
		line = string(runes[:most]) + "…"
	}
	return line
}

// locate finds the line that a text names. place is the part of text that did.
func locate(text string, content []byte, starts []int) (from, to int, place string) {
	for _, re := range places {
		m := re.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		line, err := strconv.Atoi(text[m[2]:m[3]])
		if err != nil || line < 1 || line > len(starts) {
			continue
		}
		from = starts[line-1]
		to = from + len(bytes.TrimRight(lineAt(content, from), "\r\n"))
		for from < to && (content[from] == ' ' || content[from] == '\t') {
			from++
		}
		if len(m) > 5 && m[4] >= 0 {
			if column, err := strconv.Atoi(text[m[4]:m[5]]); err == nil && column > 0 {
				from = min(starts[line-1]+column-1, to)
			}
		}
		return from, to, text[m[0]:m[1]]
	}
	return 0, 0, ""
}

func lineAt(content []byte, from int) []byte {
	if n := bytes.IndexByte(content[from:], '\n'); n >= 0 {
		return content[from : from+n]
	}
	return content[from:]
}

// lineStarts are the offsets at which lines begin, as programs count them.
func lineStarts(content []byte) []int {
	starts := []int{0}
	for i, c := range content {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// message is the text without its place, which is shown anyway. If nothing else
// is in it, the lines before it are the message.
func message(text, place string, before []string, name string) string {
	left, right, _ := strings.Cut(text, place)
	left = strings.TrimRight(strings.TrimSuffix(strings.TrimSpace(left), " in"), " [(:")
	right = strings.TrimLeft(right, " :,])\"'")
	text = strings.TrimSpace(strings.TrimSpace(left) + " " + strings.TrimSpace(right))
	text = noise.ReplaceAllString(text, "")
	switch {
	case len(before) > 0 && (left == "on" || left == "at"): // "Error: what it is", then "on FILE line 3"
		text = strings.Join(before, " ")
	case len(text) < 8:
		text = strings.TrimSpace(strings.Join(before, " ") + " " + text)
	}
	if text == "" {
		text = place
	}
	return strings.ReplaceAll(text, "FILE", name)
}

// quoted is something that a message quotes, or a dotted path to a key.
var quoted = regexp.MustCompile("[\"'`“]([^\"'`”]{2,80})[\"'`”]|\\b([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+)\\b")

// search finds the place of a problem that names none: the line that holds what
// the message quotes. Without one it is about the whole file: Line is 0.
func search(p check.Problem, text string, content []byte) check.Problem {
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		words := []string{m[1]}
		if m[1] == "" {
			words = strings.Split(m[2], ".")
		}
		from := 0
		for i, word := range words {
			n := bytes.Index(content[from:], []byte(word))
			if n < 0 {
				break
			}
			from += n
			if i == len(words)-1 {
				before := content[:from]
				p.From, p.To = from, from+len(word)
				p.Line = 1 + bytes.Count(before, []byte("\n"))
				p.Column = 1 + len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:])))
				return p
			}
		}
	}
	p.To = len(content)
	return p
}
