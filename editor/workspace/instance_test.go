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
	case <-time.After(time.Minute):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// next is the next request, which must come soon.
func next(t *testing.T, i *Instance) *Incoming {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	in := i.Next(ctx)
	if in == nil {
		t.Fatal("nothing came")
	}
	return in
}

// arrived is the next request, taken.
func arrived(t *testing.T, i *Instance) *Incoming {
	t.Helper()
	in := next(t, i)
	if !in.Take() {
		t.Fatal("the request was given up")
	}
	return in
}

func TestASecondStartHandsItsFilesOver(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	want := Request{Files: []RequestFile{{Path: "/etc/hosts", Line: 3, Column: 7}, {Path: "/tmp/\xff"}}, ReadOnly: true, Activation: "token"}
	other := start(t.Context(), dirs, want)
	in := arrived(t, i)
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
	in := arrived(t, i)
	in.Closed("/other", true)
	in.Closed("/a", true)
	in.Closed("/a", true)
	select {
	case err := <-other:
		t.Fatalf("it returned while a file was open: %v", err)
	default:
	}
	in.Closed("/b", true)
	in.Closed("/b", true)
	in.Done()
	if err := soon(t, other); err != nil {
		t.Error(err)
	}
}

func TestAStartThatWaitsLearnsThatChangesWereDiscarded(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}, {Path: "/b"}}, Wait: true})
	in := arrived(t, i)
	in.Closed("/a", false)
	in.Closed("/b", true)
	if err := soon(t, other); !errors.Is(err, ErrDiscarded) {
		t.Errorf("it got %v", err)
	}
}

func TestARequestThatNobodyTakesGoesBack(t *testing.T) {
	dirs := meet(t)
	i := become(t, dirs)
	other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}}})
	in := next(t, i)
	if err := soon(t, other); !errors.Is(err, ErrInstanceSilent) {
		t.Errorf("it got %v", err)
	}
	if in.Take() {
		t.Error("a request that was given up could be taken")
	}
}

func TestHandOverNeverBecomesTheProgram(t *testing.T) {
	dirs := meet(t)
	ask := Request{Files: []RequestFile{{Path: "/a"}}}
	if err := HandOver(t.Context(), dirs, ask); !errors.Is(err, ErrNobody) {
		t.Fatalf("without a program: %v", err)
	}
	i := become(t, dirs)
	handed := make(chan error, 1)
	go func() { handed <- HandOver(t.Context(), dirs, ask) }()
	arrived(t, i)
	if err := soon(t, handed); err != nil {
		t.Error(err)
	}
}

func TestAnAnswerGivenJustBeforeTheEndArrives(t *testing.T) {
	for range 20 {
		dirs := meet(t)
		i := become(t, dirs)
		other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}}, Wait: true})
		arrived(t, i).Done()
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
	arrived(t, i)
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
	in := arrived(t, i)
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
				for {
					in := i.Next(context.Background())
					in.Take()
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
	lines := bufio.NewReader(out)
	if line, err := lines.ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatal(line, err)
	}
	other := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/a"}}, Wait: true})
	// Killed before that, it would leave its place to the other start.
	if line, err := lines.ReadString('\n'); err != nil || line != "asked\n" {
		t.Fatal(line, err)
	}
	child.Process.Kill()
	child.Wait()
	i := become(t, Dirs{State: dirs.State})
	if err := soon(t, other); err == nil {
		t.Error("the start that waited for the killed program succeeded")
	}
	last := start(t.Context(), dirs, Request{Files: []RequestFile{{Path: "/b"}}})
	arrived(t, i)
	if err := soon(t, last); err != nil {
		t.Error(err)
	}
}

// brokenListener panics instead of accepting, or brings a connection that panics.
type brokenListener struct{ brings chan net.Conn }

func (l brokenListener) Accept() (net.Conn, error) {
	if conn, ok := <-l.brings; ok {
		return conn, nil
	}
	panic("broken")
}
func (brokenListener) Close() error   { return nil }
func (brokenListener) Addr() net.Addr { return nil }

type brokenConn struct{ net.Conn }

func (brokenConn) Close() error { panic("broken") }

// TestAPanicOfAConversation comes to whoever waits for requests, where the window can
// write the drafts.
func TestAPanicOfAConversation(t *testing.T) {
	for name, conn := range map[string]net.Conn{"accepting": nil, "talking": brokenConn{}} {
		l := brokenListener{make(chan net.Conn, 1)}
		if conn == nil {
			close(l.brings)
		} else {
			l.brings <- conn
		}
		i := serve(l, l)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		died := func() (cause any) {
			defer func() { cause = recover() }()
			return i.Next(ctx)
		}()
		cancel()
		if text, ok := died.(string); !ok || !strings.Contains(text, "broken") || !strings.Contains(text, "instance_test.go") {
			t.Errorf("%s: it died of %v", name, died)
		}
	}
}
