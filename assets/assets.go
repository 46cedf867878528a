// Package assets holds the files that are built into the program: the icon, the
// translations, what the settings of well-known files mean, and the guide.
package assets

import "embed"

// Translations holds one JSON file for each language, named by its BCP 47 tag
// (translations/en.json), in the format of github.com/nicksnyder/go-i18n.
var Translations = Texts{translations}

//go:embed translations/*.json
var translations embed.FS

// Icon is the program's icon as a PNG image of 256 pixels, made from icon.svg:
// drawing the vectors would take 26 ms of the start.
//
//go:embed icon.png
var Icon []byte

// Directives holds one JSON file for each language, named as in Translations,
// with what the settings of well-known files mean: for each kind of file an
// object with a sentence for each name.
var Directives = Texts{directives}

//go:embed directives/*.json
var directives embed.FS

// Guides holds the user's guide in Markdown, one file for each language that has
// one, named as in Translations.
//
//go:embed guide/*.md
var Guides embed.FS
