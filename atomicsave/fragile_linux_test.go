package atomicsave

import (
	"os"
	"strings"
	"testing"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// volumeFS is a disk that says it is another file system.
type volumeFS string

func (f volumeFS) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	d, err := vfs.OS().OpenDir(base, path)
	return volumeDir{d, string(f)}, err
}

type volumeDir struct {
	vfs.Dir
	kind string
}

func (d volumeDir) Volume() (vfs.Volume, error) { return vfs.Volume{Type: d.kind}, nil }

func (d volumeDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	return d.Dir.Rename(name, to.(volumeDir).Dir, newName, how)
}

// wantOrder checks that the operations come one after the other among others.
func wantOrder(t *testing.T, calls []faultfs.Call, want ...string) {
	t.Helper()
	var all []string
	next := 0
	for _, c := range calls {
		op := c.Op + " " + c.Name
		if strings.HasPrefix(c.Name, tempPrefix) {
			op = c.Op + " temp"
		}
		all = append(all, op)
		if next < len(want) && op == want[next] {
			next++
		}
	}
	if next < len(want) {
		t.Errorf("no %q in order in\n%s", want[next], strings.Join(all, "\n"))
	}
}

// On a file system without a journal of its names the old file is held open
// across the rename, and the new one is flushed again under its final name.
func TestFragileOrder(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	disk := faultfs.New(volumeFS("vfat"), nil)
	r := mustSave(t, conf(dir), newContent, Options{Expect: identify(t, conf(dir))}.OnDisk(disk))
	wantOrder(t, disk.Calls(), "open-read app.conf", "file.sync temp", "rename temp",
		"open-read app.conf", "file.sync app.conf", "sync ", "file.close app.conf")
	if r.Commit != CommitRename || r.Achieved != Full || len(r.Caveats) != 1 || r.Caveats[0].Kind != CaveatVolume {
		t.Errorf("report %+v", r)
	}
	wantNames(t, dir, "app.conf")
}

// Where that is not enough, the new content is durable in the journal's folder
// before the replacement; a file that a power cut loses comes back.
func TestGuard(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, conf(dir), oldContent)
	j, err := openJournal(ctx, vfs.OS(), state)
	if err != nil {
		t.Fatal(err)
	}
	opts := Options{Expect: identify(t, conf(dir)), Journal: j}
	mustSave(t, conf(dir), newContent, opts.OnDisk(volumeFS("exfat")))
	wantContent(t, conf(dir), newContent)
	wantNames(t, state, "key", processPrefix+j.id)

	// Cut the power at the rename; the file system loses the file.
	opts.Expect = identify(t, conf(dir))
	dead, renames := make(chan struct{}), 0
	disk := faultfs.New(volumeFS("exfat"), func(c faultfs.Call) faultfs.Fault {
		if c.Op == "rename" {
			renames++
		}
		if renames == 4 { // after the record, the content, and the record with its hash
			close(dead)
			select {} // as good as dead
		}
		return faultfs.Fault{}
	})
	go Save(ctx, conf(dir), strings.NewReader("newest"), opts.OnDisk(disk))
	<-dead
	if err := os.Remove(conf(dir)); err != nil {
		t.Fatal(err)
	}
	j.file.Close() // as the end of the process does
	next := openTestJournal(t, state)
	r, err := next.Recover(ctx)
	if err != nil || len(r.Restored) != 1 || len(r.Kept) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	wantContent(t, conf(dir), "newest")
	wantNames(t, dir, "app.conf")
	wantNames(t, state, "key", processPrefix+next.id)
}
