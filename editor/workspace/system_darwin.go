package workspace

import "os"

const (
	appFolder   = "Holdfast"
	stateFolder = "State"
	systemBreak = "\n"
)

func stateHome() (string, error) { return os.UserConfigDir() }
