package versions

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"holdfast/atomicsave"
)

// saveInto makes the test binary a program that saves one version after the
// other into the file of that name, until it is killed.
const saveInto = "HOLDFAST_VERSIONS_TEST_SAVE_INTO"

func TestMain(m *testing.M) {
	if path := os.Getenv(saveInto); path != "" {
		fmt.Fprintln(os.Stderr, saveForever(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// saveForever saves the numbers from 1 and says after each that it is saved.
func saveForever(path string) error {
	s := New(filepath.Join(filepath.Dir(path), "state"), DefaultPolicy())
	expect, err := atomicsave.Identify(ctx, path)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		r, err := atomicsave.Save(ctx, path, strings.NewReader(strconv.Itoa(n)), atomicsave.Options{Expect: expect, Keep: s.Hook})
		if err != nil {
			return err
		}
		for _, c := range r.Caveats {
			if c.Kind == atomicsave.CaveatNotKept {
				return fmt.Errorf("save %d: %v", n, c)
			}
		}
		fmt.Println(n)
		expect = r.Fingerprint
	}
}

// TestAKillLosesNoVersion kills a program that saves, at random moments. Only
// the very version that was being replaced may not be among the versions yet;
// then it is still beside the file.
func TestAKillLosesNoVersion(t *testing.T) {
	rounds := 25
	if testing.Short() {
		rounds = 5
	}
	beside := 0
	for range rounds {
		beside += killSave(t, 1+rand.IntN(15))
		if t.Failed() {
			return
		}
	}
	t.Logf("%d kills: the last version was still beside the file %d times", rounds, beside)
}

func killSave(t *testing.T, after int) (beside int) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, []byte("0"), 0o600); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), saveInto+"="+path)
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

	now, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	newest, err := strconv.Atoi(string(now))
	if err != nil || newest < said {
		t.Fatalf("the file holds %q after save %d", now, said)
	}
	s := New(filepath.Join(dir, "state"), DefaultPolicy())
	l, err := s.List(ctx, path)
	if err != nil || len(l.Problems) > 0 {
		t.Fatal(l.Problems, err)
	}
	kept := map[string]bool{}
	for _, v := range l.Versions {
		content, _, err := s.Read(ctx, path, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		kept[string(content)] = true
	}
	leftovers, err := filepath.Glob(filepath.Join(dir, ".holdfast-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range leftovers {
		if content, err := os.ReadFile(file); err == nil && string(content) == strconv.Itoa(newest-1) && !kept[string(content)] {
			kept[string(content)] = true
			beside++
		}
	}
	for n := max(0, newest-DefaultPolicy().Count+1); n < newest; n++ {
		if !kept[strconv.Itoa(n)] {
			t.Errorf("version %d of %d is lost", n, newest)
		}
	}
	return beside
}
