package ui

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/editor"
	"holdfast/editor/check"
	"holdfast/ui/words"
)

// mostTraps is how many characters that deceive are listed.
const mostTraps = 1000

// trapCodes are the problems that the kinds of traps become.
var trapCodes = map[editor.TrapKind]check.Code{
	editor.TrapSpace:     "trap-space",
	editor.TrapInvisible: "trap-invisible",
	editor.TrapBidi:      "trap-bidi",
	editor.TrapQuote:     "trap-quote",
	editor.TrapDash:      "trap-dash",
	editor.TrapBreak:     "trap-break",
	editor.TrapControl:   "trap-control",
}

// trapProblems lists the characters of a text that are not what they seem, as far
// as they matter. What cannot be seen or turns the order of letters round
// matters everywhere; the rest in configuration files alone, and there not in
// comments. A typographic quotation mark or dash matters where a value begins:
// within one it is just a letter.
func trapProblems(t editor.Text, strict bool) []check.Problem {
	var list []check.Problem
	for _, trap := range t.Traps(0, t.Len(), mostTraps) {
		line := t.LineOf(trap.From)
		before := t.Slice(max(t.LineStart(line), trap.From-maxTrapLine), trap.From)
		if !matters(trap.Kind, before, strict) {
			continue
		}
		problem := check.Problem{
			From: trap.From, To: trap.To, Line: line + 1, Column: utf8.RuneCount(before) + 1,
			Severity: check.Warning, Code: trapCodes[trap.Kind],
			Data: map[string]string{"Name": characterName(trap.Rune)},
		}
		if instead, ok := plainInstead(trap); ok {
			problem.Fix = &check.Fix{From: trap.From, To: trap.To, Insert: instead}
		}
		list = append(list, problem)
	}
	return list
}

// maxTrapLine is how much of a line before a trap is looked at.
const maxTrapLine = 4096

func matters(kind editor.TrapKind, before []byte, strict bool) bool {
	if kind == editor.TrapBidi || kind == editor.TrapInvisible {
		return true
	}
	start := bytes.TrimLeft(before, " \t")
	comment := len(start) > 0 && (start[0] == '#' || start[0] == ';' || bytes.HasPrefix(start, []byte("//")) || bytes.HasPrefix(start, []byte("<!--")))
	switch {
	case !strict || comment:
		return false
	case kind == editor.TrapQuote:
		end := bytes.TrimRight(before, " \t")
		return len(end) == 0 || strings.IndexByte("=:([{,", end[len(end)-1]) >= 0
	case kind == editor.TrapDash:
		r, _ := utf8.DecodeLastRune(before)
		return len(before) == 0 || unicode.IsSpace(r)
	}
	return true
}

// prose reports whether the name of a file of no known format says that it is
// written for people, who may use any character.
func prose(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case "":
		return strings.ToUpper(name) == name // README, LICENSE; a new document has no name
	case ".txt", ".md", ".markdown", ".rst", ".adoc", ".org", ".tex", ".html", ".htm", ".log", ".csv", ".tsv", ".po", ".srt":
		return true
	}
	return false
}

// plainInstead is the ASCII character that was meant for certain.
func plainInstead(t editor.Trap) (string, bool) {
	switch {
	case t.Kind == editor.TrapSpace:
		return " ", true
	case t.Kind == editor.TrapDash:
		return "-", true
	case t.Kind == editor.TrapQuote && (t.Rune <= 0x201b || t.Rune == 0x2032 || t.Rune == 0x2035):
		return "'", true
	case t.Kind == editor.TrapQuote:
		return `"`, true
	}
	return "", false
}

// characterName names a character that cannot be shown.
func characterName(r rune) string {
	code := fmt.Sprintf("U+%04X", r)
	key := "char." + code
	if name := words.T(key); name != key {
		return name + " (" + code + ")"
	}
	return words.T("char.other", words.D{"Code": code})
}

// withTraps adds the characters that deceive to what is wrong with a text.
func withTraps(list []check.Problem, t editor.Text, name string, format check.Format) []check.Problem {
	traps := trapProblems(t, format != check.Unknown || !prose(name))
	if len(traps) == 0 {
		return list
	}
	list = slices.Concat(list, traps)
	slices.SortStableFunc(list, func(a, b check.Problem) int { return a.From - b.From })
	return list
}
