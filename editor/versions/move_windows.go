package versions

import "io/fs"

// movable: access lists belong to the file and are not changed by a move, so
// other names lose nothing.
func movable(fs.FileInfo) bool { return true }
