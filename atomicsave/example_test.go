package atomicsave_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"holdfast/atomicsave"
)

// scratch returns a path in a new folder, with content.
func scratch(content string) (path string, remove func()) {
	dir, err := os.MkdirTemp("", "atomicsave")
	if err != nil {
		panic(err)
	}
	path = filepath.Join(dir, "app.conf")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		panic(err)
	}
	return path, func() {
		os.Remove(path)
		os.Remove(dir)
	}
}

// Read a file, change it, and save it unless somebody else did meanwhile.
func ExampleSave() {
	path, remove := scratch("port = 80\n")
	defer remove()
	ctx := context.Background()

	content, version, err := atomicsave.Read(ctx, path)
	if err != nil {
		fmt.Println(err)
		return
	}
	changed := strings.ReplaceAll(string(content), "80", "8080")
	report, err := atomicsave.Save(ctx, path, strings.NewReader(changed), atomicsave.Options{Expect: version})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Strategy, report.State)
	// Output: replace new
}

// A version that somebody else put there is not overwritten.
func ExampleSave_conflict() {
	path, remove := scratch("mine\n")
	defer remove()
	ctx := context.Background()

	version, _ := atomicsave.Identify(ctx, path)
	os.WriteFile(path, []byte("theirs, in the meantime\n"), 0o644)

	_, err := atomicsave.Save(ctx, path, strings.NewReader("mine again\n"), atomicsave.Options{Expect: version})
	var failure *atomicsave.Error
	if errors.As(err, &failure) {
		fmt.Println(failure.Class, failure.State)
	}
	// Output: changed old
}

// The check sees the finished file before it is put in place.
func ExampleOptions_check() {
	path, remove := scratch("{}\n")
	defer remove()

	opts := atomicsave.Options{
		Expect: atomicsave.AnyVersion(),
		Check: func(_ context.Context, temp string) error {
			content, err := os.ReadFile(temp)
			if err == nil && !strings.HasPrefix(string(content), "{") {
				err = errors.New("not an object")
			}
			return err
		},
	}
	_, err := atomicsave.Save(context.Background(), path, strings.NewReader("[]\n"), opts)
	fmt.Println(atomicsave.ClassOf(err))
	// Output: vetoed
}

// Write in pieces. Readers see the old file until Commit.
func ExampleCreate() {
	path, remove := scratch("old\n")
	defer remove()
	ctx := context.Background()

	w, err := atomicsave.Create(ctx, path, atomicsave.Options{Expect: atomicsave.AnyVersion()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Abort() // does nothing after Commit
	for i := range 3 {
		fmt.Fprintf(w, "line %d\n", i)
	}
	if _, err := w.Commit(ctx); err != nil {
		fmt.Println(err)
		return
	}
	content, _ := os.ReadFile(path)
	fmt.Print(string(content))
	// Output:
	// line 0
	// line 1
	// line 2
}

// A plan tells what a save would do, and writes nothing.
func ExamplePlan() {
	path, remove := scratch("x\n")
	defer remove()

	plan, err := atomicsave.Plan(context.Background(), path, atomicsave.Options{Expect: atomicsave.AnyVersion()})
	fmt.Println(plan.Strategy, plan.Needs, err)
	// Output: replace none <nil>
}

// Other names of a file would keep the old content: that is not done unasked. The caller
// agrees to cutting them off, or to overwriting the file, which needs a folder for the
// recovery files.
func ExampleAgree() {
	path, remove := scratch("old\n")
	defer remove()
	other := path + ".other"
	if err := os.Link(path, other); err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(other)
	state, err := os.MkdirTemp("", "atomicsave")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(state)
	ctx := context.Background()

	opts := atomicsave.Options{Expect: atomicsave.AnyVersion(), StateDir: state}
	_, err = atomicsave.Save(ctx, path, strings.NewReader("new\n"), opts)
	fmt.Println(atomicsave.ClassOf(err))

	plan, _ := atomicsave.Plan(ctx, path, opts)
	fmt.Println(plan.Strategy, "needs", plan.Needs, "or", plan.Or)

	opts.Consent = atomicsave.Agree(atomicsave.LossAtomicity)
	report, err := atomicsave.Save(ctx, path, strings.NewReader("new\n"), opts)
	content, _ := os.ReadFile(other)
	fmt.Printf("%v %v %q\n", report.Strategy, err, content)
	// Output:
	// needs-consent
	// in-place needs atomicity or hard-link
	// in-place <nil> "new\n"
}

// A program with a journal puts right at its start what a crash has left.
func ExampleJournal() {
	state, err := os.MkdirTemp("", "atomicsave")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(state)
	path, remove := scratch("old\n")
	defer remove()
	ctx := context.Background()

	journal, err := atomicsave.OpenJournal(ctx, state)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer journal.Close()
	recovered, err := journal.Recover(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, kept := range recovered.Kept { // show it to the user, then:
		journal.Discard(kept.Path)
	}
	fmt.Println(len(recovered.Restored), "restored,", len(recovered.Removed), "removed")

	opts := atomicsave.Options{Expect: atomicsave.AnyVersion(), Journal: journal}
	report, err := atomicsave.Save(ctx, path, strings.NewReader("new\n"), opts)
	fmt.Println(report.Strategy, err)
	// Output:
	// 0 restored, 0 removed
	// replace <nil>
}

// Many files share their flushes. Each has its own result.
func ExampleSaveAll() {
	first, remove := scratch("old\n")
	defer remove()
	second := first + ".second"
	defer os.Remove(second)

	results := atomicsave.SaveAll(context.Background(), []atomicsave.Item{
		{Path: first, Content: strings.NewReader("new\n")}, // create only, and it exists
		{Path: second, Content: strings.NewReader("new\n")},
	})
	for _, r := range results {
		if r.Err != nil {
			fmt.Println("not saved:", atomicsave.ClassOf(r.Err), r.Report.State)
			continue
		}
		fmt.Println(r.Report.Strategy, r.Report.State)
	}
	// Output:
	// not saved: exists old
	// create new
}
