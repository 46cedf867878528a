package charset

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"holdfast/editor"
)

// Certainty is how sure it is that a file is in an encoding.
type Certainty uint8

// The certainties.
const (
	Guessed Certainty = iota // the best of several that are possible
	Likely                   // little else makes sense of the bytes
	Certain                  // a byte order mark, or valid UTF-8
)

// String returns the certainty as a word.
func (c Certainty) String() string { return [...]string{"guessed", "likely", "certain"}[c] }

// Guess is an encoding that a file may be in.
type Guess struct {
	Encoding  Encoding
	Certainty Certainty
}

// sampleBytes is how much of a file is looked at to guess.
const sampleBytes = 64 << 10

// DecodeAny makes a text of the bytes of a file in the encoding that Detect
// puts first. It returns an *Error of class NotText, as Decode does, if there
// is none.
func DecodeAny(raw []byte) (editor.Text, Format, Guess, error) {
	t, f, err := Decode(raw)
	if err == nil {
		return t, f, Guess{UTF8, Certain}, nil
	}
	guesses := Detect(raw)
	if len(guesses) == 0 {
		return t, f, Guess{}, err
	}
	t, f, _, err = DecodeAs(raw, guesses[0].Encoding)
	return t, f, guesses[0], err
}

// Detect returns the encodings that the bytes of a file may be in, the best
// first; none if they look like no text at all.
//
// A byte order mark or valid UTF-8 decides. Without them UTF-16 and UTF-32
// are told by their NUL bytes, and that all of it is then visible text. Other
// files with NUL bytes are UTF-8 if the rest of their bytes is, as after a power
// cut that has filled the end of a file with them; or else not text. UTF-8 with
// a few bad bytes is taken for that. Of the rest, East Asian and Cyrillic, Greek or Hebrew
// encodings are told by the statistics of package chardet; between the others,
// most of whose files have few letters beyond ASCII, the one is taken in which
// the letters make the best words, see plausibility and habits.
func Detect(raw []byte) []Guess {
	if e, ok := hasBOM(raw); ok {
		if _, _, invalid, err := DecodeAs(raw, e); err == nil && (invalid == 0 || e != UTF8) {
			return []Guess{{e, Certain}}
		}
	}
	if _, _, err := Decode(raw); err == nil {
		return []Guess{{UTF8, Certain}}
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		if found := detectWide(raw); len(found) > 0 {
			return found
		}
		if textBesideNUL(raw) {
			return []Guess{{UTF8, Likely}}
		}
		return nil
	}
	sample := sampleOf(raw)
	if controls(sample) {
		return nil
	}
	var found []Guess
	if brokenUTF8(sample) {
		found = append(found, Guess{UTF8, Likely})
	}
	found = append(found, detectTable(raw, sample)...)
	return append(found, detectByte(sample)...)
}

// sampleOf returns part of a file: from a little before the first byte that
// is not ASCII.
func sampleOf(raw []byte) []byte {
	i := slices.IndexFunc(raw, func(b byte) bool { return b >= utf8.RuneSelf })
	raw = raw[max(0, i-sampleBytes/4):]
	return raw[:min(len(raw), sampleBytes)]
}

// textBesideNUL reports whether a file has bytes other than NUL, and all of the
// first of them are text in UTF-8.
func textBesideNUL(raw []byte) bool {
	sample := make([]byte, 0, min(len(raw), sampleBytes))
	for len(raw) > 0 && len(sample) < sampleBytes {
		piece, rest, _ := bytes.Cut(raw, []byte{0})
		sample, raw = append(sample, piece[:min(len(piece), sampleBytes-len(sample))]...), rest
	}
	for range utf8.UTFMax - 1 { // the last character may be cut
		if r, n := utf8.DecodeLastRune(sample); r == utf8.RuneError && n == 1 && len(sample) == sampleBytes {
			sample = sample[:len(sample)-1]
		}
	}
	return len(sample) > 0 && utf8.Valid(sample) && !controls(sample)
}

// controls reports whether b has control characters as text has none.
func controls(b []byte) bool {
	n := 0
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b || c == 0x7f {
			n++
		}
	}
	return n > len(b)/1000
}

// brokenUTF8 reports whether b is UTF-8 but for a few bytes: characters of
// several bytes that are valid are ten times as many as bad bytes, or the last
// character alone is cut. By chance that is most unlikely.
func brokenUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case good > bad && !utf8.FullRune(b):
			return good >= 10*bad
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good >= 10*bad
}

// detectWide looks for UTF-16 and UTF-32 without a mark.
func detectWide(raw []byte) (found []Guess) {
	for _, e := range []Encoding{UTF32LE, UTF32BE, UTF16LE, UTF16BE} {
		unit := 2
		if e == UTF32LE || e == UTF32BE {
			unit = 4
		}
		if len(raw)%unit != 0 {
			continue
		}
		t, _, invalid, err := DecodeAs(raw[:min(len(raw), sampleBytes)], e)
		if err == nil && invalid <= 2 && visible(t.Slice(0, t.Len())) {
			found = append(found, Guess{e, Likely})
		}
	}
	return found
}

// visible reports whether text has assigned characters only, none of them a
// control, and is half ASCII, or an eighth of it with lines: a few bytes with a
// NUL among them are easily two or three Chinese characters.
func visible(text []byte) bool {
	ascii, all, lines := 0, 0, false
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		_, placeholder := Placeholder(r)
		if !placeholder && !unicode.IsSpace(r) && !unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r) {
			return false
		}
		if r < utf8.RuneSelf {
			ascii++
		}
		all++
		lines = lines || r == '\n' || r == '\r'
		text = text[n:]
	}
	return ascii > 0 && (2*ascii >= all || lines && 8*ascii >= all)
}

// detectorNames leads from chardet's names to ours, for the encodings whose
// statistics can be relied on.
var detectorNames = map[string]Encoding{
	"SHIFT_JIS": ShiftJIS, "CP932": ShiftJIS, "EUC-JP": EUCJP, "GB2312": GB18030, "GB18030": GB18030,
	"BIG5": Big5, "EUC-KR": EUCKR, "CP949": EUCKR, "JOHAB": "", "KOI8-R": KOI8R,
	"WINDOWS-1251": "windows-1251", "ISO-8859-5": "ISO-8859-5", "IBM866": "IBM866", "IBM855": "IBM855",
	"WINDOWS-1253": "windows-1253", "ISO-8859-7": "ISO-8859-7",
	"WINDOWS-1255": "windows-1255", "ISO-8859-8": "ISO-8859-8",
	"WINDOWS-874": "windows-874", "TIS-620": "windows-874",
}

// detectTable asks package chardet and keeps what fits the whole file. A few
// bytes may not fit: some characters have a second form.
func detectTable(raw, sample []byte) (found []Guess) {
	for i, r := range chardetAll(sample) {
		e := detectorNames[strings.ToUpper(r.Encoding)]
		sure := r.Confidence >= 0.9
		if e == "" || !sure && (i > 0 || !eastAsian(e)) {
			continue
		}
		_, _, invalid, err := DecodeAs(raw, e)
		switch {
		case err != nil:
		case sure && invalid <= len(raw)/30:
			found = append(found, Guess{e, Likely})
		case invalid == 0:
			found = append(found, Guess{e, Guessed})
		}
	}
	return found
}

func eastAsian(e Encoding) bool {
	return slices.Contains([]Encoding{ShiftJIS, EUCJP, GB18030, Big5, EUCKR}, e)
}

// chardetAll is chardet.DetectAll, finding nothing where that panics.
func chardetAll(sample []byte) (all []chardet.Result) {
	defer func() {
		if recover() != nil {
			all = nil
		}
	}()
	return chardet.DetectAll(sample)
}

// detectByte ranks the one-byte encodings by plausibility and habits; Western
// European wins a draw.
func detectByte(sample []byte) []Guess {
	names := []Encoding{
		Windows52, "windows-1250", "ISO-8859-2", "windows-1254", "windows-1257",
		"windows-1251", "windows-1256", "windows-1253", "windows-1255", KOI8R,
		"windows-874", "x-mac-cyrillic",
	}
	habit := habits(sample)
	type ranked struct {
		Guess
		score int
	}
	var all []ranked
	for _, e := range names {
		if t, _, _, err := DecodeAs(sample, e); err == nil {
			score := plausibility(t.String())
			if e == habit {
				score += 1 + score/4
			}
			all = append(all, ranked{Guess{e, Guessed}, score})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	found := make([]Guess, 0, len(all))
	for _, r := range all {
		found = append(found, r.Guess)
	}
	return found
}

// habits tells encodings apart in which the same bytes are letters of other
// languages, by letters that go together. It returns "" where that says
// nothing.
func habits(sample []byte) Encoding {
	any := func(letters string) bool { return bytes.ContainsAny(latin1(sample), letters) }
	central := Encoding("windows-1250")
	if !any("\u0080\u0081\u0082\u0083\u0084\u0085\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0091\u0092\u0093\u0094\u0096\u0097\u0099\u009a\u009b\u009c\u009d\u009e\u009f") &&
		any("©®¹»¾¶¼¡¦¬±") {
		central = "ISO-8859-2"
	}
	switch {
	case any("ðýþÐÝÞ") && any("çöüÇÖÜ") && !any("áíóúæÁÍÓÚÆ"):
		return "windows-1254" // ğış: no Icelandic, which has á and æ
	case any("õûÕÛ") && any("áéíóúÁÉÍÓÚ") && !any("ãçñêÃÇÑÊ"):
		return central // őű: no Portuguese, which has ã and ç
	case any("\u008a\u008e\u009a\u009e©®¹¾") && any("èæðìøÈÆÐÌØ"):
		return central // šž with č, ć, đ, ě, ř
	case any("ãÃ") && any("þºÞª") && !any("õçÕÇ"):
		return central // ă with ş, ţ
	}
	return ""
}

// latin1 returns the bytes beyond ASCII as the characters of the same numbers.
func latin1(b []byte) []byte {
	var out []byte
	for _, c := range b {
		if c >= utf8.RuneSelf {
			out = utf8.AppendRune(out, rune(c))
		}
	}
	return out
}

// plausibility says how well the characters beyond ASCII fit where they
// stand. A letter beside a letter of its own script counts for it, but not a Latin
// one between two others beyond ASCII, of which whole words would be made. A letter
// of another script, a sign within a word, a capital after a small letter, or
// a byte that means nothing counts against it.
func plausibility(text string) int {
	score, prev := 0, ' '
	for i, r := range text {
		if r >= utf8.RuneSelf {
			next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			score += fit(prev, r, next)
		} else if unicode.IsUpper(r) && unicode.IsLower(prev) && prev >= utf8.RuneSelf {
			score -= 2
		}
		prev = r
	}
	return score
}

func fit(prev, r, next rune) int {
	_, placeholder := Placeholder(r)
	inWord := unicode.IsLetter(prev) && unicode.IsLetter(next)
	switch {
	case placeholder, unicode.IsControl(r):
		return -10
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		if inWord {
			return -3
		}
		return 0
	case unicode.IsUpper(r) && unicode.IsLower(prev):
		return -3
	case prev >= utf8.RuneSelf && next >= utf8.RuneSelf && inWord && unicode.Is(unicode.Latin, r):
		return 0
	}
	score := 0
	for _, other := range []rune{prev, next} {
		if unicode.IsLetter(other) && script(other) == script(r) {
			score++
		} else if unicode.IsLetter(other) {
			score -= 2
		}
	}
	return score
}

// script tells the scripts of the one-byte encodings apart.
func script(r rune) *unicode.RangeTable {
	for _, t := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic, unicode.Thai} {
		if unicode.Is(t, r) {
			return t
		}
	}
	return nil
}
