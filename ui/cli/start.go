package cli

import (
	"os"

	"holdfast/ui/words"
)

// ExitIf ends the program with ExitOther if the window cannot be opened because
// of cause, and says so with the sentence that has the key. It does nothing if
// cause is nil.
func ExitIf(key string, cause error) {
	if cause == nil {
		return
	}
	os.Stderr.WriteString(words.T(key, words.D{"Cause": cause}) + "\n")
	os.Exit(ExitOther)
}
