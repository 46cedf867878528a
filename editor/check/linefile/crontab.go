package linefile

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"holdfast/editor/check/diag"
)

// column is one of the five times of a crontab line.
type column struct {
	name     string
	min, max int
	names    []string
}

var columns = [...]column{
	{"minute", 0, 59, nil}, {"hour", 0, 23, nil}, {"day", 1, 31, nil},
	{"month", 1, 12, []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
	{"weekday", 0, 7, []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
}

var nicknames = []string{"@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@every_minute", "@every_second"}

// Crontab checks crontab(5) as cron of Debian and cronie read it. With users, as
// in /etc/crontab, a user stands before each command.
func Crontab(src []byte, users bool, list *diag.List) {
	eachLine(src, list, func(l line) {
		t := l.trimmed()
		if t.text == "" || t.text[0] == '#' || cronVariable(t.text) {
			return
		}
		words := t.fields()
		times := 5
		if words[0].text[0] == '@' {
			times = 1
			if !slices.Contains(nicknames, strings.ToLower(words[0].text)) {
				list.Add(diag.BadTime, words[0].from, words[0].to(), "Found", words[0].text, "Column", "nickname")
				return
			}
		} else {
			for i, w := range words[:min(5, len(words))] {
				if !columns[i].accepts(w.text) {
					list.Add(diag.BadTime, w.from, w.to(), "Found", w.text, "Column", columns[i].name)
					return
				}
			}
		}
		need := times + 1
		if users {
			need++
		}
		if len(words) < need {
			list.Add(diag.TooFewFields, t.from, t.end(), "Count", strconv.Itoa(len(words)), "Expected", strconv.Itoa(need))
		}
	})
	// "crontab requires that each entry end in a newline character. If the last
	// entry is missing the newline, cron will consider the crontab broken":
	// crontab(5) of Debian.
	if n := len(src); n > 0 && src[n-1] != '\n' {
		last := bytes.TrimSpace(src[bytes.LastIndexByte(src, '\n')+1:])
		if len(last) > 0 && last[0] != '#' {
			list.Add(diag.NoFinalNewline, n, n).WithFix(n, n, "\n")
		}
	}
}

// cronVariable says whether a line sets a variable: name = value.
func cronVariable(s string) bool {
	i := strings.IndexByte(s, '=')
	if i < 0 {
		return false
	}
	name := strings.Trim(strings.TrimSpace(s[:i]), `"'`)
	return goodName(name)
}

// accepts checks one column: a list of values, ranges and steps.
func (c column) accepts(s string) bool {
	for item := range strings.SplitSeq(s, ",") {
		span, step, stepped := strings.Cut(item, "/")
		if stepped {
			if n, err := strconv.Atoi(step); err != nil || n < 1 {
				return false
			}
		}
		if span == "*" {
			continue
		}
		i := strings.IndexAny(span, "-~")
		if i < 0 {
			if _, ok := c.value(span); !ok {
				return false
			}
			continue
		}
		low, lowOK := c.value(span[:i])
		high, highOK := c.value(span[i+1:])
		if span[i] == '~' && span[:i] == "" {
			low, lowOK = c.min, true
		}
		if span[i] == '~' && span[i+1:] == "" {
			high, highOK = c.max, true
		}
		if high == 0 && c.max == 7 {
			high = 7 // fri-sun
		}
		if !lowOK || !highOK || low > high {
			return false
		}
	}
	return true
}

func (c column) value(s string) (int, bool) {
	for i, name := range c.names {
		if strings.EqualFold(s, name) {
			return i + c.min, true
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= c.min && n <= c.max && s[0] != '+'
}
