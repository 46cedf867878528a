package yamlfile

import (
	"regexp"
	"strings"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// scalarNode is the tree node for what was read.
func (p *parser) scalarNode(s inlineNode, props properties) *tree.Node {
	if !p.build.Wanted() {
		return s.node
	}
	node := s.node
	if node == nil {
		node = p.plainNode(s, props)
	}
	return props.mark(node)
}

// plainNode is the tree node of a scalar.
func (p *parser) plainNode(s inlineNode, props properties) *tree.Node {
	if s.plain && s.to <= s.from && props.tagText == "!!str" {
		return p.build.New(tree.String, s.from, s.to, "")
	}
	if s.quoted || props.tag && props.tagText != "!!int" && props.tagText != "!!float" && props.tagText != "!!bool" && props.tagText != "!!null" {
		return p.build.New(tree.String, s.from, s.to, s.text)
	}
	kind, text := resolve(s.text)
	return p.build.New(kind, s.from, s.to, text)
}

var (
	isInt   = regexp.MustCompile(`^[-+]?[0-9]+$`)
	isFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	isOctal = regexp.MustCompile(`^0o[0-7]+$`)
	isHexa  = regexp.MustCompile(`^0x[0-9a-fA-F]+$`)
)

// resolve gives plain text its type by the core schema (section 10.3.2).
func resolve(s string) (tree.Kind, string) {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return tree.Null, "null"
	case "true", "True", "TRUE":
		return tree.Bool, "true"
	case "false", "False", "FALSE":
		return tree.Bool, "false"
	case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF":
		return tree.Number, "0"
	}
	if c := s[0]; (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' {
		return tree.String, s
	}
	switch {
	case isInt.MatchString(s), isFloat.MatchString(s):
		return tree.Number, jsonNumber(s)
	case isOctal.MatchString(s), isHexa.MatchString(s):
		return tree.Number, jsonInteger(s)
	}
	return tree.String, s
}

// keySet finds the keys of one mapping that are there twice.
type keySet struct{ seen map[string]struct{} }

// checkKey warns of a key that is there already.
func (p *parser) checkKey(s inlineNode, keys *keySet) {
	if p.stop || s.node != nil || s.alias || s.to <= s.from {
		return
	}
	p.keyTraps(s)
	if s.text == "<<" {
		return
	}
	if keys.seen == nil {
		keys.seen = map[string]struct{}{}
	}
	if _, there := keys.seen[s.text]; there {
		p.Warn(diag.DuplicateKey, s.from, s.to, "Key", s.text)
	}
	keys.seen[s.text] = struct{}{}
}

// trapWords are booleans in YAML 1.1 (https://yaml.org/type/bool.html) and plain
// text in 1.2.
var trapWords = map[string]string{
	"y": "true", "Y": "true", "yes": "true", "Yes": "true", "YES": "true", "on": "true", "On": "true", "ON": "true",
	"n": "false", "N": "false", "no": "false", "No": "false", "NO": "false", "off": "false", "Off": "false", "OFF": "false",
}

var (
	oldOctal    = regexp.MustCompile(`^[-+]?0[0-7_]+$`)
	sexagesimal = regexp.MustCompile(`^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)
)

// keyTraps warns of keys that YAML 1.1 takes for booleans. The word "on" is left
// alone: workflows have it as a key, and those who read them know.
func (p *parser) keyTraps(s inlineNode) {
	if s.plain && trapWords[s.text] != "" && !strings.EqualFold(s.text, "on") && len(s.text) > 1 {
		p.Warn(diag.OldBoolean, s.from, s.to, "Found", s.text, "Meaning", trapWords[s.text])
	}
}

// scalarTraps warns of values that YAML 1.1 reads differently.
func (p *parser) scalarTraps(s inlineNode, props properties) {
	if !s.plain || s.to <= s.from || props.tag || p.stop || len(s.text) > 40 {
		return
	}
	if meaning := trapWords[s.text]; meaning != "" {
		p.Warn(diag.OldBoolean, s.from, s.to, "Found", s.text, "Meaning", meaning)
		return
	}
	if c := s.text[0]; c != '-' && c != '+' && (c < '0' || c > '9') {
		return
	}
	switch {
	case oldOctal.MatchString(s.text):
		p.Warn(diag.OldOctal, s.from, s.to, "Found", s.text)
	case sexagesimal.MatchString(s.text):
		p.Warn(diag.Sexagesimal, s.from, s.to, "Found", s.text)
	}
}
