package words

import (
	"strings"

	"holdfast/editor/check"
	"holdfast/editor/check/diag"
)

// Problem is the sentence for what a check found in a file.
func Problem(p check.Problem) string {
	data := D{}
	for name, value := range p.Data {
		data[name] = value
	}
	if p.Code == diag.SchemaType {
		data["Want"], data["Found"] = kinds(p.Data["Want"]), kinds(p.Data["Found"])
	}
	return T("check."+string(p.Code), data)
}

// kinds names kinds of values, given as JSON Schema names them.
func kinds(names string) string {
	var all []string
	for name := range strings.FieldsSeq(names) {
		key := "check.kind." + name
		if word := T(key); word != key {
			name = word
		}
		all = append(all, name)
	}
	return strings.Join(all, " "+T("check.kind.or")+" ")
}
