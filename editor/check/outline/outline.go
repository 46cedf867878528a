package outline

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"holdfast/editor/check"
	"holdfast/editor/check/tree"
)

// Most is how many entries an outline has at most, and maxDepth how many levels.
const (
	Most     = 5000
	maxDepth = 6
)

// Entry is one part of a file.
type Entry struct {
	Name  string // a key, the title of a section
	Note  string // what it is set to, if that is short
	Level int    // how deep it is inside others
	At    int    // offset in the content
}

// Of lists the parts of content in the order in which they stand there.
func Of(ctx context.Context, format check.Format, content []byte) []Entry {
	o := &list{ctx: ctx}
	switch format {
	case check.JSON, check.JSONC, check.JSON5, check.YAML, check.TOML, check.TOML11:
		_, docs, err := check.Tree(ctx, format, content, &tree.Builder{})
		if err != nil {
			return nil
		}
		for i, doc := range docs {
			level := 0
			if len(docs) > 1 && doc != nil {
				o.add(Entry{Name: "--- " + strconv.Itoa(i+1), At: doc.From})
				level = 1
			}
			o.node(doc, level)
		}
	case check.XML:
		o.xml(content)
	case check.Unknown:
		o.blocks(content)
	default:
		o.lines(format, content)
	}
	return o.all
}

// list collects entries.
type list struct {
	ctx context.Context
	all []Entry
}

func (o *list) full() bool {
	return len(o.all) >= Most || len(o.all)%256 == 0 && o.ctx.Err() != nil
}

func (o *list) add(e Entry) {
	if e.Name != "" && !o.full() {
		e.Name = short(e.Name)
		o.all = append(o.all, e)
	}
}

// node adds the keys of a map, and of the maps in a list what names them.
func (o *list) node(n *tree.Node, level int) {
	if n == nil || level >= maxDepth || o.full() {
		return
	}
	for _, m := range n.Members {
		o.add(Entry{Name: m.Key, Note: note(m.Value), Level: level, At: m.KeyFrom})
		o.node(m.Value, level+1)
	}
	for i, item := range n.Items {
		if item == nil || item.Kind != tree.Map && item.Kind != tree.List {
			continue
		}
		o.add(Entry{Name: title(item, i), Level: level, At: item.From})
		o.node(item, level+1)
	}
}

// title is what an item of a list is called: by its name, if it has one.
func title(n *tree.Node, i int) string {
	for _, key := range []string{"name", "id", "job_name", "title", "alias", "uses", "host"} {
		if v := n.Find(key); v != nil && v.Kind == tree.String && v.Text != "" {
			return "- " + v.Text
		}
	}
	return "- " + strconv.Itoa(i+1)
}

// note is a short value.
func note(n *tree.Node) string {
	if n == nil || n.Kind == tree.Map || n.Kind == tree.List || n.Kind == tree.Null {
		return ""
	}
	return short(n.Text)
}

// short is the first line of a text, cut where it is long.
func short(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// lines adds sections in brackets, and the names before an equals sign or a
// blank.
func (o *list) lines(format check.Format, content []byte) {
	level, at := 0, 0
	for raw := range bytes.Lines(content) {
		from := at
		at += len(raw)
		line := bytes.TrimSpace(raw)
		if len(line) == 0 || line[0] == '#' || line[0] == ';' {
			continue
		}
		from += bytes.Index(raw, line[:1])
		text := string(line)
		switch {
		case line[0] == '[' && format != check.Hosts:
			o.add(Entry{Name: strings.Trim(text, "[]"), At: from})
			level = 1
		case format == check.SSHD && strings.EqualFold(strings.Fields(text)[0], "match"):
			o.add(Entry{Name: text, At: from})
			level = 1
		default:
			name, value := split(format, text)
			o.add(Entry{Name: name, Note: short(value), Level: level, At: from})
		}
		if o.full() {
			return
		}
	}
}

// split parts a line into a name and what it is set to.
func split(format check.Format, text string) (name, value string) {
	switch format {
	case check.INI, check.Properties, check.Env, check.Systemd:
		name, value, _ = strings.Cut(text, "=")
		return strings.TrimPrefix(strings.TrimSpace(name), "export "), strings.TrimSpace(value)
	case check.Fstab:
		if f := strings.Fields(text); len(f) > 1 {
			return f[1], f[0]
		}
	case check.Hosts:
		if f := strings.Fields(text); len(f) > 1 {
			return strings.Join(f[1:], " "), f[0]
		}
	case check.Crontab, check.SystemCrontab:
		if f := strings.Fields(text); len(f) > 5 && !strings.Contains(f[0], "=") {
			return strings.Join(f[5:], " "), strings.Join(f[:5], " ")
		}
	}
	name, value, _ = strings.Cut(text, " ")
	return name, strings.TrimSpace(value)
}

// blocks adds what opens a brace at the end of its line, as in nginx, and the
// sections and instructions of other files.
func (o *list) blocks(content []byte) {
	level, at := 0, 0
	for raw := range bytes.Lines(content) {
		from := at
		at += len(raw)
		line := bytes.TrimSpace(raw)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		from += bytes.Index(raw, line[:1])
		switch {
		case line[len(line)-1] == '{':
			o.add(Entry{Name: strings.TrimSpace(string(line[:len(line)-1])), Level: level, At: from})
			level++
		case line[0] == '}':
			level = max(level-1, 0)
		case line[0] == '[' && line[len(line)-1] == ']':
			o.add(Entry{Name: string(line[1 : len(line)-1]), At: from})
		}
		if o.full() {
			return
		}
	}
}

// xml adds the elements that hold others.
func (o *list) xml(content []byte) {
	level := 0
	for at := 0; at < len(content) && !o.full(); {
		n := bytes.IndexByte(content[at:], '<')
		if n < 0 {
			return
		}
		at += n
		rest := content[at:]
		end := tagEnd(rest)
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = after(rest, "-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end = after(rest, "]]>")
		case bytes.HasPrefix(rest, []byte("<?")), bytes.HasPrefix(rest, []byte("<!")):
		case bytes.HasPrefix(rest, []byte("</")):
			level = max(level-1, 0)
		default:
			name, note := element(rest[1:end])
			if level < maxDepth {
				o.add(Entry{Name: name, Note: note, Level: level, At: at})
			}
			if end < 2 || rest[end-2] != '/' {
				level++
			}
		}
		at += max(end, 1)
	}
}

// tagEnd is the length of a tag: quotes hide the sign that ends it.
func tagEnd(b []byte) int {
	var quote byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(b)
}

func after(b []byte, end string) int {
	if n := bytes.Index(b, []byte(end)); n >= 0 {
		return n + len(end)
	}
	return len(b)
}

// element is the name in a tag, and what its first name or id attribute says.
func element(tag []byte) (name, note string) {
	text := strings.TrimRight(string(tag), "/> \t\r\n")
	name, attributes, _ := strings.Cut(strings.NewReplacer("\n", " ", "\t", " ").Replace(text), " ")
	for _, key := range []string{"name=", "id=", "key="} {
		if i := strings.Index(attributes, key); i >= 0 && i+len(key) < len(attributes) {
			value := attributes[i+len(key):]
			quote := value[:1]
			if inner, _, ok := strings.Cut(value[1:], quote); ok {
				return name, short(inner)
			}
		}
	}
	return name, ""
}
