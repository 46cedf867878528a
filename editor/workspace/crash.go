package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
	"holdfast/editor/internal/process"
)

// The files of a crash: what a running program would say, and what one that
// died has said, without what is private.
const (
	crashRunning = "running-"
	crashReport  = "report-"
	// maxCrashes is how many reports are kept, maxCrashBytes how much of one.
	maxCrashes    = 10
	maxCrashBytes = 1 << 20
)

// CrashDir is the folder of the crash reports.
func (d Dirs) CrashDir() string { return filepath.Join(d.State, "crashes") }

// CrashLog takes the last words of this process, should it die of a panic or of
// another error that the runtime reports. Nothing is ever sent anywhere.
type CrashLog struct{ path string }

// crashHeader is the first line of a CrashLog.
type crashHeader struct {
	Format  int              `json:"format"`
	Process process.Identity `json:"process"`
	Started time.Time        `json:"started"`
	About   string           `json:"about"` // version and system, as the report shows it
}

// BeginCrashLog makes the file that a crash of this process is written to, for
// the user alone.
func BeginCrashLog(dirs Dirs, version string, now time.Time) (*CrashLog, error) {
	if err := private.Folder(dirs.CrashDir()); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(dirs.CrashDir(), crashRunning) // mode 0600
	if err != nil {
		return nil, err
	}
	defer file.Close() // the runtime keeps a handle of its own
	about := fmt.Sprintf("Holdfast %s\n%s/%s, %s, %d processors", version, runtime.GOOS, runtime.GOARCH, runtime.Version(), runtime.NumCPU())
	err = json.NewEncoder(file).Encode(crashHeader{Format: 1, Process: process.Self(), Started: now, About: about})
	if err == nil {
		err = debug.SetCrashOutput(file, debug.CrashOptions{})
	}
	if err != nil {
		os.Remove(file.Name())
		return nil, err
	}
	return &CrashLog{file.Name()}, nil
}

// End removes the file: the process ends as it should.
func (l *CrashLog) End() error {
	err := debug.SetCrashOutput(nil, debug.CrashOptions{})
	return errors.Join(err, os.Remove(l.path))
}

// CrashReports turns what dead processes have left behind into reports, and
// returns the paths of those that are new. A process that was killed left no
// words, and no report.
func CrashReports(ctx context.Context, dirs Dirs) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(dirs.CrashDir(), crashRunning+"*"))
	if err != nil {
		return nil, err
	}
	var reports []string
	var failed error
	for _, name := range names {
		if private.IsAside(name) {
			continue
		}
		report, err := reportOf(ctx, name)
		failed = errors.Join(failed, err)
		if report != "" {
			reports = append(reports, report)
		}
	}
	return reports, errors.Join(failed, forgetCrashes(dirs))
}

// reportOf makes the report of one log; "" if there is nothing to report.
func reportOf(ctx context.Context, name string) (string, error) {
	if _, err := private.Look(name); err != nil {
		return "", err
	}
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	raw := make([]byte, maxCrashBytes)
	n, err := file.Read(raw)
	info, statErr := file.Stat()
	file.Close()
	if n == 0 || statErr != nil {
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return "", errors.Join(err, statErr, os.Remove(name))
	}
	first, said, _ := bytes.Cut(raw[:n], []byte("\n"))
	var h crashHeader
	if json.Unmarshal(first, &h) != nil || h.Format != 1 {
		return "", &SetAside{Path: name, Kept: private.SetAside(name, time.Now()), Err: private.ErrBroken}
	}
	if h.Process.Life() == process.Running || h.Process.Life() == process.Unknown {
		return "", nil
	}
	if len(bytes.TrimSpace(said)) == 0 {
		return "", os.Remove(name)
	}
	died := info.ModTime()
	text := h.About + "\n" + died.Format(time.RFC3339) + ", after " + died.Sub(h.Started).Round(time.Second).String() + "\n\n" + Publishable(string(said))
	report := filepath.Join(filepath.Dir(name), crashReport+died.UTC().Format("20060102-150405")+strings.TrimPrefix(filepath.Base(name), strings.TrimSuffix(crashRunning, "-"))+".txt")
	if err := private.Write(ctx, report, strings.NewReader(text), atomicsave.Fast); err != nil {
		return "", err
	}
	return report, os.Remove(name)
}

// forgetCrashes removes the oldest reports.
func forgetCrashes(dirs Dirs) error {
	names, err := filepath.Glob(filepath.Join(dirs.CrashDir(), crashReport+"*"))
	if err != nil || len(names) <= maxCrashes {
		return err
	}
	slices.Sort(names) // by time
	for _, name := range names[:len(names)-maxCrashes] {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}
