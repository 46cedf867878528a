// Package tree is what the checkers of JSON, YAML and TOML make of a file when
// somebody wants more than a verdict: values with their places, for schemas and
// outlines.
package tree

// Kind says what a node is.
type Kind uint8

// The kinds. Null is the zero value.
const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Map
)

// Node is one value of a file.
type Node struct {
	Kind     Kind
	From, To int    // bytes of the value in the file
	Text     string // of a string its value; of a number or boolean its JSON form
	Items    []*Node
	Members  []Member
	Local    bool // it has a tag of YAML that only some program knows ("!reset"): what it stands for is not known
}

// Member is one key of a map with its value.
type Member struct {
	Key            string
	KeyFrom, KeyTo int
	Value          *Node
}

// Find returns the value of a key, nil if a map has no such key. Of a key that
// is there twice it is the last.
func (n *Node) Find(key string) *Node {
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Key == key {
			return n.Members[i].Value
		}
	}
	return nil
}

// MaxNodes bounds a tree. A node costs some 150 bytes.
const MaxNodes = 1 << 20

// Builder makes nodes, if it is not nil, up to MaxNodes. The methods of a nil
// builder return nil, so that a checker need not ask whether a tree is wanted.
type Builder struct {
	made int
	full bool
}

// New returns a node, or nil if no tree is wanted or it has grown too large.
func (b *Builder) New(kind Kind, from, to int, text string) *Node {
	if b == nil || b.full {
		return nil
	}
	if b.made++; b.made > MaxNodes {
		b.full = true
		return nil
	}
	return &Node{Kind: kind, From: from, To: to, Text: text}
}

// Full says that nodes are missing because there were too many.
func (b *Builder) Full() bool { return b != nil && b.full }

// Wanted says whether nodes are made: if not, a checker need not work out the
// value of a string.
func (b *Builder) Wanted() bool { return b != nil && !b.full }

// Append adds an item to a list; either may be nil.
func (n *Node) Append(item *Node) {
	if n != nil && item != nil {
		n.Items = append(n.Items, item)
	}
}

// Put adds a key with its value to a map; either may be nil.
func (n *Node) Put(key string, from, to int, value *Node) {
	if n != nil && value != nil {
		n.Members = append(n.Members, Member{Key: key, KeyFrom: from, KeyTo: to, Value: value})
	}
}

// End sets where a node ends.
func (n *Node) End(to int) {
	if n != nil {
		n.To = to
	}
}
