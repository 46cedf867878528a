package cli

import (
	"context"

	"holdfast/atomicsave"
)

// setUpFingerprint defines the verb fingerprint: it prints which version of a
// file is on the disk, as one word for "write --expect".
func setUpFingerprint(c *call) func(context.Context, []string) error {
	return func(ctx context.Context, operands []string) error {
		path, err := operand("fingerprint", operands)
		if err != nil {
			return err
		}
		fp, err := atomicsave.Identify(ctx, path)
		if err != nil {
			return &lookError{err}
		}
		return c.print(fp.String() + "\n")
	}
}
