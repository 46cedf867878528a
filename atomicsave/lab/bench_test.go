package lab

import (
	"bytes"
	"fmt"
	"testing"

	"holdfast/atomicsave/crashsim"
)

// BenchmarkSimulate measures what the window waits for when something is chosen:
// at most 5 ms for the sample, 100 ms for 10 MB.
func BenchmarkSimulate(b *testing.B) {
	old := bytes.Repeat([]byte("one line of the file\n"), 10<<20/21)
	ten, err := FromBytes("ten", old, Changed(old))
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		content Content
	}{{"sample", Sample()}, {"10MB", ten}, {"1GB", large(b, 1<<30)}} {
		for _, strategy := range []crashsim.Strategy{crashsim.Ordinary, crashsim.Fast, crashsim.Full, crashsim.InPlace} {
			for _, disk := range crashsim.Disks() {
				b.Run(fmt.Sprintf("%s/%s/%s", c.name, strategy, disk), func(b *testing.B) {
					for b.Loop() {
						simulate(b, c.content, Setup{Strategy: strategy, Disk: disk})
					}
				})
			}
		}
	}
}
