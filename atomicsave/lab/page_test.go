package lab

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"holdfast/atomicsave/crashsim"
)

// TestTheTableIsTrue compares the table of SAVE_LAB.md with the model.
func TestTheTableIsTrue(t *testing.T) {
	page, err := os.ReadFile("../../.github/SAVE_LAB.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]crashsim.Strategy{
		"ordinary: empty the file, write it": crashsim.Ordinary, "the same, then flush": crashsim.OrdinaryFlushed,
		"move the old file aside, write": crashsim.MoveAside, "new file, rename, no flush": crashsim.RenameOnly,
		"new file, rename, late flush": crashsim.LateFlush, "new file, rename, flush the folder only": crashsim.DirectoryOnly,
		"Fast": crashsim.Fast, "Balanced": crashsim.Balanced, "Full": crashsim.Full, "in place, by consent": crashsim.InPlace,
	}
	found := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.ReplaceAll(line, "**", ""), "|")
		if len(cells) < 6 {
			continue
		}
		strategy, ok := rows[strings.TrimSpace(cells[1])]
		if !ok {
			continue
		}
		found++
		for i, disk := range crashsim.Disks() {
			total := simulate(t, Sample(), Setup{Strategy: strategy, Disk: disk}).Total
			want := fmt.Sprintf("%d of %d", total.Destroyed, total.Possible)
			if total.Restored > 0 {
				want += fmt.Sprintf("; %d restored", total.Restored)
			}
			if got := strings.TrimSpace(cells[2+i]); got != want {
				t.Errorf("%s, %s: the page says %q, the model %q", strategy, disk, got, want)
			}
		}
	}
	if found != len(crashsim.Strategies()) {
		t.Errorf("the page has %d of %d strategies", found, len(crashsim.Strategies()))
	}
}
