package atomicsave

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"holdfast/atomicsave/internal/vfs"
)

// What Recover does with recovery files: those of a file that was overwritten in
// place, and of one that was replaced on a volume that may lose it.

// recovery repairs a save of a dead process that had recovery files.
func (r *repair) recovery(stem string) {
	id, _, _ := strings.Cut(strings.TrimPrefix(stem, recoveryPrefix), "-")
	if r.alive[id] {
		return
	}
	set := &recovery{journal: r.j, stem: stem}
	content, _, err := readOnce(r.ctx, r.j.disk, set.path(recordEnding))
	if err != nil || json.Unmarshal(content, &set.record) != nil {
		return // another process was quicker
	}
	ending, want := set.record.ending()
	if ending == "" {
		set.remove() // the copies were not complete, the target was not touched
		return
	}
	if sum, err := sumPath(r.ctx, r.j.disk, set.path(ending)); err != nil || !bytes.Equal(sum, want) {
		r.keep(set, "the recovery file is damaged")
		return
	}
	r.finish(set)
}

// finish compares the target with the record and decides.
func (r *repair) finish(set *recovery) {
	path := string(set.record.Target)
	if why := r.away(set); why != "" {
		dir, _ := filepath.Split(path)
		r.done.Unreachable = append(r.done.Unreachable, dir)
		r.keep(set, why)
		return
	}
	sum, err := sumPath(r.ctx, r.j.disk, path)
	ending, want := set.record.ending()
	if err == nil && bytes.Equal(sum, want) {
		set.remove()
		return
	}
	if err == nil && bytes.Equal(sum, set.record.Old) {
		r.keep(set, "the save did not begin to overwrite the file: this is the content that was to be saved")
		return
	}
	restored := r.restore(set, classify(err), err)
	if err == nil && restored != nil && ending == oldEnding {
		set.remove() // the target was not touched: what it holds is somebody else's
		return
	}
	if restored != nil {
		r.keep(set, restored.Error())
		return
	}
	r.done.Restored = append(r.done.Restored, path)
	set.remove()
}

// away says why the folder of the target is not there: nothing has that name, or
// another volume is mounted there, or none.
func (r *repair) away(set *recovery) string {
	dir, _ := filepath.Split(string(set.record.Target))
	folder, err := r.j.disk.OpenDir(nil, dir)
	if err != nil {
		return "the folder of the file is not there"
	}
	defer folder.Close()
	kind, id := volumeOf(folder)
	if kind != set.record.Volume || id != set.record.VolumeID && id != "" && set.record.VolumeID != "" {
		return "the volume of the file is not there"
	}
	return ""
}

// restore gives the target the new content, if what is there, or how it failed to
// be read, is what a cut leaves.
func (r *repair) restore(set *recovery, class Class, cause error) error {
	switch {
	case set.record.Guard && class == NotExist:
		return r.saveAgain(set, Fingerprint{}, cause)
	case set.record.Guard && class == IO:
		return r.saveAgain(set, AnyVersion(), cause)
	case cause != nil:
		return fmt.Errorf("the file cannot be read: %w", cause)
	case r.finishTorn(set) != nil:
		return errors.New("the file is neither the old nor the new version: another program changed it, or it is torn")
	}
	return nil
}

// finishTorn finishes a file that was cut while it was written: it is torn between
// its old and its new content, and the recovery file has all of the new one. One
// that was overwritten must still be the same file, and is never empty; one that was
// replaced, on a volume that does not keep its promises, may hold nothing but zeros
// and the new content.
func (r *repair) finishTorn(set *recovery) error {
	target, info, found, err := resolve(r.j.disk, string(set.record.Target))
	if err != nil {
		return err
	}
	defer target.dir.Close()
	same := set.record.Guard || info.Size > 0 && (info.Ino == set.record.Ino || !keepsNumbers(set.record.Volume))
	if !found || info.Kind != vfs.Regular || !same {
		return errors.New("it is another file by now")
	}
	to, err := target.dir.OpenFile(target.name, vfs.ReadWrite, 0)
	if err != nil {
		return err
	}
	defer to.Close()
	content, err := readFile(to)
	if err != nil {
		return err
	}
	versions := [2][]byte{}
	first, _ := set.record.ending()
	for i, ending := range []string{first, oldEnding} {
		if set.record.Guard && i > 0 {
			break
		}
		if versions[i], _, err = readOnce(r.ctx, r.j.disk, set.path(ending)); err != nil {
			return err
		}
	}
	if !isTorn(content, versions[0], versions[1]) {
		return errors.New("another program wrote to it")
	}
	if err := writeAllAt(to, versions[0], 0); err != nil {
		return err
	}
	if err := to.Truncate(int64(len(versions[0]))); err != nil {
		return err
	}
	_, err = to.Sync(vfs.Durable)
	return err
}

// isTorn reports whether content can be what a cut left of writing after over
// before: each sector of it is from one of them, or zeros that the file system
// had not filled yet.
func isTorn(content, after, before []byte) bool {
	const sector = 512 // the least that a disk writes as a whole
	over := after      // written, but not cut to length yet
	if len(before) > len(after) {
		over = append(bytes.Clone(after), before[len(after):]...)
	}
	if len(content) > len(over) {
		return false
	}
	for at := 0; at < len(content); at += sector {
		piece := content[at:min(at+sector, len(content))]
		from := func(version []byte) bool {
			v := version[min(at, len(version)):min(at+len(piece), len(version))]
			return bytes.Equal(piece[:len(v)], v) && isZero(piece[len(v):])
		}
		if !from(over) && !from(after) && !from(before) && !isZero(piece) {
			return false
		}
	}
	return true
}

func isZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// saveAgain puts the newest copy in the place of a target that is missing, or
// cannot be read, with the permissions that it had.
func (r *repair) saveAgain(set *recovery, expect Fingerprint, cause error) error {
	ending, _ := set.record.ending()
	from, err := r.j.dir.OpenFile(set.stem+ending, vfs.ReadOnly, 0)
	if err != nil {
		return err
	}
	defer from.Close()
	opts := Options{Expect: expect, Perm: fs.FileMode(set.record.Mode & 0o777)}.OnDisk(r.j.disk)
	report, err := Save(r.ctx, string(set.record.Target), &fromStart{file: from}, opts)
	if err != nil {
		return fmt.Errorf("the file cannot be read (%w) and not be written again: %w", cause, err)
	}
	if report.Strategy == StrategyCreate && set.record.Mode != 0 {
		r.giveBack(set)
	}
	return nil
}

// giveBack gives a file that was made again its owner. Only root can, and only root
// made it somebody else's; without that it belongs to who runs Recover.
func (r *repair) giveBack(set *recovery) {
	target, info, found, err := resolve(r.j.disk, string(set.record.Target))
	if err != nil {
		return
	}
	defer target.dir.Close()
	if !found || info.Kind != vfs.Regular || info.UID == set.record.UID && info.GID == set.record.GID {
		return
	}
	if file, err := target.dir.OpenFile(target.name, vfs.ReadWrite, 0); err == nil {
		file.Chown(int(set.record.UID), int(set.record.GID))
		file.Close()
	}
}

func (r *repair) keep(set *recovery, why string) {
	ending, _ := set.record.ending()
	r.done.Kept = append(r.done.Kept, KeptFile{set.path(ending), string(set.record.Target), why})
}

// remove removes a set of recovery files, the record last: as long as that is
// there, Recover tries again.
func (r *recovery) remove() error {
	for _, ending := range []string{newEnding, oldEnding, recordEnding} {
		err := r.journal.dir.Remove(r.stem + ending)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// sumPath hashes a file.
func sumPath(ctx context.Context, disk vfs.FS, path string) ([]byte, error) {
	fp, err := identifyOnce(ctx, disk, path)
	return fp.sum[:], err
}
