package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"holdfast/editor/elevate"
	"holdfast/ui/words"
)

// writeAsAdministrator is the helper of package elevate: the window starts it
// through the system's prompt. The order, which comes before the content, says
// everything that the other flags could, so they are refused beside it: what the
// prompt shows is all that there is.
func (c *call) writeAsAdministrator(ctx context.Context, path, from string) error {
	other := ""
	c.flags.Visit(func(f *pflag.Flag) {
		if f.Name != "administrator" && f.Name != "from" {
			other = f.Name
		}
	})
	if other != "" {
		return &usageError{verb: "write", text: words.T("cli.usage.administrator", words.D{"Flag": "--" + other})}
	}
	in := io.Reader(c.In)
	if from != "" {
		file, err := os.Open(from)
		if err != nil {
			return &streamError{key: "cli.stream.in", err: err}
		}
		defer file.Close()
		in = file
	}
	report, needs, err := elevate.Serve(ctx, path, newInput(ctx, in))
	answer := newSaved(report, err)
	answer.Rule = elevate.RuleOf(err)
	if needs != 0 {
		answer.Needs = strings.Split(needs.String(), ",")
	}
	if outErr := c.printJSON(answer); outErr != nil && err == nil {
		return &reportError{outErr}
	}
	return err
}
