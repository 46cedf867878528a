package assets

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
)

// Texts are files of which each may be compressed by gzip. Those in the tree are not;
// packages are built from compressed ones (.ci/slim), which are a third as large.
type Texts struct{ embed.FS }

// ReadFile returns the content of a file, uncompressed. Open, in contrast, opens it as
// it was built in.
func (t Texts) ReadFile(name string) ([]byte, error) {
	data, err := t.FS.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if data, err = unpacked(data); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}

// unpacked uncompresses what begins as gzip does, which no JSON can.
func unpacked(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
