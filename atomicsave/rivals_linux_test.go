package atomicsave

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// rival is another process that saves the same file.
type rival struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
}

func startRival(t *testing.T, job ...any) *rival {
	t.Helper()
	r := &rival{command: command(t, job...)}
	r.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	r.command.Stderr = os.Stderr
	var err error
	if r.in, err = r.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := r.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.out = bufio.NewScanner(out)
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	return r
}

// answer returns the next line that the rival prints.
func (r *rival) answer(t *testing.T) string {
	t.Helper()
	if !r.out.Scan() {
		t.Fatalf("the rival is gone: %v", r.out.Err())
	}
	return r.out.Text()
}

func (r *rival) kill(t *testing.T) {
	t.Helper()
	if err := r.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	r.command.Wait()
}

// duel is the work of a rival that saves when it is told to.
func duel(path, state string) int {
	journal, err := OpenJournal(ctx, state)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("ready")
	orders := bufio.NewScanner(os.Stdin)
	for orders.Scan() {
		words := strings.Fields(orders.Text())
		expect, _ := ParseFingerprint(words[0])
		level, _ := ParseDurability(words[1])
		r, err := Save(ctx, path, strings.NewReader(words[2]), Options{Expect: expect, Durability: level, Journal: journal})
		fmt.Println(ClassOf(err), r.State, r.Caveats)
	}
	if err := journal.Close(); err != nil {
		return 1
	}
	return 0
}

// Two processes save the same version of a file at once, hundreds of times: both
// end, one wins, the other is told that the file changed, and there is no litter.
func TestTwoProcesses(t *testing.T) {
	rounds := 150
	if testing.Short() {
		rounds = 15
	}
	for _, level := range []Durability{Full, Balanced, Fast} {
		for _, exists := range []bool{true, false} {
			t.Run(fmt.Sprintf("%v/%t", level, exists), func(t *testing.T) { duels(t, t.TempDir(), level, exists, rounds) })
		}
	}
	t.Run("without an exchange", func(t *testing.T) { // where the version that is replaced is not seen
		duels(t, serveOdd(t, "-no-exchange").mount, Full, true, rounds/5)
	})
}

// duels lets two processes save a file in a folder in each round.
func duels(t *testing.T, dir string, level Durability, exists bool, rounds int) {
	state := t.TempDir()
	rivals := []*rival{startRival(t, "duel", conf(dir), state), startRival(t, "duel", conf(dir), state)}
	for _, r := range rivals {
		r.answer(t)
	}
	won := [2]int{}
	for round := range rounds {
		fp, loses := Fingerprint{}, Exists
		os.Remove(conf(dir))
		if exists {
			write(t, conf(dir), oldContent)
			fp, loses = identify(t, conf(dir)), Changed
		}
		for i, r := range rivals {
			fmt.Fprintln(r.in, fp, level, fmt.Sprintf("%d-%d", round, i))
		}
		winner := -1
		for i, r := range rivals {
			switch a := r.answer(t); {
			case strings.HasPrefix(a, fmt.Sprintf("other %v ", New)):
				if winner >= 0 {
					t.Fatalf("round %d: both won", round)
				}
				winner = i
				won[i]++
			case !strings.HasPrefix(a, fmt.Sprintf("%v %v ", loses, Old)):
				t.Fatalf("round %d: %s", round, a)
			}
		}
		if winner < 0 {
			t.Fatalf("round %d: nobody won", round)
		}
		wantContent(t, conf(dir), fmt.Sprintf("%d-%d", round, winner))
		wantNames(t, dir, "app.conf")
	}
	for _, r := range rivals {
		r.in.Close()
		if err := r.command.Wait(); err != nil {
			t.Error(err)
		}
	}
	wantNames(t, state, "key")
	t.Logf("won: %v", won)
}

// signed is a content that names its writer in every line.
func signed(name string, n int) string {
	return strings.Repeat(fmt.Sprintln("by", name, n), 300)
}

// isSigned reports whether a content is whole and of one writer.
func isSigned(content []byte) bool {
	first, _, _ := bytes.Cut(content, []byte("\n"))
	return len(first) > 0 && bytes.Equal(content, bytes.Repeat(append(first, '\n'), 300))
}

// fight is the work of a rival that saves as often as it can.
func fight(path, state, name string) int {
	journal, err := OpenJournal(ctx, state)
	for n := 1; err == nil; n++ {
		var fp Fingerprint
		if fp, err = Identify(ctx, path); err != nil {
			break
		}
		if _, err = Save(ctx, path, strings.NewReader(signed(name, n)), Options{Expect: fp, Durability: Balanced, Journal: journal}); ClassOf(err) == Changed {
			err = nil
			continue
		}
		if err == nil {
			fmt.Println(n)
		}
	}
	fmt.Println(err)
	return 1
}

// Rivals that are killed in the middle of it leave a whole file of one of them, and
// after Recover nothing else; a version that nobody has looked at is kept and named.
func TestKilledRivals(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 5
	}
	random := rand.New(rand.NewPCG(3, 4))
	dir, state := t.TempDir(), t.TempDir()
	write(t, conf(dir), signed("test", 0))
	removed, kept := 0, 0
	for round := range rounds {
		rivals := []*rival{startRival(t, "fight", conf(dir), state, "a"), startRival(t, "fight", conf(dir), state, "b")}
		for _, r := range rivals {
			r.answer(t) // each has saved once
			time.Sleep(time.Duration(random.IntN(2000)) * time.Microsecond)
		}
		first := random.IntN(2)
		rivals[first].kill(t)
		if round%3 == 0 { // Recover while the other goes on
			removed += recoverRivals(t, dir, state, &kept)
		}
		rivals[1-first].kill(t)
		removed += recoverRivals(t, dir, state, &kept)
		content, err := os.ReadFile(conf(dir))
		if err != nil || !isSigned(content) {
			t.Fatalf("round %d: %q, %v", round, clip(content), err)
		}
		wantNames(t, dir, "app.conf")
		wantNames(t, state, "key")
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	t.Logf("%d rounds: %d temporary files removed, %d versions kept", rounds, removed, kept)
	if removed == 0 && !testing.Short() {
		t.Error("no kill left anything: the test proves nothing")
	}
}

// recoverRivals is the next start of the program.
func recoverRivals(t *testing.T, dir, state string, kept *int) (removed int) {
	t.Helper()
	j, err := OpenJournal(ctx, state)
	if err != nil {
		t.Fatal(err)
	}
	r, err := j.Recover(ctx)
	if err != nil || len(r.Unreachable)+len(r.Restored) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, k := range r.Kept {
		*kept++
		if content, err := os.ReadFile(k.Path); err != nil || !isSigned(content) || k.Target != conf(dir) {
			t.Errorf("kept %+v: %q, %v", k, clip(content), err)
		}
		if err := j.Discard(k.Path); err != nil {
			t.Error(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
	return len(r.Removed)
}

// While a foreign version is put back, others go on: the file is replaced once more,
// and the version that came back for a moment is overwritten where it is. What was
// written last is in place at the end; what it never displaced is left and named.
func TestOverwrittenWhilePutBack(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	fp := identify(t, conf(dir))
	replace := func(content string) {
		write(t, filepath.Join(dir, "theirs"), content)
		if err := os.Rename(filepath.Join(dir, "theirs"), conf(dir)); err != nil {
			t.Fatal(err)
		}
	}
	exchanges, written := 0, false
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		switch {
		case c.Move == vfs.Exchange:
			if exchanges++; exchanges <= 2 {
				replace(fmt.Sprint("theirs ", exchanges))
			}
		case exchanges == 2 && !written:
			written = true
			write(t, conf(dir), "theirs 3")
		}
		return faultfs.Fault{}
	})
	_, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: fp}.OnDisk(disk))
	e := wantError(t, err, Changed, Old)
	wantContent(t, conf(dir), "theirs 3")
	if len(e.Paths) != 1 {
		t.Fatal(e.Paths)
	}
	wantContent(t, e.Paths[0], "theirs 2")
	wantNames(t, dir, filepath.Base(e.Paths[0]), "app.conf")
}
