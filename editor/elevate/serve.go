package elevate

import (
	"context"
	"io"
	"os"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

// newFileMode is the mode of a file that the helper creates.
const newFileMode = 0o644

// Serve is the helper: it reads an order and the content from in and saves to
// path, by the rules of the package doc. needs is what the user would have to
// agree to, if the error is of class needs-consent. It changes the working
// directory and the umask of the process.
func Serve(ctx context.Context, path string, in io.Reader) (report atomicsave.Report, needs atomicsave.Consent, err error) {
	return serveWith(ctx, path, in, systemState)
}

// serveWith is Serve with another folder for the journal.
func serveWith(ctx context.Context, path string, in io.Reader, state func() (string, error)) (report atomicsave.Report, needs atomicsave.Consent, err error) {
	settle()
	report.Target = path
	order, content, err := readOrder(in)
	if err != nil {
		return report, 0, &atomicsave.Error{Step: atomicsave.StepProbe, Path: path, Class: atomicsave.Usage, Err: err}
	}
	name, leave, err := Enter(path)
	if err != nil {
		return report, 0, refusal(path, err)
	}
	defer leave()
	if err := CheckFile(name); err != nil {
		return report, 0, refusal(path, err)
	}
	options := atomicsave.Options{
		Durability: order.Durability, Expect: order.Expect, Consent: order.Consent,
		Perm: newFileMode, NoLinks: true,
	}
	defer guard(ctx, &options, state)()
	report, err = atomicsave.Save(ctx, name, content, options)
	if atomicsave.ClassOf(err) == atomicsave.NeedsConsent {
		if plan, planErr := atomicsave.Plan(ctx, name, options); planErr == nil {
			needs = plan.Needs
		}
	}
	return report, needs, err
}

// refusal gives a refusal of the ground a class of its own; what the system
// said keeps its.
func refusal(path string, err error) error {
	class := atomicsave.Permission
	if os.IsNotExist(err) {
		class = atomicsave.Vanished
	}
	return &atomicsave.Error{Step: atomicsave.StepProbe, Path: path, Class: class, Err: err}
}

// guard adds the journal of the helper's saves, in the administrator's own
// folder, where there is one; it returns what closes it. What a helper that was
// killed has left behind goes now.
func guard(ctx context.Context, o *atomicsave.Options, state func() (string, error)) (done func()) {
	dir, err := state()
	if err != nil || private.Folder(dir) != nil {
		return func() {}
	}
	o.StateDir = dir
	journal, err := atomicsave.OpenJournal(ctx, dir)
	if err != nil {
		return func() {}
	}
	// Only the administrator can write what it goes by, and what it could not
	// put right now it tries again the next time.
	_, _ = journal.Recover(ctx)
	o.Journal = journal
	return func() { _ = journal.Close() }
}
