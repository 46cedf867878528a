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
