// Package escape reads the digits of the escapes that JSON, TOML, XML and YAML have
// in common, such as the four behind \u.
package escape

// Hex reads hexadecimal digits of src from the offset at on, as many as there are but
// not more than most. It returns their value, which means nothing if they are more
// than eight, and how many they are.
func Hex(src []byte, at, most int) (value uint32, digits int) {
	for ; digits < most && at+digits < len(src); digits++ {
		c := src[at+digits]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return value, digits
		}
		value = value<<4 | uint32(c)
	}
	return value, digits
}
