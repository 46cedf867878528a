package cli

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"holdfast/editor/workspace"
)

func TestTheExitCodeOfAStartThatWaited(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
		over bool
	}{
		{nil, ExitDone, true},
		{workspace.ErrDiscarded, ExitDiscarded, true},
		{workspace.ErrInstanceGone, ExitOther, true},
		{workspace.ErrInstanceSilent, ExitOther, false},
		{errors.New("no place to meet"), ExitOther, false},
	} {
		if code, over := exitOfWait(c.err); code != c.code || over != c.over {
			t.Errorf("%v gives %d, %v", c.err, code, over)
		}
	}
}

func TestWhatIsHandedOverHasAbsolutePaths(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	real, err := filepath.Abs("a.conf")
	if err != nil {
		t.Fatal(err)
	}
	request, err := requestOf(Outcome{Wait: true, ReadOnly: true, Files: []Operand{{Path: "a.conf", Line: 3, Column: 4}}})
	if err != nil {
		t.Fatal(err)
	}
	if f := request.Files[0]; f.Path != real || f.Line != 3 || f.Column != 4 || !request.Wait || !request.ReadOnly {
		t.Errorf("%+v", request)
	}
}

// TestAWaitThatCannotBegin has no place for programs to meet.
func TestAWaitThatCannotBegin(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	t.Setenv("XDG_RUNTIME_DIR", "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := workspace.HandOver(ctx, workspace.Dirs{State: filepath.Join(file, "\x00")}, workspace.Request{})
	if _, over := exitOfWait(err); over && err != nil {
		t.Errorf("%v ends the program", err)
	}
}
