package tomlfile

import (
	"math"
	"strconv"
	"strings"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// bareValue checks a boolean, number, date or time: whatever stands without
// quotes.
func (p *parser) bareValue() *tree.Node {
	from := p.pos
	p.bareWord()
	// A date may be parted from its time by one space.
	if p.pos-from == 10 && p.src[from+4] == '-' && p.peek() == ' ' && isDigit(p.at(1)) && isDigit(p.at(2)) && p.at(3) == ':' {
		p.pos++
		p.bareWord()
	}
	to := p.pos
	word := string(p.src[from:to])
	switch {
	case word == "true" || word == "false":
		return p.build.New(tree.Bool, from, to, word)
	case looksLikeTime(word):
		if code, bad := p.judgeTime(word); bad {
			p.fail(code, from, to, "Found", word)
		}
		return p.build.New(tree.String, from, to, word)
	}
	if code, bad := judgeNumber(word); bad {
		problem := p.fail(code, from, to, "Found", word)
		switch strings.ToLower(word) {
		case "true", "false":
			problem.WithFix(from, to, strings.ToLower(word))
		}
	}
	if !p.build.Wanted() {
		return nil
	}
	return p.build.New(tree.Number, from, to, jsonNumber(word))
}

func (p *parser) bareWord() {
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		if !isBare(c) && c != '+' && c != '.' && c != ':' {
			return
		}
		p.pos++
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// judgeNumber says what is wrong with an integer or float.
func judgeNumber(w string) (diag.Code, bool) {
	unsigned := strings.TrimLeft(w, "+-")
	signs := len(w) - len(unsigned)
	if signs > 1 || unsigned == "" {
		return diag.BadValue, true
	}
	if unsigned == "inf" || unsigned == "nan" {
		return "", false
	}
	if len(unsigned) > 1 && unsigned[0] == '0' && strings.ContainsRune("xob", rune(unsigned[1])) {
		return judgeRadix(unsigned, signs)
	}
	if !isDigit(unsigned[0]) {
		return diag.BadValue, true
	}
	whole, rest := takeDigits(unsigned)
	if !goodDigits(whole) {
		return diag.BadNumber, true
	}
	if len(whole) > 1 && whole[0] == '0' {
		return diag.LeadingZero, true
	}
	if rest == "" {
		if _, err := strconv.ParseInt(strings.ReplaceAll(w, "_", ""), 10, 64); err != nil {
			return diag.NumberTooLarge, true
		}
		return "", false
	}
	return judgeFraction(rest)
}

// judgeFraction looks at what follows the whole part of a float.
func judgeFraction(rest string) (diag.Code, bool) {
	if rest[0] == '.' {
		var digits string
		digits, rest = takeDigits(rest[1:])
		if !goodDigits(digits) {
			return diag.BadNumber, true
		}
	}
	if rest != "" && rest[0]|0x20 == 'e' {
		rest = rest[1:]
		if rest != "" && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		var digits string
		digits, rest = takeDigits(rest)
		if !goodDigits(digits) {
			return diag.BadNumber, true
		}
	}
	return diag.BadNumber, rest != ""
}

func judgeRadix(w string, signs int) (diag.Code, bool) {
	base := map[byte]int{'x': 16, 'o': 8, 'b': 2}[w[1]]
	digits := w[2:]
	if signs > 0 || digits == "" || digits[0] == '_' || digits[len(digits)-1] == '_' || strings.Contains(digits, "__") {
		return diag.BadNumber, true
	}
	_, err := strconv.ParseInt(strings.ReplaceAll(digits, "_", ""), base, 64)
	if e, ok := err.(*strconv.NumError); ok && e.Err == strconv.ErrRange {
		return diag.NumberTooLarge, true
	}
	return diag.BadNumber, err != nil || strings.ContainsAny(digits, "+-")
}

func takeDigits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && (isDigit(s[i]) || s[i] == '_') {
		i++
	}
	return s[:i], s[i:]
}

// goodDigits says whether each underscore has a digit on both sides.
func goodDigits(s string) bool {
	return s != "" && s[0] != '_' && s[len(s)-1] != '_' && !strings.Contains(s, "__")
}

// jsonNumber writes a number as JSON does; what JSON does not have becomes 0.
func jsonNumber(w string) string {
	w = strings.TrimPrefix(strings.ReplaceAll(w, "_", ""), "+")
	if n, err := strconv.ParseInt(w, 0, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	f, err := strconv.ParseFloat(w, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "0"
	}
	return strings.TrimPrefix(w, "+")
}

// looksLikeTime says whether a word is meant as a date or a time.
func looksLikeTime(w string) bool {
	colon := strings.IndexByte(w, ':')
	return colon >= 0 && isDigit(w[0]) || len(w) >= 8 && w[4] == '-' && isDigit(w[0]) && isDigit(w[1]) && isDigit(w[2]) && isDigit(w[3])
}

// judgeTime checks the four kinds of dates and times.
func (p *parser) judgeTime(w string) (diag.Code, bool) {
	rest := w
	hasDate := len(w) >= 10 && w[4] == '-'
	if hasDate {
		year, ok1 := twoDigits(w[0:2])
		year2, ok2 := twoDigits(w[2:4])
		month, ok3 := twoDigits(w[5:7])
		day, ok4 := twoDigits(w[8:10])
		if !ok1 || !ok2 || !ok3 || !ok4 || w[7] != '-' {
			return diag.BadDate, true
		}
		if month < 1 || month > 12 || day < 1 || day > daysIn(year*100+year2, month) {
			return diag.NoSuchDate, true
		}
		if rest = w[10:]; rest == "" {
			return "", false
		}
		if !strings.ContainsRune("Tt ", rune(rest[0])) {
			return diag.BadDate, true
		}
		rest = rest[1:]
	}
	rest, code := p.clock(rest)
	if code != "" || rest == "" {
		return code, code != ""
	}
	if !hasDate {
		return diag.BadDate, true
	}
	return judgeOffset(rest)
}

// clock takes a time of the day off s.
func (p *parser) clock(s string) (rest string, code diag.Code) {
	if len(s) < 5 || s[2] != ':' {
		return s, diag.BadDate
	}
	hour, ok1 := twoDigits(s[0:2])
	minute, ok2 := twoDigits(s[3:5])
	if !ok1 || !ok2 {
		return s, diag.BadDate
	}
	rest, second := s[5:], 0
	switch {
	case len(rest) >= 3 && rest[0] == ':':
		var ok bool
		if second, ok = twoDigits(rest[1:3]); !ok {
			return s, diag.BadDate
		}
		if rest = rest[3:]; rest != "" && rest[0] == '.' {
			n := 1
			for n < len(rest) && isDigit(rest[n]) {
				n++
			}
			if n == 1 {
				return s, diag.BadDate
			}
			rest = rest[n:]
		}
	case p.version < V11:
		return s, diag.BadDate
	}
	if hour > 23 || minute > 59 || second > 60 {
		return s, diag.NoSuchDate
	}
	return rest, ""
}

func judgeOffset(s string) (diag.Code, bool) {
	if s == "Z" || s == "z" {
		return "", false
	}
	if len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return diag.BadDate, true
	}
	hour, ok1 := twoDigits(s[1:3])
	minute, ok2 := twoDigits(s[4:6])
	if !ok1 || !ok2 {
		return diag.BadDate, true
	}
	return diag.NoSuchDate, hour > 23 || minute > 59
}

func twoDigits(s string) (int, bool) {
	if !isDigit(s[0]) || !isDigit(s[1]) {
		return 0, false
	}
	return int(s[0]-'0')*10 + int(s[1]-'0'), true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
