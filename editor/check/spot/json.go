package spot

// frame is an object or a list that is open.
type frame struct {
	list  bool
	key   string
	value bool // behind the colon of key
}

// inJSON reads from the beginning up to the place.
func inJSON(content []byte, off int) Spot {
	var stack []frame
	var s Spot
	top := func() *frame {
		if len(stack) == 0 {
			return nil
		}
		return &stack[len(stack)-1]
	}
	i := 0
	for i < len(content) {
		from := i
		switch c := content[i]; {
		case c == '"' || c == '\'':
			i = stringEnd(content, i)
			if off > from && (off < i || off == i && (i-1 == from || content[i-1] != c)) {
				return here(content, stack, from, i, true)
			}
			if f := top(); f != nil && !f.list && !f.value {
				f.key = string(content[from+1 : max(i-1, from+1)])
			}
			continue
		case c == '/' && i+1 < len(content) && content[i+1] == '/':
			for i < len(content) && content[i] != '\n' {
				i++
			}
			continue
		case isWord(c):
			for i < len(content) && isWord(content[i]) {
				i++
			}
			if off >= from && off <= i {
				return here(content, stack, from, i, false)
			}
			if f := top(); f != nil && !f.list && !f.value {
				f.key = string(content[from:i])
			}
			continue
		}
		if i >= off {
			break
		}
		switch content[i] {
		case '{', '[':
			stack = append(stack, frame{list: content[i] == '['})
		case '}', ']':
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		case ':':
			if f := top(); f != nil {
				f.value = true
			}
		case ',':
			if f := top(); f != nil {
				f.value, f.key = false, ""
			}
		}
		i++
	}
	s = here(content, stack, off, off, false)
	return s
}

// here is the spot of a word, or of nothing, inside what is open.
func here(content []byte, stack []frame, from, to int, quoted bool) Spot {
	s := Spot{Quoted: quoted, From: from, To: to}
	if quoted {
		s.From++
		if to-1 > from && content[to-1] == content[from] {
			s.To--
		}
	}
	s.Word = string(content[s.From:s.To])
	for i, f := range stack {
		switch {
		case f.list:
			s.Path = append(s.Path, Item)
		case i < len(stack)-1 || f.value:
			s.Path = append(s.Path, f.key)
		}
	}
	if n := len(stack); n == 0 || stack[n-1].list || stack[n-1].value {
		s.Value = true
		return s
	}
	for to < len(content) && (content[to] == ' ' || content[to] == '\t' || content[to] == '\n' || content[to] == '\r') {
		to++
	}
	s.Set = to < len(content) && content[to] == ':'
	return s
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$' || c == '-' || c == '+' || c == '.' || c >= 0x80
}

// stringEnd is behind the closing quote, or at the end of the line.
func stringEnd(content []byte, i int) int {
	quote := content[i]
	for i++; i < len(content); i++ {
		switch content[i] {
		case '\\':
			i++
		case quote:
			return i + 1
		case '\n':
			return i
		}
	}
	return len(content)
}
