package atomicsave

import (
	"bytes"
	"testing"
)

// The blocks of the old file are given back after a save on ext4, and yet they are there
// for the next one: only two of these files fit on the disk at a time.
func TestFreedForTheNext(t *testing.T) {
	for _, journal := range []string{"has_journal", "^has_journal"} {
		t.Run(journal, func(t *testing.T) {
			dir := mountImage(t, 40<<20, "loop", "mkfs.ext4", "-q", "-F", "-m", "0", "-J", "size=4", "-O", journal)
			const size = 12 << 20
			path := conf(dir)
			for round := range 12 {
				content := bytes.Repeat([]byte{byte(round)}, size)
				r, err := Save(ctx, path, bytes.NewReader(content), Options{Expect: AnyVersion()})
				if err != nil {
					t.Fatal(round, err)
				}
				if r.Achieved != Full {
					t.Error(round, r.Caveats)
				}
			}
		})
	}
}
