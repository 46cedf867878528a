package editor

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// ErrPattern says that a pattern is empty or not a regular expression.
var ErrPattern = errors.New("editor: not a pattern")

// Query is what to look for. The zero value of every option is the forgiving
// one.
type Query struct {
	Pattern   string
	MatchCase bool // otherwise letters match whatever their case
	WholeWord bool // no letter, digit or underscore goes on at either end
	Regexp    bool // Pattern is a regular expression of package regexp (RE2)
}

// Match is a place that was found.
type Match struct{ From, To int }

// Finder looks for a query. It is immutable and safe on any goroutine.
//
// Without MatchCase the ASCII letters of a plain pattern match ASCII letters,
// other letters match as Unicode's simple case folding says.
//
// To an expression every line break, \r\n and \r too, is a single \n: ^ and $
// stand at the starts and ends of lines, and \n matches a break of any kind.
// The same holds for a break in a plain pattern. An expression that may match
// across lines sees at least 64 KB beyond where a match begins.
type Finder struct {
	query  Query
	plain  *needle        // what to look for
	re     *regexp.Regexp // or this
	at     *regexp.Regexp // re at the start of what it is given
	traits traits
}

// Compile makes a finder. The error wraps ErrPattern and, for an expression,
// the *syntax.Error that says what is wrong with it. \A and \z are refused,
// because a text is searched in parts.
func (q Query) Compile() (*Finder, error) {
	if q.Pattern == "" {
		return nil, ErrPattern
	}
	f := &Finder{query: q}
	if !q.Regexp && !strings.ContainsAny(q.Pattern, "\r\n") && (q.MatchCase || isASCII(q.Pattern)) {
		f.plain = newNeedle(q.Pattern, !q.MatchCase)
		return f, nil
	}
	expr, flags := q.Pattern, "(?m)"
	if !q.Regexp {
		expr = regexp.QuoteMeta(string(unifyBreaks([]byte(expr))))
	}
	if !q.MatchCase {
		flags = "(?mi)"
	}
	var err error
	if f.re, err = regexp.Compile(flags + expr); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPattern, err)
	}
	if f.at, err = regexp.Compile(`\A(?:` + flags + expr + ")"); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPattern, err)
	}
	if f.traits, err = traitsOf(flags + expr); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPattern, err)
	}
	if f.traits.ends {
		return nil, fmt.Errorf("%w: the start or the end of the text", ErrPattern)
	}
	return f, nil
}

func isASCII[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lower appends b to dst with ASCII letters in lower case.
func lower(dst, b []byte) []byte {
	for _, c := range b {
		dst = append(dst, lowerTable[c])
	}
	return dst
}

var lowerTable = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()

// unifyBreaks returns b with every line break as \n. It returns b itself if
// there is nothing to do.
func unifyBreaks(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(b, crlf, lf), cr, lf)
}

// isWord reports whether a match stands alone as a word: at neither end do
// letters go on.
func isWord(t Text, m Match) bool {
	joined := func(at int) bool {
		return at > 0 && at < t.Len() && t.classAt(at) == letter && t.classBefore(at) == letter
	}
	return !joined(m.From) && (m.From == m.To || !joined(m.To))
}
