package escape

import "testing"

func TestHex(t *testing.T) {
	for _, c := range []struct {
		src        string
		at, most   int
		wantValue  uint32
		wantDigits int
	}{
		{"0123456789", 0, 8, 0x01234567, 8},
		{"x00afAF", 1, 6, 0x00afaf, 6},
		{"12g4", 0, 4, 0x12, 2},
		{"/:@G`g", 0, 1, 0, 0},
		{"ffffffff", 0, 8, 0xffffffff, 8},
		{"00000000000041;", 0, 100, 0x41, 14},
		{"12", 0, 4, 0x12, 2},
		{"12", 2, 4, 0, 0},
		{"12", 5, 4, 0, 0},
		{"12", 0, 0, 0, 0},
	} {
		if value, digits := Hex([]byte(c.src), c.at, c.most); value != c.wantValue || digits != c.wantDigits {
			t.Errorf("%q from %d, %d at most: %x of %d digits, want %x of %d", c.src, c.at, c.most, value, digits, c.wantValue, c.wantDigits)
		}
	}
	for _, c := range []byte("/:@G`g\x10 ") {
		if _, digits := Hex([]byte{c}, 0, 1); digits != 0 {
			t.Errorf("%q is no digit", c)
		}
	}
}
