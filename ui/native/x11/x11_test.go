package x11

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// display starts an X server for one test and returns its name.
func display(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		t.Skip("Xvfb is not installed: ", err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "64x64x24", "-nolisten", "tcp", "-ac", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	write.Close()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return ":" + strings.TrimSpace(line)
}

func connect(t *testing.T, display string) *Client {
	t.Helper()
	c, err := Connect(display, func(f func()) { go f() })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

const limit = 64 << 20

// fetch waits until PRIMARY is what another client has offered: an offer is a
// request that the display may not have seen yet.
func fetch(t *testing.T, c *Client, want string) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		got, err := c.Fetch(t.Context(), Primary, limit)
		if got == want && err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d bytes came, %v; want %d", len(got), err, len(want))
		}
	}
}

func TestTextGoesFromOneToTheOther(t *testing.T) {
	d := display(t)
	a, b := connect(t, d), connect(t, d)
	if _, err := a.Fetch(t.Context(), Primary, limit); !errors.Is(err, ErrNoText) {
		t.Errorf("nobody owns the selection: %v", err)
	}
	for _, text := range []string{"", "one", "ß 中 😀\n", strings.Repeat("x", pieceSize), strings.Repeat("0123456789abcde\n", 1<<20)} {
		if err := a.Offer(func() string { return text }); err != nil {
			t.Fatal(err)
		}
		fetch(t, b, text)
		fetch(t, a, text) // its own
	}
	if err := b.Offer(func() string { return "b's" }); err != nil {
		t.Fatal(err)
	}
	fetch(t, a, "b's")
}

func TestTooLarge(t *testing.T) {
	d := display(t)
	a, b := connect(t, d), connect(t, d)
	if err := a.Offer(func() string { return strings.Repeat("x", 3*pieceSize) }); err != nil {
		t.Fatal(err)
	}
	fetch(t, b, strings.Repeat("x", 3*pieceSize))
	if _, err := b.Fetch(t.Context(), Primary, 2*pieceSize); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	fetch(t, b, strings.Repeat("x", 3*pieceSize)) // the connection is still good
}

// TestCancelled ends a wait for an owner that does not answer.
func TestCancelled(t *testing.T) {
	d := display(t)
	a, b := connect(t, d), connect(t, d)
	asked, release := make(chan bool), make(chan bool)
	defer close(release)
	if err := a.Offer(func() string { asked <- true; <-release; return "late" }); err != nil {
		t.Fatal(err)
	}
	if a.OwnsClipboard(a.window) || !same(t, a) {
		t.Error("the clipboard belongs to nobody, PRIMARY to a")
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if _, err := b.Fetch(ctx, Primary, limit); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// same reports whether the display knows c as the owner of PRIMARY.
func same(t *testing.T, c *Client) bool {
	t.Helper()
	owner, err := c.owner(Primary)
	if err != nil {
		t.Fatal(err)
	}
	return owner == c.window
}

// TestAPanicOfAnOffer comes to whoever gave the client its goroutines.
func TestAPanicOfAnOffer(t *testing.T) {
	d := display(t)
	died := make(chan any, 2)
	a, err := Connect(d, func(f func()) {
		go func() {
			defer func() {
				if cause := recover(); cause != nil {
					died <- cause
				}
			}()
			f()
		}()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	if err := a.Offer(func() string { panic("broken") }); err != nil || !same(t, a) {
		t.Fatal("there is no offer: ", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go connect(t, d).Fetch(ctx, Primary, limit)
	if cause := <-died; cause != "broken" {
		t.Errorf("it died of %v", cause)
	}
}

func TestAfterTheEnd(t *testing.T) {
	c := connect(t, display(t))
	c.Close()
	if _, err := c.Fetch(t.Context(), Clipboard, limit); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
	if _, err := Connect("nonsense", nil); err == nil {
		t.Error("a display without a number was reached")
	}
}

func TestCookie(t *testing.T) {
	entry := func(number, name, data string) string {
		s := "\x01\x00\x00\x04host"
		for _, f := range []string{number, name, data} {
			s += "\x00" + string(rune(len(f))) + f
		}
		return s
	}
	file := entry("0", "MIT-MAGIC-COOKIE-1", "zero") + entry("7", "OTHER", "x") + entry("7", "MIT-MAGIC-COOKIE-1", "seven")
	if name, data := findCookie([]byte(file), "7"); name != "MIT-MAGIC-COOKIE-1" || data != "seven" {
		t.Errorf("got %q %q", name, data)
	}
	for n := range len(file) {
		if _, data := findCookie([]byte(file[:n]), "7"); data != "" {
			t.Errorf("a file cut at %d gives %q", n, data)
		}
	}
}

func TestLatin1(t *testing.T) {
	if got := string(toLatin1("ä中")); got != "\xe4?" {
		t.Errorf("got %q", got)
	}
	if got := string(fromLatin1([]byte("\xe4b"))); got != "äb" {
		t.Errorf("got %q", got)
	}
}
