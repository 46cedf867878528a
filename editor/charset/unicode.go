package charset

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// utf8Codec is for UTF-8 with invalid bytes in it. Valid text needs no codec.
type utf8Codec struct{}

func (utf8Codec) decode(dst, src []byte) ([]byte, int) {
	bad := 0
	for len(src) > 0 {
		if n := validPrefix(src); n > 0 {
			dst = append(dst, src[:n]...)
			src = src[n:]
			continue
		}
		_, n := utf8.DecodeRune(src)
		dst = mark(dst, src[:n]...)
		bad += n
		src = src[n:]
	}
	return dst, bad
}

// validPrefix returns how many bytes of b are valid and hold no placeholder.
func validPrefix(b []byte) int {
	n := 0
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if _, is := Placeholder(r); is || r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

func (utf8Codec) encode(dst []byte, r rune) ([]byte, bool) { return utf8.AppendRune(dst, r), true }

// order is the order of bytes in what is wider than one.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

var (
	le order = binary.LittleEndian
	be order = binary.BigEndian
)

type utf16Codec struct{ order order }

func (c utf16Codec) decode(dst, src []byte) ([]byte, int) {
	bad := 0
	for len(src) >= 2 {
		r, n := rune(c.order.Uint16(src)), 2
		if utf16.IsSurrogate(r) && len(src) >= 4 {
			if pair := utf16.DecodeRune(r, rune(c.order.Uint16(src[2:]))); pair != utf8.RuneError {
				r, n = pair, 4
			}
		}
		if _, is := Placeholder(r); is || utf16.IsSurrogate(r) {
			dst = mark(dst, src[:n]...)
			bad += n
		} else {
			dst = utf8.AppendRune(dst, r)
		}
		src = src[n:]
	}
	return mark(dst, src...), bad + len(src)
}

func (c utf16Codec) encode(dst []byte, r rune) ([]byte, bool) {
	if r >= 0x10000 {
		a, b := utf16.EncodeRune(r)
		return c.order.AppendUint16(c.order.AppendUint16(dst, uint16(a)), uint16(b)), true
	}
	return c.order.AppendUint16(dst, uint16(r)), true
}

type utf32Codec struct{ order order }

func (c utf32Codec) decode(dst, src []byte) ([]byte, int) {
	bad := 0
	for ; len(src) >= 4; src = src[4:] {
		r := rune(c.order.Uint32(src))
		if _, is := Placeholder(r); is || !utf8.ValidRune(r) {
			dst = mark(dst, src[:4]...)
			bad += 4
		} else {
			dst = utf8.AppendRune(dst, r)
		}
	}
	return mark(dst, src...), bad + len(src)
}

func (c utf32Codec) encode(dst []byte, r rune) ([]byte, bool) {
	return c.order.AppendUint32(dst, uint32(r)), true
}

// hasBOM returns the encoding whose byte order mark raw begins with.
func hasBOM(raw []byte) (Encoding, bool) {
	for _, e := range []Encoding{UTF8, UTF32LE, UTF32BE, UTF16LE, UTF16BE} {
		if bytes.HasPrefix(raw, []byte(bomOf(e))) {
			return e, true
		}
	}
	return "", false
}
