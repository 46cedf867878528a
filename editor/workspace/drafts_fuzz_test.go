package workspace

import (
	"bytes"
	"encoding/binary"
	"testing"

	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/internal/process"
)

// FuzzDraft holds that every text and every path come back from a draft, and
// that no bytes whatever can do harm.
func FuzzDraft(f *testing.F) {
	f.Add("/etc/hosts", "127.0.0.1\r\nlocalhost", 3, 7, []byte("holdfast draft 1\n{}\n"))
	f.Add("/tmp/\xff", "", 0, 0, []byte("holdfast draft 1\n{\"bytes\":0,\"selection\":[{\"anchor\":9}]}\n"))
	f.Fuzz(func(t *testing.T, path, text string, anchor, head int, junk []byte) {
		if draft, body, err := parseDraft(junk); err == nil && draft.Bytes != int64(len(body)) {
			t.Fatalf("%q gave %+v", junk, draft)
		}
		length := len(text) + 1
		anchor, head = int(uint(anchor)%uint(length)), int(uint(head)%uint(length))
		want := Draft{
			ID: "id", Path: path, Format: charset.NewFormat("\r\n"), Selection: editor.Single(anchor, head),
			Time: noon, Bytes: int64(len(text)), owner: process.Self(),
		}
		data, err := want.head(editor.FromString(text))
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, text...)
		got, body, err := parseDraft(data)
		if err != nil || string(body) != text || got.Path != path || !got.Selection.Equal(want.Selection) || got.owner != want.owner || !got.Time.Equal(noon) {
			t.Fatalf("%+v came back as %+v, %q, %v", want, got, body, err)
		}
		for _, at := range []int{0, len(data) / 2, len(data) - 1} { // one byte is wrong
			damaged := bytes.Clone(data)
			damaged[at] ^= 0x55
			if _, body, err := parseDraft(damaged); err == nil && string(body) != text {
				t.Fatalf("damage at %d of %q was not found", at, data)
			}
		}
	})
}

// FuzzMessages reads arbitrary bytes as what other programs may leave or send.
func FuzzMessages(f *testing.F) {
	f.Add([]byte(`{"format":1,"files":[{"path":"/a","line":-1}]}`))
	f.Add([]byte("b0VIM 9.0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := readRequest(bytes.NewReader(data)); err == nil {
			for _, file := range r.Files {
				if file.Line < 0 || file.Column < 0 {
					t.Fatalf("%q gave %+v", data, r)
				}
			}
		}
		if len(data) >= vimName {
			cString(data[vimUser:vimHost])
			_ = binary.LittleEndian.Uint32(data[vimPID:])
		}
	})
}
