package yamlfile

import (
	"math/big"
	"strings"
)

// jsonNumber writes a decimal number as JSON does.
func jsonNumber(s string) string {
	s = strings.TrimPrefix(s, "+")
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, exponent := s, ""
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		whole, exponent = s[:i], s[i:]
	}
	before, after, _ := strings.Cut(whole, ".")
	if before = strings.TrimLeft(before, "0"); before == "" {
		before = "0"
	}
	if after != "" {
		after = "." + after
	}
	return sign + before + after + exponent
}

// jsonInteger writes an octal or hexadecimal number as JSON does.
func jsonInteger(s string) string {
	if len(s) > 1000 {
		return "0" // nobody means this; big numbers cost the square of their length
	}
	n, ok := new(big.Int).SetString(s, 0)
	if !ok {
		return "0"
	}
	return n.String()
}
