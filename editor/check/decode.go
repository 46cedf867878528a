package check

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"

	"holdfast/editor/check/diag"
)

// Decode turns the bytes of a file into the text that [Check] judges, in UTF-8,
// and finds what is wrong with the encoding. Where something is, the rest of the
// file is not worth looking at.
//
// YAML may be UTF-8, UTF-16 or UTF-32 (YAML 1.2.2 section 5.2), XML whatever it
// declares (XML 1.0 section 4.3.3); JSON and TOML are UTF-8 and nothing else.
// Java reads .properties files as Latin-1, and so are those and INI files taken
// that are no UTF-8. The formats made of lines may be UTF-16 with its mark.
func Decode(format Format, raw []byte) (text []byte, found []Problem) {
	switch format {
	case YAML:
		return decodeUTF(rawYAML(raw), raw)
	case XML:
		return decodeXML(raw)
	case INI, Properties:
		if marked := marked(raw); marked == utf8Text && !utf8.Valid(raw) {
			return fromNamed(charmap.ISO8859_1, raw), nil
		}
		return decodeUTF(marked(raw), raw)
	case JSON, JSONC, JSON5, TOML, TOML11:
		return raw, nil
	}
	return decodeUTF(marked(raw), raw)
}

// family is how characters become bytes.
type family uint8

const (
	utf8Text family = iota
	utf16Little
	utf16Big
	utf32Little
	utf32Big
)

// marked tells the family by a byte order mark.
func marked(b []byte) family {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return utf16Little
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return utf16Big
	}
	return utf8Text
}

// rawYAML tells the family by the table of YAML 1.2.2 section 5.2: by a mark, or
// by the first character, which is ASCII.
func rawYAML(b []byte) family {
	at := func(i int) byte {
		if i < len(b) {
			return b[i]
		}
		return 1
	}
	switch {
	case at(0) == 0 && at(1) == 0 && (at(2) == 0xFE && at(3) == 0xFF || at(2) == 0 && len(b) > 3):
		return utf32Big
	case at(0) == 0xFF && at(1) == 0xFE && at(2) == 0 && at(3) == 0, at(0) != 0 && at(1) == 0 && at(2) == 0 && at(3) == 0:
		return utf32Little
	case at(0) == 0:
		return utf16Big
	case at(1) == 0:
		return utf16Little
	}
	return marked(b)
}

// decodeUTF decodes one of the families.
func decodeUTF(f family, b []byte) ([]byte, []Problem) {
	var text []byte
	good, name := true, "UTF-16"
	switch f {
	case utf8Text:
		return b, nil
	case utf16Little, utf16Big:
		text, good = fromUTF16(b, f == utf16Big)
	default:
		name = "UTF-32"
		text, good = fromUTF32(b, f == utf32Big)
	}
	if !good {
		return text, misfit(text, len(text), len(text), name)
	}
	return text, nil
}

// fromUTF16 decodes up to the first unit that is wrong.
func fromUTF16(b []byte, big bool) ([]byte, bool) {
	unit := func(i int) rune {
		if big {
			return rune(b[i])<<8 | rune(b[i+1])
		}
		return rune(b[i+1])<<8 | rune(b[i])
	}
	text := make([]byte, 0, len(b))
	for i := 0; i < len(b); i += 2 {
		if i+1 >= len(b) {
			return text, false
		}
		r := unit(i)
		if utf16.IsSurrogate(r) {
			if i+3 >= len(b) {
				return text, false
			}
			if r = utf16.DecodeRune(r, unit(i+2)); r == utf8.RuneError {
				return text, false
			}
			i += 2
		}
		text = utf8.AppendRune(text, r)
	}
	return text, true
}

// fromUTF32 decodes up to the first unit that is wrong.
func fromUTF32(b []byte, big bool) ([]byte, bool) {
	text := make([]byte, 0, len(b)/2)
	for i := 0; i < len(b); i += 4 {
		if i+3 >= len(b) {
			return text, false
		}
		u := uint32(b[i]) | uint32(b[i+1])<<8 | uint32(b[i+2])<<16 | uint32(b[i+3])<<24
		if big {
			u = uint32(b[i])<<24 | uint32(b[i+1])<<16 | uint32(b[i+2])<<8 | uint32(b[i+3])
		}
		if u > utf8.MaxRune || !utf8.ValidRune(rune(u)) {
			return text, false
		}
		text = utf8.AppendRune(text, rune(u))
	}
	return text, true
}

// misfit is the problem that a text is not in the encoding that is said.
func misfit(text []byte, from, to int, name string) []Problem {
	list := diag.NewList(context.Background(), text)
	list.Add(diag.WrongEncoding, from, to, "Name", name)
	return list.Problems()
}

// namedEncoding is the encoding in an XML declaration (production 80).
var namedEncoding = regexp.MustCompile(`^(?:\x{FEFF})?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["'][^>]*\?>`)

// declaredEncoding is the name of the encoding that an XML declaration gives,
// and its place.
func declaredEncoding(b []byte) (name string, from, to int) {
	if m := namedEncoding.FindSubmatchIndex(b[:min(len(b), 400)]); m != nil {
		return string(b[m[2]:m[3]]), m[2], m[3]
	}
	return "", 0, 0
}

// decodeXML decodes by the mark and the declaration, which must not contradict
// each other. Without either it is UTF-8.
func decodeXML(raw []byte) ([]byte, []Problem) {
	f := marked(raw)
	switch {
	case bytes.HasPrefix(raw, []byte("<\x00?\x00")):
		f = utf16Little
	case bytes.HasPrefix(raw, []byte("\x00<\x00?")):
		f = utf16Big
	}
	text, found := decodeUTF(f, raw)
	name, from, to := declaredEncoding(text)
	wide := isWide(name)
	switch {
	case len(found) > 0:
		return text, found
	case f != utf8Text && name == "" && marked(raw) == utf8Text:
		return raw, nil // to be read as UTF-8, in which its zeros are wrong
	case f != utf8Text && name != "" && !wide, f == utf8Text && wide:
		return text, misfit(text, from, to, name)
	case f != utf8Text || name == "" || strings.EqualFold(name, "UTF-8"):
		return text, nil
	case bytes.HasPrefix(raw, []byte("\ufeff")):
		return text, misfit(text, from, to, name)
	}
	return decodeNamed(name, text, from, to)
}

// isWide says whether an encoding of XML needs two or four bytes for ASCII.
func isWide(name string) bool {
	name = strings.ToUpper(name)
	return strings.HasPrefix(name, "UTF-16") || strings.HasPrefix(name, "UTF-32") || strings.HasPrefix(name, "ISO-10646-UCS-")
}

// decodeNamed decodes XML whose declaration names an encoding.
func decodeNamed(name string, raw []byte, from, to int) ([]byte, []Problem) {
	e, err := ianaindex.IANA.Encoding(name)
	if err != nil || e == nil {
		if e, err = htmlindex.Get(name); err != nil {
			list := diag.NewList(context.Background(), raw)
			list.Add(diag.UnknownEncoding, from, to, "Name", name)
			return raw, list.Problems()
		}
	}
	if canonical, err := ianaindex.IANA.Name(e); err == nil && canonical == "US-ASCII" {
		if i := bytes.IndexFunc(raw, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
			return raw, misfit(raw, from, to, name)
		}
	}
	text := fromNamed(e, raw)
	if text == nil {
		return raw, misfit(raw, from, to, name)
	}
	return text, nil
}

// fromNamed decodes all of raw; nil if it does not fit the encoding.
func fromNamed(e encoding.Encoding, raw []byte) []byte {
	text, err := e.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil
	}
	return text
}
