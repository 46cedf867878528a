package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// reporter turns what jsonschema found into problems of a file.
type reporter struct {
	doc    *document
	schema *Schema
	list   *diag.List
	told   map[told]bool
}

// told is what was said of one place. What several maps merge, and what several
// parts of a schema ask for, is said once.
type told struct {
	code     diag.Code
	from, to int
	about    string
}

// leaves returns the reasons of an error that have no further reason. Where a
// value fits none of some choices, only the choice that it fits best is
// followed; nothing if it would fit one but for what is excused.
func (r *reporter) leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		if r.excused(e) {
			return nil
		}
		return []*jsonschema.ValidationError{e}
	}
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		return r.bestChoice(e)
	}
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		all = append(all, r.leaves(cause)...)
	}
	// The library goes through maps in their order, which is another one each time.
	slices.SortStableFunc(all, func(a, b *jsonschema.ValidationError) int {
		return slices.Compare(a.InstanceLocation, b.InstanceLocation)
	})
	return all
}

// excused says whether the value that does not fit may fit in the end: it has a
// tag that says how a program reads it, or it is excused by the schema.
func (r *reporter) excused(e *jsonschema.ValidationError) bool {
	p := r.doc.find(e.InstanceLocation)
	return p.local || p.node != nil && r.schema.excuse != nil && r.schema.excuse(e.ErrorKind, p)
}

// bestChoice follows the choice whose first misfit lies deepest, and of those the
// one with the fewest.
func (r *reporter) bestChoice(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	var best []*jsonschema.ValidationError
	depth, count := -1, 0
	types := &kind.Type{}
	onlyTypes := true
	var missing []string // one of them would do
	for _, cause := range e.Causes {
		these := r.leaves(cause)
		if len(these) == 0 {
			return nil
		}
		d, c := 0, 0
		for _, leaf := range these {
			d = max(d, len(leaf.InstanceLocation))
			c += misfits(leaf)
		}
		if t := r.wrongType(these[0]); t != nil && len(these) == 1 && d == len(e.InstanceLocation) {
			types.Got = t.Got
			types.Want = append(types.Want, t.Want...)
			if best == nil {
				best = these
			}
			continue
		}
		onlyTypes = false
		if k, ok := these[0].ErrorKind.(*kind.Required); ok && c == 1 && d == len(e.InstanceLocation) {
			missing = append(missing, k.Missing[0])
		}
		if d > depth || d == depth && c < count {
			best, depth, count = these, d, c
		}
	}
	if onlyTypes && len(types.Want) > 0 {
		return []*jsonschema.ValidationError{{SchemaURL: e.SchemaURL, InstanceLocation: e.InstanceLocation, ErrorKind: types}}
	}
	if len(missing) == len(e.Causes) {
		all := &kind.Required{Missing: []string{strings.Join(unique(missing), " / ")}}
		return []*jsonschema.ValidationError{{SchemaURL: e.SchemaURL, InstanceLocation: e.InstanceLocation, ErrorKind: all}}
	}
	return best
}

// typeNames are the kinds of values as JSON Schema names them.
var typeNames = map[tree.Kind]string{tree.Null: "null", tree.Bool: "boolean", tree.Number: "number", tree.String: "string", tree.List: "array", tree.Map: "object"}

// wrongType is what a reason says about the kind of the value, nil if it says
// something else. A list of texts to choose from asks for text, and a text that
// would have to be an expression ("${{ … }}") is of the wrong kind.
func (r *reporter) wrongType(e *jsonschema.ValidationError) *kind.Type {
	var choices []any
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		return k
	case *kind.Pattern:
		if strings.HasPrefix(k.Want, `^\$\{\{`) {
			return &kind.Type{Got: "string"}
		}
		return nil
	case *kind.Enum:
		choices = k.Want
	case *kind.Const:
		choices = []any{k.Want}
	}
	isText := func(c any) bool { _, ok := c.(string); return ok }
	node := r.doc.find(e.InstanceLocation).node
	if node == nil || node.Kind == tree.String || len(choices) == 0 || slices.ContainsFunc(choices, func(c any) bool { return !isText(c) }) {
		return nil
	}
	return &kind.Type{Got: typeNames[node.Kind], Want: []string{"string"}}
}

// misfits is how many things a reason says.
func misfits(e *jsonschema.ValidationError) int {
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		return len(k.Missing)
	case *kind.AdditionalProperties:
		return len(k.Properties)
	}
	return 1
}

// english writes those reasons that have no sentence of their own.
var english = message.NewPrinter(language.English)

// report turns one reason into a problem.
func (r *reporter) report(e *jsonschema.ValidationError) {
	p := r.doc.find(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		r.add(diag.SchemaType, p.from, p.to, "Name", p.name, "Want", strings.Join(unique(k.Want), " "), "Found", k.Got)
	case *kind.Required:
		for _, key := range k.Missing {
			r.add(diag.SchemaRequired, p.from, p.to, "Name", p.name, "Key", key)
		}
	case *kind.AdditionalProperties:
		for _, key := range k.Properties {
			from, to := p.from, p.to
			if m, ok := r.doc.lookUp(p.node, key); ok {
				from, to = m.KeyFrom, m.KeyTo
			}
			r.add(diag.SchemaUnknownKey, from, to, "Name", p.name, "Key", key)
		}
	case *kind.Enum:
		r.add(diag.SchemaChoice, p.from, p.to, "Name", p.name, "Choices", choices(k.Want...))
	case *kind.Const:
		r.add(diag.SchemaChoice, p.from, p.to, "Name", p.name, "Choices", choices(k.Want))
	case *kind.Pattern:
		r.add(diag.SchemaPattern, p.from, p.to, "Name", p.name, "Pattern", k.Want)
	default:
		r.add(diag.SchemaOther, p.from, p.to, "Name", p.name, "Text", e.ErrorKind.LocalizedString(english))
	}
}

// add adds a problem; data are pairs of a name and a value, that of the place
// first.
func (r *reporter) add(code diag.Code, from, to int, data ...string) {
	if r.told == nil {
		r.told = map[told]bool{}
	}
	this := told{code, from, to, strings.Join(data[2:], "\x00")}
	if !r.told[this] {
		r.told[this] = true
		r.list.Add(code, from, to, data...)
	}
}

func unique(words []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// choices writes values as they would stand in JSON, without quotes.
func choices(values ...any) string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, s)
		} else if b, err := json.Marshal(v); err == nil {
			out = append(out, string(b))
		} else {
			out = append(out, fmt.Sprint(v))
		}
	}
	return strings.Join(out, ", ")
}
