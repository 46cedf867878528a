package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// attendFlag starts a window that shows nothing until another start hands it
// files, and that ends with the last of them. It is not for people.
const attendFlag = "attend"

// attendPatience is how long a start with --wait waits for the window that it
// has started.
const attendPatience = 30 * time.Second

// Meet hands the files to the program that runs already and ends this one, or
// returns this program as the one that others hand theirs to; nil where that
// cannot be. With --wait it ends when the files are closed: a window is then a
// process of its own, so that it outlives the one that waits.
func Meet(dirs workspace.Dirs, o Outcome) *workspace.Instance {
	if o.NewWindow {
		return nil
	}
	request, err := requestOf(o)
	if err != nil {
		return nil // the window says what is wrong
	}
	if o.Wait {
		err := await(context.Background(), dirs, request)
		if code, over := exitOfWait(err); over {
			os.Exit(code)
		}
		return nil // this program is the window then, which waits as well
	}
	instance, handed, err := workspace.Become(context.Background(), dirs, request)
	if handed {
		code, _ := exitOfWait(err)
		os.Exit(code)
	}
	return instance
}

// requestOf is what another program would be asked to do.
func requestOf(o Outcome) (workspace.Request, error) {
	request := workspace.Request{Wait: o.Wait, ReadOnly: o.ReadOnly, Activation: os.Getenv("XDG_ACTIVATION_TOKEN")}
	for _, f := range o.Files {
		path, err := filepath.Abs(f.Path)
		if err != nil {
			return workspace.Request{}, err
		}
		request.Files = append(request.Files, workspace.RequestFile{Path: path, Line: f.Line, Column: f.Column})
	}
	return request, nil
}

// await hands the files to the program that runs, or to one that it starts, and
// waits until they are closed.
func await(ctx context.Context, dirs workspace.Dirs, request workspace.Request) error {
	var child <-chan error
	for began := time.Now(); ; {
		err := workspace.HandOver(ctx, dirs, request)
		if !errors.Is(err, workspace.ErrNobody) {
			return err
		}
		if child == nil {
			if child, err = startWindow(); err != nil {
				return err
			}
		}
		if time.Since(began) > attendPatience {
			return workspace.ErrInstanceSilent
		}
		select {
		case err := <-child:
			// Another start may have been the first, and this one's window
			// has handed over to that.
			if err != nil {
				return err
			}
			child = nil
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// startWindow starts this program again, on its own, and tells when it has
// ended.
func startWindow() (<-chan error, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "--"+attendFlag)
	cmd.SysProcAttr = onItsOwn()
	// It outlives the folder that this one was started in. Its output goes
	// nowhere: it must not be mixed into that of the program that waits.
	cmd.Dir = filepath.Dir(program)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return ended, nil
}

// exitOfWait chooses the exit code of a start whose files another program has
// taken, and says why it could not wait to the end. over is false if no program
// has taken them.
func exitOfWait(err error) (code int, over bool) {
	switch {
	case err == nil:
		return ExitDone, true
	case errors.Is(err, workspace.ErrDiscarded):
		return ExitDiscarded, true // the person knows: it was their choice
	case errors.Is(err, workspace.ErrInstanceGone):
		os.Stderr.WriteString("holdfast: " + words.T("start.gone") + "\n")
		return ExitOther, true
	}
	return ExitOther, false
}
