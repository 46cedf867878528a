package cli

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Operand is a file that the command line asks the window to show, and where
// in it to put the caret.
type Operand struct {
	// Path is the file's name as it was given, without line and column. It need
	// not exist.
	Path string
	// Line counts from 1; 0 means that no line was asked for.
	Line int
	// Column counts from 1, in characters as a person sees them; 0 means that
	// no column was asked for.
	Column int
}

// ParseOperand reads FILE[:LINE[:COLUMN]]. A file that exists wins over a
// number: with a file named "log:3" on the disk, "log:3" is that file, and
// "log:3:7" is its line 7. A colon after the last number is allowed, so that
// "FILE:LINE:" can be copied from the output of grep and compilers. The colon
// of a Windows drive letter never starts a number.
func ParseOperand(arg string) Operand {
	return parseOperand(arg, len(filepath.VolumeName(arg)), exists)
}

// existsPatience is how long the command line waits for a file to answer.
const existsPatience = 2 * time.Second

// exists looks whether there is a file. Storage that does not answer must not
// keep the window from opening: then there is none.
func exists(name string) bool {
	seen := make(chan error, 1)
	go func() {
		_, err := os.Lstat(name)
		seen <- err
	}()
	select {
	case err := <-seen:
		return err == nil
	case <-time.After(existsPatience):
		return false
	}
}

// parseOperand does the work of ParseOperand for a name whose first volume
// bytes are a drive or a share, which are never taken apart.
func parseOperand(arg string, volume int, exists func(string) bool) Operand {
	whole := Operand{Path: arg}
	rest, last, ok := cutNumber(strings.TrimSuffix(arg[volume:], ":"))
	if !ok || exists(arg) {
		return whole
	}
	line := Operand{Path: arg[:volume] + rest, Line: last}
	if exists(line.Path) {
		return line
	}
	if rest, first, ok := cutNumber(rest); ok {
		return Operand{Path: arg[:volume] + rest, Line: first, Column: last}
	}
	return line
}

// cutNumber takes ":123" off the end of s, if something is left before it. A
// number too large for an int is the largest int: the text view stops at the
// last line anyway.
func cutNumber(s string) (rest string, n int, ok bool) {
	colon := strings.LastIndexByte(s, ':')
	if colon < 1 || colon == len(s)-1 {
		return s, 0, false
	}
	for _, c := range []byte(s[colon+1:]) {
		if c < '0' || c > '9' {
			return s, 0, false
		}
	}
	n, err := strconv.Atoi(s[colon+1:])
	if err != nil {
		n = math.MaxInt
	}
	return s[:colon], n, true
}
