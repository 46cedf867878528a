package workspace

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"holdfast/editor"
)

// typeInto makes the test binary a program in which someone types into the
// file of that name until it is killed.
const typeInto = "HOLDFAST_DRAFTS_TEST_TYPE_INTO"

func TestMain(m *testing.M) {
	if path := os.Getenv(typeInto); path != "" {
		fmt.Fprintln(os.Stderr, typeForever(path))
		os.Exit(1)
	}
	if state := os.Getenv(crashIn); state != "" {
		die(state, os.Getenv(crashBy))
	}
	if state := os.Getenv(becomeIn); state != "" {
		i, _, err := Become(context.Background(), Dirs{State: state}, Request{})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("ready")
		for { // until it is killed
			i.Next(context.Background()).Take()
			fmt.Println("asked")
		}
	}
	os.Exit(m.Run())
}

// becomeIn makes the test binary a program that is the one of that state folder.
const becomeIn = "HOLDFAST_INSTANCE_TEST_STATE"

// keystroke is the time between two key strokes, on the clock of the test.
const keystroke = 100 * time.Millisecond

// typed is what has been typed after n key strokes: a line of its number each.
func typed(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d\n", i)
	}
	return b.String()
}

// typeForever types, keeps drafts as the window does, and says after each key
// stroke how many there were. Time passes with the key strokes; now and then
// the person rests.
func typeForever(path string) error {
	ctx := context.Background()
	f, err := Open(ctx, path)
	if err != nil {
		return err
	}
	drafting := NewDrafts(Dirs{State: filepath.Dir(path)}).Follow(f)
	now := noon
	for n := 0; ; n++ {
		end := f.Document.Text().Len()
		f.Document.Select(editor.Single(end, end))
		if _, err := f.Document.Do(editor.InsertText(typed(n + 1)[len(typed(n)):]), editor.Settings{}, now); err != nil {
			return err
		}
		if n%70 == 69 {
			now = now.Add(DraftRest)
		}
		if w := drafting.Tick(now); w != nil {
			err := w.Run(ctx)
			drafting.Finish(w, err, now)
			if err != nil {
				return err
			}
		}
		fmt.Println(n + 1)
		now = now.Add(keystroke)
	}
}

// TestAKillCostsTenSecondsOfTyping kills a typing program at random moments.
func TestAKillCostsTenSecondsOfTyping(t *testing.T) {
	rounds := 100
	if testing.Short() {
		rounds = 10
	}
	most := 0
	for round := range rounds {
		most = max(most, killOnce(t, 1+rand.IntN(400)))
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	t.Logf("%d kills: at most %d key strokes were lost, %v of typing", rounds, most, time.Duration(most)*keystroke)
}

// killOnce kills after about so many key strokes and returns how many are lost.
func killOnce(t *testing.T, after int) (lost int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.conf")
	write(t, path, "")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), typeInto+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if said, err = strconv.Atoi(lines.Text()); err != nil {
			t.Fatal(err)
		}
		if said == after {
			child.Process.Kill()
		}
	}
	child.Wait()

	drafts := NewDrafts(Dirs{State: filepath.Dir(path)})
	l := list(t, drafts)
	if len(l.SetAside) > 0 || len(l.Drafts) > 1 {
		t.Fatalf("drafts %+v, set aside %v", l.Drafts, l.SetAside)
	}
	back := ""
	if len(l.Drafts) == 1 {
		f, err := drafts.Restore(context.Background(), l.Drafts[0])
		if err != nil {
			t.Fatal(err)
		}
		back = f.Document.Text().String()
	}
	strokes := strings.Count(back, "\n")
	if back != typed(strokes) {
		t.Fatalf("the draft is not what was typed: %q", back)
	}
	if read(t, path) != "" {
		t.Fatal("the user's file was touched")
	}
	lost = max(0, said-strokes)
	if time.Duration(lost)*keystroke > DraftLatest+keystroke {
		t.Errorf("of %d key strokes %d were lost", said, lost)
	}
	return lost
}
