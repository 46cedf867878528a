package check

import (
	"bytes"
	"regexp"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/ianaindex"
)

// escape begins what switches alphabets in ISO-2022, whose bytes are ASCII.
const escape = 0x1B

// decode turns content into UTF-8 where the format allows another encoding: XML
// and YAML may be UTF-16 (XML 1.0 section 4.3.3, YAML 1.2.2 section 5.2), and
// XML may name its encoding.
func decode(format Format, content []byte) []byte {
	if format != XML && format != YAML {
		return content
	}
	if order := utf16Order(content); order != 0 {
		return fromUTF16(content, order)
	}
	if format == XML && (!utf8.Valid(content) || bytes.IndexByte(content, escape) >= 0) {
		if name := declaredEncoding(content); name != "" {
			return fromNamed(name, content)
		}
	}
	return content
}

// utf16Order says how UTF-16 is ordered: 'L', 'B', or 0 for anything else. It
// looks at the mark, or at the first character, which is ASCII in both formats.
func utf16Order(b []byte) byte {
	switch {
	case len(b) < 2 || len(b)%2 != 0:
		return 0
	case b[0] == 0xFF && b[1] == 0xFE, b[0] != 0 && b[1] == 0:
		return 'L'
	case b[0] == 0xFE && b[1] == 0xFF, b[0] == 0 && b[1] != 0:
		return 'B'
	}
	return 0
}

func fromUTF16(b []byte, order byte) []byte {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
		if order == 'B' {
			units[i] = units[i]>>8 | units[i]<<8
		}
	}
	return []byte(string(utf16.Decode(units)))
}

// namedEncoding is the encoding in an XML declaration (production 80).
var namedEncoding = regexp.MustCompile(`^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["'][^>]*\?>`)

// declaredEncoding is the name of the encoding that an XML declaration gives.
func declaredEncoding(b []byte) string {
	if m := namedEncoding.FindSubmatch(b[:min(len(b), 200)]); m != nil {
		return string(m[1])
	}
	return ""
}

// fromNamed decodes content; it returns content itself if it does not know the
// encoding, or content does not fit it.
func fromNamed(name string, content []byte) []byte {
	e, err := ianaindex.IANA.Encoding(name)
	if err != nil || e == nil {
		return content
	}
	out, err := e.NewDecoder().Bytes(content)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return content
	}
	return out
}
