package lab

import (
	"slices"
	"strings"

	"holdfast/atomicsave/crashsim"
)

// callIDs are all words that callID makes, of the model and of real calls.
var callIDs = []string{
	"begin", "end",
	"create-target", "create-temp", "create-recovery",
	"reserve-target", "reserve-temp", "reserve-recovery",
	"write-target", "write-temp", "write-recovery",
	"truncate-target", "truncate-recovery",
	"metadata-target", "metadata-temp", "metadata-recovery",
	"flush-target", "flush-temp", "flush-recovery", "push-temp",
	"rename-temp", "rename-target", "rename-recovery", "exchange-temp", "link-temp",
	"remove-temp", "remove-recovery",
	"flush-directory-folder", "flush-directory-recovery",
}

// CallIDs returns every value of Position.ID that a strategy of crashsim leads to:
// the call and what it is about, joined by a hyphen. "temp" is the new file beside
// the old one, "recovery" a file in the program's own folder.
func CallIDs() []string { return slices.Clone(callIDs) }

// callID names a call for translations.
func callID(c crashsim.Call) string {
	if c.Op == "begin" || c.Op == "end" {
		return c.Op
	}
	name, _, _ := strings.Cut(c.Name, "-")
	return c.Op + "-" + name
}
