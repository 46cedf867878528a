package elevate

import "errors"

// systemState does not exist: any user may make folders in ProgramData, and so
// could have made this one first.
func systemState() (string, error) {
	return "", errors.New("elevate: there is no folder that is surely the administrator's")
}
