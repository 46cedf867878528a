package yamlfile

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"holdfast/editor/check/tree"
)

// TestSpecificationExamples has every example of YAML 1.2.2, with its number:
// the text, and what the specification says that it stands for. In the file each
// takes three lines: the title, the text as a JSON string, and "error", "accept",
// or "value" with the documents as a JSON list.
func TestSpecificationExamples(t *testing.T) {
	content, err := os.ReadFile("testdata/spec-examples.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	for i := 0; i+2 < len(lines); i += 3 {
		title := strings.TrimPrefix(lines[i], "=== ")
		var src string
		if err := json.Unmarshal([]byte(lines[i+1]), &src); err != nil {
			t.Fatalf("%s: %v", title, err)
		}
		kind, value, _ := strings.Cut(lines[i+2], " ")
		problems, docs := parse(src)
		e := firstError(problems)
		if (e != nil) != (kind == "error") {
			t.Errorf("%s: want %s, got %+v\n%s", title, kind, e, src)
			continue
		}
		if kind != "value" {
			continue
		}
		var want, got any
		if err := json.Unmarshal([]byte(value), &want); err != nil {
			t.Fatalf("%s: %v", title, err)
		}
		all := []any{}
		for _, d := range docs {
			all = append(all, plainValue(d))
		}
		b, err := json.Marshal(all)
		if err == nil {
			err = json.Unmarshal(b, &got)
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%s\nstands for %s, %v\nwant       %s", title, src, b, err, value)
		}
	}
}

// plainValue is a node as encoding/json takes it.
func plainValue(n *tree.Node) any {
	switch {
	case n == nil || n.Kind == tree.Null:
		return nil
	case n.Kind == tree.Bool:
		return n.Text == "true"
	case n.Kind == tree.Number:
		return json.Number(n.Text)
	case n.Kind == tree.List:
		list := []any{}
		for _, item := range n.Items {
			list = append(list, plainValue(item))
		}
		return list
	case n.Kind == tree.Map:
		m := map[string]any{}
		for _, member := range n.Members {
			m[member.Key] = plainValue(member.Value)
		}
		return m
	}
	return n.Text
}
