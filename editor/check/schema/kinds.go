package schema

import (
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// maxDepth is how deep the kinds of a value are looked for: schemas may refer to
// themselves.
const maxDepth = 8

// kindsOf returns which kinds of values a schema allows; none if it does not say so.
// It never leaves out a kind that is allowed.
func kindsOf(part *jsonschema.Schema, depth int) []string {
	if part == nil || depth == 0 {
		return nil
	}
	var kinds []string
	both := func(more []string) {
		switch {
		case len(kinds) == 0:
			kinds = more
		case len(more) > 0:
			kinds = slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return !slices.Contains(more, k) })
		}
	}
	if part.Types != nil {
		kinds = part.Types.ToStrings()
	}
	all := []*jsonschema.Schema{part.Ref, part.RecursiveRef}
	if part.DynamicRef != nil {
		all = append(all, part.DynamicRef.Ref)
	}
	for _, p := range append(all, part.AllOf...) {
		both(kindsOf(p, depth-1))
	}
	both(kindsOfAny(part.AnyOf, depth-1))
	both(kindsOfAny(part.OneOf, depth-1))
	return kinds
}

// kindsOfAny returns which kinds of values are allowed by one of several schemas at
// least; none if one of them does not say so.
func kindsOfAny(parts []*jsonschema.Schema, depth int) []string {
	var kinds []string
	for _, part := range parts {
		more := kindsOf(part, depth)
		if len(more) == 0 {
			return nil
		}
		for _, kind := range more {
			if !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}
