package workspace

import (
	"os"
	"testing"
)

func TestOfKernel(t *testing.T) {
	for path, want := range map[string]bool{
		"/proc/version": true, "/proc/sys/kernel/hostname": true, "/sys/kernel/uevent_seqnum": true,
		"/etc/passwd": false, "/nowhere/at/all": false, t.TempDir(): false,
	} {
		if _, err := os.Stat(path); want && err != nil {
			t.Logf("left out, because it is not here: %v", err)
			continue
		}
		if got := OfKernel(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
