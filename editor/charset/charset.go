package charset

import (
	"bytes"
	"unicode/utf8"

	"holdfast/editor"
)

// Decode makes a text of the bytes of a file, without copying them: raw must
// not change any more. It returns an *Error of class NotText for bytes that
// are not text; the format is filled in as far as it is known even then.
func Decode(raw []byte) (editor.Text, Format, error) {
	f := Format{Encoding: UTF8}
	body, skipped := raw, 0
	if f.BOM = bytes.HasPrefix(raw, []byte(bomOf(UTF8))); f.BOM {
		body, skipped = raw[len(bomOf(UTF8)):], len(bomOf(UTF8))
	}
	if err := validate(body, skipped); err != nil {
		return editor.Text{}, f, err
	}
	t := editor.FromBytes(body)
	f.Ending, f.Dominant, f.FinalNewline = Endings(t)
	return t, f, nil
}

// validate returns an *Error for the first byte that no text has.
func validate(b []byte, base int) error {
	nul := bytes.IndexByte(b, 0)
	if nul >= 0 {
		b = b[:nul]
	}
	if !utf8.Valid(b) {
		at := 0
		for {
			r, n := utf8.DecodeRune(b[at:])
			if r == utf8.RuneError && n <= 1 {
				return &Error{Class: NotText, Offset: base + at, Reason: "not valid UTF-8"}
			}
			at += n
		}
	}
	if nul >= 0 {
		return &Error{Class: NotText, Offset: base + nul, Reason: "a NUL byte"}
	}
	return nil
}

// DecodeAs makes a text of the bytes of a file in an encoding of the user's
// choice, or that Detect found. Bytes that are invalid in it, or that it would
// write in another form, become placeholders, see [Placeholder]; invalid says
// how many. It returns an *Error of class Unknown for an encoding that is not
// offered. raw must not change any more.
func DecodeAs(raw []byte, e Encoding) (t editor.Text, f Format, invalid int, err error) {
	if t, f, err := Decode(raw); err == nil && e == UTF8 {
		return t, f, 0, nil
	}
	c, err := codecOf(e)
	if err != nil {
		return editor.Text{}, Format{}, 0, err
	}
	f = Format{Encoding: e}
	if mark := bomOf(e); mark != "" && bytes.HasPrefix(raw, []byte(mark)) {
		f.BOM = true
		raw = raw[len(mark):]
	}
	text, invalid := c.decode(make([]byte, 0, len(raw)+len(raw)/8), raw)
	f.Marked = invalid > 0
	t = editor.FromBytes(text)
	f.Ending, f.Dominant, f.FinalNewline = Endings(t)
	return t, f, invalid, nil
}

// PreviewBytes is the most of a file that Preview shows.
const PreviewBytes = 1 << 20

// Preview makes a text for showing bytes that are not text: the first
// PreviewBytes of them, a NUL as U+2400 and each invalid byte as U+FFFD. It
// cannot be turned back into the file.
func Preview(raw []byte) editor.Text {
	raw = raw[:min(len(raw), PreviewBytes)]
	out := make([]byte, 0, len(raw)+len(raw)/8)
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		if r == 0 {
			r = '\u2400'
		}
		out = utf8.AppendRune(out, r)
		raw = raw[n:]
	}
	return editor.FromBytes(out)
}
