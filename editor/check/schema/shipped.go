package schema

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"holdfast/assets/schemas"
	"holdfast/editor/check"
)

// Name names a schema that comes with the program.
type Name string

// shipped is a schema that comes with the program.
type shipped struct {
	name      Name
	file      string // in package schemas
	patterns  string // of the files that it is for, as check.Matches takes them
	addresses string // what files call it, without "https://" and with patterns of path.Match
	excuse    func(jsonschema.ErrorKind, place) bool
}

// table are the schemas in the order in which they are listed.
var table = []shipped{
	{
		"compose", "compose-go/compose-spec.json.gz",
		"compose.yaml compose.yml compose.*.yaml compose.*.yml docker-compose*.yaml docker-compose*.yml",
		"raw.githubusercontent.com/compose-spec/compose-*/*/schema/compose-spec.json raw.githubusercontent.com/compose-spec/compose-*/refs/heads/*/schema/compose-spec.json",
		excuseCompose,
	},
	{
		"github-workflow", "schemastore/github-workflow.json.gz", ".github/workflows/*.yaml .github/workflows/*.yml",
		store("github-workflow"), excuseWorkflow,
	},
	{"package.json", "schemastore/package.json.gz", "package.json", store("package"), excusePackage},
	{"tsconfig.json", "schemastore/tsconfig.json.gz", "tsconfig*.json", store("tsconfig"), excuseForm},
	{"jsconfig.json", "schemastore/jsconfig.json.gz", "jsconfig*.json", store("jsconfig"), excuseForm},
}

// store are the addresses of a schema of https://www.schemastore.org.
func store(name string) string {
	const raw = " raw.githubusercontent.com/SchemaStore/schemastore/"
	file := "/src/schemas/json/" + name + ".json"
	return "json.schemastore.org/" + name + " json.schemastore.org/" + name + ".json www.schemastore.org/" + name + ".json schemastore.org/" + name + ".json" +
		raw + "*" + file + raw + "refs/heads/*" + file
}

// Shipped lists the schemas that come with the program.
func Shipped() []Name {
	var all []Name
	for _, s := range table {
		all = append(all, s.name)
	}
	return all
}

// Patterns are the names of the files that a shipped schema is for: patterns of
// the last elements of their paths.
func (n Name) Patterns() []string {
	s, _ := n.find()
	return strings.Fields(s.patterns)
}

func (n Name) find() (shipped, bool) {
	i := slices.IndexFunc(table, func(s shipped) bool { return s.name == n })
	if i < 0 {
		return shipped{}, false
	}
	return table[i], true
}

// ShippedFor is the shipped schema for a file of a name, empty for none.
func ShippedFor(file string) Name {
	if whole, err := filepath.Abs(file); err == nil {
		file = whole
	}
	file = strings.ReplaceAll(file, `\`, "/")
	for _, s := range table {
		if slices.ContainsFunc(strings.Fields(s.patterns), func(p string) bool { return check.Matches(p, file) }) {
			return s.name
		}
	}
	return ""
}

// shippedAt is the shipped schema that is published at an address, empty for none.
func shippedAt(address string) Name {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" {
		return ""
	}
	for _, s := range table {
		for pattern := range strings.FieldsSeq(s.addresses) {
			if ok, err := path.Match(pattern, u.Host+u.Path); ok && err == nil {
				return s.name
			}
		}
	}
	return ""
}

// loadShipped makes a schema of one that comes with the program.
func loadShipped(name Name) (*Schema, error) {
	entry, ok := name.find()
	if !ok {
		return nil, bad(errNotLocal)
	}
	s, err := compile("shipped:/"+entry.file, packed{})
	if err == nil {
		s.excuse = entry.excuse
	}
	return s, err
}

// packed loads the shipped schemas. They refer to some of other programs that are
// not shipped, and which anything fits.
type packed struct{}

// Load implements jsonschema.URLLoader.
func (packed) Load(location string) (any, error) {
	name, ok := strings.CutPrefix(location, "shipped:/")
	if !ok {
		return true, nil
	}
	content, err := unpack(name)
	if err != nil {
		return nil, err
	}
	return parse(strings.TrimSuffix(name, ".gz"), content)
}

// unpack returns a shipped schema as it was published.
func unpack(name string) ([]byte, error) {
	content, err := schemas.Files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
