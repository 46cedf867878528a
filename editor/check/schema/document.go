package schema

import (
	"encoding/json"
	"strconv"
	"strings"

	"holdfast/editor/check/tree"
)

// document is a document of a file, read as a schema sees it.
type document struct {
	root   *tree.Node
	yaml   bool
	budget int // how many more values it may have, aliases and merges followed; below 0 if it had too many
	merged map[*tree.Node][]tree.Member
	index  map[*tree.Node]map[string]int
}

func newDocument(root *tree.Node, yaml bool) *document {
	return &document{root: root, yaml: yaml, budget: maxValues, merged: map[*tree.Node][]tree.Member{}, index: map[*tree.Node]map[string]int{}}
}

// value is the document as jsonschema takes it.
func (d *document) value() any { return d.plain(d.root) }

// plain turns a node into what jsonschema takes. It stops when the budget is used
// up.
func (d *document) plain(n *tree.Node) any {
	if d.budget--; d.budget < 0 || n == nil {
		return nil
	}
	switch n.Kind {
	case tree.Bool:
		return n.Text == "true"
	case tree.Number:
		return number(n.Text)
	case tree.String:
		return n.Text
	case tree.List:
		list := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			list = append(list, d.plain(item))
		}
		return list
	case tree.Map:
		members := d.members(n)
		m := make(map[string]any, len(members))
		for _, member := range members {
			m[member.Key] = d.plain(member.Value)
		}
		return m
	}
	return nil
}

// members are the keys of a map. In YAML those that "<<" merges into it belong to
// it (https://yaml.org/type/merge.html): not part of YAML 1.2, and read by most
// programs all the same.
func (d *document) members(n *tree.Node) []tree.Member {
	sources := mergeSources(n)
	if !d.yaml || len(sources) == 0 {
		return n.Members
	}
	if known, ok := d.merged[n]; ok {
		return known
	}
	d.merged[n] = nil // what merges itself adds nothing
	var all []tree.Member
	there := map[string]bool{}
	for _, m := range n.Members {
		if m.Key != "<<" {
			all = append(all, m)
			there[m.Key] = true
		}
	}
	for _, source := range sources {
		for _, m := range d.members(source) {
			if d.budget--; d.budget < 0 {
				return nil
			}
			if !there[m.Key] {
				all = append(all, m)
				there[m.Key] = true
			}
		}
	}
	d.merged[n] = all
	return all
}

// mergeSources are the maps that a map takes keys from; none if something else
// stands there.
func mergeSources(n *tree.Node) []*tree.Node {
	var all []*tree.Node
	for _, m := range n.Members {
		if m.Key != "<<" {
			continue
		}
		from := []*tree.Node{m.Value}
		if m.Value.Kind == tree.List {
			from = m.Value.Items
		}
		for _, source := range from {
			if source.Kind != tree.Map {
				return nil
			}
			all = append(all, source)
		}
	}
	return all
}

// number keeps numbers from growing: 1e999999999 is a few bytes in a file and
// gigabytes when it is compared exactly.
func number(text string) json.Number {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return json.Number(text)
	}
	if exponent, err := strconv.Atoi(text[i+1:]); err == nil && exponent > -400 && exponent < 400 {
		return json.Number(text)
	}
	if strings.HasPrefix(text, "-") {
		return json.Number("-1e400")
	}
	return json.Number("1e400")
}

// place is where a value stands in the file.
type place struct {
	name     string // its key; empty for the root
	from, to int
	node     *tree.Node
	local    bool // it is, or is in, what has a tag that only some program knows
}

// find follows a location into the document.
func (d *document) find(location []string) place {
	p := place{from: d.root.From, to: firstByte(d.root), node: d.root, local: d.root.Local}
	for _, step := range location {
		local := p.local
		switch {
		case p.node == nil:
			return p
		case p.node.Kind == tree.List:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(p.node.Items) {
				return p
			}
			item := p.node.Items[i]
			p = place{name: p.name + "[" + step + "]", from: item.From, to: end(item), node: item}
		default:
			member, ok := d.lookUp(p.node, step)
			if !ok {
				return p
			}
			name := step
			if p.name != "" {
				name = p.name + "." + step
			}
			p = place{name: name, from: member.Value.From, to: end(member.Value), node: member.Value}
			if p.to <= p.from || p.node.Kind == tree.Map || p.node.Kind == tree.List {
				p.from, p.to = member.KeyFrom, member.KeyTo
			}
		}
		p.local = local || p.node.Local
	}
	return p
}

// lookUp returns the last member with a key.
func (d *document) lookUp(n *tree.Node, key string) (tree.Member, bool) {
	if n == nil || n.Kind != tree.Map {
		return tree.Member{}, false
	}
	members := d.members(n)
	index := d.index[n]
	if index == nil {
		index = make(map[string]int, len(members))
		for i, m := range members {
			index[m.Key] = i
		}
		d.index[n] = index
	}
	i, ok := index[key]
	if !ok {
		return tree.Member{}, false
	}
	return members[i], true
}

// end is where a scalar ends; of a collection only the first byte is marked.
func end(n *tree.Node) int {
	if n.Kind == tree.Map || n.Kind == tree.List {
		return firstByte(n)
	}
	return n.To
}

func firstByte(n *tree.Node) int { return min(n.From+1, n.To) }
