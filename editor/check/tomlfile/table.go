package tomlfile

import (
	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// tableKind says how a name came to stand for what it stands for: that decides
// what may be added to it later.
type tableKind uint8

const (
	plainValue  tableKind = iota
	implicit              // named only as the way to a deeper header
	headerTable           // [name]
	dotted                // made by a dotted key
	frozen                // an inline table: complete where it stands
	tableArray            // [[name]]
)

// table is a name that is taken. Only kinds other than plainValue have children.
type table struct {
	kind    tableKind
	section int // where a dotted table was made
	few     []named
	many    map[string]*table // instead of few, once they are many
	last    *table            // of a tableArray: the newest element
	node    *tree.Node
}

// named is a table in another one.
type named struct {
	name  string
	table *table
}

// child is the table that a name stands for in t, nil if it is free.
func (t *table) child(name string) *table {
	for i := range t.few {
		if t.few[i].name == name {
			return t.few[i].table
		}
	}
	return t.many[name]
}

// set gives a free name to child.
func (t *table) set(k part, child *table) {
	const limit = 8
	switch {
	case t.many != nil:
		t.many[k.name] = child
	case len(t.few) < limit:
		t.few = append(t.few, named{k.name, child})
	default:
		t.many = map[string]*table{k.name: child}
		for _, c := range t.few {
			t.many[c.name] = c.table
		}
		t.few = nil
	}
}

// add makes a table inside t.
func (p *parser) add(t *table, k part, kind tableKind) *table {
	nodeKind := tree.Map
	if kind == tableArray {
		nodeKind = tree.List
	}
	child := &table{kind: kind, section: p.section, node: p.build.New(nodeKind, k.from, k.to, "")}
	t.set(k, child)
	t.node.Put(k.name, k.from, k.to, child.node)
	return child
}

// descend follows the parts of a dotted key before the last, making the tables
// that are missing. The result is nil if the way is barred.
func (p *parser) descend(t *table, parts []part) *table {
	for _, k := range parts {
		next := t.child(k.name)
		switch {
		case next == nil:
			next = p.add(t, k, dotted)
		case next.kind == dotted && next.section == p.section:
		case next.kind == implicit:
			// "[a.b.c]" names a.b only on the way; a dotted key may define it,
			// after which no header can.
			next.kind, next.section = dotted, p.section
		default:
			p.Add(next.barred(), k.from, k.to, "Key", k.name)
			return nil
		}
		t = next
	}
	return t
}

// barred says why nothing can be added to t.
func (t *table) barred() diag.Code {
	switch t.kind {
	case plainValue:
		return diag.NotATable
	case frozen:
		return diag.InlineTableClosed
	}
	return diag.TableDefinedElsewhere
}

// open makes the table of a header the one that pairs go into. After an error
// they go into one that nobody sees.
func (p *parser) open(parts []part, array bool) {
	p.here = &table{kind: headerTable}
	t := p.root
	for _, k := range parts[:len(parts)-1] {
		next := t.child(k.name)
		switch {
		case next == nil:
			next = p.add(t, k, implicit)
		case next.kind == tableArray:
			next = next.last
		case next.kind == plainValue, next.kind == frozen:
			p.Add(next.barred(), k.from, k.to, "Key", k.name)
			return
		}
		t = next
	}
	last := parts[len(parts)-1]
	if array {
		p.openElement(t, last)
		return
	}
	there := t.child(last.name)
	switch {
	case there == nil:
		p.here = p.add(t, last, headerTable)
	case there.kind == implicit:
		there.kind = headerTable
		p.here = there
	default:
		p.duplicateTable(last)
	}
}

func (p *parser) duplicateTable(k part) {
	p.Add(diag.DuplicateTable, k.from, k.to, "Key", k.name)
}

// openElement begins the next element of the array of tables k in t.
func (p *parser) openElement(t *table, k part) {
	list := t.child(k.name)
	if list == nil {
		list = p.add(t, k, tableArray)
	}
	if list.kind != tableArray {
		p.duplicateTable(k)
		return
	}
	list.last = &table{kind: headerTable, node: p.build.New(tree.Map, k.from, k.to, "")}
	list.node.Append(list.last.node)
	p.here = list.last
}
