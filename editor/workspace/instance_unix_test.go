//go:build unix

package workspace

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/editor/internal/private"
)

func TestNonsenseOnTheSocketHarmsNothing(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	base, err := meetingPlace(dirs)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "\x00\xff\n", "{}\n", `{"format":2,"files":[]}` + "\n", strings.Repeat("[", 100_000)} {
		conn, err := net.Dial("unix", base+".sock")
		if err != nil {
			t.Fatal(err)
		}
		conn.Write([]byte(text))
		conn.(*net.UnixConn).CloseWrite()
		conn.Read(make([]byte, 1))
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

func TestStrangeThingsAtTheMeetingPlace(t *testing.T) {
	dirs := meet(t)
	base, err := meetingPlace(dirs)
	if err != nil {
		t.Fatal(err)
	}
	write(t, base+".sock", "a file where the socket should be")
	become(t, dirs).Close()
	if err := os.Remove(base + ".lock"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(base+".lock", 0o700); err != nil {
		t.Fatal(err)
	}
	if i, handed, err := Become(t.Context(), dirs, Request{}); err == nil {
		t.Errorf("a folder as lock gave %v, %v", i, handed)
	}
}

func TestAMeetingPlaceOfSomeoneElseIsNotUsed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the administrator can give a folder away")
	}
	dirs := meet(t)
	folder := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "holdfast")
	if err := errors.Join(os.Mkdir(folder, 0o777), os.Chown(folder, 12345, 12345)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Become(t.Context(), dirs, Request{}); !errors.Is(err, private.ErrForeign) {
		t.Errorf("got %v", err)
	}
}

func TestEachDisplayHasItsOwnProgram(t *testing.T) {
	dirs := meet(t)
	t.Setenv("DISPLAY", ":0")
	become(t, dirs)
	t.Setenv("DISPLAY", "localhost:10.0")
	become(t, dirs)
}

func TestHandOverKnowsAStaleSocket(t *testing.T) {
	dirs := meet(t)
	base, err := meetingPlace(dirs)
	if err != nil {
		t.Fatal(err)
	}
	write(t, base+".sock", "a file refuses connections as the socket of a dead program does")
	if err := HandOver(t.Context(), dirs, Request{}); !errors.Is(err, ErrNobody) {
		t.Errorf("it got %v", err)
	}
}
