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
	read map[schema.Source]readSchema
}

// readSchema is a schema as it was at some time; nil if it cannot be used.
type readSchema struct {
	schema  *schema.Schema
	err     error
	changed time.Time
	size    int64
}

// schemaRules are what the settings say about schemas. They do not change.
type schemaRules struct {
	mapped map[string]string // paths by the names of files
	off    []string          // those that come with the program and are not wanted
}

func (s *Shell) schemaRules() schemaRules { return schemaRules{s.prefs.Schemas, s.prefs.SchemasOff} }

// source is where the schema of a file is.
func (r schemaRules) source(file string, format check.Format, content []byte) schema.Source {
	source := schema.For(file, format, content, r.mapped[ruleFor(file, r.mapped)])
	if slices.Contains(r.off, string(source.Shipped)) {
		return schema.Source{}
	}
	return source
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
func (c *schemas) of(file string, rules schemaRules, format check.Format, content []byte) *schema.Schema {
	loaded, _ := c.load(rules.source(file, format, content))
	return loaded
}

// load reads a schema, unless it was read and has not changed since.
func (c *schemas) load(source schema.Source) (*schema.Schema, error) {
	var changed time.Time
	var size int64
	switch {
	case source.Path != "":
		info, err := os.Stat(source.Path)
		if err != nil {
			return nil, err
		}
		changed, size = info.ModTime(), info.Size()
	case source.Shipped == "":
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.read[source]; ok && known.changed.Equal(changed) && known.size == size {
		return known.schema, known.err
	}
	loaded, err := source.Load()
	if c.read == nil {
		c.read = map[schema.Source]readSchema{}
	}
	c.read[source] = readSchema{loaded, err, changed, size}
	return loaded, err
}
