package schema

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"holdfast/editor/check/spot"
)

// maxParts bounds how many parts of a schema are looked at for one answer:
// schemas may refer to themselves.
const maxParts = 400

// Suggestion is a key or a value that a schema knows.
type Suggestion struct {
	Text     string
	IsText   bool   // of a value: it is text, and stands in quotes in JSON
	Types    string // of a key: the kinds of values, as JSON Schema names them
	About    string // what the schema says about it; may be empty
	Required bool
	Nested   bool // of a key: its value is a map or a list
}

// Keys lists the keys that the map at a path may have, those that it must have
// first. A path is made of keys and spot.Item.
func (s *Schema) Keys(path []string) []Suggestion {
	found := map[string]Suggestion{}
	for _, part := range s.at(path) {
		for key, sub := range part.Properties {
			k := describe(sub)
			k.Text = key
			k.Required = slices.Contains(part.Required, key)
			if old, ok := found[key]; !ok || old.About == "" {
				k.Required = k.Required || old.Required
				found[key] = k
			}
		}
	}
	list := make([]Suggestion, 0, len(found))
	for _, k := range found {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b Suggestion) int {
		if a.Required != b.Required {
			if a.Required {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Text, b.Text)
	})
	return list
}

// Values lists the values that may stand at a path, as far as the schema names
// them one by one.
func (s *Schema) Values(path []string) []Suggestion {
	var list []Suggestion
	add := func(value any, about string) {
		v := Suggestion{About: about}
		if text, ok := value.(string); ok {
			v.Text, v.IsText = text, true
		} else if b, err := json.Marshal(value); err == nil {
			v.Text = string(b)
		}
		if v.Text != "" && !slices.ContainsFunc(list, func(o Suggestion) bool { return o.Text == v.Text }) {
			list = append(list, v)
		}
	}
	parts := s.at(path)
	for _, part := range parts {
		if part.Const != nil {
			add(*part.Const, part.Description)
		}
		if part.Enum != nil {
			for _, value := range part.Enum.Values {
				add(value, "")
			}
		}
		if part.Types != nil && slices.Contains(part.Types.ToStrings(), "boolean") {
			add(true, "")
			add(false, "")
		}
	}
	for _, part := range parts {
		if part.Default != nil {
			add(*part.Default, "")
		}
		for _, example := range part.Examples {
			add(example, "")
		}
	}
	return list
}

// About is what the schema says about the value at a path; false if it says
// nothing.
func (s *Schema) About(path []string) (Suggestion, bool) {
	best := Suggestion{}
	roots := s.roots(path)
	for _, root := range roots {
		if best.About = describe(root).About; best.About != "" {
			break
		}
	}
	best.Types = strings.Join(kindsOfAny(roots, maxDepth), " ")
	if len(path) > 0 {
		best.Text = path[len(path)-1]
	}
	return best, best.About != "" || best.Types != ""
}

// describe is what one part says about its value, its references followed.
func describe(part *jsonschema.Schema) Suggestion {
	var d Suggestion
	for _, p := range spread([]*jsonschema.Schema{part}) {
		if d.About == "" {
			if d.About = p.Description; d.About == "" {
				d.About = p.Title
			}
		}
		d.Nested = d.Nested || len(p.Properties) > 0 || p.Items != nil || p.Items2020 != nil
	}
	if kinds := kindsOf(part, maxDepth); len(kinds) > 0 {
		d.Types = strings.Join(kinds, " ")
		d.Nested = !slices.ContainsFunc(kinds, func(k string) bool { return k != "object" && k != "array" })
	}
	return d
}

// at returns the parts of the schema that may hold for the value at a path.
func (s *Schema) at(path []string) []*jsonschema.Schema { return spread(s.roots(path)) }

// roots returns the schemas of the value at a path, of which some or all hold.
func (s *Schema) roots(path []string) []*jsonschema.Schema {
	roots := []*jsonschema.Schema{s.compiled}
	for _, step := range path {
		var next []*jsonschema.Schema
		for _, part := range spread(roots) {
			if step == spot.Item {
				next = append(next, items(part)...)
			} else {
				next = append(next, member(part, step)...)
			}
		}
		roots = next
	}
	return roots
}

// member returns what holds for the value of a key.
func member(part *jsonschema.Schema, key string) []*jsonschema.Schema {
	if sub := part.Properties[key]; sub != nil {
		return []*jsonschema.Schema{sub}
	}
	var out []*jsonschema.Schema
	for pattern, sub := range part.PatternProperties {
		if pattern.MatchString(key) {
			out = append(out, sub)
		}
	}
	if sub, ok := part.AdditionalProperties.(*jsonschema.Schema); ok && len(out) == 0 {
		out = append(out, sub)
	}
	return out
}

// items returns what holds for the items of a list.
func items(part *jsonschema.Schema) []*jsonschema.Schema {
	out := slices.Clone(part.PrefixItems)
	switch sub := part.Items.(type) {
	case *jsonschema.Schema:
		out = append(out, sub)
	case []*jsonschema.Schema:
		out = append(out, sub...)
	}
	if part.Items2020 != nil {
		out = append(out, part.Items2020)
	}
	return out
}

// spread adds to parts what they refer to and consist of.
func spread(parts []*jsonschema.Schema) []*jsonschema.Schema {
	seen := map[*jsonschema.Schema]bool{}
	var out []*jsonschema.Schema
	for len(parts) > 0 && len(out) < maxParts {
		part := parts[0]
		parts = parts[1:]
		if part == nil || seen[part] {
			continue
		}
		seen[part] = true
		out = append(out, part)
		parts = append(parts, part.Ref, part.RecursiveRef, part.Then, part.Else)
		if part.DynamicRef != nil {
			parts = append(parts, part.DynamicRef.Ref)
		}
		parts = slices.Concat(parts, part.AllOf, part.AnyOf, part.OneOf)
	}
	return out
}
