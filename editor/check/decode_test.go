package check

import (
	"encoding/binary"
	"fmt"
	"testing"
	"unicode/utf16"
)

// in16 and in32 are s in UTF-16 and UTF-32.
func in16(order binary.AppendByteOrder, s string) string {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

func in32(order binary.AppendByteOrder, s string) string {
	var out []byte
	for _, r := range s {
		out = order.AppendUint32(out, uint32(r))
	}
	return string(out)
}

// TestEncodings has, for each format, what it may be encoded in and what not.
func TestEncodings(t *testing.T) {
	const mark, declared16 = "\ufeff", "<?xml version='1.0' encoding='UTF-16'?>"
	little, big := binary.AppendByteOrder(binary.LittleEndian), binary.AppendByteOrder(binary.BigEndian)
	for i, tt := range []struct {
		format  Format
		content string
		want    string // code, with the place of what is no byte that is wrong
	}{
		// RFC 8259 section 8.1, TOML 1.0: UTF-8.
		{JSON, "{\"a\": \"\xff\"}", "1:8 invalid-utf8"},
		{JSON, "[\"\xed\xa0\x80\"]", "1:3 invalid-utf8"},
		{JSON, "[\"\xc0\x80\"]", "1:3 invalid-utf8"},
		{JSON, "[\"\xf4\x90\x80\x80\"]", "1:3 invalid-utf8"},
		{JSON, in16(little, mark+"[]"), "1:1 invalid-utf8"},
		{JSON, in16(big, "[]"), "1:1 expected-value"},
		{TOML, "a = 'caf\xe9'", "1:9 invalid-utf8"},
		{TOML, "a = '\xed\xa0\x80'", "1:6 invalid-utf8"},
		{TOML, in16(little, mark+"a = 1"), "1:1 invalid-utf8"},
		// YAML 1.2.2 section 5.2, line by line of its table.
		{YAML, in32(big, mark+"a: é"), ""},
		{YAML, in32(big, "a: é"), ""},
		{YAML, in32(little, mark+"a: é"), ""},
		{YAML, in32(little, "a: é"), ""},
		{YAML, in16(big, mark+"a: é"), ""},
		{YAML, in16(big, "a: é"), ""},
		{YAML, in16(little, mark+"a: é"), ""},
		{YAML, in16(little, "a: é"), ""},
		{YAML, mark + "a: é", ""},
		{YAML, in16(big, mark+"é: 1\nb"), "2:1 expected-key-colon"},
		{YAML, in32(little, "a: \U0001F600\n@"), "2:1 bad-start"},
		{YAML, in16(little, "a: ") + "\x00\xd8", "1:4 wrong-encoding"},
		{YAML, in16(big, "a: b\nc: ") + "\xdc\x00\x00a", "2:4 wrong-encoding"},
		{YAML, in16(big, "a") + "b", "1:2 wrong-encoding"},
		{YAML, in32(little, "a") + "\x00\x00\x11\x00", "1:2 wrong-encoding"},
		{YAML, in32(big, "a") + "\x00\x00\xd8\x00", "1:2 wrong-encoding"},
		{YAML, in32(big, "a") + "\x00\x00", "1:2 wrong-encoding"},
		{YAML, "a: \xe9", "1:4 invalid-utf8"},
		{YAML, "\x00", "1:1 wrong-encoding"},
		// XML 1.0 section 4.3.3.
		{XML, in16(little, mark+declared16+"<é/>"), ""},
		{XML, in16(big, mark+"<é/>"), ""},
		{XML, in16(big, declared16+"<é/>"), ""},
		{XML, in16(little, declared16+"<é>"), "1:40 unclosed-element"},
		{XML, in16(big, mark+"<é></e>"), "1:4 wrong-end-tag"},
		{XML, in16(little, "<?xml version='1.0'?><a/>"), "1:2 bad-character"},
		{XML, in16(little, mark+"<?xml version='1.0' encoding='UTF-8'?><a/>"), "1:31 wrong-encoding"},
		{XML, in16(little, "<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), "1:31 wrong-encoding"},
		{XML, declared16 + "<a/>", "1:31 wrong-encoding"},
		{XML, mark + declared16 + "<a/>", "1:31 wrong-encoding"},
		{XML, mark + "<?xml version='1.0' encoding='utf-8'?><a/>", ""},
		{XML, mark + "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "1:31 wrong-encoding"},
		{XML, in16(big, mark+"<a>") + "\xd8\x00\x00<", "1:4 wrong-encoding"},
		{XML, "<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>", ""},
		{XML, "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc3\xa9</b>", "1:49 wrong-end-tag"},
		{XML, "<?xml version='1.0' encoding=\"Shift_JIS\"?><\x93\xfa\x96{>x</\x93\xfa\x96{>", ""},
		{XML, "<?xml version='1.0' encoding='EUC-JP'?><\xc6\xfc\xcb\xdc/>", ""},
		{XML, "<?xml version='1.0' encoding='ISO-2022-JP'?><a>\x1b$BF|K\\\x1b(B</a>", ""},
		{XML, "<?xml version='1.0' encoding='windows-1252'?><a>\x80</b>", "1:50 wrong-end-tag"},
		{XML, "<?xml version='1.0' encoding='US-ASCII'?><a/>", ""},
		{XML, "<?xml version='1.0' encoding='US-ASCII'?><a>é</a>", "1:31 wrong-encoding"},
		{XML, "<?xml version='1.0' encoding='EUC-JP'?><a>\xff</a>", "1:31 wrong-encoding"},
		{XML, "<?xml version='1.0' encoding='UTF-8'?><a>\xe9</a>", "1:42 invalid-utf8"},
		{XML, "<?xml version='1.0' encoding='no-such'?><a/>", "1:31 unknown-encoding"},
		{XML, "<?xml version='1.0'?><a>\xe9</a>", "1:25 invalid-utf8"},
		{XML, "<a>\x1b</a>", "1:4 bad-character"},
		// Lines.
		{INI, "a = \x00", "1:5 bad-character"},
		{INI, "a = \xe9", ""},
		{INI, in16(little, mark+"[a]\r\nb = 1\r\nb = 2\r\n"), "3:1 duplicate-key"},
		{Properties, "a = \xe9", ""},
		{Hosts, "1.2.3.4 a\xff", "1:10 invalid-utf8"},
	} {
		text, problems := Decode(tt.format, []byte(tt.content))
		if len(problems) == 0 {
			var err error
			if problems, err = Check(t.Context(), tt.format, text); err != nil {
				t.Fatal(err)
			}
		}
		got := ""
		if len(problems) > 0 {
			got = fmt.Sprintf("%d:%d %s", problems[0].Line, problems[0].Column, problems[0].Code)
		}
		if got != tt.want {
			t.Errorf("%d: %s %q: %q, want %q", i, tt.format, tt.content, got, tt.want)
		}
	}
}

// FuzzDecode looks for bytes that Decode cannot take, and for text from it that
// is not UTF-8 although nothing was found.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("<?xml version='1.0' encoding='ISO-2022-JP'?><a>\x1b$B\xff</a>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, format := range Formats() {
			_, found := Decode(format, raw)
			for _, p := range found {
				if p.Line < 1 || p.Column < 1 || p.From > p.To {
					t.Errorf("%s: %+v", format, p)
				}
			}
		}
	})
}
