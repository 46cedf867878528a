package cli

import (
	"context"
	"encoding/json"
	"strings"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// writeFlags are the flags of the verb write.
type writeFlags struct {
	durability atomicsave.Durability
	expect     atomicsave.Fingerprint
	expects    bool // --expect was given
	create     bool
	force      bool
	tempDir    string
	noVersion  bool
	json       bool

	administrator bool
	from          string
}

// setUpWrite defines the verb write: it replaces a file by standard input.
func setUpWrite(c *call) func(context.Context, []string) error {
	var f writeFlags
	c.flags.TextVar(&f.durability, "durability", atomicsave.Full, words.T("cli.usage.level"))
	c.flags.TextVar(&f.expect, "expect", atomicsave.Fingerprint{}, words.T("cli.usage.fingerprint"))
	c.flags.BoolVar(&f.create, "create", false, "")
	c.flags.BoolVar(&f.force, "force", false, "")
	c.flags.StringVar(&f.tempDir, "temp-dir", "", "")
	c.flags.BoolVar(&f.noVersion, "no-version", false, "")
	c.flags.BoolVar(&f.json, "json", false, "")
	c.flags.BoolVar(&f.administrator, "administrator", false, "")
	c.flags.StringVar(&f.from, "from", "", "")
	return func(ctx context.Context, operands []string) error {
		f.expects = c.flags.Changed("expect")
		path, err := operand("write", operands)
		if f.administrator && err == nil {
			return c.writeAsAdministrator(ctx, path, f.from)
		}
		if err == nil {
			err = f.check(c.flags.Changed("temp-dir"))
		}
		if err != nil {
			return err
		}
		return c.write(ctx, path, f)
	}
}

// check refuses flags that contradict each other.
func (f writeFlags) check(tempDirGiven bool) error {
	chosen := 0
	for _, b := range []bool{f.expects, f.create, f.force} {
		if b {
			chosen++
		}
	}
	switch {
	case chosen > 1:
		return &usageError{verb: "write", text: words.T("cli.usage.one-of", words.D{"Flags": "--expect, --create, --force"})}
	case f.from != "":
		return &usageError{verb: "write", text: words.T("cli.usage.from")}
	case tempDirGiven && f.tempDir == "":
		return &usageError{verb: "write", text: words.T("cli.usage.empty-name")}
	}
	return nil
}

// write saves and reports.
func (c *call) write(ctx context.Context, path string, f writeFlags) error {
	report, err := c.save(ctx, path, f)
	if f.json {
		if outErr := c.printJSON(newSaved(report, err)); outErr != nil && err == nil {
			return &reportError{outErr}
		}
	}
	if err == nil {
		c.tellCaveats(report)
	}
	return err
}

// save replaces the file. What it may replace is settled before the first byte
// of standard input is read: a producer that takes an hour must not make us
// overwrite what someone else saved meanwhile.
func (c *call) save(ctx context.Context, path string, f writeFlags) (atomicsave.Report, error) {
	own := c.openOwn(ctx, path, !f.noVersion)
	defer own.close()
	expect := f.expect
	switch {
	case f.create:
		expect = atomicsave.Fingerprint{}
	case f.force:
		expect = atomicsave.AnyVersion()
	case !f.expects:
		now, err := atomicsave.Identify(ctx, path)
		if err != nil && atomicsave.ClassOf(err) != atomicsave.NotExist {
			return atomicsave.Report{Target: path, Asked: f.durability}, &lookError{err}
		}
		expect = now
	}
	opts := atomicsave.Options{Durability: f.durability, Expect: expect, TempDir: f.tempDir}
	return atomicsave.Save(ctx, path, newInput(ctx, c.In), own.options(opts, !f.noVersion))
}

// tellCaveats says what went less well than asked, although the save is done.
func (c *call) tellCaveats(report atomicsave.Report) {
	switch {
	case report.State == atomicsave.NewUnconfirmed:
		c.complain(words.T("cli.unconfirmed"))
	case report.Achieved > report.Asked:
		c.complain(words.T("cli.weaker", words.D{"Asked": report.Asked.String(), "Achieved": report.Achieved.String()}))
	}
	for _, caveat := range report.Caveats {
		c.complain(caveat.Detail)
	}
}

// saved is the JSON of write: the report, and why it failed if it did. What a
// failed save has not achieved is null.
type saved struct {
	atomicsave.Report
	Fingerprint *atomicsave.Fingerprint `json:"fingerprint"`
	Achieved    *atomicsave.Durability  `json:"achieved"`
	Timeline    lab.Timeline            `json:"timeline"`
	Error       *failure                `json:"error"`
	// Needs is what --administrator would have to be allowed to lose.
	Needs []string `json:"needs,omitempty"`
	// Rule is why --administrator has refused: see elevate.RuleOf.
	Rule string `json:"rule,omitempty"`
}

func newSaved(report atomicsave.Report, err error) saved {
	if report.Events == nil {
		report.Events = []atomicsave.Event{}
	}
	if report.Caveats == nil {
		report.Caveats = []atomicsave.Caveat{}
	}
	s := saved{Report: report, Timeline: lab.NewTimeline(report), Error: newFailure(err)}
	if !report.Fingerprint.IsZero() {
		s.Fingerprint = &report.Fingerprint
	}
	if err == nil {
		s.Achieved = &report.Achieved
		return s
	}
	s.State = s.Error.State
	if s.Strategy == "" {
		s.Strategy = atomicsave.StrategyRefuse
	}
	return s
}

// printJSON writes v as indented JSON. Names with characters such as & stay
// readable.
func (c *call) printJSON(v any) error {
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	return c.print(text.String())
}
