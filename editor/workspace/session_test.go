package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"holdfast/editor/internal/private"
)

func TestASessionIsRemembered(t *testing.T) {
	s, ctx := newStore(t), context.Background()
	if got, err := s.Session(ctx); err != nil || len(got.Files) != 0 {
		t.Fatalf("first start: %+v, %v", got, err)
	}
	absolute := filepath.Join(t.TempDir(), "a\xff.conf")
	want := Session{Active: 1, Files: []SessionFile{
		{Path: absolute, Anchor: 3, Head: 7, TopLine: 12, ReadOnly: true}, {Draft: "abc"},
	}}
	if err := s.SaveSession(ctx, want); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Session(ctx); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read back %+v, %v, want %+v", got, err, want)
	}
}

func TestABrokenSessionIsSetAside(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		cause   error
	}{
		"empty":        {"", private.ErrBroken},
		"truncated":    {`{"format":1,"fil`, private.ErrBroken},
		"zeroed":       {"\x00\x00\x00\x00\x00", private.ErrBroken},
		"random":       {"\x8e\x01\xf3{]", private.ErrBroken},
		"another type": {`[]`, private.ErrBroken},
		"future":       {`{"format":2,"tabs":[]}`, private.ErrFuture},
	} {
		t.Run(name, func(t *testing.T) {
			s, ctx := newStore(t), context.Background()
			if err := private.Folder(s.Dirs().State); err != nil {
				t.Fatal(err)
			}
			write(t, s.sessionPath(), c.content)
			got, err := s.Session(ctx)
			aside, ok := errors.AsType[*SetAside](err)
			if !ok || !errors.Is(err, c.cause) || len(got.Files) != 0 || read(t, aside.Kept) != c.content {
				t.Fatalf("%+v, %v", got, err)
			}
			if err := s.SaveSession(ctx, Session{}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNonsenseInASessionIsLeftOut(t *testing.T) {
	s, ctx := newStore(t), context.Background()
	if err := private.Folder(s.Dirs().State); err != nil {
		t.Fatal(err)
	}
	write(t, s.sessionPath(), `{"format":1,"active":9,"files":[{},{"path":"relative"},{"draft":"x","anchor":-5,"head":-1,"top_line":-3}]}`)
	want := Session{Files: []SessionFile{{Draft: "x"}}}
	if got, err := s.Session(ctx); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestASessionThatIsNoFile(t *testing.T) {
	s, ctx := newStore(t), context.Background()
	if err := os.MkdirAll(s.sessionPath(), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := s.Session(ctx)
	if aside, ok := errors.AsType[*SetAside](err); !ok || aside.Kept == "" {
		t.Errorf("got %v", err)
	}
	if err := s.SaveSession(ctx, Session{}); err != nil {
		t.Error(err)
	}
}
