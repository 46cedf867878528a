package elevate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// systemPrompt is that of macOS: osascript asks for an administrator and runs a
// shell command, which gets no standard input. The order and the content lie in
// a file of the user's own.
func systemPrompt(folder string) (prompt, error) {
	const osascript = "/usr/bin/osascript"
	return prompt{run: func(ctx context.Context, program, path string, order Order, content []byte) ([]byte, int, error) {
		kept, err := keep(folder, order, content)
		if err != nil {
			return nil, 0, err
		}
		defer os.Remove(kept)
		shell := strings.Join([]string{quoted(program), "write", administratorFlag, quoted(path), "<", quoted(kept), "; echo $?"}, " ")
		text := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(shell)
		cmd := exec.CommandContext(ctx, osascript, "-e", `do shell script "`+text+`" with administrator privileges without altering line endings`)
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		err = cmd.Run()
		switch {
		case ctx.Err() != nil:
			return nil, 0, ctx.Err()
		case err != nil && strings.Contains(said.String(), "(-128)"): // userCanceledErr
			return nil, 0, ErrDismissed
		case err != nil && strings.Contains(said.String(), "(-60007)"), err != nil && strings.Contains(said.String(), "(-60005)"):
			// errAuthorizationInteractionNotAllowed, errAuthorizationDenied
			return nil, 0, fmt.Errorf("%w: %s", ErrRefused, strings.TrimSpace(said.String()))
		}
		if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
			return nil, 0, fmt.Errorf("%w: %w", ErrNoPrompt, err)
		}
		// osascript drops the output of a command that fails, so the exit code
		// comes as the last line.
		printed, code := cutLastLine(out.String())
		exit, err := strconv.Atoi(code)
		if err != nil {
			exit = -1
		}
		return []byte(printed), exit, nil
	}}, nil
}

func cutLastLine(text string) (before, last string) {
	text = strings.TrimSpace(text)
	i := strings.LastIndexByte(text, '\n')
	return text[:max(i, 0)], text[i+1:]
}

// command is for a person, in a terminal.
func command(program, path, kept string) string {
	return "sudo " + quoted(program) + " write " + administratorFlag + " " + quoted(path) + " < " + quoted(kept)
}
