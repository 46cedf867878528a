package check

import (
	"bytes"
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/jsonfile"
	"holdfast/editor/check/linefile"
	"holdfast/editor/check/tomlfile"
	"holdfast/editor/check/tree"
	"holdfast/editor/check/xmlfile"
	"holdfast/editor/check/yamlfile"
)

// The types of what is found.
type (
	// Problem is one thing that is wrong with a file.
	Problem = diag.Problem
	// Fix is a change that certainly repairs a problem.
	Fix = diag.Fix
	// Severity says how bad a problem is.
	Severity = diag.Severity
	// Code names a kind of problem.
	Code = diag.Code
)

// The severities.
const (
	Error   = diag.Error
	Warning = diag.Warning
)

// MaxSize is the size of the largest content that is checked.
const MaxSize = 512 << 20

// MaxTime is how long a check may take.
const MaxTime = time.Minute

// Class says why something could not be checked.
type Class uint8

// The classes.
const (
	Other     Class = iota // a mistake in the checker
	NoChecker              // nothing here checks this format
	TooLarge               // more than MaxSize
	Cancelled              // the context ended, or MaxTime was over
	BadSchema              // a schema that cannot be used
	NotFound               // a program or schema that is not there
)

// String returns the class as a word.
func (c Class) String() string {
	return [...]string{"other", "no-checker", "too-large", "cancelled", "bad-schema", "not-found"}[c]
}

// FailError says that content could not be checked. It says nothing about the
// content.
type FailError struct {
	Class Class
	Err   error
}

// Error implements error.
func (e *FailError) Error() string { return fmt.Sprintf("check: %s: %v", e.Class, e.Err) }

// Unwrap returns the cause.
func (e *FailError) Unwrap() error { return e.Err }

// Check returns what is wrong with content, which is text in UTF-8, sorted by
// place. The bytes of a file become text by [Decode]. An error is a *FailError.
func Check(ctx context.Context, format Format, content []byte) ([]Problem, error) {
	problems, _, err := Tree(ctx, format, content, nil)
	return problems, err
}

// Tree is like Check and also returns the documents of a JSON, TOML or YAML file
// as trees, if build is not nil.
func Tree(ctx context.Context, format Format, content []byte, build *tree.Builder) (problems []Problem, docs []*tree.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			problems, docs, err = nil, nil, &FailError{Other, fmt.Errorf("%v", r)}
		}
	}()
	if len(content) > MaxSize {
		return nil, nil, &FailError{TooLarge, fmt.Errorf("%d bytes", len(content))}
	}
	ctx, cancel := context.WithTimeout(ctx, MaxTime)
	defer cancel()
	list := diag.NewList(ctx, content)
	if bad := firstInvalid(content); bad >= 0 {
		list.Add(diag.InvalidUTF8, bad, bad+1, "Byte", fmt.Sprintf("0x%02X", content[bad]))
	} else if docs, err = run(format, content, list, build); err != nil {
		return nil, nil, err
	}
	if ctx.Err() != nil {
		return nil, nil, &FailError{Cancelled, ctx.Err()}
	}
	return list.Problems(), docs, nil
}

// run calls the checker of a format.
func run(format Format, content []byte, list *diag.List, build *tree.Builder) ([]*tree.Node, error) {
	switch format {
	case JSON:
		return []*tree.Node{jsonfile.Parse(content, jsonfile.Strict, list, build)}, nil
	case JSONC:
		return []*tree.Node{jsonfile.Parse(content, jsonfile.JSONC, list, build)}, nil
	case JSON5:
		return []*tree.Node{jsonfile.Parse(content, jsonfile.JSON5, list, build)}, nil
	case TOML:
		return []*tree.Node{tomlfile.Parse(content, tomlfile.V10, list, build)}, nil
	case TOML11:
		return []*tree.Node{tomlfile.Parse(content, tomlfile.V11, list, build)}, nil
	case YAML:
		return yamlfile.Parse(content, list, build), nil
	case XML:
		xmlfile.Parse(content, list)
		return nil, nil
	}
	check, ok := map[Format]func([]byte, *diag.List){
		INI: linefile.INI, Properties: linefile.Properties, Env: linefile.Env, Hosts: linefile.Hosts, Fstab: linefile.Fstab,
		SSHD: linefile.SSHD, Systemd: linefile.Systemd,
		Crontab:       func(b []byte, l *diag.List) { linefile.Crontab(b, false, l) },
		SystemCrontab: func(b []byte, l *diag.List) { linefile.Crontab(b, true, l) },
	}[format]
	if !ok {
		return nil, &FailError{NoChecker, fmt.Errorf("no checker for the format %q", format)}
	}
	if i := bytes.IndexByte(content, 0); i >= 0 {
		list.Add(diag.BadCharacter, i, i+1, "Name", "U+0000")
		return nil, nil
	}
	check(content, list)
	return nil, nil
}

// firstInvalid is the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; ; {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
}
