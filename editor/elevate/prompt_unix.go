//go:build unix && !darwin

package elevate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pkexecs and sudos are where systems keep these programs; NixOS in the last.
var (
	pkexecs = []string{"/usr/bin/pkexec", "/bin/pkexec", "/usr/local/bin/pkexec", "/run/wrappers/bin/pkexec"}
	sudos   = []string{"/usr/bin/sudo", "/bin/sudo", "/usr/local/bin/sudo", "/run/wrappers/bin/sudo"}
)

// systemPrompt is polkit's, which asks in a window of the desktop, or sudo's if
// the user has a program that asks in its place (SUDO_ASKPASS).
func systemPrompt(string) (prompt, error) {
	if path := firstUntouchable(pkexecs); path != "" {
		// Without an agent of the desktop it fails, and does not ask in a
		// terminal that happens to be behind the window.
		return commandPrompt([]string{path, "--disable-internal-agent"}, pkexecVerdict), nil
	}
	if path := firstUntouchable(sudos); path != "" && os.Getenv("SUDO_ASKPASS") != "" {
		return commandPrompt([]string{path, "-A", "--"}, sudoVerdict), nil
	}
	return prompt{}, ErrNoPrompt
}

func firstUntouchable(paths []string) string {
	for _, path := range paths {
		if untouchable(path, unix.S_ISUID) == nil {
			return path
		}
	}
	return ""
}

// pkexecVerdict knows the exit codes of pkexec(1), which the helper never has.
func pkexecVerdict(exit int, said string) error {
	switch exit {
	case 126:
		return ErrDismissed
	case 127:
		return fmt.Errorf("%w: %s", ErrRefused, said)
	}
	return nil
}

// sudoVerdict: sudo(8) ends with 1 when it cannot ask, or was told wrong, and
// the helper's report is missing then.
func sudoVerdict(exit int, said string) error {
	if exit == 1 && strings.Contains(said, "sudo") {
		return fmt.Errorf("%w: %s", ErrRefused, said)
	}
	return nil
}

// helperPatience is how long the helper may go on after the window has stopped
// waiting for it. It has the rights of the administrator, so it cannot be
// killed; it ends by itself when its input is cut short.
const helperPatience = 2 * time.Second

// commandPrompt runs the helper by a command that asks.
func commandPrompt(asking []string, verdict func(exit int, said string) error) prompt {
	return prompt{run: func(ctx context.Context, program, path string, order Order, content []byte) ([]byte, int, error) {
		in, err := order.reader(content)
		if err != nil {
			return nil, 0, err
		}
		args := append(append([]string{}, asking[1:]...), program, "write", administratorFlag, path)
		cmd := exec.CommandContext(ctx, asking[0], args...)
		cmd.WaitDelay = helperPatience
		cmd.Stdin = in
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal to ask in
		err = cmd.Run()
		if ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended && cmd.ProcessState == nil {
			return nil, 0, fmt.Errorf("%w: %w", ErrNoPrompt, err)
		}
		exit := cmd.ProcessState.ExitCode()
		if err := verdict(exit, strings.TrimSpace(said.String())); err != nil && out.Len() == 0 {
			return nil, 0, err
		}
		return out.Bytes(), exit, nil
	}}
}

// command is for a person, in a terminal.
func command(program, path, kept string) string {
	return "sudo " + quoted(program) + " write " + administratorFlag + " " + quoted(path) + " < " + quoted(kept)
}
