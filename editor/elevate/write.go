package elevate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

// Why nothing was saved although the file is as it was; for errors.Is. Each
// comes inside an *atomicsave.Error of class permission.
var (
	// ErrDismissed says that the person closed the prompt.
	ErrDismissed = errors.New("elevate: the prompt was dismissed")
	// ErrRefused says that the system did not give the rights: a wrong password,
	// a person who may not, or nobody there to ask.
	ErrRefused = errors.New("elevate: the system did not give the rights")
	// ErrNoPrompt says that this system has no program that could ask.
	ErrNoPrompt = errors.New("elevate: there is no program that asks for the rights")
	// ErrProgram says that others could have changed this program, so that it
	// must not be started as administrator.
	ErrProgram = errors.New("elevate: the program can be changed by others")
	// ErrEnded says that the helper ended without a word.
	ErrEnded = errors.New("elevate: the program that had the rights ended before it was done")
)

// NeedsConsent is the error of a save that would lose something nobody agreed
// to: try again with Needs in the order.
type NeedsConsent struct {
	Needs atomicsave.Consent
	err   error
}

func (e *NeedsConsent) Error() string { return e.err.Error() }
func (e *NeedsConsent) Unwrap() error { return e.err }

// Writer starts the helper. The zero value is ready, apart from Private.
type Writer struct {
	// Private is a folder of the user's own, for content that cannot go over
	// standard input.
	Private string

	prompt func() (prompt, error) // nil: that of the system
}

// prompt is a way of the system to run one command with more rights.
type prompt struct {
	// run starts the helper for path, feeds it and waits for it. It returns what
	// the helper printed and its exit code, or ErrDismissed, ErrRefused or
	// another error.
	run func(ctx context.Context, program, path string, order Order, content []byte) (output []byte, exit int, err error)
}

// Real is path with all links resolved, so that the prompt names the file that
// will be written.
func Real(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if os.IsNotExist(err) {
		var folder string
		if folder, err = filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
			real = filepath.Join(folder, filepath.Base(path))
		}
	}
	return real, err
}

// Write saves content to path as the administrator. The size and the sum of the
// order are filled in. It blocks until the person has answered the prompt and
// the file was read back; ending ctx gives up waiting for the prompt.
//
// The error is an *atomicsave.Error, or a *NeedsConsent around one.
func (w Writer) Write(ctx context.Context, path string, order Order, content []byte) (atomicsave.Report, error) {
	order.Size, order.Sum = int64(len(content)), sha256.Sum256(content)
	report := atomicsave.Report{Target: path, Asked: order.Durability}
	program, ask, real, err := w.prepare(path)
	if err != nil {
		return report, refusal(path, err)
	}
	began := time.Now()
	output, exit, err := ask.run(ctx, program, real, order, content)
	if err != nil && ctx.Err() == nil {
		return report, refusal(real, err)
	}
	a := readAnswer(output, exit)
	if ctx.Err() != nil {
		a = answer{err: ErrEnded} // too late to stop it, perhaps: the file tells
	}
	report, err = confirm(context.WithoutCancel(ctx), real, order, a, time.Since(began))
	if e, ok := errors.AsType[*atomicsave.Error](err); ok && ctx.Err() != nil && e.State == atomicsave.Old {
		e.Class, e.Err = atomicsave.Cancelled, ctx.Err()
	}
	return report, err
}

func (w Writer) prepare(path string) (program string, ask prompt, real string, err error) {
	if real, err = Real(path); err != nil {
		return "", prompt{}, "", err
	}
	if err = CheckPath(real); err != nil {
		return "", prompt{}, "", err
	}
	// Nobody is asked for a password in vain.
	if err = checkGround(real); errors.Is(err, ErrGround) {
		return "", prompt{}, "", err
	}
	find := w.prompt
	if find == nil {
		find = func() (prompt, error) { return systemPrompt(w.Private) }
	}
	if ask, err = find(); err != nil {
		return "", prompt{}, "", err
	}
	program, err = Program()
	return program, ask, real, err
}

// confirm reads the file back: what is there counts more than what was said.
func confirm(ctx context.Context, path string, order Order, a answer, took time.Duration) (atomicsave.Report, error) {
	report := a.report(path, order)
	now, err := atomicsave.Identify(ctx, path)
	there := err == nil && now.Sum() == order.Sum
	switch {
	case a.err == nil && err != nil:
		// Saved, says the helper, and this user may not look.
		return report, nil
	case a.err == nil && there:
		report.Fingerprint = now
		return report, nil
	case a.err == nil:
		return report, nil // somebody has changed it since: that is news for whoever watches
	case errors.Is(a.err, ErrEnded) && there && now != order.Expect:
		report.State, report.Fingerprint, report.Achieved = atomicsave.NewUnconfirmed, now, atomicsave.Fast
		report.Strategy = atomicsave.StrategyReplace
		report.Caveats = append(report.Caveats, atomicsave.Caveat{Kind: atomicsave.CaveatDurability, Detail: ErrEnded.Error()})
		return report, nil
	}
	fault := a.fault(path, took)
	if e, ok := fault.(*atomicsave.Error); ok && errors.Is(a.err, ErrEnded) && (err != nil || now.Sum() != order.Expect.Sum()) {
		e.State, e.Paths = atomicsave.Unknown, []string{path}
	}
	return report, fault
}

// answer is what the helper said.
type answer struct {
	saved savedJSON
	exit  int
	err   error // nil if it has saved
}

// savedJSON is the report that the verb write prints with --administrator.
type savedJSON struct {
	Fingerprint *atomicsave.Fingerprint `json:"fingerprint"`
	Achieved    *atomicsave.Durability  `json:"achieved"`
	Strategy    atomicsave.Strategy     `json:"strategy"`
	Commit      atomicsave.Commit       `json:"commit"`
	State       string                  `json:"state"`
	Events      []struct {
		Step  atomicsave.Step `json:"step"`
		Start time.Duration   `json:"start_ns"`
		Took  time.Duration   `json:"took_ns"`
		Bytes int64           `json:"bytes"`
		Error string          `json:"error"`
	} `json:"events"`
	Caveats []caveatJSON `json:"caveats"`
	Needs   []string     `json:"needs"`
	Rule    string       `json:"rule"`
	Error   *struct {
		Class string          `json:"class"`
		Step  atomicsave.Step `json:"step"`
		State string          `json:"state"`
		Cause string          `json:"cause"`
		Paths []string        `json:"paths"`
	} `json:"error"`
}

type caveatJSON struct {
	Kind   atomicsave.CaveatKind `json:"kind"`
	Loss   string                `json:"loss"`
	Path   string                `json:"path"`
	Detail string                `json:"detail"`
}

// readAnswer trusts nothing that does not fit together.
func readAnswer(output []byte, exit int) answer {
	a := answer{exit: exit}
	err := json.Unmarshal(bytes.TrimSpace(output), &a.saved)
	switch {
	case exit == 0 && err == nil && a.saved.Error == nil && a.saved.Fingerprint != nil:
	case exit > 0 && err == nil && a.saved.Error != nil:
		a.err = errors.New(a.saved.Error.Cause)
		if rule, ok := rules[a.saved.Rule]; ok {
			a.err = fmt.Errorf("%w: %w", rule, a.err)
		}
	default:
		a.err = ErrEnded
		a.saved = savedJSON{}
	}
	return a
}

// report is the report of the helper.
func (a answer) report(path string, order Order) atomicsave.Report {
	r := atomicsave.Report{Target: path, Asked: order.Durability, Strategy: a.saved.Strategy, Commit: a.saved.Commit, State: stateOf(a.saved.State)}
	if a.saved.Fingerprint != nil {
		r.Fingerprint = *a.saved.Fingerprint
	}
	if a.saved.Achieved != nil {
		r.Achieved = *a.saved.Achieved
	}
	for _, e := range a.saved.Events {
		event := atomicsave.Event{Step: e.Step, Start: e.Start, Took: e.Took, Bytes: e.Bytes}
		if e.Error != "" {
			event.Err = errors.New(e.Error)
		}
		r.Events = append(r.Events, event)
	}
	for _, c := range a.saved.Caveats {
		loss, _ := kindOf(c.Loss)
		r.Caveats = append(r.Caveats, atomicsave.Caveat{Kind: c.Kind, Loss: loss, Path: c.Path, Detail: c.Detail})
	}
	return r
}

// fault is the failure of the helper in the terms of atomicsave.
func (a answer) fault(path string, took time.Duration) error {
	e := &atomicsave.Error{Step: atomicsave.StepReplace, Path: path, Class: atomicsave.Other, Err: fmt.Errorf("%w (exit code %d, after %v)", a.err, a.exit, took.Round(time.Millisecond))}
	if said := a.saved.Error; said != nil {
		e.Step, e.Class, e.State, e.Paths, e.Err = said.Step, classOf(said.Class), stateOf(said.State), said.Paths, a.err
	}
	if e.Class == atomicsave.NeedsConsent {
		needs, _ := consentOf(a.saved.Needs)
		return &NeedsConsent{needs, e}
	}
	return e
}

// classOf and stateOf read the words of atomicsave.

func classOf(word string) atomicsave.Class {
	for c := atomicsave.Other; c <= atomicsave.Corrupt; c++ {
		if c.String() == word {
			return c
		}
	}
	return atomicsave.Other
}

func stateOf(word string) atomicsave.State {
	for s := atomicsave.Old; s < atomicsave.Unknown; s++ {
		if s.String() == word {
			return s
		}
	}
	if word == "" {
		return atomicsave.Old
	}
	return atomicsave.Unknown
}

// keep puts an order with its content into a file of the user's own.
func keep(folder string, order Order, content []byte) (path string, err error) {
	in, err := order.reader(content)
	if err != nil {
		return "", err
	}
	if err := private.Folder(folder); err != nil {
		return "", err
	}
	sweep(folder, time.Now())
	file, err := os.CreateTemp(folder, keptPrefix) // mode 0600
	if err != nil {
		return "", err
	}
	if _, err = file.ReadFrom(in); err == nil {
		err = file.Close()
	}
	if err != nil {
		os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

const keptPrefix = "order-"

// keptFor is how long an order is kept for a person who wants to run the
// command in a terminal.
const keptFor = 24 * time.Hour

// sweep removes orders that were kept long enough.
func sweep(folder string, now time.Time) {
	names, err := filepath.Glob(filepath.Join(folder, keptPrefix+"*"))
	if err != nil {
		return
	}
	for _, name := range names {
		if info, err := private.Look(name); err == nil && now.Sub(info.ModTime()) > keptFor {
			os.Remove(name)
		}
	}
}

// Command is what a person can run in a terminal instead, and keeps what it
// needs in a file of the user's own for a day.
func (w Writer) Command(path string, order Order, content []byte) (string, error) {
	order.Size, order.Sum = int64(len(content)), sha256.Sum256(content)
	real, err := Real(path)
	if err == nil {
		err = CheckPath(real)
	}
	if err != nil {
		return "", err
	}
	kept, err := keep(w.Private, order, content)
	if err != nil {
		return "", err
	}
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	return command(program, real, kept), nil
}

// quoted is a word for a Unix shell.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
