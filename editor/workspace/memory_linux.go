package workspace

import (
	"bufio"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// freeMemory is the least of what the kernel estimates that programs can have
// without swapping, what the control groups of this process leave it (a container,
// a unit of systemd: beyond it the kernel kills), and what its own limit leaves.
func freeMemory() (bytes int64, known bool) {
	for _, source := range []func() (int64, bool){
		func() (int64, bool) { return available("/proc/meminfo") },
		func() (int64, bool) { return groupMemory("/proc/self/cgroup", "/sys/fs/cgroup") },
		addressSpace,
	} {
		if free, ok := source(); ok && (!known || free < bytes) {
			bytes, known = free, true
		}
	}
	return max(bytes, 0), known
}

// available is MemAvailable of proc_meminfo(5).
func available(meminfo string) (bytes int64, known bool) {
	bytes, known = field(meminfo, "MemAvailable:")
	return bytes << 10, known // the unit is KiB
}

// field is the number after a word that begins a line.
func field(file, word string) (n int64, ok bool) {
	f, err := os.Open(file)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if words := strings.Fields(lines.Text()); len(words) > 1 && words[0] == word {
			n, err := strconv.ParseInt(words[1], 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}

// groupFiles are the names of the limit, of the use, and of the part of the use
// that is given back when memory is short, in both versions of control groups.
var groupFiles = []struct {
	folder, limit, used string
	cached              [2]string
}{
	{"", "memory.max", "memory.current", [2]string{"inactive_file", "active_file"}},
	{"memory", "memory.limit_in_bytes", "memory.usage_in_bytes", [2]string{"total_inactive_file", "total_active_file"}},
}

// groupMemory is what the control groups that membership names (cgroups(7)), and
// those around them, leave. It is not known if none has a limit. In a container a
// group may be mounted as the root, whatever its name is.
func groupMemory(membership, mounts string) (bytes int64, known bool) {
	list, err := os.ReadFile(membership)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(list)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		files := groupFiles[0]
		switch {
		case parts[0] == "0":
		case strings.Contains(","+parts[1]+",", ",memory,"):
			files = groupFiles[1]
		default:
			continue
		}
		for group := path.Clean("/" + parts[2]); ; group = path.Dir(group) {
			dir := filepath.Join(mounts, files.folder, group)
			limit, hasLimit := number(filepath.Join(dir, files.limit))
			used, hasUse := number(filepath.Join(dir, files.used))
			if hasLimit && hasUse {
				for _, name := range files.cached {
					cached, _ := field(filepath.Join(dir, "memory.stat"), name)
					used -= cached
				}
				if free := limit - max(used, 0); !known || free < bytes {
					bytes, known = free, true
				}
			}
			if group == "/" {
				break
			}
		}
	}
	return bytes, known
}

// number is what a file of one number holds.
func number(file string) (int64, bool) {
	data, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
	return n, err == nil // "max" is no number
}

// addressSpace is what RLIMIT_AS leaves, see getrlimit(2).
func addressSpace() (bytes int64, known bool) {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_AS, &limit) != nil || limit.Cur > 1<<62 {
		return 0, false
	}
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	var pages int64
	if _, err := fmt.Sscan(string(statm), &pages); err != nil {
		return 0, false
	}
	return int64(limit.Cur) - pages*int64(os.Getpagesize()), true
}
