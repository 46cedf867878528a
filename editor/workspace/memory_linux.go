package workspace

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// freeMemory is what the kernel estimates that programs can have without
// swapping: MemAvailable of proc_meminfo(5).
func freeMemory() (bytes int64, known bool) {
	file, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "MemAvailable:"); ok {
			_, err := fmt.Sscan(rest, &bytes)
			return bytes << 10, err == nil // the unit is KiB
		}
	}
	return 0, false
}
