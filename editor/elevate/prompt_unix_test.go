//go:build unix && !darwin

package elevate

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"holdfast/atomicsave"
)

// asking runs the helper without asking anybody, by env(1).
func asking(t *testing.T, verdict func(int, string) error) Writer {
	t.Helper()
	if _, err := Program(); err != nil {
		t.Skip("others could change this test program, so it would not be started: ", err)
	}
	return Writer{prompt: func() (prompt, error) { return commandPrompt([]string{"/usr/bin/env"}, verdict), nil }}
}

func TestSavingThroughACommand(t *testing.T) {
	w := asking(t, func(int, string) error { return nil })
	path := filepath.Join(ground(t), "it's a file")
	order := Order{Expect: put(t, path, "old")}
	report, err := w.Write(t.Context(), path, order, []byte("new"))
	if err != nil || report.State != atomicsave.New || report.Target != path || len(report.Events) == 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	has(t, path, "new")
	if _, err := w.Write(t.Context(), path, order, []byte("newer")); atomicsave.ClassOf(err) != atomicsave.Changed {
		t.Errorf("a version that was not the expected one: %v", err)
	}
	order.Expect = report.Fingerprint
	t.Setenv(helperMood, "dies first")
	if _, err := w.Write(t.Context(), path, order, []byte("newer")); !errors.Is(err, ErrEnded) || atomicsave.StateOf(err) != atomicsave.Old {
		t.Errorf("a helper that died before: %v", err)
	}
	t.Setenv(helperMood, "dies afterwards")
	report, err = w.Write(t.Context(), path, order, []byte("newer"))
	if err != nil || report.State != atomicsave.NewUnconfirmed {
		t.Errorf("a helper that died afterwards: %+v, %v", report, err)
	}
	has(t, path, "newer")
}

func TestGivingUpTheWaitForAPrompt(t *testing.T) {
	w := asking(t, func(int, string) error { return nil })
	path := filepath.Join(ground(t), "file")
	order := Order{Expect: put(t, path, "old")}
	t.Setenv(helperMood, "hangs")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := w.Write(ctx, path, order, []byte("new")); atomicsave.ClassOf(err) != atomicsave.Cancelled {
		t.Errorf("it gave %v", err)
	}
	has(t, path, "old")
}

func TestTheVerdictsOfPkexecAndSudo(t *testing.T) {
	for _, c := range []struct {
		got, want error
	}{
		{pkexecVerdict(126, ""), ErrDismissed},
		{pkexecVerdict(127, "no agent"), ErrRefused},
		{pkexecVerdict(0, ""), nil},
		{pkexecVerdict(3, ""), nil},
		{sudoVerdict(1, "sudo: 3 incorrect password attempts"), ErrRefused},
		{sudoVerdict(1, "holdfast: something else"), nil},
		{sudoVerdict(0, ""), nil},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
}
