package charset

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"holdfast/editor"
)

// Reader gives the bytes of an encoded text. Len makes the length known to
// those who reserve space before they write.
type Reader struct {
	io.Reader
	len func() int
}

// Len returns the number of bytes not yet read.
func (r *Reader) Len() int { return r.len() }

// Encode returns a reader of the bytes that a file with this text and format
// has: the exact inverse of Decode and DecodeAs. If the encoding lacks a
// character of the text it returns an *Error of class Unencodable for the
// first one; [LostCharacters] lists all.
func Encode(t editor.Text, f Format) (*Reader, error) {
	mark := bytes.NewReader(nil)
	if f.BOM {
		mark.Reset([]byte(bomOf(f.Encoding)))
	}
	if f.plain() {
		body := t.Reader(0, t.Len())
		if mark.Len() == 0 {
			return &Reader{body, body.Len}, nil
		}
		return &Reader{io.MultiReader(mark, body), func() int { return mark.Len() + body.Len() }}, nil
	}
	c, err := codecOf(f.Encoding)
	if err != nil {
		return nil, err
	}
	size, err := encodedLen(t, c, f)
	if err != nil {
		return nil, err
	}
	body := &encoder{text: t, codec: c, left: size}
	return &Reader{io.MultiReader(mark, body), func() int { return mark.Len() + body.left }}, nil
}

// plain reports whether the text itself is what the file holds.
func (f Format) plain() bool { return (f.Encoding == UTF8 || f.Encoding == "") && !f.Marked }

// encodedLen encodes without keeping anything.
func encodedLen(t editor.Text, c codec, f Format) (int, error) {
	size := 0
	var buf []byte
	for off := 0; off < t.Len(); {
		part := nextPart(t, off)
		var used int
		buf, used = encodePart(buf[:0], part, c)
		if used < len(part) {
			r, _ := utf8.DecodeRune(part[used:])
			return 0, &Error{
				Class: Unencodable, Offset: off + used,
				Reason: fmt.Sprintf("%s has no %U", f.Encoding, r),
			}
		}
		size += len(buf)
		off += len(part)
	}
	return size, nil
}

// partBytes is how much text is encoded at once.
const partBytes = 32 << 10

// nextPart returns some text that does not end within a character.
func nextPart(t editor.Text, off int) []byte {
	part := t.Slice(off, off+partBytes)
	if off+len(part) == t.Len() {
		return part
	}
	for cut := len(part) - 1; cut > len(part)-utf8.UTFMax && cut > 0; cut-- {
		if utf8.RuneStart(part[cut]) {
			if !utf8.FullRune(part[cut:]) {
				return part[:cut]
			}
			break
		}
	}
	return part
}

// encodePart encodes a part, up to the first character that cannot be, and
// returns how much of the part that was.
func encodePart(dst, part []byte, c codec) ([]byte, int) {
	for off := 0; off < len(part); {
		r, n := utf8.DecodeRune(part[off:])
		if b, is := Placeholder(r); is {
			dst = append(dst, b)
			off += n
			continue
		}
		var ok bool
		if r == utf8.RuneError && n == 1 {
			return dst, off
		}
		if dst, ok = c.encode(dst, r); !ok {
			return dst, off
		}
		off += n
	}
	return dst, len(part)
}

// encoder encodes as it is read. That the text can be encoded was found out
// before.
type encoder struct {
	text  editor.Text
	codec codec
	off   int
	buf   []byte // encoded, not yet read
	room  []byte
	left  int
}

// Read implements io.Reader.
func (e *encoder) Read(p []byte) (int, error) {
	if len(e.buf) == 0 {
		if e.off == e.text.Len() {
			return 0, io.EOF
		}
		part := nextPart(e.text, e.off)
		e.room, _ = encodePart(e.room[:0], part, e.codec)
		e.buf = e.room
		e.off += len(part)
	}
	n := copy(p, e.buf)
	e.buf = e.buf[n:]
	e.left -= n
	return n, nil
}

// Lost is a character that an encoding lacks.
type Lost struct {
	Offset int // in the text
	Rune   rune
}

// LostCharacters lists the characters of a text that the encoding of a format
// lacks, the first most of them, and returns how many there are in all.
func LostCharacters(t editor.Text, f Format, most int) (list []Lost, total int, err error) {
	if f.plain() {
		return nil, 0, nil
	}
	c, err := codecOf(f.Encoding)
	if err != nil {
		return nil, 0, err
	}
	var buf []byte
	for off := 0; off < t.Len(); {
		part := nextPart(t, off)
		for at := 0; at < len(part); {
			var used int
			buf, used = encodePart(buf[:0], part[at:], c)
			if at += used; at == len(part) {
				break
			}
			r, n := utf8.DecodeRune(part[at:])
			if total++; len(list) < most {
				list = append(list, Lost{Offset: off + at, Rune: r})
			}
			at += n
		}
		off += len(part)
	}
	return list, total, nil
}
