package ui

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"holdfast/editor/check"
	"holdfast/editor/check/schema"
	"holdfast/editor/check/spot"
)

// inserted is the text that an entry of the list becomes in a file.
func inserted(format check.Format, at spot.Spot, k schema.Suggestion) string {
	if at.Value {
		if !k.IsText {
			return k.Text
		}
		return writtenText(format, k.Text)
	}
	key := writtenKey(format, k.Text)
	if at.Set {
		return key
	}
	switch format {
	case check.YAML:
		if k.Nested {
			return key + ":"
		}
		return key + ": "
	case check.JSON, check.JSONC, check.JSON5:
		return key + ": "
	case check.TOML, check.TOML11:
		return key + " = "
	case check.SSHD:
		return key + " "
	}
	return key + "="
}

// writtenText writes text as a value of a format.
func writtenText(format check.Format, text string) string {
	switch format {
	case check.YAML:
		if plainInYAML(text) {
			return text
		}
		return quoted(text)
	case check.JSON, check.JSONC, check.JSON5, check.TOML, check.TOML11:
		return quoted(text)
	}
	return text
}

var bareKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// writtenKey writes a key.
func writtenKey(format check.Format, key string) string {
	switch format {
	case check.JSON, check.JSONC, check.JSON5:
		return quoted(key)
	case check.TOML, check.TOML11:
		if !bareKey.MatchString(key) {
			return quoted(key)
		}
	case check.YAML:
		if !plainInYAML(key) && key != "on" {
			return quoted(key)
		}
	}
	return key
}

// quoted writes text in double quotes, which mean the same in JSON, YAML and
// TOML.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(b)
}

// notPlain are the words that YAML, new or old, does not take for text.
var notPlain = strings.Fields("true false null yes no on off y n ~")

// plainInYAML says whether text needs no quotes in YAML, in any of its versions.
func plainInYAML(text string) bool {
	if text == "" || slices.Contains(notPlain, strings.ToLower(text)) {
		return false
	}
	if c := text[0]; strings.IndexByte("-+.0123456789 !&*?|>%@`'\"[]{},#:=~", c) >= 0 {
		return false
	}
	return !strings.ContainsAny(text, "\n\t") && !strings.Contains(text, ": ") && !strings.Contains(text, " #") && !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, " ")
}
