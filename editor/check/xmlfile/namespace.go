package xmlfile

import (
	"strings"

	"holdfast/editor/check/diag"
)

// The two names of Namespaces in XML 1.0 (https://www.w3.org/TR/xml-names/) that
// are fixed, sections 3 and 4.
const (
	xmlName   = "http://www.w3.org/XML/1998/namespace"
	xmlnsName = "http://www.w3.org/2000/xmlns/"
)

// attr is an attribute of the tag at hand.
type attr struct {
	name     string
	value    []byte // as it stands, without its quotes
	from, to int    // of the name
}

// binding is what a prefix stands for, in an element and those inside it.
type binding struct {
	prefix, name string
	outer        int // where the same prefix was bound before, counted from 1
}

// namespaces checks a start tag by the constraints of Namespaces in XML 1.0.
// What breaks them is well-formed XML all the same, and read by programs that
// know no namespaces: so it is a warning.
func (p *parser) namespaces(element attr, attrs []attr) {
	for _, a := range attrs {
		if a.name == "xmlns" || strings.HasPrefix(a.name, "xmlns:") {
			p.bind(a)
		}
	}
	if prefix, ok := p.qualified(element); ok {
		if prefix == "xmlns" {
			p.warn(diag.NamespaceName, element.from, element.to, element.name)
		}
		p.declared(prefix, element)
	}
	var expanded map[string]bool
	for _, a := range attrs {
		prefix, ok := p.qualified(a)
		if !ok || prefix == "" || prefix == "xmlns" {
			continue
		}
		name, ok := p.declared(prefix, a)
		if !ok {
			continue
		}
		if expanded == nil {
			expanded = map[string]bool{}
		}
		key := name + " " + a.name[len(prefix)+1:]
		if expanded[key] {
			p.warn(diag.DuplicateAttribute, a.from, a.to, a.name)
		}
		expanded[key] = true
	}
}

// bind takes a declaration of a prefix, or of the default.
func (p *parser) bind(a attr) {
	prefix := strings.TrimPrefix(strings.TrimPrefix(a.name, "xmlns"), ":")
	name := string(a.value)
	reserved := name == xmlnsName || prefix == "xmlns" || (prefix == "xml") != (name == xmlName)
	if reserved || name == "" && prefix != "" {
		p.warn(diag.NamespaceName, a.from, a.to, a.name)
	}
	if p.newest == nil {
		p.newest = map[string]int{}
	}
	p.bound = append(p.bound, binding{prefix, name, p.newest[prefix]})
	p.newest[prefix] = len(p.bound)
}

// unbind forgets all bindings but the first n, at the end of an element.
func (p *parser) unbind(n int) {
	for len(p.bound) > n {
		last := p.bound[len(p.bound)-1]
		p.newest[last.prefix] = last.outer
		p.bound = p.bound[:len(p.bound)-1]
	}
}

// qualified parts a name at its colon (production 7 of Namespaces in XML). It is
// false for a name that is none.
func (p *parser) qualified(a attr) (prefix string, ok bool) {
	prefix, local, parted := strings.Cut(a.name, ":")
	if !parted {
		return "", true
	}
	if prefix == "" || local == "" || strings.Contains(local, ":") || !startsName(local) {
		p.warn(diag.NamespaceName, a.from, a.to, a.name)
		return "", false
	}
	return prefix, true
}

// startsName says whether a part of a name could be a name of its own.
func startsName(s string) bool {
	for _, r := range s {
		return r < 0x80 && isNameStartByte(byte(r)) || r >= 0x80 && isNameStartRune(r)
	}
	return false
}

// declared returns what a prefix stands for, and reports one that stands for
// nothing, the first time. Where declarations are not read, there may be one.
func (p *parser) declared(prefix string, a attr) (name string, ok bool) {
	switch prefix {
	case "xml":
		return xmlName, true
	case "", "xmlns":
		return "", false
	}
	if i := p.newest[prefix]; i > 0 {
		return p.bound[i-1].name, true
	}
	if !p.unread && !p.defaults && !p.missing[prefix] {
		if p.missing == nil {
			p.missing = map[string]bool{}
		}
		p.missing[prefix] = true
		p.warn(diag.UndeclaredPrefix, a.from, a.from+len(prefix), prefix)
	}
	return "", false
}

// withoutColon reports the name of an entity, a notation or a processing
// instruction, at an offset, that has a colon (section 7 of Namespaces in XML).
func (p *parser) withoutColon(name string, from int) {
	if strings.Contains(name, ":") {
		p.warn(diag.NamespaceName, from, from+len(name), name)
	}
}

// warn records something doubtful.
func (p *parser) warn(code diag.Code, from, to int, name string) {
	if p.stop {
		return
	}
	if p.nested > 0 {
		from, to = p.from, p.to
	}
	p.list.Warn(code, from, to, "Name", name)
}
