// Package diag holds what a check of a file finds: problems with their place,
// and the list that a checker collects them in.
//
// A checker knows bytes. Lines and columns are worked out once, at the end, for
// the problems that were found: [List.Problems].
package diag

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Severity says how bad a problem is.
type Severity uint8

// The severities. The zero value is the worst.
const (
	Error   Severity = iota // the file is broken: programs will refuse it
	Warning                 // it can be read, but may not mean what it seems to
)

// String returns the severity as a word.
func (s Severity) String() string { return [...]string{"error", "warning"}[s] }

// MarshalText implements encoding.TextMarshaler.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Severity) UnmarshalText(text []byte) error {
	switch string(text) {
	case "error":
		*s = Error
	case "warning":
		*s = Warning
	default:
		return fmt.Errorf("diag: no severity is called %q", text)
	}
	return nil
}

// Problem is one thing that is wrong with a file.
type Problem struct {
	From, To int // bytes of the content; From may equal To

	// Line and Column are counted from 1. A column is one character: a code
	// point, or one byte that is not valid UTF-8. A byte order mark at the
	// start is no column.
	Line, Column int

	Severity Severity
	Code     Code
	// Data fills the sentence that belongs to Code.
	Data map[string]string
	// Fix is the change that certainly repairs this problem, nil if none is
	// certain.
	Fix *Fix
}

// Fix replaces the bytes from From to To by Insert.
type Fix struct {
	From, To int
	Insert   string
}

// maxProblems bounds the errors in a list, and the warnings: whoever meets so
// many has the wrong kind of file, or repairs the first ones and looks again.
const maxProblems = 500

// List collects what a checker finds in one content.
type List struct {
	src      []byte
	ctx      context.Context
	ticks    int
	stopped  bool
	problems []Problem
	count    [2]int // by severity
}

// NewList returns an empty list for src. The checker stops soon after ctx ends.
func NewList(ctx context.Context, src []byte) *List { return &List{src: src, ctx: ctx} }

// Stopped says that the checker should return: ctx has ended, or the list is
// full. It is cheap enough to be asked for every token.
func (l *List) Stopped() bool {
	l.ticks++
	if l.ticks%4096 == 0 && l.ctx.Err() != nil {
		l.stopped = true
	}
	return l.stopped
}

// Add records a problem with the bytes from..to, as an error. data are pairs of
// a name and its value.
func (l *List) Add(code Code, from, to int, data ...string) *Problem {
	return l.add(Error, code, from, to, data)
}

// Warn is like Add for something that is only doubtful.
func (l *List) Warn(code Code, from, to int, data ...string) *Problem {
	return l.add(Warning, code, from, to, data)
}

func (l *List) add(severity Severity, code Code, from, to int, data []string) *Problem {
	if l.count[severity]++; l.count[severity] > maxProblems {
		// Too many warnings hide no error; too many errors end the check.
		l.stopped = l.stopped || severity == Error
		return &Problem{}
	}
	p := Problem{From: min(from, len(l.src)), To: min(max(from, to), len(l.src)), Severity: severity, Code: code}
	if len(data) > 0 {
		p.Data = make(map[string]string, len(data)/2)
		for i := 0; i+1 < len(data); i += 2 {
			p.Data[data[i]] = shorten(data[i+1])
		}
	}
	l.problems = append(l.problems, p)
	return &l.problems[len(l.problems)-1]
}

// WithFix gives the problem a certain repair.
func (p *Problem) WithFix(from, to int, insert string) {
	p.Fix = &Fix{From: from, To: to, Insert: insert}
}

// Failed says whether an error, not only a warning, was found.
func (l *List) Failed() bool { return l.count[Error] > 0 }

// shorten keeps a quotation from the file fit for one line of a message.
func shorten(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// Problems returns what was found, sorted by place, with lines and columns.
func (l *List) Problems() []Problem {
	slices.SortStableFunc(l.problems, func(a, b Problem) int { return a.From - b.From })
	at, line, lineStart := 0, 1, 0
	if bytes.HasPrefix(l.src, []byte("\ufeff")) {
		at, lineStart = 3, 3
	}
	column, counted := 1, lineStart
	for i := range l.problems {
		p := &l.problems[i]
		for at < p.From {
			n := bytes.IndexAny(l.src[at:p.From], "\r\n")
			if n < 0 {
				at = p.From
				break
			}
			at += n + 1
			if l.src[at-1] == '\r' && at < len(l.src) && l.src[at] == '\n' {
				if at == p.From { // between the two bytes of one break
					break
				}
				at++
			}
			line, lineStart, column, counted = line+1, at, 1, at
		}
		if p.From > counted {
			column += utf8.RuneCount(l.src[counted:p.From])
			counted = p.From
		}
		p.Line, p.Column = line, column
	}
	return l.problems
}
