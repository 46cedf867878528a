package workspace

import "golang.org/x/sys/unix"

// peerOf is the user at the other end of a Unix socket: unix(4), LOCAL_PEERCRED.
func peerOf(fd int) (uid int, err error) {
	cred, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, err
	}
	return int(cred.Uid), nil
}
