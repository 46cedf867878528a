package assets

import (
	"bytes"
	"compress/gzip"
	"os"
	"testing"
)

func TestCompressedTextsAreRead(t *testing.T) {
	for _, name := range []string{"translations/uk.json", "directives/ja.json"} {
		files := Translations
		if name == "directives/ja.json" {
			files = Directives
		}
		inTree, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := files.ReadFile(name); err != nil || !bytes.Equal(got, inTree) {
			t.Errorf("%s: %d bytes, not %d, %v", name, len(got), len(inTree), err)
		}
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write(inTree); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		if got, err := unpacked(packed.Bytes()); err != nil || !bytes.Equal(got, inTree) {
			t.Errorf("%s, compressed: %d bytes, not %d, %v", name, len(got), len(inTree), err)
		}
		if got, err := unpacked(packed.Bytes()[:packed.Len()/2]); err == nil {
			t.Errorf("%s, cut: %d bytes and no error", name, len(got))
		}
	}
	if _, err := Translations.ReadFile("translations/none.json"); err == nil {
		t.Error("a file that is not there is read")
	}
}
