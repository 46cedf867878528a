package cli

import (
	"context"
	"testing"

	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
)

// TestProgramIsItsOwnChild: the program, started again, is the process that the
// Save Lab kills.
func TestProgramIsItsOwnChild(t *testing.T) {
	cmd := program(t)
	t.Setenv(runAsProgram, "1")
	p, err := lab.Play(context.Background(), lab.Script{
		Scene: lab.Killed, Content: lab.Sample(), Strategy: crashsim.Ordinary, At: lab.Point{ID: "truncate-target", N: 1},
		Child: []string{cmd.Path, lab.ChildVerb}, Scratch: []string{t.TempDir()},
	})
	if err != nil || p.Final.Kind != crashsim.Empty {
		t.Errorf("%s, %v", p.Final.Kind, err)
	}
}
