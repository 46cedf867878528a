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

// Display makes a text for showing bytes that are not text: at most limit
// bytes of them, NUL and what is not valid UTF-8 as U+FFFD. It cannot be
// turned back into the file.
func Display(raw []byte, limit int) editor.Text {
	if len(raw) > limit {
		raw = raw[:limit]
	}
	shown := bytes.ToValidUTF8(raw, []byte("\uFFFD"))
	return editor.FromBytes(bytes.ReplaceAll(shown, []byte{0}, []byte("\uFFFD")))
}
