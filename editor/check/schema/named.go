package schema

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"holdfast/editor/check"
	"holdfast/editor/check/tree"
)

// Source is where a schema is: a file on this machine, or among those that come
// with the program. The zero Source is none.
type Source struct {
	Path    string
	Shipped Name
}

// Load reads the schema. The error is a *check.FailError of class BadSchema.
func (s Source) Load() (*Schema, error) {
	if s.Shipped != "" {
		return loadShipped(s.Shipped)
	}
	return Load(s.Path)
}

// Describes says whether a schema can describe files of a format.
func Describes(format check.Format) bool {
	return slices.Contains([]check.Format{check.JSON, check.JSONC, check.JSON5, check.YAML, check.TOML, check.TOML11}, format)
}

// For is where the schema of a file is. The one that the file names itself comes
// first, then mapped, the path that somebody has chosen for it; without both it
// is the one that is shipped for files of its name. A file that names a schema
// which is not here has no shipped one instead.
func For(path string, format check.Format, content []byte, mapped string) Source {
	if path == "" || !Describes(format) {
		return Source{}
	}
	source, names := Named(path, format, content)
	switch {
	case source != Source{}:
		return source
	case mapped != "":
		return Source{Path: mapped}
	case names:
		return Source{}
	}
	return Source{Shipped: ShippedFor(path)}
}

// Named returns the schema that a file names itself: the key $schema of its
// root, a comment "yaml-language-server: $schema=..." (of Red Hat's server) or
// "#:schema ..." (of Taplo) before the first value. The source is none if it is
// not on this machine, or is not there; names says whether the file names one.
func Named(path string, format check.Format, content []byte) (source Source, names bool) {
	reference := fromComment(content)
	if reference == "" {
		reference = fromKey(format, content)
	}
	if reference == "" {
		return Source{}, false
	}
	if name := shippedAt(reference); name != "" {
		return Source{Shipped: name}, true
	}
	if local, ok := localPath(reference); ok {
		reference = local
	} else if strings.Contains(reference, "://") {
		return Source{}, true
	}
	reference, _, _ = strings.Cut(reference, "#")
	if !filepath.IsAbs(reference) {
		reference = filepath.Join(filepath.Dir(path), filepath.FromSlash(reference))
	}
	if info, err := os.Stat(reference); err != nil || !info.Mode().IsRegular() {
		return Source{}, true
	}
	return Source{Path: reference}, true
}

// fromComment looks through the comments at the start of a file.
func fromComment(content []byte) string {
	for line := range bytes.Lines(content) {
		text := strings.TrimSpace(string(line))
		if text == "" || text == "---" {
			continue
		}
		if text[0] != '#' {
			break
		}
		if _, rest, ok := strings.Cut(text, "yaml-language-server:"); ok {
			if _, reference, ok := strings.Cut(rest, "$schema="); ok {
				return strings.TrimSpace(reference)
			}
		}
		if reference, ok := strings.CutPrefix(text, "#:schema "); ok {
			return strings.TrimSpace(reference)
		}
	}
	return ""
}

// fromKey looks for the key $schema.
func fromKey(format check.Format, content []byte) string {
	if !bytes.Contains(content, []byte("$schema")) {
		return ""
	}
	_, docs, err := check.Tree(context.Background(), format, content, &tree.Builder{})
	if err != nil || len(docs) == 0 || docs[0] == nil {
		return ""
	}
	if n := docs[0].Find("$schema"); n != nil && n.Kind == tree.String {
		return n.Text
	}
	return ""
}
