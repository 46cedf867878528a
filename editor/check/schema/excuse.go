package schema

import (
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"holdfast/editor/check/tree"
)

// Published schemas ask for more than the programs do that read the files. The
// functions here say where: a correct file that is marked as wrong does more harm
// than a mistake that is not found.

// excuseCompose passes over values whose variables are not filled in yet, and
// over what is in a list twice, which compose drops.
func excuseCompose(k jsonschema.ErrorKind, p place) bool {
	_, twice := k.(*kind.UniqueItems)
	return twice || p.node.Kind == tree.String && strings.Contains(p.node.Text, "$")
}

// excuseWorkflow passes over values that are worked out when the workflow runs,
// over numbers, booleans and nothing where a text may stand, and over a strategy
// without a matrix: GitHub takes all of them.
func excuseWorkflow(k jsonschema.ErrorKind, p place) bool {
	switch k := k.(type) {
	case *kind.Required:
		return slices.Equal(k.Missing, []string{"matrix"})
	case *kind.Type:
		if p.node.Kind != tree.List && p.node.Kind != tree.Map && slices.Contains(k.Want, "string") {
			return true
		}
	}
	return p.node.Kind == tree.String && strings.Contains(p.node.Text, "${{") || excuseForm(k, p)
}

// excusePackage passes over conditions of exports and imports that are not in the
// list: tools may agree on their own (https://nodejs.org/api/packages.html).
func excusePackage(k jsonschema.ErrorKind, p place) bool {
	_, unknown := k.(*kind.AdditionalProperties)
	return unknown && (strings.HasPrefix(p.name, "exports.") || strings.HasPrefix(p.name, "imports.")) || excuseForm(k, p)
}

// excuseForm passes over addresses of mail and the like that do not have the form
// that a standard asks for: the programs do not look at it.
func excuseForm(k jsonschema.ErrorKind, _ place) bool {
	_, form := k.(*kind.Format)
	return form
}
