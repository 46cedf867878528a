package words

import (
	"strings"

	"holdfast/editor"
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
		data["Want"], data["Found"] = Kinds(p.Data["Want"]), Kinds(p.Data["Found"])
	}
	return T("check."+string(p.Code), data)
}

// Kinds names kinds of values, given as JSON Schema names them.
func Kinds(names string) string {
	var all []string
	for name := range strings.FieldsSeq(names) {
		key := "check.kind." + name
		if word := T(key); word != key {
			name = word
		}
		all = append(all, name)
	}
	or := " " + T("check.kind.or") + " "
	if Spaceless() {
		or = T("check.kind.or")
	}
	return strings.Join(all, or)
}

// Format is the name of a format in a sentence such as "This is not valid …".
func Format(f check.Format) string { return T("format-name." + string(f)) }

// Fix says what a repair of text does, as the rest of a sentence.
func Fix(text editor.Text, f check.Fix) string {
	old := string(text.Slice(f.From, f.To))
	switch {
	case f.Insert == "":
		return T("fix.remove", D{"Old": old})
	case old == "":
		return T("fix.insert", D{"New": f.Insert})
	case strings.Join(strings.Fields(old), "") == strings.Join(strings.Fields(f.Insert), ""):
		return T("fix.spaces")
	}
	return T("fix.replace", D{"Old": old, "New": f.Insert})
}
