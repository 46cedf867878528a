package elevate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"

	"holdfast/atomicsave"
)

// systemPrompt is that of Windows: the verb "runas" of ShellExecuteEx. It gives
// the helper neither input nor output: the order and the content lie in a file of
// the user's own, the exit code says what became of it, and the file is read back.
func systemPrompt(folder string) (prompt, error) {
	return prompt{run: func(ctx context.Context, program, path string, order Order, content []byte) ([]byte, int, error) {
		kept, err := keep(folder, order, content)
		if err != nil {
			return nil, 0, err
		}
		defer os.Remove(kept)
		exit, err := runAs(program, windows.ComposeCommandLine([]string{"write", administratorFlag, "--from", kept, path}))
		if err != nil {
			return nil, 0, err
		}
		output, err := json.Marshal(answerOf(ctx, path, order, exit))
		return output, exit, err
	}}, nil
}

// runAs starts a program through the prompt and waits for its end.
func runAs(program, args string) (exit int, err error) {
	verb, file, params := windows.StringToUTF16Ptr("runas"), windows.StringToUTF16Ptr(program), windows.StringToUTF16Ptr(args)
	info := shellExecuteInfo{verb: verb, file: file, params: params, mask: seeMaskNoCloseProcess | seeMaskNoUI, show: windows.SW_HIDE}
	info.size = uint32(unsafe.Sizeof(info))
	ok, _, err := shellExecuteEx.Call(uintptr(unsafe.Pointer(&info)))
	switch {
	case ok == 0 && errors.Is(err, windows.ERROR_CANCELLED):
		return 0, ErrDismissed
	case ok == 0:
		return 0, fmt.Errorf("%w: %w", ErrRefused, err)
	case info.process == 0:
		return 0, ErrEnded
	}
	defer windows.CloseHandle(info.process)
	if _, err := windows.WaitForSingleObject(info.process, windows.INFINITE); err != nil {
		return 0, err
	}
	var code uint32
	err = windows.GetExitCodeProcess(info.process, &code)
	return int(code), err
}

var shellExecuteEx = windows.NewLazySystemDLL("shell32.dll").NewProc("ShellExecuteExW")

// shellExecuteInfo is SHELLEXECUTEINFOW of shellapi.h.
type shellExecuteInfo struct {
	size                          uint32
	mask                          uint32
	window                        windows.Handle
	verb, file, params, directory *uint16
	show                          int32
	instance                      windows.Handle
	idList                        unsafe.Pointer
	class                         *uint16
	keyClass                      syscall.Handle
	hotKey                        uint32
	iconOrMonitor                 windows.Handle
	process                       windows.Handle
}

const (
	seeMaskNoCloseProcess = 0x40
	seeMaskNoUI           = 0x400
)

// exitClasses are the exit codes of the verb write.
var exitClasses = map[int]atomicsave.Class{
	2: atomicsave.Usage, 3: atomicsave.Changed, 4: atomicsave.Permission, 5: atomicsave.NoSpace, 6: atomicsave.CrossVolume,
	7: atomicsave.InUse, 8: atomicsave.NotRegular, 9: atomicsave.NeedsConsent, 10: atomicsave.IO, 130: atomicsave.Cancelled,
}

// answerOf makes an answer of an exit code and of what is on the disk.
func answerOf(ctx context.Context, path string, order Order, exit int) map[string]any {
	now, err := atomicsave.Identify(context.WithoutCancel(ctx), path)
	if exit == 0 {
		if err != nil {
			return nil // no report: the reading back decides
		}
		return map[string]any{"fingerprint": now, "achieved": order.Durability, "strategy": atomicsave.StrategyReplace, "state": "new"}
	}
	class, known := exitClasses[exit]
	if !known {
		class = atomicsave.Other
	}
	state := "old"
	if err != nil || now != order.Expect {
		state = "unknown"
	}
	var needs []string
	if class == atomicsave.NeedsConsent {
		if plan, err := atomicsave.Plan(ctx, path, atomicsave.Options{Expect: order.Expect}); err == nil {
			needs = namesOf(plan.Needs)
		}
	}
	return map[string]any{"needs": needs, "error": map[string]any{
		"class": class, "step": atomicsave.StepReplace, "state": state, "cause": fmt.Sprintf("exit code %d", exit),
	}}
}

// command is for a person, in a terminal that was opened as administrator.
func command(program, path, kept string) string {
	return windows.ComposeCommandLine([]string{program, "write", administratorFlag, "--from", kept, path})
}
