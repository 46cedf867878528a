package atomicsave

import "golang.org/x/sys/unix"

// damaged is the answer of a file system that found its own records to be wrong.
const damaged = unix.EUCLEAN

// mayChown reports whether the process may give files away although it is not
// root: capability CAP_CHOWN.
func mayChown() bool {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return false
	}
	return data[0].Effective&(1<<unix.CAP_CHOWN) != 0
}
