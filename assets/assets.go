// Package assets holds the files that are built into the program: the icon and
// the translations.
package assets

import "embed"

// Translations holds one JSON file for each language, named by its BCP 47 tag
// (translations/en.json), in the format of github.com/nicksnyder/go-i18n.
//
//go:embed translations/*.json
var Translations embed.FS

// Icon is the program's icon as an SVG document.
//
//go:embed icon.svg
var Icon []byte
