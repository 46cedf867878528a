package cli

import (
	"context"
	"errors"
	"os"
	"strings"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// labFlags are the flags of the verb lab.
type labFlags struct {
	strategy string
	disk     string
	real     bool
	seed     uint64
	json     bool
}

// setUpLab defines the verb lab: it shows what a power cut may leave of a file,
// for every step of an ordinary and of a safe save.
func setUpLab(c *call) func(context.Context, []string) error {
	var f labFlags
	c.flags.StringVar(&f.strategy, "strategy", "", "")
	c.flags.StringVar(&f.disk, "disk", crashsim.Ordered().String(), "")
	c.flags.BoolVar(&f.real, "real", false, "")
	c.flags.Uint64Var(&f.seed, "seed", 0, words.T("cli.usage.number"))
	c.flags.BoolVar(&f.json, "json", false, "")
	return func(ctx context.Context, operands []string) error {
		l := &labRun{call: c, labFlags: f}
		if err := l.parse(operands); err != nil {
			return err
		}
		return l.run(ctx)
	}
}

// labRun is one run of the verb.
type labRun struct {
	*call
	labFlags
	path       string // "" for the sample
	on         crashsim.Disk
	strategies []crashsim.Strategy
	content    lab.Content
}

// labRealized is a strategy with what is known about it: its model, and what was
// really played.
type labRealized struct {
	Model lab.Model `json:"model"`
	Real  *labReal  `json:"real"` // null without --real
}

// labJSON is the JSON of lab.
type labJSON struct {
	File       string        `json:"file"` // "" for the sample
	Name       string        `json:"name"`
	Strategies []labRealized `json:"strategies"`
	Error      *failure      `json:"error"`
}

func (l *labRun) parse(operands []string) error {
	var err error
	if l.on, err = crashsim.ParseDisk(l.disk); err != nil {
		return &usageError{verb: "lab", text: words.T("cli.usage.bad-value", words.D{"Flag": "--disk", "Value": l.disk, "Usage": listOf(crashsim.Disks())})}
	}
	l.strategies = []crashsim.Strategy{crashsim.Ordinary, crashsim.Full}
	if l.strategy != "" {
		s, err := crashsim.ParseStrategy(l.strategy)
		if err != nil {
			return &usageError{verb: "lab", text: words.T("cli.usage.bad-value", words.D{"Flag": "--strategy", "Value": l.strategy, "Usage": listOf(crashsim.Strategies())})}
		}
		l.strategies = []crashsim.Strategy{s}
	}
	if len(operands) > 0 {
		l.path, err = operand("lab", operands)
	}
	return err
}

// listOf joins words by commas.
func listOf[T any](all []T) string {
	names := make([]string, 0, len(all))
	for _, one := range all {
		switch one := any(one).(type) {
		case crashsim.Disk:
			names = append(names, one.String())
		case crashsim.Strategy:
			names = append(names, string(one))
		}
	}
	return strings.Join(names, ", ")
}

// run simulates, plays if that is wanted, and prints.
func (l *labRun) run(ctx context.Context) error {
	done, err := l.work(ctx)
	if l.json {
		out := labJSON{File: l.path, Name: l.content.Name(), Strategies: done, Error: newFailure(err)}
		if outErr := l.printJSON(out); outErr != nil && err == nil {
			return outErr
		}
		return err
	}
	if len(done) > 0 {
		if outErr := l.print(l.text(done)); outErr != nil && err == nil {
			return outErr
		}
	}
	return err
}

// errUnforeseen is a real outcome that the model does not know.
var errUnforeseen = errors.New("a real outcome was not foreseen")

func (l *labRun) work(ctx context.Context) (done []labRealized, err error) {
	done = []labRealized{}
	l.content = lab.Sample()
	if l.path != "" {
		if l.content, err = lab.FromFile(ctx, l.path); err != nil {
			return done, err
		}
	}
	unforeseen := false
	for _, s := range l.strategies {
		m, err := lab.Simulate(ctx, l.content, lab.Setup{Strategy: s, Disk: l.on, Seed: l.seed, Examples: 4})
		if err != nil {
			return done, err
		}
		one := labRealized{Model: m}
		if l.real {
			one.Real, err = l.play(ctx, m)
			unforeseen = unforeseen || one.Real != nil && one.Real.unforeseen()
		}
		done = append(done, one)
		if err != nil {
			return done, err
		}
	}
	if unforeseen {
		return done, &atomicsave.Error{Step: atomicsave.StepVerify, Path: l.content.Name(), Class: atomicsave.Other, Err: errUnforeseen}
	}
	return done, nil
}

// scratchFolders are where saves may be played: the system's folder for temporary
// files, and the program's own.
func scratchFolders() []string {
	folders := []string{os.TempDir()}
	if dirs, err := workspace.UserDirs(); err == nil {
		folders = append(folders, dirs.State)
	}
	return folders
}

// labMessage says why something cannot be shown.
func labMessage(r *lab.Reason) []string {
	text := words.T("lab.why."+string(r.Code), words.D{"Limit": sizeText(lab.MaxReal)})
	lines := []string{text}
	if r.Path != "" {
		lines[0] = r.Path + ": " + text
	}
	if r.Err != nil && r.Code != lab.Cancelled {
		lines = append(lines, r.Err.Error())
	}
	return lines
}
