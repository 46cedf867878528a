package workspace

import "os"

const (
	appFolder   = "Holdfast"
	stateFolder = "State"
	systemBreak = "\r\n"
)

// stateHome is %LocalAppData%, which does not roam to other machines.
func stateHome() (string, error) { return os.UserCacheDir() }
