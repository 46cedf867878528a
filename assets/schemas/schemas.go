// Package schemas holds JSON Schemas that others wrote, as their projects publish
// them: README.md says which, from where, and under which licence.
package schemas

import "embed"

// Files holds the schemas in the folders of their projects, each compressed by
// gzip and otherwise as it was published.
//
//go:embed compose-go/*.json.gz schemastore/*.json.gz
var Files embed.FS
