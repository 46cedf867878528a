//go:build unix && !darwin

package elevate

import (
	"errors"
	"os"
)

// systemState is the folder of the administrator for what programs keep: hier(7).
func systemState() (string, error) {
	if os.Geteuid() != 0 {
		return "", errors.New("elevate: only the administrator has it")
	}
	return "/var/lib/holdfast", nil
}
