package cli

import "holdfast/atomicsave/lab"

// isLabChild reports whether the program was started by its own Save Lab, as the
// process that saves and is killed. The flag is not for people, and in no help.
func isLabChild(args []string) bool { return len(args) == 1 && args[0] == lab.ChildVerb }
