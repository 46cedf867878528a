package x11

import (
	"encoding/binary"
	"os"
	"path/filepath"
)

// cookie is the name and the data of the key to a display, from the file that
// XAUTHORITY names or ~/.Xauthority. Both are empty if there is none; the
// display then decides by itself.
func cookie(file, display string) (name, data string) {
	if file == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", ""
		}
		file = filepath.Join(home, ".Xauthority")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", ""
	}
	return findCookie(raw, display)
}

// findCookie reads Xau(3) entries: a family of two bytes, then address, display
// number, name and data, each with a length of two bytes, big-endian. Any
// address will do: a display of this machine is reached by several.
func findCookie(raw []byte, display string) (name, data string) {
	for len(raw) >= 2 {
		raw = raw[2:]
		var field [4]string
		for i := range field {
			if len(raw) < 2 {
				return "", ""
			}
			n := int(binary.BigEndian.Uint16(raw))
			if raw = raw[2:]; len(raw) < n {
				return "", ""
			}
			field[i], raw = string(raw[:n]), raw[n:]
		}
		if field[2] == "MIT-MAGIC-COOKIE-1" && (field[1] == display || field[1] == "") {
			return field[2], field[3]
		}
	}
	return "", ""
}
