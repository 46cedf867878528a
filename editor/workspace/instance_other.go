//go:build unix && !linux && !darwin

package workspace

import "os"

// peerOf trusts the folder of the socket here, which only the user can enter.
func peerOf(int) (uid int, err error) { return os.Geteuid(), nil }
