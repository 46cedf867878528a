package charset

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// codec turns bytes into text and back. Decoding any bytes and encoding the
// result gives the same bytes: what is invalid, and what would come back in
// another form, becomes placeholders.
type codec interface {
	// decode appends src, all of it, to dst as UTF-8. It returns how many
	// placeholders it made.
	decode(dst, src []byte) ([]byte, int)
	// encode appends a character. It returns false if there is none like it.
	encode(dst []byte, r rune) ([]byte, bool)
}

// markBase is where the placeholders of invalid bytes stand: 256 characters
// at the end of Unicode's last private area, which no other use is known of.
// A file that does hold one of these characters is still kept exactly,
// because each of its bytes becomes a placeholder.
const markBase = '\U0010FE00'

// Placeholder returns the byte that a character of a decoded text stands for,
// if it is the placeholder of an invalid byte.
func Placeholder(r rune) (byte, bool) {
	if markBase <= r && r <= markBase+0xff {
		return byte(r - markBase), true
	}
	return 0, false
}

// mark appends the placeholders of bytes.
func mark(dst []byte, bad ...byte) []byte {
	for _, b := range bad {
		dst = utf8.AppendRune(dst, markBase+rune(b))
	}
	return dst
}

// The encodings that are offered beside UTF8.
const (
	UTF16LE   Encoding = "UTF-16LE"
	UTF16BE   Encoding = "UTF-16BE"
	UTF32LE   Encoding = "UTF-32LE"
	UTF32BE   Encoding = "UTF-32BE"
	ShiftJIS  Encoding = "Shift_JIS"
	EUCJP     Encoding = "EUC-JP"
	GB18030   Encoding = "GB18030"
	Big5      Encoding = "Big5"
	EUCKR     Encoding = "EUC-KR"
	KOI8R     Encoding = "KOI8-R"
	Latin1    Encoding = "ISO-8859-1"
	Windows52 Encoding = "windows-1252"
)

// offer is an encoding with its codec.
type offer struct {
	name  Encoding
	codec func() codec
}

// offers lists what can be chosen, the Unicode ones first.
func offers() []offer {
	one := func(m *charmap.Charmap) func() codec {
		return func() codec { return byteCodec{m} }
	}
	return []offer{
		{UTF8, func() codec { return utf8Codec{} }},
		{UTF16LE, func() codec { return utf16Codec{le} }},
		{UTF16BE, func() codec { return utf16Codec{be} }},
		{UTF32LE, func() codec { return utf32Codec{le} }},
		{UTF32BE, func() codec { return utf32Codec{be} }},
		{Windows52, one(charmap.Windows1252)},
		{"windows-1250", one(charmap.Windows1250)},
		{"windows-1251", one(charmap.Windows1251)},
		{"windows-1253", one(charmap.Windows1253)},
		{"windows-1254", one(charmap.Windows1254)},
		{"windows-1255", one(charmap.Windows1255)},
		{"windows-1256", one(charmap.Windows1256)},
		{"windows-1257", one(charmap.Windows1257)},
		{"windows-1258", one(charmap.Windows1258)},
		{"windows-874", one(charmap.Windows874)},
		{Latin1, one(charmap.ISO8859_1)},
		{"ISO-8859-2", one(charmap.ISO8859_2)},
		{"ISO-8859-3", one(charmap.ISO8859_3)},
		{"ISO-8859-4", one(charmap.ISO8859_4)},
		{"ISO-8859-5", one(charmap.ISO8859_5)},
		{"ISO-8859-6", one(charmap.ISO8859_6)},
		{"ISO-8859-7", one(charmap.ISO8859_7)},
		{"ISO-8859-8", one(charmap.ISO8859_8)},
		{"ISO-8859-9", one(charmap.ISO8859_9)},
		{"ISO-8859-10", one(charmap.ISO8859_10)},
		{"ISO-8859-13", one(charmap.ISO8859_13)},
		{"ISO-8859-14", one(charmap.ISO8859_14)},
		{"ISO-8859-15", one(charmap.ISO8859_15)},
		{"ISO-8859-16", one(charmap.ISO8859_16)},
		{KOI8R, one(charmap.KOI8R)},
		{"KOI8-U", one(charmap.KOI8U)},
		{"IBM437", one(charmap.CodePage437)},
		{"IBM850", one(charmap.CodePage850)},
		{"IBM852", one(charmap.CodePage852)},
		{"IBM855", one(charmap.CodePage855)},
		{"IBM866", one(charmap.CodePage866)},
		{"macintosh", one(charmap.Macintosh)},
		{"x-mac-cyrillic", one(charmap.MacintoshCyrillic)},
		{ShiftJIS, func() codec { return newTableCodec(japanese.ShiftJIS) }},
		{EUCJP, func() codec { return newTableCodec(japanese.EUCJP) }},
		{GB18030, func() codec { return newTableCodec(simplifiedchinese.GB18030) }},
		{Big5, func() codec { return newTableCodec(traditionalchinese.Big5) }},
		{EUCKR, func() codec { return newTableCodec(korean.EUCKR) }},
	}
}

// Encodings returns the names of what is offered, for a list to choose from.
func Encodings() []Encoding {
	var names []Encoding
	for _, o := range offers() {
		names = append(names, o.name)
	}
	return names
}

// codecOf returns the codec of an encoding, or an *Error of class Unknown.
func codecOf(e Encoding) (codec, error) {
	if e == "" {
		e = UTF8
	}
	for _, o := range offers() {
		if o.name == e {
			return o.codec(), nil
		}
	}
	return nil, &Error{Class: Unknown, Reason: "no such encoding: " + string(e)}
}

// bomOf returns the byte order mark of an encoding, or "".
func bomOf(e Encoding) string {
	switch e {
	case UTF8, "":
		return "\xef\xbb\xbf"
	case UTF16LE:
		return "\xff\xfe"
	case UTF16BE:
		return "\xfe\xff"
	case UTF32LE:
		return "\xff\xfe\x00\x00"
	case UTF32BE:
		return "\x00\x00\xfe\xff"
	}
	return ""
}
