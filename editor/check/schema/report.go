package schema

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// leaves returns the reasons of an error that have no further reason. Where a
// value fits none of some choices, only the choice that it fits best is
// followed: the one whose first misfit lies deepest.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		return bestChoice(e)
	}
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

func bestChoice(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	var best []*jsonschema.ValidationError
	depth := -1
	types := &kind.Type{}
	onlyTypes := true
	for _, cause := range e.Causes {
		these := leaves(cause)
		d := 0
		for _, leaf := range these {
			d = max(d, len(leaf.InstanceLocation))
		}
		if t, ok := these[0].ErrorKind.(*kind.Type); ok && len(these) == 1 && d == len(e.InstanceLocation) {
			types.Got = t.Got
			types.Want = append(types.Want, t.Want...)
			if best == nil {
				best = these
			}
			continue
		}
		onlyTypes = false
		if d > depth || d == depth && len(these) < len(best) {
			best, depth = these, d
		}
	}
	if onlyTypes {
		return []*jsonschema.ValidationError{{SchemaURL: e.SchemaURL, InstanceLocation: e.InstanceLocation, ErrorKind: types}}
	}
	return best
}

// place is where a value stands in the file.
type place struct {
	name     string // its key; empty for the root
	from, to int
	node     *tree.Node
}

// find follows a location into the tree.
func find(root *tree.Node, location []string) place {
	p := place{from: root.From, to: firstByte(root), node: root}
	for _, step := range location {
		switch {
		case p.node == nil:
			return p
		case p.node.Kind == tree.List:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(p.node.Items) {
				return p
			}
			item := p.node.Items[i]
			p = place{name: p.name + "[" + step + "]", from: item.From, to: end(item), node: item}
		default:
			member, ok := lookUp(p.node, step)
			if !ok {
				return p
			}
			name := step
			if p.name != "" {
				name = p.name + "." + step
			}
			p = place{name: name, from: member.Value.From, to: end(member.Value), node: member.Value}
			if p.to <= p.from || p.node.Kind == tree.Map || p.node.Kind == tree.List {
				p.from, p.to = member.KeyFrom, member.KeyTo
			}
		}
	}
	return p
}

// lookUp returns the last member with a key.
func lookUp(n *tree.Node, key string) (tree.Member, bool) {
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Key == key {
			return n.Members[i], true
		}
	}
	return tree.Member{}, false
}

// end is where a scalar ends; of a collection only the first byte is marked.
func end(n *tree.Node) int {
	if n.Kind == tree.Map || n.Kind == tree.List {
		return firstByte(n)
	}
	return n.To
}

func firstByte(n *tree.Node) int { return min(n.From+1, n.To) }

// english writes those reasons that have no sentence of their own.
var english = message.NewPrinter(language.English)

// report turns one reason into a problem.
func report(e *jsonschema.ValidationError, root *tree.Node, list *diag.List) {
	p := find(root, e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		list.Add(diag.SchemaType, p.from, p.to, "Name", p.name, "Want", strings.Join(unique(k.Want), " "), "Found", k.Got)
	case *kind.Required:
		for _, key := range k.Missing {
			list.Add(diag.SchemaRequired, p.from, p.to, "Name", p.name, "Key", key)
		}
	case *kind.AdditionalProperties:
		for _, key := range k.Properties {
			from, to := p.from, p.to
			if m, ok := lookUp(p.node, key); ok {
				from, to = m.KeyFrom, m.KeyTo
			}
			list.Add(diag.SchemaUnknownKey, from, to, "Name", p.name, "Key", key)
		}
	case *kind.Enum:
		list.Add(diag.SchemaChoice, p.from, p.to, "Name", p.name, "Choices", choices(k.Want...))
	case *kind.Const:
		list.Add(diag.SchemaChoice, p.from, p.to, "Name", p.name, "Choices", choices(k.Want))
	case *kind.Pattern:
		list.Add(diag.SchemaPattern, p.from, p.to, "Name", p.name, "Pattern", k.Want)
	default:
		list.Add(diag.SchemaOther, p.from, p.to, "Name", p.name, "Text", e.ErrorKind.LocalizedString(english))
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
