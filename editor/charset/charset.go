package charset

import (
	"bytes"
	"io"
	"unicode/utf8"

	"holdfast/editor"
)

const bom = "\xef\xbb\xbf"

// Decode makes a text of the bytes of a file, without copying them: raw must
// not change any more. It returns an *Error of class NotText for bytes that
// are not text; the format is filled in as far as it is known even then.
func Decode(raw []byte) (editor.Text, Format, error) {
	f := Format{Encoding: UTF8}
	body, skipped := raw, 0
	if f.BOM = bytes.HasPrefix(raw, []byte(bom)); f.BOM {
		body, skipped = raw[len(bom):], len(bom)
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

// Reader gives the bytes of an encoded text. Len makes the length known to
// those who reserve space before they write.
type Reader struct {
	io.Reader
	len func() int
}

// Len returns the number of bytes not yet read.
func (r *Reader) Len() int { return r.len() }

// Encode returns a reader of the bytes that a file with this text and format
// has: the exact inverse of Decode.
func Encode(t editor.Text, f Format) (*Reader, error) {
	body := t.Reader(0, t.Len())
	if !f.BOM {
		return &Reader{body, body.Len}, nil
	}
	mark := bytes.NewReader([]byte(bom))
	return &Reader{io.MultiReader(mark, body), func() int { return mark.Len() + body.Len() }}, nil
}

// PreviewBytes is the most of a file that Preview shows.
const PreviewBytes = 4 << 20

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
