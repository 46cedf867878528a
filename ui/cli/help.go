package cli

import (
	"context"
	"slices"

	"holdfast/ui/words"
)

// setUpHelp defines the verb help: it explains the program or one verb.
func setUpHelp(c *call) func(context.Context, []string) error {
	return func(_ context.Context, operands []string) error {
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
	if verb == "" || verb == "help" {
		return words.T("cli.help", words.D{"Version": version}) + "\n"
	}
	return words.T("cli.help."+verb) + "\n"
}
