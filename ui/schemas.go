package ui

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"holdfast/editor/check"
	"holdfast/editor/check/schema"
)

// schemas keeps the schemas that were read. Its methods may block and run on any
// goroutine.
type schemas struct {
	mu   sync.Mutex
	read map[string]readSchema
}

// readSchema is a schema as it was at some time; nil if it cannot be used.
type readSchema struct {
	schema *schema.Schema
	err    error
	time   time.Time
	size   int64
}

// withTree are the formats that a schema can describe.
var withTree = []check.Format{check.JSON, check.JSONC, check.JSON5, check.YAML, check.TOML, check.TOML11}

// pathOf is the path of the schema of a file, empty for none: the one that the
// file names itself, or the one that the rules give to files of its name.
func pathOf(file string, rules map[string]string, format check.Format, content []byte) string {
	if file == "" || !slices.Contains(withTree, format) {
		return ""
	}
	if named := schema.Named(file, format, content); named != "" {
		return named
	}
	return rules[ruleFor(file, rules)]
}

// ruleFor is the pattern of the rule that is for a file: its name itself before
// one with wildcards.
func ruleFor(file string, rules map[string]string) string {
	name := filepath.Base(file)
	if _, ok := rules[name]; ok {
		return name
	}
	best := ""
	for pattern := range rules {
		if ok, err := path.Match(pattern, name); ok && err == nil && (best == "" || len(pattern) > len(best)) {
			best = pattern
		}
	}
	return best
}

// of returns the schema of a file, nil for none.
func (c *schemas) of(file string, rules map[string]string, format check.Format, content []byte) *schema.Schema {
	loaded, _ := c.load(pathOf(file, rules, format, content))
	return loaded
}

// load reads a schema, unless it was read and has not changed since.
func (c *schemas) load(path string) (*schema.Schema, error) {
	if path == "" {
		return nil, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.read[path]; ok && known.time.Equal(info.ModTime()) && known.size == info.Size() {
		return known.schema, known.err
	}
	loaded, err := schema.Load(path)
	if c.read == nil {
		c.read = map[string]readSchema{}
	}
	c.read[path] = readSchema{loaded, err, info.ModTime(), info.Size()}
	return loaded, err
}
