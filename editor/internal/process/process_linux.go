package process

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// startOf reads the start time, in clock ticks since the boot: field 22 of
// /proc/PID/stat, see proc_pid_stat(5). The command in field 2 may have spaces
// and parentheses, so fields are counted from the last parenthesis. A process
// that has ended and waits to be collected (Z) counts as dead.
func startOf(pid int) (start string, running bool) {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) && procIsMounted() {
			return "", false
		}
		return "", !errors.Is(unix.Kill(pid, 0), unix.ESRCH)
	}
	fields := bytes.Fields(data[bytes.LastIndexByte(data, ')')+1:])
	if len(fields) < 20 {
		return "", true
	}
	return string(fields[19]), fields[0][0] != 'Z' && fields[0][0] != 'X'
}

func procIsMounted() bool {
	_, err := os.Stat("/proc/self/stat")
	return err == nil
}

func boot() string { return content("/proc/sys/kernel/random/boot_id") }

// space tells containers apart, which share the boot but not the numbers.
func space() string {
	name, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		return ""
	}
	return name
}

// machine does not change with the network, unlike the host name:
// machine-id(5).
func machine() string {
	if id := content("/etc/machine-id"); id != "" {
		return id
	}
	return hostname()
}

func content(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}
