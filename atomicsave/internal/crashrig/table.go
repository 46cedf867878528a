package crashrig

import (
	"bytes"
	"fmt"
	"io"

	"holdfast/atomicsave/crashsim"
)

// WriteTable writes rows as Markdown.
func WriteTable(w io.Writer, rows []Row) error {
	var b bytes.Buffer
	b.WriteString("| file system | strategy | flushes | cuts | whole, nothing lost | acknowledged save lost (at most) | torn | zeros | empty | missing | unreadable | mountable only to read / not at all | temporary file left, after Recover | restored | damaged after Recover | ms per cut |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range rows {
		b.WriteString(r.line())
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (r Row) line() string {
	flushes := "obeyed"
	if !r.Obey {
		flushes = "ignored"
	}
	system := r.System
	if r.Trusted != "" {
		system += ", journal on " + r.Trusted
	}
	total, most := len(r.Findings), 0
	for _, f := range r.Findings {
		most = max(most, f.Behind())
	}
	lost := fmt.Sprint(r.Lost())
	if most > 0 {
		lost += fmt.Sprintf(" (%d)", most)
	}
	unmountable := r.Count(func(f Finding) bool { return !f.Mounted })
	restored, repaired, left := "–", "–", fmt.Sprint(r.Count(func(f Finding) bool { return f.Leftovers > 0 }))
	if _, ours := promises[r.Strategy]; ours {
		repaired = fmt.Sprint(r.Count(func(f Finding) bool { return !f.Repaired.Good() }))
		restored = fmt.Sprint(r.Count(func(f Finding) bool { return f.Restored }))
		if lost := r.Count(func(f Finding) bool { return f.After().Lost() }); lost > 0 && r.Restores() {
			repaired += fmt.Sprintf(", %d lost", lost)
		}
		left += fmt.Sprintf(", %d", r.Count(func(f Finding) bool { return f.Swept > 0 }))
	}
	return fmt.Sprintf("| %s | %s | %s | %d | %d | %s | %d | %d | %d | %d | %d | %d / %d | %s | %s | %s | %.0f |\n",
		system, r.Strategy, flushes, total, total-r.Damaged()-r.Lost(), lost,
		r.Of(crashsim.Torn), r.Of(crashsim.Zeroed), r.Of(crashsim.Empty), r.Of(crashsim.Missing),
		r.Of(crashsim.Unreadable)-unmountable, r.Count(func(f Finding) bool { return f.ReadOnly }), unmountable,
		left, restored, repaired, r.Millis)
}
