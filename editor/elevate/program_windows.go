package elevate

import "os"

// Program is the absolute path of this program. The prompt of Windows shows it,
// with its publisher.
func Program() (string, error) { return os.Executable() }
