package cli

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// reportJSON is what a script sees of write --json.
type reportJSON struct {
	Target      string
	Fingerprint *string
	Asked       string
	Achieved    *string
	Strategy    string
	State       string
	Events      []struct {
		Step    string
		StartNS *int64 `json:"start_ns"`
		TookNS  *int64 `json:"took_ns"`
		Bytes   *int64
		Error   *string
	}
	Caveats []map[string]any
	Error   *struct{ Class, Step, State, Message, Cause string }
}

func parseReport(t *testing.T, text string) reportJSON {
	t.Helper()
	var r reportJSON
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if r.Events == nil || r.Caveats == nil {
		t.Errorf("a list is missing in %s", text)
	}
	return r
}

func (r reportJSON) steps() []string {
	var steps []string
	for _, e := range r.Events {
		steps = append(steps, e.Step)
	}
	return steps
}

func TestWriteReplaces(t *testing.T) {
	for _, level := range []string{"", "full", "balanced", "fast"} {
		dir := t.TempDir()
		name := put(t, filepath.Join(dir, "a.conf"), "old")
		if err := os.Chmod(name, 0o640); err != nil {
			t.Fatal(err)
		}
		before, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		args := []string{"write", name}
		if level != "" {
			args = append(args, "--durability", level)
		}
		r := run(t, "new\r\ncontent\x00", args...)
		r.exits(t, ExitDone)
		if r.out != "" {
			t.Errorf("%s: a save that went well said %q", level, r.out)
		}
		holds(t, name, "new\r\ncontent\x00")
		onlyNames(t, dir, "a.conf")
		if info, err := os.Stat(name); err != nil || info.Mode() != before.Mode() {
			t.Errorf("%s: %v, %v", level, info.Mode(), err)
		}
	}
}

func TestWriteExpectations(t *testing.T) {
	tests := []struct {
		name  string
		there bool // the file exists
		flags []string
		want  int
	}{
		{"replace", true, nil, ExitDone},
		{"create without a flag", false, nil, ExitDone},
		{"create", false, []string{"--create"}, ExitDone},
		{"create over a file", true, []string{"--create"}, ExitChanged},
		{"force over a file", true, []string{"--force"}, ExitDone},
		{"force without a file", false, []string{"--force"}, ExitDone},
		{"expected version", true, []string{"--expect", "CURRENT"}, ExitDone},
		{"another version", true, []string{"--expect", "STALE"}, ExitChanged},
		{"version of a file that is gone", false, []string{"--expect", "STALE"}, ExitChanged},
		{"expect none", false, []string{"--expect", "none"}, ExitDone},
		{"expect none over a file", true, []string{"--expect", "none"}, ExitChanged},
		{"expect any", true, []string{"--expect=any"}, ExitDone},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			name := put(t, filepath.Join(dir, "a"), "very old")
			stale := strings.TrimSpace(run(t, "", "fingerprint", name).out)
			current := stale
			if test.there {
				put(t, name, "old")
				current = strings.TrimSpace(run(t, "", "fingerprint", name).out)
			} else if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
			args := []string{"write"}
			for _, f := range test.flags {
				f = strings.NewReplacer("CURRENT", current, "STALE", stale).Replace(f)
				args = append(args, f)
			}
			run(t, "new", append(args, name)...).exits(t, test.want)
			switch {
			case test.want == ExitDone:
				holds(t, name, "new")
			case test.there:
				holds(t, name, "old")
			default:
				onlyNames(t, dir)
				return
			}
			onlyNames(t, dir, "a")
		})
	}
}

func TestWriteSettlesTheVersionBeforeItReads(t *testing.T) {
	name := put(t, filepath.Join(t.TempDir(), "a"), "old")
	_, r := within(whenRead{func() { put(t, name, "theirs") }}, "write", name)
	r.exits(t, ExitChanged)
	holds(t, name, "theirs")
}

// whenRead is an empty standard input that does something when it is read.
type whenRead struct{ do func() }

func (w whenRead) Read([]byte) (int, error) {
	w.do()
	return 0, io.EOF
}

func TestWriteJSON(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a & b"), "old")
	r := run(t, "new text", "write", "--json", name)
	r.exits(t, ExitDone)
	report := parseReport(t, r.out)
	if report.Target != name || report.Asked != "full" || report.Achieved == nil || *report.Achieved != "full" ||
		report.Strategy != "replace" || report.State != "new" || report.Error != nil {
		t.Errorf("%s", r.out)
	}
	if want := run(t, "", "fingerprint", name).out; report.Fingerprint == nil || *report.Fingerprint+"\n" != want {
		t.Errorf("fingerprint %v, want %s", report.Fingerprint, want)
	}
	known := []string{"probe", "create-temp", "reserve", "write", "metadata", "flush-file", "verify", "check",
		"replace", "keep", "flush-directory", "cleanup"}
	var last int64
	for _, e := range report.Events {
		if !slices.Contains(known, e.Step) || e.StartNS == nil || *e.StartNS < last ||
			e.TookNS == nil || e.Bytes == nil || e.Error == nil {
			t.Fatalf("step %q: %s", e.Step, r.out)
		}
		last = *e.StartNS
	}
	// On Windows the replacing itself takes the metadata over.
	for _, step := range []string{"probe", "create-temp", "write", "flush-file", "replace", "flush-directory"} {
		if !slices.Contains(report.steps(), step) {
			t.Errorf("no step %s in %q", step, report.steps())
		}
	}
	r = run(t, "newer", "write", "--json", "--durability=fast", name)
	if report = parseReport(t, r.out); slices.Contains(report.steps(), "flush-directory") ||
		report.Achieved == nil || *report.Achieved != "fast" {
		t.Errorf("%s", r.out)
	}
}

func TestWriteJSONOfAFailure(t *testing.T) {
	dir := t.TempDir()
	r := run(t, "new", "write", "--json", dir)
	r.exits(t, ExitNotRegular)
	report := parseReport(t, r.out)
	if report.Error == nil || report.Error.Class != "not-regular" || report.Error.State != "old" ||
		report.Error.Step == "" || report.Error.Message == "" || report.Error.Cause == "" ||
		report.State != "old" || report.Achieved != nil || report.Strategy != "refuse" {
		t.Errorf("%s", r.out)
	}
	onlyNames(t, dir)
}

func TestWriteReadsNothingForNothing(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a"), "old")
	_, r := within(unread{t}, "write", "--create", name)
	r.exits(t, ExitChanged)
	_, r = within(unread{t}, "write", dir)
	r.exits(t, ExitNotRegular)
}

func TestWriteInput(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a"), "old")

	// Empty input is content like any other.
	run(t, "", "write", name).exits(t, ExitDone)
	holds(t, name, "")

	// An input that cannot be read.
	folder, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	cmd := program(t, "write", name)
	cmd.Stdin = folder
	finish(t, cmd).exits(t, ExitIO)
	holds(t, name, "")
	onlyNames(t, dir, "a")

	// More than any buffer holds.
	large := strings.Repeat("a line of text\n", 1<<17)
	run(t, large, "write", name).exits(t, ExitDone)
	holds(t, name, large)
}

func TestWriteWithTempDir(t *testing.T) {
	dir := t.TempDir()
	temps := filepath.Join(dir, "temps")
	if err := os.Mkdir(temps, 0o700); err != nil {
		t.Fatal(err)
	}
	name := put(t, filepath.Join(dir, "a"), "old")
	run(t, "new", "write", "--temp-dir", temps, name).exits(t, ExitDone)
	holds(t, name, "new")
	onlyNames(t, temps)
	onlyNames(t, dir, "a", "temps")
	if r := run(t, "newer", "write", "--temp-dir", filepath.Join(dir, "none"), name); r.code == ExitDone {
		t.Error("a temporary folder that does not exist was accepted")
	}
	holds(t, name, "new")
	onlyNames(t, dir, "a", "temps")
}

func TestPlan(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a"), "old")
	for _, test := range []struct {
		name, strategy string
		want           int
	}{
		{name, "replace", ExitDone},
		{filepath.Join(dir, "new"), "create", ExitDone},
		{dir, "refuse", ExitNotRegular},
	} {
		var plan struct {
			Target, Strategy string
			Kept, Needs      []string
			Why              []atomicsave.Reason
			Losses           []atomicsave.Loss
			Error            *struct{ Class string }
			FileSystem       *string `json:"file_system"`
		}
		_, r := within(unread{t}, "plan", "--json", test.name)
		if err := json.Unmarshal([]byte(r.out), &plan); err != nil {
			t.Fatalf("%v in %q, %q", err, r.out, r.err)
		}
		if r.code != test.want || plan.Strategy != test.strategy || plan.Target != test.name ||
			plan.Kept == nil || plan.Why == nil || plan.Needs == nil || plan.Losses == nil ||
			plan.FileSystem == nil || (plan.Error != nil) != (test.want != 0) {
			t.Errorf("exit code %d: %s", r.code, r.out)
		}
		if _, r = within(unread{t}, "plan", test.name); r.code != test.want || !strings.HasPrefix(r.out, test.name) {
			t.Errorf("exit code %d: %s", r.code, r.out)
		}
	}
	holds(t, name, "old")
	onlyNames(t, dir, "a")
}

// A plan says which attribute or owner is lost, and not only that one is.
func TestPlanNamesWhatIsLost(t *testing.T) {
	said := planText(atomicsave.SavePlan{Losses: []atomicsave.Loss{{Kind: atomicsave.LossXattr, Name: "user.note"}, {Kind: atomicsave.LossAtomicity}}}, nil)
	if !strings.Contains(said, words.T("consent.xattr")+" (user.note)\n") || !strings.Contains(said, words.T("consent.atomicity")+"\n") {
		t.Error(said)
	}
}

func TestFingerprint(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a"), "old")
	_, r := within(unread{t}, "fingerprint", name)
	r.exits(t, ExitDone)
	if fp, err := atomicsave.ParseFingerprint(strings.TrimSuffix(r.out, "\n")); err != nil || fp.Size() != 3 {
		t.Errorf("%q: %v", r.out, err)
	}
	_, r = within(unread{t}, "fingerprint", filepath.Join(dir, "none"))
	r.exits(t, ExitOther)
	_, r = within(unread{t}, "fingerprint", dir)
	r.exits(t, ExitNotRegular)
}
