package elevate

import (
	"errors"
	"os"
)

// systemState is the folder of the administrator for what programs keep.
func systemState() (string, error) {
	if os.Geteuid() != 0 {
		return "", errors.New("elevate: only the administrator has it")
	}
	return "/Library/Application Support/Holdfast", nil
}
