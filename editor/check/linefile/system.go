package linefile

import (
	"net/netip"
	"strconv"
	"strings"

	"holdfast/editor/check/diag"
)

// Hosts checks hosts(5): an address and its names on each line.
func Hosts(src []byte, list *diag.List) {
	eachLine(src, list, func(l line) {
		words := l.beforeComment().fields()
		if len(words) == 0 {
			return
		}
		if _, err := netip.ParseAddr(words[0].text); err != nil {
			list.Add(diag.BadAddress, words[0].from, words[0].to(), "Found", words[0].text)
		}
		if len(words) == 1 {
			list.Add(diag.ExpectedHostName, words[0].to(), words[0].to())
		}
		for _, w := range words[1:] {
			if !hostName(w.text) {
				list.Add(diag.BadHostName, w.from, w.to(), "Found", w.text)
			}
		}
	})
}

// hostName says whether s can be a name: labels of RFC 1123, with the underscore
// that resolvers accept, and any letter beyond ASCII.
func hostName(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && c < 0x80 {
				return false
			}
		}
	}
	return true
}

// Fstab checks fstab(5), as mount of util-linux reads it.
func Fstab(src []byte, list *diag.List) {
	points := map[string]bool{}
	eachLine(src, list, func(l line) {
		words := l.fields()
		if len(words) == 0 || words[0].text[0] == '#' {
			return
		}
		for i, w := range words { // a comment may follow the fields
			if i >= 4 && w.text[0] == '#' {
				words = words[:i]
				break
			}
		}
		t := l.trimmed()
		if len(words) < 4 {
			list.Add(diag.TooFewFields, t.from, t.end(), "Count", strconv.Itoa(len(words)), "Expected", "4")
			return
		}
		if len(words) > 6 {
			list.Add(diag.TooManyFields, words[6].from, t.end(), "Expected", "6")
		}
		fstabEntry(words, points, list)
		for _, w := range words[4:min(6, len(words))] {
			if _, err := strconv.ParseUint(w.text, 10, 16); err != nil {
				list.Add(diag.ExpectedNumber, w.from, w.to(), "Found", w.text)
			}
		}
	})
}

func fstabEntry(words []field, points map[string]bool, list *diag.List) {
	source, point, kind := words[0], words[1], words[2]
	if tag, value, ok := strings.Cut(source.text, "="); ok && (tag == "UUID" || tag == "LABEL" || tag == "PARTUUID" || tag == "PARTLABEL") {
		if strings.Trim(value, `"`) == "" {
			list.Add(diag.ExpectedValue, source.to(), source.to(), "Found", "")
		}
	}
	if strings.Contains(","+words[3].text+",", ",,") {
		list.Warn(diag.EmptyOption, words[3].from, words[3].to())
	}
	if kind.text == "swap" || point.text == "none" || point.text == "swap" {
		return
	}
	if !strings.HasPrefix(point.text, "/") {
		list.Add(diag.MountPointNotAbsolute, point.from, point.to(), "Found", point.text)
	}
	if points[point.text] {
		list.Warn(diag.DuplicateKey, point.from, point.to(), "Key", point.text)
	}
	points[point.text] = true
}
