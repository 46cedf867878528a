package textview

import "bytes"

// tagReach is how far in bytes a matching tag is looked for, and tagLength how
// long a tag may be in which the caret is.
const (
	tagReach  = 16 << 10
	tagLength = 512
)

// span is a stretch of bytes.
type span struct{ from, to int }

// tag is a tag of XML or HTML.
type tag struct {
	name  span
	end   int  // behind its >
	close bool // </name>
	alone bool // <name/>
}

// tagAt finds the tag that the offset i is in or touches.
func tagAt(w []byte, i int) (tag, bool) {
	from := bytes.LastIndexByte(w[max(0, i-tagLength):i], '<')
	switch {
	case from >= 0:
		from += max(0, i-tagLength)
	case i < len(w) && w[i] == '<':
		from = i
	default:
		return tag{}, false
	}
	t, ok := parseTag(w, from)
	return t, ok && i <= t.end
}

// parseTag reads the tag at the < at an offset.
func parseTag(w []byte, at int) (tag, bool) {
	t := tag{name: span{at + 1, at + 1}}
	if t.name.from < len(w) && w[t.name.from] == '/' {
		t.close = true
		t.name.from++
	}
	i := t.name.from
	for i < len(w) && inTagName(w[i]) {
		i++
	}
	if t.name.to = i; i == t.name.from || w[t.name.from] == '-' || w[t.name.from] == '.' || w[t.name.from] >= '0' && w[t.name.from] <= '9' {
		return t, false
	}
	for i < len(w) && w[i] != '<' {
		switch w[i] {
		case '"', '\'':
			n := bytes.IndexByte(w[i+1:], w[i])
			if n < 0 {
				return t, false
			}
			i += n + 1
		case '>':
			t.end, t.alone = i+1, w[i-1] == '/'
			return t, true
		}
		i++
	}
	return t, false
}

func inTagName(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == ':' || c == '-' || c == '.' || c >= 0x80
}

// matchTag returns the names of the tag at an offset and of the tag that belongs
// to it. Tags of other names between them do not count, since HTML does not end
// all of them.
func matchTag(w []byte, i int) (a, b span, ok bool) {
	here, ok := tagAt(w, i)
	if !ok || here.alone {
		return a, b, false
	}
	name := w[here.name.from:here.name.to]
	var open []span // of that name, outermost first
	from := here.end
	if here.close {
		from = 0
	}
	for from < len(w) {
		t, next := nextTag(w, from)
		if from = next; t.end == 0 || t.alone || !bytes.Equal(w[t.name.from:t.name.to], name) {
			continue
		}
		switch {
		case here.close && t.name == here.name:
			if len(open) == 0 {
				return a, b, false
			}
			return open[len(open)-1], here.name, true
		case !t.close:
			open = append(open, t.name)
		case len(open) > 0:
			open = open[:len(open)-1]
		case !here.close:
			return here.name, t.name, true
		}
	}
	return a, b, false
}

// apart are what may hold signs that look like tags.
var apart = []struct{ from, to []byte }{{[]byte("<!--"), []byte("-->")}, {[]byte("<![CDATA["), []byte("]]>")}, {[]byte("<?"), []byte("?>")}}

// nextTag returns the first tag behind an offset, empty if what is there is none,
// and where to go on.
func nextTag(w []byte, from int) (tag, int) {
	n := bytes.IndexByte(w[from:], '<')
	if n < 0 {
		return tag{}, len(w)
	}
	at := from + n
	for _, a := range apart {
		if bytes.HasPrefix(w[at:], a.from) {
			if n := bytes.Index(w[at:], a.to); n >= 0 {
				return tag{}, at + n + len(a.to)
			}
			return tag{}, len(w)
		}
	}
	if t, ok := parseTag(w, at); ok {
		return t, t.end
	}
	return tag{}, at + 1
}
