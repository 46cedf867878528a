package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/merge"
	"holdfast/editor/versions"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// versionsFlags are the flags of the verb versions. At most one of them chooses
// what to do; without any, the versions are listed.
type versionsFlags struct {
	show, diff, restore      string
	forget, exclude, include bool
	json                     bool
}

// setUpVersions defines the verb versions: it lists, shows and restores what
// saves have replaced.
func setUpVersions(c *call) func(context.Context, []string) error {
	var f versionsFlags
	c.flags.StringVar(&f.show, "show", "", "")
	c.flags.StringVar(&f.diff, "diff", "", "")
	c.flags.StringVar(&f.restore, "restore", "", "")
	c.flags.BoolVar(&f.forget, "forget", false, "")
	c.flags.BoolVar(&f.exclude, "exclude", false, "")
	c.flags.BoolVar(&f.include, "include", false, "")
	c.flags.BoolVar(&f.json, "json", false, "")
	return func(ctx context.Context, operands []string) error {
		path, err := operand("versions", operands)
		if err == nil {
			err = c.checkVersionsFlags()
		}
		if err != nil {
			return err
		}
		dirs, err := workspace.UserDirs()
		if err != nil {
			return err
		}
		k := &keeping{call: c, path: path, store: versions.New(dirs.State, c.preferences(ctx, dirs).VersionPolicy())}
		return explain(k.do(ctx, f))
	}
}

// checkVersionsFlags refuses flags that contradict each other.
func (c *call) checkVersionsFlags() error {
	chosen := 0
	for _, name := range []string{"show", "diff", "restore", "forget", "exclude", "include", "json"} {
		if c.flags.Changed(name) {
			chosen++
		}
	}
	if chosen > 1 {
		return &usageError{verb: "versions", text: words.T("cli.usage.one-of",
			words.D{"Flags": "--show, --diff, --restore, --forget, --exclude, --include, --json"})}
	}
	return nil
}

// keeping is one run of the verb versions.
type keeping struct {
	*call
	path  string
	store *versions.Store
}

func (k *keeping) do(ctx context.Context, f versionsFlags) error {
	switch {
	case k.flags.Changed("show"):
		return k.show(ctx, f.show)
	case k.flags.Changed("diff"):
		return k.diff(ctx, f.diff)
	case k.flags.Changed("restore"):
		return k.restore(ctx, f.restore)
	case f.forget:
		_, err := k.store.Forget(ctx, k.path)
		return err
	case f.exclude:
		return k.store.Exclude(ctx, k.path)
	case f.include:
		return k.store.Include(ctx, k.path)
	}
	return k.list(ctx, f.json)
}

// versionJSON is one entry of versions --json.
type versionJSON struct {
	ID       string    `json:"id"`
	Replaced time.Time `json:"replaced"`
	Written  time.Time `json:"written"`
	Bytes    int64     `json:"bytes"`
	Sum      string    `json:"sha256"`
}

// list prints the versions, the newest first. What cannot be used is said on
// standard error.
func (k *keeping) list(ctx context.Context, asJSON bool) error {
	l, err := k.store.List(ctx, k.path)
	if err != nil {
		return err
	}
	for _, p := range l.Problems {
		k.complain(words.T("cli.versions.problem", words.D{"Path": p.Path, "Cause": p.Err.Error()}))
	}
	if asJSON {
		all := make([]versionJSON, len(l.Versions))
		for i, v := range l.Versions {
			all[i] = versionJSON{v.ID, v.Replaced, v.Written.UTC(), v.Bytes, fmt.Sprintf("%x", v.Sum)}
		}
		return k.printJSON(all)
	}
	var rows [][]string
	for _, v := range l.Versions {
		rows = append(rows, []string{v.ID, local(v.Replaced), strconv.FormatInt(v.Bytes, 10)})
	}
	return k.print(table(rows))
}

// local writes a time for people, in their zone.
func local(t time.Time) string { return t.Local().Format(time.DateTime) }

// show prints the content of a version as it is. Also a damaged one is printed:
// it may be all that is left.
func (k *keeping) show(ctx context.Context, id string) error {
	content, _, err := k.store.Read(ctx, k.path, id)
	if err != nil && !errors.Is(err, versions.ErrDamaged) {
		return err
	}
	if outErr := k.print(string(content)); outErr != nil {
		return outErr
	}
	return err
}

// diff prints what has changed since a version.
func (k *keeping) diff(ctx context.Context, id string) error {
	old, v, err := k.store.Read(ctx, k.path, id)
	if err != nil {
		return err
	}
	now, _, err := atomicsave.Read(ctx, k.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &lookError{err}
	}
	var out bytes.Buffer
	name := filepath.ToSlash(k.path)
	if err := merge.Unified(ctx, &out, merge.Title{Name: name, Note: local(v.Replaced)}, merge.Title{Name: name}, old, now, 3); err != nil {
		return err
	}
	return k.print(out.String())
}

// restore puts a version in the place of the file, by the same safe save as
// any other, so that the version which is there now is kept in its turn.
func (k *keeping) restore(ctx context.Context, id string) error {
	content, _, err := k.store.Read(ctx, k.path, id)
	if err != nil {
		return err
	}
	expect, err := workspace.Current(ctx, k.path)
	if err != nil {
		return &lookError{err}
	}
	own := k.openOwn(ctx, k.path, true)
	defer own.close()
	report, err := atomicsave.Save(ctx, k.path, bytes.NewReader(content), own.options(atomicsave.Options{Expect: expect}, true))
	if err == nil {
		k.tellCaveats(report)
	}
	return err
}

// explain finds the words for the errors of package versions.
func explain(err error) error {
	switch {
	case errors.Is(err, versions.ErrNoVersion):
		return &usageError{verb: "versions", text: words.T("cli.versions.none")}
	case errors.Is(err, versions.ErrAmbiguous):
		return &usageError{verb: "versions", text: words.T("cli.versions.ambiguous")}
	case errors.Is(err, versions.ErrDamaged):
		return &streamError{key: "cli.versions.damaged", err: err}
	}
	return err
}
