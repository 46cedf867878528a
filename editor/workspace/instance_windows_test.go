package workspace

import (
	"errors"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/windows"

	"holdfast/editor/internal/private"
)

func TestNonsenseInThePipeHarmsNothing(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	name, user, err := meetingPlace(dirs)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "\x00\xff\n", "{}\n", `{"format":2,"files":[]}` + "\n", strings.Repeat("[", 50_000)} {
		conn, err := dialPipe(name, user)
		for errors.Is(err, windows.ERROR_PIPE_BUSY) || errors.Is(err, os.ErrNotExist) {
			conn, err = dialPipe(name, user)
		}
		if err != nil {
			t.Fatal(err)
		}
		conn.Write([]byte(text))
		conn.Close()
	}
	other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}}})
	if in := arrived(t, i); in.Files[0].Path != "/a" {
		t.Errorf("arrived is %+v", in.Request)
	}
	if err := soon(t, other); err != nil {
		t.Error(err)
	}
}

// TestAPipeOfSomeoneElseIsNotUsed asks for a pipe as if this user were another.
func TestAPipeOfSomeoneElseIsNotUsed(t *testing.T) {
	dirs := meet(t)
	become(t, dirs)
	name, _, err := meetingPlace(dirs)
	if err != nil {
		t.Fatal(err)
	}
	everyone, err := windows.StringToSid("S-1-1-0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dialPipe(name, everyone); !errors.Is(err, private.ErrForeign) {
		t.Errorf("got %v", err)
	}
}
