package process

import (
	"bufio"
	"os"
	"os/exec"
	"testing"
)

// asChild makes the test binary a process that waits for its end.
const asChild = "HOLDFAST_PROCESS_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(asChild) != "" {
		os.Stdout.WriteString("ready\n")
		bufio.NewReader(os.Stdin).ReadString('\n')
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestAProcessLivesUntilItDies(t *testing.T) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), asChild+"=1")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	bufio.NewReader(out).ReadString('\n')
	id := Self()
	id.PID = child.Process.Pid
	id.Start, _ = startOf(id.PID)
	if got := id.Life(); got != Running {
		t.Errorf("a process that runs is %d", got)
	}
	reused := id
	if reused.Start != "" {
		reused.Start += "1"
		if got := reused.Life(); got != Dead {
			t.Errorf("a process whose number was given away is %d", got)
		}
	}
	in.Close()
	child.Wait()
	if got := id.Life(); got != Dead {
		t.Errorf("a process that ended is %d", got)
	}
}

func TestWhatIsKnownOfOthers(t *testing.T) {
	self := Self()
	if self.Life() != Running {
		t.Error("this process does not run")
	}
	for name, c := range map[string]struct {
		change func(*Identity)
		want   Life
	}{
		"nobody":          {func(id *Identity) { *id = Identity{} }, Unknown},
		"a negative one":  {func(id *Identity) { id.PID = -1 }, Unknown},
		"another machine": {func(id *Identity) { id.Machine, id.Boot = "elsewhere", "another" }, Unknown},
		"before the boot": {func(id *Identity) { id.Boot = "another" }, Dead},
		"a container":     {func(id *Identity) { id.Space = "pid:[1]" }, Unknown},
	} {
		id := self
		c.change(&id)
		if got := id.Life(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
