package charset

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"holdfast/editor"
)

// texts has a few lines of a config file in many languages and encodings.
var texts = []struct {
	encodings string
	certainty Certainty
	text      string
}{
	{"UTF-8", Certain, "# größer als 界\nkey = Straße\n"},
	{"windows-1252 ISO-8859-1", Guessed, "# größer als\nkey = Straße\n"},
	{"windows-1252 ISO-8859-1", Guessed, "nom = café\n# côté élève\n"},
	{"windows-1252 ISO-8859-1", Guessed, "# él está aquí, mañana\nname = España\n"},
	{"windows-1250", Guessed, "# Příliš žluťoučký kůň úpěl ďábelské ódy\nklíč = hodnota\n"},
	{"windows-1250", Guessed, "# Zażółć gęślą jaźń\nścieżka = dom\n"},
	{"windows-1250 ISO-8859-2", Guessed, "# Příliš žluťoučký kůň\nčíslo = šest\n"},
	{"windows-1250", Guessed, "# Beállítások: őrült fűnyíró kapcsolója\n"},
	{"windows-1250", Guessed, "# Postavke: veći broj čuva više žlica\n"},
	{"windows-1254", Guessed, "# Türkçe ayar dosyası: değişiklik için şifre\n"},
	{"windows-1252", Guessed, "# Íslenska: það er ekki nógu gott, þýðing\n"},
	{"windows-1252", Guessed, "# Configuração: opções não são válidas\n"},
	{"windows-1252", Guessed, "# Seadistused: õige väärtus on öö\n"},
	{"windows-874", Guessed, "# นี่คือไฟล์การตั้งค่า\nชื่อ = ค่า\n"},
	{"windows-1251 KOI8-R ISO-8859-5", Likely, "# Это файл настроек\nимя = значение\n"},
	{"windows-1251", Guessed, "; Настройки программы\r\n[Общие]\r\nИмя=Сервер №1\r\nПуть=C:\\Данные\r\n"},
	{"windows-1251", Guessed, "; Налаштування\n[Загальні]\nІм'я=Сервер\nШлях=C:\\Дані\n"},
	{"windows-1251 KOI8-R", Likely, "port = 80 # порт\nhost = a # адрес сервера\n"},
	{"windows-1250 ISO-8859-2", Guessed, "# żółć, źdźbło, łąść\n"},
	{"windows-1252", Guessed, "# öäü ÖÄÜ\nmaß = größe\n"},
	{"windows-1253", Likely, "# Αυτό είναι ένα αρχείο ρυθμίσεων\nόνομα = τιμή\n"},
	{"windows-1255", Likely, "# זהו קובץ הגדרות\nשם = ערך\n"},
	{"windows-1256", Guessed, "# هذا ملف الإعدادات\nاسم = قيمة\n"},
	{"Shift_JIS EUC-JP", Likely, "# これは設定ファイルです\n名前 = 値\n"},
	{"GB18030", Likely, "# 这是一个配置文件\n名称 = 值\n"},
	{"Big5", Likely, "# 這是一個設定檔\n名稱 = 值\n"},
	{"EUC-KR", Likely, "# 이것은 설정 파일입니다\n이름 = 값\n"},
	{"UTF-16LE UTF-16BE UTF-32LE UTF-32BE", Likely, "# größer als\r\nkey = 界\r\n"},
}

// sameLetters are encodings that many texts are written alike in.
var sameLetters = map[Encoding]Encoding{Latin1: Windows52, "ISO-8859-7": "windows-1253"}

func TestDetect(t *testing.T) {
	for _, x := range texts {
		for _, name := range strings.Fields(x.encodings) {
			e := Encoding(name)
			raw := encode(t, editor.FromString(x.text), Format{Encoding: e})
			guesses := Detect(raw)
			if len(guesses) == 0 {
				t.Errorf("%s: %q is taken for no text", e, x.text)
				continue
			}
			got := guesses[0]
			if same, ok := sameLetters[got.Encoding]; ok {
				got.Encoding = same
			}
			if same, ok := sameLetters[e]; ok {
				e = same
			}
			if got.Encoding != e || got.Certainty != x.certainty {
				t.Errorf("%s: %q is taken for %v", e, x.text, guesses)
			}
			back, f, _, err := DecodeAny(raw)
			if err != nil || back.String() != x.text || string(encode(t, back, f)) != string(raw) {
				t.Errorf("%s: %q is read as %q (%v)", e, x.text, back, err)
			}
		}
	}
}

func TestDetectByMark(t *testing.T) {
	for _, e := range []Encoding{UTF8, UTF16LE, UTF16BE, UTF32LE, UTF32BE} {
		raw := encode(t, editor.FromString("a\r\nä\x00"), Format{Encoding: e, BOM: true})
		if e == UTF8 {
			raw = bytes.TrimSuffix(raw, []byte{0})
		}
		if got := Detect(raw); len(got) != 1 || got[0] != (Guess{e, Certain}) {
			t.Errorf("%s: got %v", e, got)
		}
	}
}

func TestDetectBrokenUTF8(t *testing.T) {
	raw := []byte(strings.Repeat("schön größer Maß ", 10) + "\xff\n")
	text, f, guess, err := DecodeAny(raw)
	if err != nil || guess != (Guess{UTF8, Likely}) || !f.Marked {
		t.Fatalf("got %v, %+v, %v", guess, f, err)
	}
	if got := encode(t, text.Replace(0, 0, []byte("é")), f); string(got) != "é"+string(raw) {
		t.Errorf("comes back as %q", got)
	}
}

// TestDetectCutUTF8 has files that end in the middle of a character: a log of which
// only a part was written, or the beginning of a larger file.
func TestDetectCutUTF8(t *testing.T) {
	for _, text := range []string{"Uhr läuft\nfertig 界", "größer", strings.Repeat("äöü", sampleBytes) + "界"} {
		for cut := 1; cut < 3; cut++ {
			raw := []byte(text)[:len(text)-cut]
			got, format, guess, err := DecodeAny(raw)
			if utf8.Valid(raw) {
				continue
			}
			if err != nil || guess != (Guess{UTF8, Likely}) {
				t.Errorf("%.20q without its last %d bytes: %v, %v", text, cut, guess, err)
				continue
			}
			if back := encode(t, got, format); !bytes.Equal(back, raw) {
				t.Errorf("%.20q became %.20q", raw, back)
			}
		}
	}
	if guess := Detect([]byte("caf\xe9")); guess[0].Encoding != Windows52 {
		t.Errorf("a single letter that begins none in UTF-8: %v", guess[0])
	}
}

func TestDetectWhatIsNotText(t *testing.T) {
	binary := []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00>\x00\x01\x00\x00\x00\x90\xd0\xff\xfe\x80\x81")
	for _, raw := range [][]byte{binary, make([]byte, 1000), []byte("ab\x00cd\xff\n"), []byte("\x89PNG\r\n\x1a\n\x01\x02\x03\x04\xff")} {
		if got := Detect(raw); len(got) > 0 {
			t.Errorf("%q is taken for %v", raw[:10], got)
		}
		var bad *Error
		if _, _, _, err := DecodeAny(raw); !errors.As(err, &bad) || bad.Class != NotText {
			t.Errorf("%q: got %v", raw[:10], err)
		}
	}
}

// TestDetectTextWithNUL has files that something has damaged with NUL bytes, and
// lists that are separated by them: their text can be edited around them.
func TestDetectTextWithNUL(t *testing.T) {
	long := append(bytes.Repeat([]byte("ä"), sampleBytes), make([]byte, 5000)...)
	for _, raw := range [][]byte{[]byte("a = 1\nb\x00c\n"), append([]byte("key = ä\n"), make([]byte, 4096)...), []byte("HOME=/root\x00A=b\x00"), long, append([]byte{'x', 0}, long...)} {
		text, f, guess, err := DecodeAny(raw)
		if err != nil || guess != (Guess{UTF8, Likely}) || !bytes.Equal(encode(t, text, f), raw) {
			t.Errorf("%.20q: %v, %v", raw, guess, err)
		}
		for _, at := range []int{0, text.Len() / 2, text.Len()} {
			at = text.ClusterStart(at)
			want := string(raw[:at]) + "X\x00" + string(raw[at:])
			if got := encode(t, text.Replace(at, at, []byte("X\x00")), f); string(got) != want {
				t.Errorf("%.20q: an edit at %d changes more", raw, at)
			}
		}
	}
}

func TestPlaceholders(t *testing.T) {
	for _, c := range []struct {
		e       Encoding
		raw     string
		invalid int
	}{
		{UTF8, "a\xff\xc3(b\xe2\x82", 4},
		{UTF8, "real \U0010FE41", 0},
		{UTF8, "real \U0010FE41\xff", 5},
		{UTF16LE, "a\x00\x00\xd8b\x00c", 3},
		{UTF16BE, "\xfe\xff\x00a\xdc\x00", 2},
		{UTF16LE, "\xff\xdb\x41\xde", 4}, // U+10FE41 itself
		{UTF32LE, "a\x00\x00\x00\x00\xd8\x00\x00\x00\x00\x11\x00x", 9},
		{Windows52, "a\x81\xe4", 1},
		{"windows-874", "\xa1\xdb", 1},
		{ShiftJIS, "\x82\xa0\x82\x81\xad\xff", 1},
		{ShiftJIS, "\x87\x90\x82\xa0", 2}, // U+2252 is written 81 E0
		{EUCJP, "\xa4\xa2\xa4\n\x8f\xff", 3},
		{GB18030, "\xc4\xe3\x81\x30\x81\xff", 3},
		{Big5, "\xa7\x41\x88\x62\xff", 3}, // one character that is two in Unicode
		{EUCKR, "\xb0\xa1\xb0", 1},
	} {
		text, f, invalid, err := DecodeAs([]byte(c.raw), c.e)
		if err != nil || invalid != c.invalid || f.Marked != (invalid > 0) {
			t.Errorf("%s: %q has %d invalid bytes as %q, want %d (%v)", c.e, c.raw, invalid, text, c.invalid, err)
		}
		if got := encode(t, text, f); string(got) != c.raw {
			t.Errorf("%s: %q comes back as %q", c.e, c.raw, got)
		}
	}
}

func TestLostCharacters(t *testing.T) {
	text := editor.FromString(strings.Repeat("x", partBytes-1) + "ä€界ab😀\n")
	for e, want := range map[Encoding][]Lost{
		UTF8:      nil,
		UTF16LE:   nil,
		GB18030:   nil,
		Latin1:    {{partBytes + 1, '€'}, {partBytes + 4, '界'}, {partBytes + 9, '😀'}},
		Windows52: {{partBytes + 4, '界'}, {partBytes + 9, '😀'}},
		ShiftJIS:  {{partBytes - 1, 'ä'}, {partBytes + 1, '€'}, {partBytes + 9, '😀'}},
	} {
		got, total, err := LostCharacters(text, Format{Encoding: e}, 2)
		if err != nil || total != len(want) || len(got) != min(2, total) {
			t.Fatalf("%s: got %v of %d (%v)", e, got, total, err)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: got %v, want %v", e, got, want)
			}
		}
		_, err = Encode(text, Format{Encoding: e})
		var lost *Error
		if len(want) > 0 && (!errors.As(err, &lost) || lost.Class != Unencodable || lost.Offset != want[0].Offset) {
			t.Errorf("%s: Encode gives %v", e, err)
		}
	}
	var unknown *Error
	if _, _, _, err := DecodeAs(nil, "EBCDIC"); !errors.As(err, &unknown) || unknown.Class != Unknown {
		t.Errorf("an unknown encoding: %v", err)
	}
}

func TestEveryEncodingKeepsASCII(t *testing.T) {
	for _, e := range Encodings() {
		text := "port = 80\r\n~\\|\t\n"
		if e == UTF8 {
			continue
		}
		back, f, invalid, err := DecodeAs(encode(t, editor.FromString(text), Format{Encoding: e}), e)
		if err != nil || invalid > 0 || back.String() != text || f.Ending != Mixed {
			t.Errorf("%s: got %q, %+v (%v)", e, back, f, err)
		}
	}
}

// FuzzLossless decodes any bytes in any encoding and wants them back.
func FuzzLossless(f *testing.F) {
	for i, x := range texts {
		f.Add([]byte(x.text), byte(i))
	}
	f.Add([]byte("\x87\x90\xfa\x4a\x81\x30\x81\x30\x8f\xa2\xaf\xf4\x8f\xb9\x81"), byte(36))
	names := Encodings()
	f.Fuzz(func(t *testing.T, raw []byte, n byte) {
		e := names[int(n)%len(names)]
		text, format, _, err := DecodeAs(bytes.Clone(raw), e)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Encode(text, format)
		if err != nil {
			t.Fatalf("%s: %q: %v", e, raw, err)
		}
		size := r.Len()
		back, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(back, raw) || len(back) != size {
			t.Fatalf("%s: %q comes back as %q, Len %d, %v", e, raw, back, size, err)
		}
		Detect(raw)
	})
}

func BenchmarkDecodeAs(b *testing.B) {
	for _, x := range []struct {
		e    Encoding
		text string
	}{{UTF16LE, "key = 値\n"}, {Windows52, "schön\n"}, {ShiftJIS, "名前 = 値\n"}, {GB18030, "名称 = 值\n"}} {
		r, err := Encode(editor.FromString(strings.Repeat(x.text, 1<<17)), Format{Encoding: x.e})
		if err != nil {
			b.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(string(x.e), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if _, _, _, err := DecodeAs(raw, x.e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestEditInAnyEncoding opens files of every kind, edits each at the start,
// in the middle and at the end, and wants every other byte as it was.
func TestEditInAnyEncoding(t *testing.T) {
	for _, c := range []struct{ name, head, first, second, edit string }{
		{"UTF-16LE", "\xff\xfe", "a\x00\r\x00\n\x00", "b\x00\n\x00", "X\x00\xe4\x00"},
		{"UTF-16BE", "\xfe\xff", "\x00a\x00\r\x00\n", "\x00b\x00\n", "\x00X\x00\xe4"},
		{"UTF-16LE without a mark", "", "a\x00\r\x00\n\x00", "b\x00\n\x00", "X\x00\xe4\x00"},
		{"Latin-1", "", "gr\xfc\xdfe\r\n", "\xe4\n", "X\xe4"},
		{"invalid UTF-8", "", "äöüäöüäöüäöü\r\xff\n", "\xc3(", "Xä"},
		{"Shift_JIS", "", "\x82\xb1\x82\xea\x82\xcd\x90\xdd\x92\xe8\x83t\x83@\x83C\x83\x8b\x82\xc5\x82\xb7\n", "\x96\xbc\x91O\r\n", "X\x83\xa4"},
	} {
		raw := c.head + c.first + c.second
		text, f, guess, err := DecodeAny([]byte(raw))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		first, _, _, err := DecodeAs([]byte(c.first), guess.Encoding)
		if err != nil {
			t.Fatal(err)
		}
		edit, _, _, err := DecodeAs([]byte(c.edit), guess.Encoding)
		if err != nil {
			t.Fatal(err)
		}
		for at, want := range map[int]string{
			0:           c.head + c.edit + c.first + c.second,
			first.Len(): c.head + c.first + c.edit + c.second,
			text.Len():  raw + c.edit,
		} {
			got := encode(t, text.Replace(at, at, []byte(edit.String())), f)
			if string(got) != want {
				t.Errorf("%s, taken for %v: an edit at %d gives %q, want %q", c.name, guess, at, got, want)
			}
		}
	}
}
