package atomicsave

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A target that turns into something else while it is saved, at any step: the save
// fails as a conflict, what is there then is not touched, and neither is what a
// planted link leads to.
func TestTargetTurnsIntoSomethingElse(t *testing.T) {
	for name, turn := range map[string]func(path, victim string) error{
		"a folder": func(path, _ string) error { return os.Mkdir(path, 0o755) },
		"a pipe":   func(path, _ string) error { return unix.Mkfifo(path, 0o666) },
		"a link":   func(path, victim string) error { return os.Symlink(victim, path) },
		"a socket": func(path, _ string) error { return unix.Mknod(path, unix.S_IFSOCK|0o666, 0) },
	} {
		for _, level := range []Durability{Full, Fast} {
			for _, at := range []Step{StepProbe, StepCreateTemp, StepWrite, StepMetadata, StepFlushFile, StepCheck} {
				t.Run(name+"/"+level.String()+"/"+string(at), func(t *testing.T) {
					dir := folder(t, t.TempDir(), "public")
					if err := os.Chmod(dir, 0o777); err != nil {
						t.Fatal(err)
					}
					victim := filepath.Join(t.TempDir(), "victim")
					write(t, victim, "precious")
					write(t, conf(dir), oldContent)
					turned := false
					_, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{
						Durability: level, Expect: identify(t, conf(dir)), Check: alwaysFine,
						Observe: func(e Event) {
							if e.Step == at && !turned {
								turned = true
								if err := os.Remove(conf(dir)); err != nil {
									t.Fatal(err)
								}
								if err := turn(conf(dir), victim); err != nil {
									t.Fatal(err)
								}
							}
						},
					})
					if !turned && level == Fast {
						return // that step does not exist there
					}
					wantError(t, err, Changed, Old)
					if info, err := os.Lstat(conf(dir)); err != nil || info.Mode().IsRegular() {
						t.Errorf("what somebody put there is gone: %v, %v", info, err)
					}
					wantContent(t, victim, "precious")
					wantNames(t, dir, "app.conf")
				})
			}
		}
	}
}

// The clock jumps: a file from the future is saved and its changes are noticed, also
// by a save that believes to be in another year.
func TestClockJumps(t *testing.T) {
	for _, jump := range []time.Duration{-1000 * time.Hour, -time.Second, 0, time.Second, 1000 * time.Hour} {
		for _, now := range []time.Duration{-2000 * time.Hour, 0, 2000 * time.Hour} {
			dir := t.TempDir()
			write(t, conf(dir), oldContent)
			set := func() {
				if err := os.Chtimes(conf(dir), time.Time{}, time.Now().Add(jump).Truncate(time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			set()
			opts := Options{Expect: identify(t, conf(dir))}
			opts.now = func() time.Time { return time.Now().Add(now) }
			r := mustSave(t, conf(dir), newContent, opts)
			write(t, conf(dir), strings.ToUpper(newContent)) // as long, and set to the same time
			set()
			opts.Expect = r.Fingerprint
			_, err := Save(ctx, conf(dir), strings.NewReader("newest"), opts)
			wantError(t, err, Changed, Old)
			wantContent(t, conf(dir), strings.ToUpper(newContent))
		}
	}
}

// Where upper and lower case are the same, the file is found under either spelling,
// replaced, and keeps the one that it has.
func TestCaseInsensitiveNames(t *testing.T) {
	o := serveOdd(t, "-fold")
	write(t, filepath.Join(o.backing, "App.CONF"), oldContent)
	_, err := Save(ctx, conf(o.mount), strings.NewReader(newContent), Options{})
	wantError(t, err, Exists, Old)
	mustSave(t, conf(o.mount), newContent, Options{Expect: identify(t, conf(o.mount))})
	wantNames(t, o.backing, "App.CONF")
	wantContent(t, filepath.Join(o.backing, "App.CONF"), newContent)
}

func alwaysFine(context.Context, string) error { return nil }
