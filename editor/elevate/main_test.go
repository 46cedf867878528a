package elevate

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"testing"
	"time"

	"holdfast/atomicsave"
)

// put writes a file and identifies it.
func put(t *testing.T, path, content string) atomicsave.Fingerprint {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	fp, err := atomicsave.Identify(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return fp
}

// TestMain makes the test binary the helper when it is started like one: the
// verb write of the real program is in another package, which prints the same.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "write" && os.Args[2] == administratorFlag {
		os.Exit(helper(os.Args[3:]))
	}
	os.Exit(m.Run())
}

// helperMood makes the helper of the tests misbehave.
const helperMood = "HOLDFAST_ELEVATE_TEST_MOOD"

func helper(args []string) int {
	in := io.Reader(os.Stdin)
	if args[0] == "--from" {
		file, err := os.Open(args[1])
		if err != nil {
			return 10
		}
		defer file.Close()
		in, args = file, args[2:]
	}
	switch os.Getenv(helperMood) {
	case "dies first":
		return 77
	case "hangs":
		io.Copy(io.Discard, in)
		time.Sleep(time.Hour)
	}
	report, _, err := serveWith(context.Background(), args[0], in, func() (string, error) { return "", os.ErrNotExist })
	if os.Getenv(helperMood) == "dies afterwards" {
		return 77
	}
	if err == nil {
		json.NewEncoder(os.Stdout).Encode(report)
		return 0
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"error": map[string]any{
		"class": atomicsave.ClassOf(err), "step": atomicsave.StepProbe, "state": atomicsave.StateOf(err), "cause": err.Error(),
	}})
	if atomicsave.ClassOf(err) == atomicsave.Changed {
		return 3
	}
	return 1
}
