//go:build unix

package workspace

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/editor/internal/private"
)

// meet gives the programs of a test a place of their own to meet. Its path is
// short: that of a socket may have about a hundred bytes.
func meet(t *testing.T) Dirs {
	t.Helper()
	dir, err := os.MkdirTemp("", "hf")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	return Dirs{State: filepath.Join(dir, "state")}
}

func become(t *testing.T, dirs Dirs) *Instance {
	t.Helper()
	i, handed, err := Become(t.Context(), dirs, Request{})
	if err != nil || handed || i == nil {
		t.Fatalf("%v, %v, %v", i, handed, err)
	}
	t.Cleanup(func() { i.Close() })
	return i
}

// start is another start of the program, on another goroutine.
func start(ctx context.Context, dirs Dirs, r Request) <-chan error {
	out := make(chan error, 1)
	go func() {
		_, handed, err := Become(ctx, dirs, r)
		if err == nil && !handed {
			err = errors.New("it became a second instance")
		}
		out <- err
	}()
	return out
}

// soon is what comes out of a channel, which must be soon.
func soon[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func TestASecondStartHandsItsFilesOver(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	want := Request{Files: []RequestFile{{Path: "/etc/hosts", Line: 3, Column: 7}, {Path: "/tmp/\xff"}}, ReadOnly: true, Activation: "token"}
	other := start(t.Context(), dirs, want)
	in := soon(t, i.Requests())
	if err := soon(t, other); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(in.Request, want) {
		t.Errorf("arrived is %+v, want %+v", in.Request, want)
	}
	soon(t, in.Gone())
	in.Done() // nobody waits; no harm
}

func TestAStartThatWaitsReturnsWhenItsFilesAreClosed(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}, {Path: "/b"}}, Wait: true})
	in := soon(t, i.Requests())
	in.Closed("/other")
	in.Closed("/a")
	in.Closed("/a")
	select {
	case err := <-other:
		t.Fatalf("it returned while a file was open: %v", err)
	default:
	}
	in.Closed("/b")
	in.Closed("/b")
	in.Done()
	if err := soon(t, other); err != nil {
		t.Error(err)
	}
}

func TestAnAnswerGivenJustBeforeTheEndArrives(t *testing.T) {
	for range 20 {
		dirs := meet(t)
		i := become(t, dirs)
		other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}}, Wait: true})
		soon(t, i.Requests()).Done()
		if err := i.Close(); err != nil {
			t.Fatal(err)
		}
		if err := soon(t, other); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheEndOfTheProgramIsNoSuccess(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}}, Wait: true})
	soon(t, i.Requests())
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	if err := soon(t, other); !errors.Is(err, ErrInstanceGone) {
		t.Errorf("a start that waited got %v", err)
	}
	become(t, dirs) // the place is free again
}

func TestAStartThatGivesUpIsNoticed(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	ctx, cancel := context.WithCancel(t.Context())
	other := start(ctx, dirs, Request{Files: []RequestFile{{Path: "/a"}}, Wait: true})
	in := soon(t, i.Requests())
	cancel()
	if err := soon(t, other); !errors.Is(err, context.Canceled) {
		t.Errorf("it got %v", err)
	}
	soon(t, in.Gone())
}

func TestManyStartsAtOnceGiveOneProgram(t *testing.T) {
	dirs := meet(t)
	var wg sync.WaitGroup
	instances := make(chan *Instance, 1)
	const starts = 20
	arrived := make(chan string, starts)
	for n := range starts {
		wg.Go(func() {
			i, handed, err := Become(t.Context(), dirs, Request{Files: []RequestFile{{Path: fmt.Sprint("/", n)}}})
			if err != nil {
				t.Error(err)
			}
			if !handed {
				arrived <- fmt.Sprint("/", n)
				instances <- i // blocks if there is a second one
				for in := range i.Requests() {
					if arrived <- in.Files[0].Path; len(arrived) == starts {
						return
					}
				}
			}
		})
	}
	wg.Wait()
	soon(t, instances).Close()
	if len(arrived) != starts {
		t.Errorf("%d of %d files arrived", len(arrived), starts)
	}
}

// TestAKilledProgramGivesItsPlaceUp kills a real one.
func TestAKilledProgramGivesItsPlaceUp(t *testing.T) {
	dirs := meet(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), becomeIn+"="+dirs.State)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatal(line, err)
	}
	other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}}, Wait: true})
	child.Process.Kill()
	child.Wait()
	i := become(t, Dirs{State: dirs.State})
	if err := soon(t, other); err == nil {
		t.Error("the start that waited for the killed program succeeded")
	}
	last := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/b"}}})
	soon(t, i.Requests())
	if err := soon(t, last); err != nil {
		t.Error(err)
	}
}

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
	if in := soon(t, i.Requests()); in.Files[0].Path != "/a" {
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
