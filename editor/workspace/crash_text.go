package workspace

import (
	"path"
	"regexp"
	"strings"
)

// What a crash report may hold: lines of these forms, which the runtime writes
// and which say nothing of files and their content. Everything else is withheld,
// above all the text of a panic, which may be a message with a path in it.
var (
	crashHeading  = regexp.MustCompile(`^goroutine \d+ (gp=0x[0-9a-f]+ m=(-?\d+|nil) (mp=0x[0-9a-f]+ )?)?\[[a-zA-Z0-9 ,()<>-]*\]:$`)
	crashFrame    = regexp.MustCompile(`^([A-Za-z0-9_][A-Za-z0-9_./%@*()\[\]·…{},-]+)\([0-9a-fx?, .{}+…_]*\)$`)
	crashCreated  = regexp.MustCompile(`^created by ([A-Za-z0-9_./%@*()\[\]·…-]+?)( in goroutine \d+)?$`)
	crashPlace    = regexp.MustCompile(`^(\S+\.(?:go|s|c)):(\d+)( \+0x[0-9a-f]+)?( .*)?$`)
	crashRuntime  = regexp.MustCompile(`^(panic: )?runtime error: (index out of range|slice bounds out of range|invalid memory address|integer divide by zero|makeslice|makechan|hash of unhashable|comparing uncomparable|slice to array|negative shift)[a-zA-Z0-9 \[\]:,-]*( \[recovered(, repanicked)?\])?$`)
	crashFatal    = regexp.MustCompile(`^fatal error: [a-zA-Z0-9 :,.'-]*$`)
	crashSignal   = regexp.MustCompile(`^(\[signal )?SIG[A-Z]+: [a-z A-Z-]+( PC=0x[0-9a-f]+)?( m=-?\d+)?( sigcode=-?\d+)?( addr=0x[0-9a-f]+)?( code=(0x[0-9a-f]+|-?\d+) addr=0x[0-9a-f]+ pc=0x[0-9a-f]+\])?$`)
	crashOfPanic  = regexp.MustCompile(`^panic: `)
	crashWithheld = "(text withheld)"
)

// Publishable is what the runtime wrote at a crash, without anything that could
// tell of the user's files: the text of a panic is withheld unless the runtime
// made it, the paths of source files are cut to folder and file, and those of
// packages to their last name. The only / left is the one between a folder and its
// file.
func Publishable(raw string) string {
	var out strings.Builder
	withheld := false
	for line := range strings.Lines(raw) {
		text, ok := publishableLine(strings.TrimSpace(line))
		switch {
		case ok:
			out.WriteString(text + "\n")
		case text != "" && !withheld:
			out.WriteString(text + "\n")
		}
		withheld = !ok && text != ""
	}
	return out.String()
}

// publishableLine is what remains of a line; ok is false if something was
// withheld.
func publishableLine(line string) (text string, ok bool) {
	switch {
	case line == "", crashHeading.MatchString(line), crashRuntime.MatchString(line),
		crashFatal.MatchString(line), crashSignal.MatchString(line):
		return line, true
	case crashOfPanic.MatchString(line):
		return "panic: " + crashWithheld, true
	}
	if m := crashPlace.FindStringSubmatch(line); m != nil {
		folder, file := path.Split(strings.ReplaceAll(m[1], `\`, "/"))
		return "\t" + path.Join(path.Base(folder), file) + ":" + m[2] + m[3], true
	}
	if m := crashFrame.FindStringSubmatch(line); m != nil {
		return lastName(m[1]) + "(…)", true
	}
	if m := crashCreated.FindStringSubmatch(line); m != nil {
		return "created by " + lastName(m[1]) + m[2], true
	}
	return crashWithheld, false
}

// lastName is a function without the folders of its package. They say little that
// the line below does not, and a line of a panic's text that looks like a call
// could be a path.
func lastName(function string) string {
	return function[strings.LastIndexByte(function, '/')+1:]
}
