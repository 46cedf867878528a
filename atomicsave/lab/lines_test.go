package lab

import (
	"strings"
	"testing"
)

func TestPieces(t *testing.T) {
	for _, want := range []string{
		"", "word", "two |words", "a  |b", " |x", "“Saved” |(now)",
		"保|存|し|ま|し|た。|次", "「保|存」|と", "待|た|ず |(高|速)、|順", "ファ|イ|ル |A |を|開|く", "サー|バー", "ext4、|xfs",
	} {
		text := strings.ReplaceAll(want, "|", "")
		if got := strings.Join(Pieces(text), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
