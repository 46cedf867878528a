package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

func TestInputIsCompleteAndInOrder(t *testing.T) {
	want := make([]byte, 3*chunkSize+17)
	for i := range want {
		want[i] = byte(i * 7 >> 3)
	}
	for name, in := range map[string]io.Reader{
		"whole":            bytes.NewReader(want),
		"data with EOF":    iotest.DataErrReader(bytes.NewReader(want)),
		"half reads":       iotest.HalfReader(bytes.NewReader(want)),
		"some empty reads": &hesitant{in: bytes.NewReader(want)},
	} {
		got, err := io.ReadAll(newInput(context.Background(), in))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}

// hesitant returns nothing, and no error, at every second read.
type hesitant struct {
	in    io.Reader
	ready bool
}

func (h *hesitant) Read(p []byte) (int, error) {
	if h.ready = !h.ready; !h.ready {
		return h.in.Read(p)
	}
	return 0, nil
}

func TestInputFails(t *testing.T) {
	in := io.MultiReader(bytes.NewReader([]byte("abc")), iotest.ErrReader(io.ErrClosedPipe))
	got, err := io.ReadAll(newInput(context.Background(), in))
	if _, ok := errors.AsType[*streamError](err); !ok || !errors.Is(err, io.ErrClosedPipe) || string(got) != "abc" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestInputEndsWithItsContext(t *testing.T) {
	silent, feed := io.Pipe()
	defer feed.Close()
	ctx, cancel := context.WithCancel(context.Background())
	in := newInput(ctx, silent)
	go cancel()
	if _, err := in.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestInputKnowsTheSizeOfAFile(t *testing.T) {
	name := put(t, filepath.Join(t.TempDir(), "a"), "0123456789")
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Seek(4, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	in := newInput(context.Background(), file)
	if sized, ok := in.(interface{ Size() int64 }); !ok || sized.Size() != 6 {
		t.Errorf("%T does not know that 6 bytes come", in)
	}
	if got, err := io.ReadAll(in); err != nil || string(got) != "456789" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := file.Seek(100, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, ok := newInput(context.Background(), file).(interface{ Size() int64 }); ok {
		t.Error("a size behind the end of the file")
	}
}
