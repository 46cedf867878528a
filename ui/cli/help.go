package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"holdfast/ui/words"
)

// setUpHelp defines the verb help: it explains the program or one verb, and
// prints the manual page and the completions that packages install.
func setUpHelp(c *call) func(context.Context, []string) error {
	man := c.flags.Bool("man", false, "")
	shell := c.flags.String("completion", "", "")
	date := c.flags.String("date", time.Now().UTC().Format(time.DateOnly), "")
	return func(_ context.Context, operands []string) error {
		switch {
		case *man:
			return c.print(Manual(c.version, *date))
		case *shell != "":
			if !slices.Contains(Shells(), *shell) {
				return &usageError{text: words.T("cli.usage.shell", words.D{"Shells": strings.Join(Shells(), ", ")})}
			}
			return c.print(Completion(*shell))
		}
		if len(operands) == 0 {
			return c.print(helpText("", c.version))
		}
		name := operands[0]
		known := slices.ContainsFunc(verbs(), func(v verb) bool { return v.name == name })
		if len(operands) > 1 || !known {
			return &usageError{text: words.T("cli.usage.no-verb", words.D{"Name": operands[len(operands)-1]})}
		}
		return c.print(helpText(name, c.version))
	}
}

// helpText explains a verb, or the program if verb is empty.
func helpText(verb, version string) string {
	if verb == "" {
		return words.T("cli.help", words.D{"Version": version}) + "\n"
	}
	return words.T("cli.help."+verb) + "\n"
}
