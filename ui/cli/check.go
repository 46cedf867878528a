package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"holdfast/atomicsave"
	"holdfast/editor/check"
	"holdfast/editor/check/external"
	"holdfast/editor/check/schema"
	"holdfast/ui/words"
)

// checking is one run of the verb check.
type checking struct {
	*call
	as         string
	schemaFile string
	noSchema   bool
	programs   bool
	strict     bool
	asJSON     bool
	schemas    map[schema.Source]*schema.Schema // those that were read
}

// setUpCheck defines the verb check: it finds what is wrong with config files.
func setUpCheck(c *call) func(context.Context, []string) error {
	k := &checking{call: c}
	c.flags.StringVar(&k.as, "as", "", "")
	c.flags.StringVar(&k.schemaFile, "schema", "", "")
	c.flags.BoolVar(&k.noSchema, "no-schema", false, "")
	c.flags.BoolVar(&k.programs, "programs", false, "")
	c.flags.BoolVar(&k.strict, "strict", false, "")
	c.flags.BoolVar(&k.asJSON, "json", false, "")
	return k.run
}

// run checks every file, also after one that could not be checked.
func (k *checking) run(ctx context.Context, files []string) error {
	if len(files) == 0 {
		return &usageError{verb: "check", text: words.T("cli.check.no-files")}
	}
	if k.as != "" && !slices.Contains(check.Formats(), check.Format(k.as)) {
		return &usageError{verb: "check", text: words.T("cli.check.no-such-format", words.D{"Format": k.as})}
	}
	found, failed := false, false
	verdicts := make([]verdict, 0, len(files))
	for _, file := range files {
		v := k.file(ctx, file)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		found = found || v.counts(k.strict)
		if v.Error != nil {
			failed = true
			k.complain(words.T("cli.check.could-not", words.D{"Path": printable(file), "Cause": *v.Error}))
		}
		if k.asJSON {
			verdicts = append(verdicts, v)
		} else if err := k.print(v.text()); err != nil {
			return err
		}
	}
	if k.asJSON {
		if err := k.printJSON(verdicts); err != nil {
			return err
		}
	}
	switch {
	case failed:
		return &planned{&atomicsave.Error{Class: atomicsave.Usage}} // everything was said: ExitUsage is 2
	case found:
		return &planned{errors.New("problems were found")}
	}
	return nil
}

// verdict is the JSON of what was found in one file.
type verdict struct {
	File     string       `json:"file"`
	Format   check.Format `json:"format"`
	Problems []problem    `json:"problems"`
	Error    *string      `json:"error"`
}

// problem is the JSON of a problem. Offsets are bytes.
type problem struct {
	Line     int            `json:"line"`
	Column   int            `json:"column"`
	From     int            `json:"from"`
	To       int            `json:"to"`
	Severity check.Severity `json:"severity"`
	Code     check.Code     `json:"code"`
	Message  string         `json:"message"`
	Fix      *fix           `json:"fix"`
}

// fix is the JSON of a repair.
type fix struct {
	From   int    `json:"from"`
	To     int    `json:"to"`
	Insert string `json:"insert"`
}

// file checks one file, or standard input for "-".
func (k *checking) file(ctx context.Context, name string) verdict {
	v := verdict{File: name, Problems: []problem{}, Format: check.Format(k.as)}
	content, err := k.read(ctx, name)
	if err != nil {
		return v.failed(words.Join(adviceOn(&lookError{err})...))
	}
	if v.Format == check.Unknown {
		v.Format = check.Detect(name, content)
	}
	if err := k.judge(ctx, &v, content); err != nil {
		return v.failed(causeOf(err))
	}
	return v
}

// errNoFormat is a file whose format nobody can tell.
var errNoFormat = errors.New("unknown format")

// judge adds to v what is found: by the format, by a schema, and if asked for by
// the program that reads such files. The last alone is enough for a format that
// nothing here checks.
func (k *checking) judge(ctx context.Context, v *verdict, content []byte) error {
	asked, err := k.ask(ctx, v)
	if err != nil {
		return err
	}
	if v.Format == check.Unknown {
		if asked {
			return nil
		}
		return errNoFormat
	}
	text, found := check.Decode(v.Format, content)
	if len(found) == 0 {
		found, err = k.compare(ctx, v, text)
	}
	if e, ok := errors.AsType[*check.FailError](err); ok && e.Class == check.NoChecker && asked {
		return nil
	}
	v.add(found)
	return err
}

// compare checks the format, and the schema where there is one.
func (k *checking) compare(ctx context.Context, v *verdict, content []byte) ([]check.Problem, error) {
	source := schema.Source{Path: k.schemaFile}
	switch {
	case k.schemaFile != "" && !schema.Describes(v.Format):
		return nil, &check.FailError{Class: check.BadSchema, Err: errors.New("a JSON Schema describes JSON, YAML and TOML alone")}
	case k.schemaFile == "" && v.File != "-" && !k.noSchema:
		source = schema.For(v.File, v.Format, content, "")
	}
	if source == (schema.Source{}) {
		return check.Check(ctx, v.Format, content)
	}
	s := k.schemas[source]
	if s == nil {
		var err error
		if s, err = source.Load(); err != nil {
			return nil, err
		}
		if k.schemas == nil {
			k.schemas = map[schema.Source]*schema.Schema{}
		}
		k.schemas[source] = s
	}
	return s.Check(ctx, v.Format, content)
}

// ask lets the program that reads such files judge the file, if that was asked
// for and one is installed. asked says that a program gave a verdict.
func (k *checking) ask(ctx context.Context, v *verdict) (asked bool, err error) {
	if !k.programs || v.File == "-" {
		return false, nil
	}
	for _, c := range external.For(v.File) {
		if _, ok := c.Find(); !ok {
			continue
		}
		found, err := c.Run(ctx, v.File, v.File)
		if e, ok := errors.AsType[*check.FailError](err); ok && e.Class == check.NotFound {
			continue
		}
		v.add(found)
		return err == nil, err
	}
	return false, nil
}

// read returns the content of a file, or of standard input.
func (k *checking) read(ctx context.Context, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(newInput(ctx, k.In), check.MaxSize+1))
	}
	if info, err := os.Stat(name); err == nil && info.Size() > check.MaxSize {
		return make([]byte, check.MaxSize+1), nil // refused, and never read
	}
	content, _, err := atomicsave.Read(ctx, name)
	return content, err
}

// causeOf says in words why a check was not possible.
func causeOf(err error) string {
	if errors.Is(err, errNoFormat) {
		return words.T("cli.check.no-format")
	}
	class := check.Other
	cause := err
	if e, ok := errors.AsType[*check.FailError](err); ok {
		class, cause = e.Class, e.Err
	}
	return words.T("cli.check."+class.String(), words.D{"Cause": cause.Error()})
}

func (v verdict) failed(cause string) verdict {
	v.Error = &cause
	return v
}

func (v *verdict) add(found []check.Problem) {
	for _, p := range found {
		out := problem{Line: p.Line, Column: p.Column, From: p.From, To: p.To, Severity: p.Severity, Code: p.Code, Message: words.Problem(p)}
		if p.Fix != nil {
			out.Fix = &fix{p.Fix.From, p.Fix.To, p.Fix.Insert}
		}
		v.Problems = append(v.Problems, out)
	}
}

// counts says whether something was found that makes the exit code 1.
func (v verdict) counts(strict bool) bool {
	return slices.ContainsFunc(v.Problems, func(p problem) bool { return strict || p.Severity == check.Error })
}

// text is the verdict for people, one line for each problem.
func (v verdict) text() string {
	var b strings.Builder
	for _, p := range v.Problems {
		message := p.Message
		if p.Severity == check.Warning {
			message = words.T("cli.check.warning", words.D{"Text": message})
		}
		place := fmt.Sprintf(":%d:%d", p.Line, p.Column)
		if p.Line == 0 { // a program that names no line
			place = ""
		}
		fmt.Fprintf(&b, "%s%s: %s [%s]\n", printable(v.File), place, oneLine(message), p.Code)
	}
	return b.String()
}

// printable is a file name that cannot break a line or colour a terminal.
func printable(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

// oneLine replaces what a quotation from the file could do to the terminal.
// Spaces of every kind stay: languages use some that IsPrint leaves out.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return '�'
		}
		return r
	}, s)
}
