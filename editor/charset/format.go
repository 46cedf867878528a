package charset

import (
	"bytes"

	"holdfast/editor"
)

// Ending is how the lines of a file end.
type Ending uint8

// The endings. None means that there is no line break at all.
const (
	None Ending = iota
	LF
	CRLF
	CR
	Mixed
)

// String returns the name that is used for the ending: "LF", "CRLF", "CR",
// "mixed" or "none".
func (e Ending) String() string {
	return [...]string{"none", "LF", "CRLF", "CR", "mixed"}[e]
}

// Encoding names a character encoding.
type Encoding string

// UTF8 is the encoding of files that say nothing else.
const UTF8 Encoding = "UTF-8"

// Format is what is known of a file beside its text. The zero value is that
// of a new file.
type Format struct {
	Encoding     Encoding // "" is UTF8
	BOM          bool     // the file began with a byte order mark
	Ending       Ending
	Dominant     Ending // of mixed endings the most frequent; otherwise Ending
	FinalNewline bool   // the last line ends with a break
	Marked       bool   // the text holds placeholders of invalid bytes
}

// NewFormat returns the format of a new file whose lines shall end with the
// given break: "\n", "\r\n" or "\r".
func NewFormat(newBreak string) Format {
	f := Format{Encoding: UTF8, Dominant: LF}
	switch newBreak {
	case "\r\n":
		f.Dominant = CRLF
	case "\r":
		f.Dominant = CR
	}
	return f
}

// NewBreak returns the line break for new lines: the most frequent one of the
// file, "\n" where there is none.
func (f Format) NewBreak() string {
	switch f.Dominant {
	case CRLF:
		return "\r\n"
	case CR:
		return "\r"
	}
	return "\n"
}

// Endings looks at the line breaks of a text.
func Endings(t editor.Text) (ending, dominant Ending, finalNewline bool) {
	var c breakCounter
	for part := range t.Chunks(0, t.Len()) {
		c.add(part)
	}
	return c.endings()
}

// breakCounter counts line breaks in text that comes in parts.
type breakCounter struct {
	lf, crlf, cr int
	prev         byte // the last byte seen
}

func (c *breakCounter) add(part []byte) {
	if len(part) == 0 {
		return
	}
	lf, cr, crlf := bytes.Count(part, []byte{'\n'}), bytes.Count(part, []byte{'\r'}), 0
	if cr > 0 {
		crlf = bytes.Count(part, []byte("\r\n"))
	}
	c.lf, c.cr, c.crlf = c.lf+lf-crlf, c.cr+cr-crlf, c.crlf+crlf
	if c.prev == '\r' && part[0] == '\n' {
		c.lf, c.cr, c.crlf = c.lf-1, c.cr-1, c.crlf+1
	}
	c.prev = part[len(part)-1]
}

func (c *breakCounter) endings() (ending, dominant Ending, finalNewline bool) {
	kinds, most := 0, 0
	for _, k := range []struct {
		ending Ending
		n      int
	}{{LF, c.lf}, {CRLF, c.crlf}, {CR, c.cr}} {
		if k.n > 0 {
			kinds++
		}
		if k.n > most {
			most, dominant = k.n, k.ending
		}
	}
	ending = dominant
	if kinds > 1 {
		ending = Mixed
	}
	return ending, dominant, isBreak(c.prev)
}

func isBreak(b byte) bool { return b == '\n' || b == '\r' }
