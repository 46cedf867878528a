package versions

import (
	"bytes"
	"path/filepath"
	"testing"

	"holdfast/atomicsave"
)

// BenchmarkSave is the cost of keeping: a durable save of 16 KiB with it and
// without.
func BenchmarkSave(b *testing.B) {
	for name, keep := range map[string]bool{"alone": false, "keeping": true} {
		b.Run(name, func(b *testing.B) {
			dir := b.TempDir()
			path := filepath.Join(dir, "file")
			s := New(filepath.Join(dir, "state"), DefaultPolicy())
			o := atomicsave.Options{}
			if keep {
				o.Keep = s.Hook
			}
			content := bytes.Repeat([]byte("0123456789abcdef"), 1024)
			for n := 0; b.Loop(); n++ {
				copy(content, []byte{byte(n), byte(n >> 8), byte(n >> 16)})
				r, err := atomicsave.Save(ctx, path, bytes.NewReader(content), o)
				if err != nil {
					b.Fatal(err)
				}
				o.Expect = r.Fingerprint
			}
		})
	}
}
