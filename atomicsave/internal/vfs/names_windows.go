package vfs

import (
	"path/filepath"
	"strings"
	"unicode/utf16"

	"golang.org/x/sys/windows"
)

// maxName is the longest name of one entry, in UTF-16 units, on every Windows
// file system.
const maxName = 255

// checkName refuses what cannot be, or must not be, the name of one entry. All
// calls use the \\?\ form, which switches off the rules of Win32; a name that
// breaks them would then reach another file than the one that every other
// program means by it, or make one that nobody can open or delete:
//
//   - devices (CON, NUL, COM1 …), with any extension
//   - a:b, an alternate stream of a
//   - a trailing dot or space, which Win32 drops
//   - characters that Win32 does not allow
//
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
func checkName(name string) error {
	switch {
	case name == "" || name == "." || name == "..":
		return windows.ERROR_INVALID_NAME
	case len(utf16.Encode([]rune(name))) > maxName:
		return windows.ERROR_FILENAME_EXCED_RANGE
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		return windows.ERROR_INVALID_NAME
	case strings.ContainsAny(name, `<>:"/\|?*`) || reserved(name):
		return windows.ERROR_INVALID_NAME
	}
	for _, r := range name {
		if r < ' ' {
			return windows.ERROR_INVALID_NAME
		}
	}
	return nil
}

// reserved reports whether Win32 takes the name for a device.
func reserved(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, ok := strings.CutPrefix(base, "COM")
	if !ok {
		number, ok = strings.CutPrefix(base, "LPT")
	}
	// The superscript digits count too.
	return ok && strings.Contains("0123456789¹²³", number) && len([]rune(number)) == 1
}

const (
	literalPrefix = `\\?\`
	literalUNC    = `\\?\UNC\`
	devicePrefix  = `\\.\`
)

// literalPath returns the absolute form of path with the \\?\ prefix, which
// lifts the limit of 260 characters also for the calls that Go's own long-path
// help does not cover (ReplaceFileW). base is what a relative path starts from,
// "" for the working directory.
func literalPath(base, path string) (string, error) {
	if path == "" {
		path = "."
	}
	if strings.HasPrefix(path, literalPrefix) {
		return path, nil
	}
	// A stream or a device is refused before GetFullPathName changes its form.
	for _, name := range strings.FieldsFunc(path[len(filepath.VolumeName(path)):], isSeparator) {
		if strings.Contains(name, ":") || reserved(name) {
			return "", windows.ERROR_INVALID_NAME
		}
	}
	if base != "" && filepath.VolumeName(path) == "" {
		if isSeparator(rune(path[0])) {
			base = filepath.VolumeName(base)
		}
		return filepath.Join(base, path), nil // base is literal already
	}
	full, err := windows.FullPath(path)
	if err != nil {
		return "", err
	}
	// A trailing separator would turn "not a directory" into "invalid name".
	if trimmed := strings.TrimRight(full, `\`); trimmed != filepath.VolumeName(full) {
		full = trimmed
	}
	switch {
	case strings.HasPrefix(full, devicePrefix), strings.HasPrefix(full, `\\?`):
		return "", windows.ERROR_INVALID_NAME
	case strings.HasPrefix(full, `\\`):
		return literalUNC + full[2:], nil
	}
	return literalPrefix + full, nil
}

func isSeparator(r rune) bool { return r == '\\' || r == '/' }

// displayPath drops the \\?\ prefix where the path means the same without it.
func displayPath(literal string) string {
	rest, unc := strings.CutPrefix(literal, literalUNC)
	if !unc {
		var ok bool
		rest, ok = strings.CutPrefix(literal, literalPrefix)
		if !ok || len(rest) < 2 || rest[1] != ':' {
			return literal
		}
	}
	tail := rest
	if !unc {
		tail = rest[2:]
	}
	for _, name := range strings.FieldsFunc(tail, isSeparator) {
		if checkName(name) != nil {
			return literal
		}
	}
	if unc {
		return `\\` + rest
	}
	return rest
}

// joinPath appends one checked name to a directory's literal path.
func joinPath(dir, name string) string {
	if strings.HasSuffix(dir, `\`) {
		return dir + name
	}
	return dir + `\` + name
}
