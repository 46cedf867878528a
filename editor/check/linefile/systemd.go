package linefile

import (
	"strings"

	"holdfast/editor/check/diag"
)

// Systemd checks the syntax of units and of the other files of systemd:
// systemd.syntax(7). What it reports, systemd logs and ignores.
func Systemd(src []byte, list *diag.List) {
	inSection, continues := false, false
	eachLine(src, list, func(l line) {
		t := l.trimmed()
		if t.text != "" && (t.text[0] == '#' || t.text[0] == ';') {
			return // also between the lines of a value
		}
		continued := continues
		continues = strings.HasSuffix(l.text, `\`)
		switch {
		case continued || t.text == "":
			return
		case t.text[0] == '[':
			inSection = true
			if !strings.HasSuffix(t.text, "]") {
				list.Add(diag.Unclosed, t.from, t.end(), "Open", "[", "Close", "]").WithFix(t.end(), t.end(), "]")
			}
			return
		}
		i := strings.IndexByte(t.text, '=')
		switch {
		case i < 0:
			list.Add(diag.ExpectedEquals, t.end(), t.end(), "Found", "")
		case i == 0:
			list.Add(diag.ExpectedKey, t.from, t.from+1, "Found", "=")
		case !inSection:
			list.Add(diag.OutsideSection, t.from, t.from+i, "Key", strings.TrimSpace(t.text[:i]))
		case strings.ContainsAny(strings.TrimSpace(t.text[:i]), " \t"):
			list.Warn(diag.BadName, t.from, t.from+i, "Name", strings.TrimSpace(t.text[:i]))
		}
	})
}
