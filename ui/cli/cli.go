// Package cli is Holdfast without a window: the verbs write, fingerprint, plan,
// versions, check, lab and help, for scripts, for root and for machines without a
// display. It makes no use of the display, so a verb works in a container, over a
// serial line and in a rescue shell.
//
// # Which arguments are a verb
//
// Only the first argument can name a verb. Everything else is for the window:
// FILE[:LINE[:COLUMN]] operands. A file that has the name of a verb is opened
// with ./write, or after two hyphens: holdfast -- write.
//
// # What goes where
//
// Standard output carries only what was asked for: a fingerprint, a plan, the
// JSON report. A save that went well prints nothing. Everything that a person
// should know (what went wrong, what was achieved less well than asked) goes to
// standard error, also with --json.
//
// # Exit codes
//
// The constants named Exit… are a promise to scripts and never change their
// meaning.
package cli

import (
	"context"
	"io"
	"os"
	"slices"

	"github.com/spf13/pflag"

	"holdfast/atomicsave/lab"
	_ "holdfast/ui/cli/plainlocale"
	"holdfast/ui/words"
)

// Streams are the three standard streams of the program.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// System returns the streams that the process was started with.
func System() Streams { return Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr} }

// Outcome says what is left to do after Run.
type Outcome struct {
	// Window is true if the program should open its window. Otherwise
	// everything was done, or refused, and the process should end with Exit.
	Window bool
	// Files are the files to show in the window; it may be empty.
	Files []Operand
	// Wait says that the start returns when the files are closed, NewWindow that
	// the window must be a program of its own.
	Wait, NewWindow bool
	// Attend says that the window shows nothing until it is handed files, and
	// ends with them.
	Attend bool
	// ReadOnly locks the text of those files until the user unlocks it.
	ReadOnly bool
	// Exit is the exit code of the process when there is no window to open.
	Exit int
}

// verb is one thing that the program does without a window.
type verb struct {
	name string
	// setUp defines the verb's flags and returns the function that does its
	// work once they are parsed.
	setUp func(c *call) func(ctx context.Context, operands []string) error
}

// verbs lists them in the order of the help text.
func verbs() []verb {
	return []verb{
		{"write", setUpWrite},
		{"fingerprint", setUpFingerprint},
		{"plan", setUpPlan},
		{"versions", setUpVersions},
		{"check", setUpCheck},
		{"lab", setUpLab},
		{"help", setUpHelp},
	}
}

// call is one run of one verb.
type call struct {
	Streams
	version string
	flags   *pflag.FlagSet
}

// Run does what args, the command line without the program's name, ask for. It
// must be called before a display is opened. version is what --version prints.
//
// While a verb runs, an interrupt or a request to terminate cancels it: it
// cleans up and Run returns ExitCancelled. A second one ends the process at
// once.
func Run(args []string, std Streams, version string) Outcome {
	if isLabChild(args) {
		return Outcome{Exit: lab.RunChild(std.In, std.Out)}
	}
	c := &call{Streams: std, version: version}
	name, rest := splitVerb(args)
	if name == "" {
		return c.window(args)
	}
	i := slices.IndexFunc(verbs(), func(v verb) bool { return v.name == name })
	ctx, stop := untilSignal()
	defer stop()
	return Outcome{Exit: c.finish(c.verb(ctx, verbs()[i], rest))}
}

// splitVerb takes the verb off args; name is empty if the first argument is none.
func splitVerb(args []string) (name string, rest []string) {
	if len(args) == 0 || !slices.ContainsFunc(verbs(), func(v verb) bool { return v.name == args[0] }) {
		return "", args
	}
	return args[0], args[1:]
}

// verb parses the flags of v and runs it.
func (c *call) verb(ctx context.Context, v verb, args []string) error {
	c.newFlags(v.name)
	run := v.setUp(c)
	help := c.flags.BoolP("help", "h", false, "")
	if err := c.parse(v.name, args); err != nil {
		return err
	}
	if *help {
		return c.print(helpText(v.name, c.version))
	}
	return run(ctx, c.flags.Args())
}

// window parses a command line that has no verb.
func (c *call) window(args []string) Outcome {
	c.newFlags("")
	wanted := c.windowFlags()
	if err := c.parse("", args); err != nil {
		return Outcome{Exit: c.finish(err)}
	}
	switch {
	case wanted.help:
		return Outcome{Exit: c.finish(c.print(helpText("", c.version)))}
	case wanted.version:
		return Outcome{Exit: c.finish(c.print("holdfast " + c.version + "\n"))}
	}
	if wanted.wait && c.flags.NArg() == 0 {
		return Outcome{Exit: c.finish(&usageError{text: words.T("cli.usage.wait-for-what")})}
	}
	files := make([]Operand, 0, c.flags.NArg())
	for i, arg := range c.flags.Args() {
		if arg == "" {
			return Outcome{Exit: c.finish(&usageError{text: words.T("cli.usage.empty-name")})}
		}
		op := Operand{Path: arg}
		// What stands after -- is a name to the letter.
		if dash := c.flags.ArgsLenAtDash(); dash < 0 || i < dash {
			op = ParseOperand(arg)
		}
		files = append(files, op)
	}
	return Outcome{Window: true, Files: files, Wait: wanted.wait, NewWindow: wanted.newWindow, Attend: wanted.attend, ReadOnly: wanted.readOnly}
}

// windowFlags are the flags of a command line that has no verb.
type windowFlags struct{ help, version, wait, newWindow, attend, readOnly bool }

func (c *call) windowFlags() *windowFlags {
	var f windowFlags
	c.flags.BoolVar(&f.version, "version", false, "")
	c.flags.BoolVar(&f.readOnly, "read-only", false, "")
	c.flags.BoolVarP(&f.help, "help", "h", false, "")
	c.flags.BoolVarP(&f.wait, "wait", "w", false, "")
	c.flags.BoolVarP(&f.newWindow, "new-window", "n", false, "")
	c.flags.BoolVar(&f.attend, attendFlag, false, "")
	_ = c.flags.MarkHidden(attendFlag) // fails for an unknown flag only
	return &f
}

// newFlags prepares an empty set of flags that reports mistakes to its caller
// and prints nothing.
func (c *call) newFlags(verb string) {
	c.flags = pflag.NewFlagSet(verb, pflag.ContinueOnError)
	c.flags.SetOutput(io.Discard)
	c.flags.Usage = func() {}
}

// print writes text to standard output and says so if that fails.
func (c *call) print(text string) error {
	if _, err := io.WriteString(c.Out, text); err != nil {
		return &streamError{key: "cli.stream.out", err: err}
	}
	return nil
}
