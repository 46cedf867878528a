package charset

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// byteCodec is for encodings of one byte per character.
type byteCodec struct{ table *charmap.Charmap }

func (c byteCodec) decode(dst, src []byte) ([]byte, int) {
	bad := 0
	for _, b := range src {
		if b < utf8.RuneSelf {
			dst = append(dst, b)
			continue
		}
		r := c.table.DecodeByte(b)
		if back, ok := c.table.EncodeRune(r); r == utf8.RuneError || !ok || back != b {
			dst = mark(dst, b)
			bad++
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst, bad
}

func (c byteCodec) encode(dst []byte, r rune) ([]byte, bool) {
	b, ok := c.table.EncodeRune(r)
	if !ok || r < utf8.RuneSelf && b != byte(r) {
		return dst, false
	}
	return append(dst, b), true
}

// tableCodec is for the East Asian encodings, in which a character takes one
// to four bytes. None of them has states, and in none is a line break part of
// another character.
type tableCodec struct {
	from, to transform.Transformer
	buf      []byte
}

func newTableCodec(e encoding.Encoding) *tableCodec {
	return &tableCodec{from: e.NewDecoder().Transformer, to: e.NewEncoder().Transformer}
}

// decode goes line by line. A line that does not come back as it was is done
// again character by character.
func (c *tableCodec) decode(dst, src []byte) ([]byte, int) {
	bad := 0
	for len(src) > 0 {
		line := src
		if i := bytes.IndexByte(src, '\n'); i >= 0 {
			line = src[:i+1]
		}
		src = src[len(line):]
		if isASCII(line) {
			dst = append(dst, line...)
			continue
		}
		if whole, ok := c.decodeWhole(dst, line); ok {
			dst = whole
			continue
		}
		var n int
		dst, n = c.decodeEach(dst, line)
		bad += n
	}
	return dst, bad
}

// decodeWhole decodes a line if that loses nothing.
func (c *tableCodec) decodeWhole(dst, line []byte) ([]byte, bool) {
	start := len(dst)
	room := make([]byte, 3*len(line)+utf8.UTFMax)
	c.from.Reset()
	n, used, err := c.from.Transform(room, line, true)
	if err != nil || used < len(line) {
		return dst, false
	}
	dst = append(dst, room[:n]...)
	c.buf = c.buf[:0]
	for text := dst[start:]; len(text) > 0; {
		r, size := utf8.DecodeRune(text)
		_, is := Placeholder(r)
		var ok bool
		if c.buf, ok = c.encode(c.buf, r); !ok || is || r == utf8.RuneError {
			return dst[:start], false
		}
		text = text[size:]
	}
	return dst, bytes.Equal(c.buf, line)
}

// decodeEach decodes character by character.
func (c *tableCodec) decodeEach(dst, line []byte) ([]byte, int) {
	bad := 0
	for len(line) > 0 {
		if line[0] < utf8.RuneSelf {
			dst = append(dst, line[0])
			line = line[1:]
			continue
		}
		r, n, ok := c.decodeOne(line)
		if ok {
			dst = utf8.AppendRune(dst, r)
		} else {
			dst = mark(dst, line[:n]...)
			bad += n
		}
		line = line[n:]
	}
	return dst, bad
}

// decodeOne decodes the first character of b, which takes n bytes. It is not
// ok if there is none, or if it would be written in another form.
func (c *tableCodec) decodeOne(b []byte) (r rune, n int, ok bool) {
	var room [4 * utf8.UTFMax]byte
	var back [8]byte
	for n = 1; n <= min(4, len(b)); n++ {
		c.from.Reset()
		size, used, err := c.from.Transform(room[:], b[:n], true)
		if err != nil || used < n || bytes.ContainsRune(room[:size], utf8.RuneError) {
			continue
		}
		r, one := utf8.DecodeRune(room[:size])
		_, is := Placeholder(r)
		same, found := c.encode(back[:0], r)
		return r, n, one == size && !is && found && bytes.Equal(same, b[:n])
	}
	return 0, 1, false
}

func (c *tableCodec) encode(dst []byte, r rune) ([]byte, bool) {
	if r < utf8.RuneSelf {
		return append(dst, byte(r)), true
	}
	var room [8]byte
	var src [utf8.UTFMax]byte
	c.to.Reset()
	n, _, err := c.to.Transform(room[:], utf8.AppendRune(src[:0], r), true)
	if err != nil {
		return dst, false
	}
	return append(dst, room[:n]...), true
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
