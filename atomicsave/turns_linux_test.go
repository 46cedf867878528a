package atomicsave

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/vfs"
)

// A target that turns into something else while it is saved, at any step: the save
// fails as a conflict, what is there then is not touched, and neither is what a
// planted link leads to.
func TestTargetTurnsIntoSomethingElse(t *testing.T) {
	for name, turn := range turns {
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

// turns are what a name can turn into; everything belongs to somebody else then, if
// the test may do that.
var turns = map[string]func(path, victim string) error{
	"a folder": func(path, _ string) error { return os.Mkdir(path, 0o777) },
	"a pipe":   func(path, _ string) error { return unix.Mkfifo(path, 0o666) },
	"a link":   func(path, victim string) error { return os.Symlink(victim, path) },
	"a socket": func(path, _ string) error { return unix.Mknod(path, unix.S_IFSOCK|0o666, 0) },
}

// The same while a file is made, is overwritten in place, or is saved whatever version
// is there: that is a licence to replace a file, not a pipe.
func TestNameTurnsIntoSomethingElse(t *testing.T) {
	for way, c := range map[string]struct {
		exists, linked bool
		any            bool
		class          Class
	}{
		"created":       {class: Exists},
		"in place":      {exists: true, linked: true, class: Changed},
		"any version":   {exists: true, any: true, class: NotRegular},
		"any, new file": {any: true, class: NotRegular},
	} {
		for name, turn := range turns {
			t.Run(way+"/"+name, func(t *testing.T) {
				dir := folder(t, t.TempDir(), "public")
				victim := filepath.Join(t.TempDir(), "victim")
				write(t, victim, "precious")
				opts := Options{StateDir: t.TempDir(), Consent: Agree(LossAtomicity), Check: alwaysFine}
				if c.exists {
					write(t, conf(dir), oldContent)
					opts.Expect = identify(t, conf(dir))
				}
				if c.linked {
					hardLink(t, conf(dir))
					opts.Expect = identify(t, conf(dir))
				}
				if c.any {
					opts.Expect = AnyVersion()
				}
				opts.Observe = func(e Event) {
					if e.Step != StepCheck {
						return
					}
					if c.exists {
						if err := os.Remove(conf(dir)); err != nil {
							t.Fatal(err)
						}
					}
					if err := turn(conf(dir), victim); err != nil {
						t.Fatal(err)
					}
				}
				_, err := Save(ctx, conf(dir), strings.NewReader(newContent), opts)
				wantError(t, err, c.class, Old)
				if info, err := os.Lstat(conf(dir)); err != nil || info.Mode().IsRegular() {
					t.Errorf("what somebody put there is gone: %v, %v", info, err)
				}
				wantContent(t, victim, "precious")
				if temps(t, dir) > 0 {
					t.Error("a temporary file is left")
				}
			})
		}
	}
}

// Where everybody may write (mode 1777, as /tmp) somebody else puts a link in the place
// of the file: what it leads to is not touched.
func TestLinkPlantedByAnother(t *testing.T) {
	needRoot(t)
	dir := folder(t, t.TempDir(), "public")
	if err := os.Chmod(dir, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	victim := filepath.Join(t.TempDir(), "victim")
	write(t, victim, "precious")
	for name, c := range map[string]struct {
		expect Fingerprint
		class  Class
	}{"new": {Fingerprint{}, Exists}, "any": {AnyVersion(), NotRegular}} {
		path := filepath.Join(dir, name)
		_, err := Save(ctx, path, strings.NewReader(newContent), Options{Expect: c.expect, NoLinks: true, Observe: func(e Event) {
			if e.Step != StepWrite {
				return
			}
			if err := os.Symlink(victim, path); err != nil {
				t.Fatal(err)
			}
			if err := os.Lchown(path, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}})
		wantError(t, err, c.class, Old)
		wantContent(t, victim, "precious")
		if text, err := os.Readlink(path); err != nil || text != victim {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if temps(t, dir) > 0 {
		t.Error("a temporary file is left")
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

// Times that are so fresh that a later write may carry them too, or that come from the
// future, prove nothing: on a disk that shows the same times for ever, the content tells.
func TestFreshTimesProveNothing(t *testing.T) {
	now := time.Now().Truncate(time.Second).Add(500 * time.Millisecond)
	for name, stamp := range map[string]time.Time{
		"this moment":          now,
		"10 ms ago":            now.Add(-10 * time.Millisecond),
		"1.5 s ago, by FAT":    now.Add(-1500 * time.Millisecond),
		"from tomorrow":        now.Add(24 * time.Hour),
		"from tomorrow by FAT": now.Add(24 * time.Hour).Truncate(time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, conf(dir), oldContent)
			fp := identify(t, conf(dir))
			fp.mtime, fp.ctime = stamp.UnixNano(), stamp.UnixNano()
			write(t, conf(dir), strings.ToUpper(oldContent))
			opts := Options{Expect: fp}.OnDisk(frozenFS{vfs.OS(), fp})
			opts.now = func() time.Time { return now }
			_, err := Save(ctx, conf(dir), strings.NewReader(newContent), opts)
			wantError(t, err, Changed, Old)
			wantContent(t, conf(dir), strings.ToUpper(oldContent))
		})
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
