package atomicsave_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing/iotest"

	"holdfast/atomicsave"
)

// What each class of error means to the file: nothing here has changed it.
func ExampleClassOf() {
	path, remove := scratch("old\n")
	defer remove()
	ctx := context.Background()
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	read, _ := atomicsave.Identify(ctx, path)
	if err := os.WriteFile(path, []byte("theirs\n"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	replace := atomicsave.Options{Expect: atomicsave.AnyVersion()}
	vetoing, spoiling := replace, replace
	vetoing.Check = func(context.Context, string) error { return errors.New("line 1: not a setting") }
	spoiling.Check = func(_ context.Context, temp string) error { return os.Truncate(temp, 0) }
	save := func(ctx context.Context, path string, content io.Reader, opts atomicsave.Options) {
		_, err := atomicsave.Save(ctx, path, content, opts)
		fmt.Println(atomicsave.ClassOf(err), atomicsave.StateOf(err))
	}

	save(ctx, path, nil, replace)
	save(ctx, path, strings.NewReader("new\n"), atomicsave.Options{Expect: read})
	save(cancelled, path, strings.NewReader("new\n"), replace)
	save(ctx, path, strings.NewReader("new\n"), vetoing)
	save(ctx, path, strings.NewReader("new\n"), spoiling)
	save(ctx, path, strings.NewReader("new\n"), atomicsave.Options{})
	save(ctx, filepath.Join(path+".d", "app.conf"), strings.NewReader("new\n"), replace)
	save(ctx, "/dev/null", strings.NewReader("new\n"), replace)
	save(ctx, path+strings.Repeat("x", 256), strings.NewReader("new\n"), replace)
	save(ctx, "/proc/self/comm", strings.NewReader("new\n"), replace)
	save(ctx, path, iotest.ErrReader(errors.New("the download broke off")), replace)
	_, _, err := atomicsave.Read(ctx, path+".d")
	fmt.Println(atomicsave.ClassOf(err), atomicsave.StateOf(err))
	content, _ := os.ReadFile(path)
	fmt.Print(string(content))
	// Output:
	// usage old
	// changed old
	// cancelled old
	// vetoed old
	// corrupt old
	// exists old
	// vanished old
	// not-regular old
	// bad-name old
	// unsupported old
	// other old
	// not-exist old
	// theirs
}
