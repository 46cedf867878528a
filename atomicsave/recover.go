package atomicsave

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"holdfast/atomicsave/internal/vfs"
)

// Recovery says what Recover did.
type Recovery struct {
	// Removed lists temporary files of dead processes that were removed.
	Removed []string
	// Restored lists targets that were missing or torn and are complete again.
	Restored []string
	// Kept lists files with content that nothing else may have, with the
	// reason. They stay until Discard.
	Kept []KeptFile
	// Unreachable lists folders that could not be looked at, for example
	// because their volume is not there. The next Recover tries again.
	Unreachable []string
}

// KeptFile is a file that Recover did not dare to remove.
type KeptFile struct {
	Path   string // of the content
	Target string // the file that it belongs to
	Why    string // one line, English
}

// Recover puts right what saves of dead processes left: it finishes or undoes
// what the journal proves, removes temporary files that are provably the
// program's own and dead, and reports both. It is meant for the start of a
// program, on another goroutine, and whenever a volume has come back; saves may
// run meanwhile. Two processes may do it at once.
func (j *Journal) Recover(ctx context.Context) (Recovery, error) {
	names, err := j.dir.List()
	if err != nil {
		return Recovery{}, journalError(j.path, err)
	}
	r := &repair{j: j, ctx: ctx, alive: map[string]bool{j.id: true}, spared: map[string]bool{}}
	for _, name := range names {
		if id, ok := strings.CutPrefix(name, processPrefix); ok && id != j.id {
			r.process(id)
		}
	}
	for _, name := range names {
		if strings.HasPrefix(name, tempPrefix) {
			r.ownFolder(name)
		}
	}
	for _, name := range names {
		if ctx.Err() != nil {
			return r.done, journalError(j.path, ctx.Err())
		}
		if stem, ok := strings.CutSuffix(name, recordEnding); ok && strings.HasPrefix(stem, recoveryPrefix) {
			r.recovery(stem)
		}
	}
	return r.done, nil
}

// Discard removes a file that Recover kept, once the caller has what it needs of
// it. Only files in the journal's folder and proven temporary files are removed.
func (j *Journal) Discard(path string) error {
	dir, name := filepath.Split(path)
	_, proven := j.origin(name)
	stem := strings.TrimSuffix(strings.TrimSuffix(name, newEnding), oldEnding)
	inFolder := filepath.Clean(dir) == filepath.Clean(j.path) && strings.HasPrefix(stem, recoveryPrefix)
	switch {
	case inFolder:
		if err := (&recovery{journal: j, stem: stem}).remove(); err != nil {
			return journalError(path, err)
		}
		return nil
	case !proven:
		return &Error{Step: StepCleanup, Path: path, Class: Usage, Err: errors.New("not a file of this journal")}
	}
	folder, err := j.disk.OpenDir(nil, dir)
	if err != nil {
		return journalError(path, err)
	}
	defer folder.Close()
	if err := folder.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return journalError(path, err)
	}
	return nil
}

// repair is one run of Recover.
type repair struct {
	j      *Journal
	ctx    context.Context
	done   Recovery
	alive  map[string]bool // processes whose files are locked
	spared map[string]bool // paths of temporary files to be kept
}

// process repairs what one other process left, if that is dead.
func (r *repair) process(id string) {
	name := processPrefix + id
	file, err := r.j.dir.OpenFile(name, vfs.ReadWrite, 0)
	if err != nil {
		r.alive[id] = !errors.Is(err, fs.ErrNotExist) // share mode 0 keeps us out as long as it lives
		return
	}
	defer file.Close()
	if l, ok := file.(vfs.Locker); ok && l.TryLock() != nil {
		r.alive[id] = true
		return
	}
	content, err := readFile(file)
	if err != nil {
		return
	}
	folders, open := parseNotes(content)
	complete := true
	for _, s := range open {
		r.replacement(s)
	}
	for _, folder := range folders {
		complete = r.sweep(folder, id) && complete
	}
	if complete {
		r.j.dir.Remove(name)
	}
}

func readFile(file vfs.File) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	content := make([]byte, info.Size)
	n, err := file.ReadAt(content, 0)
	if n == len(content) {
		err = nil
	}
	return content[:n], err
}

// sweep removes the temporary files of a dead process from a folder.
func (r *repair) sweep(folder, id string) (complete bool) {
	dir, err := r.j.disk.OpenDir(nil, folder)
	if err != nil {
		r.done.Unreachable = append(r.done.Unreachable, folder)
		return false
	}
	defer dir.Close()
	names, err := dir.List()
	if err != nil {
		r.done.Unreachable = append(r.done.Unreachable, folder)
		return false
	}
	complete = true
	for _, name := range names {
		if from, proven := r.j.origin(name); !proven || from != id {
			continue
		}
		at := place{dir, name}
		if r.spared[at.path()] {
			continue
		}
		complete = r.remove(at) && complete
	}
	return complete
}

// ownFolder removes what a process that died while it made the key left in the
// journal's own folder. Its name proves nothing yet; that it is older than any
// start of a program does.
func (r *repair) ownFolder(name string) {
	const starting = time.Minute
	info, err := r.j.dir.Stat(name)
	if _, proven := r.j.origin(name); err == nil && !proven && time.Since(time.Unix(0, info.MtimeNs)) > starting {
		r.remove(place{r.j.dir, name})
	}
}

func (r *repair) remove(at place) bool {
	info, err := at.dir.Stat(at.name)
	if err == nil && info.Kind == vfs.Regular {
		err = at.dir.Remove(at.name)
	}
	switch {
	case err == nil:
		r.done.Removed = append(r.done.Removed, at.path())
	case !errors.Is(err, fs.ErrNotExist):
		r.done.Kept = append(r.done.Kept, KeptFile{Path: at.path(), Why: "a temporary file that cannot be removed: " + err.Error()})
		return false
	}
	return true
}

// replacement repairs a save that died between the last look at its target and
// its end. The target may be the old or the new file, or, after a replace call
// of Windows that was cut in half, missing.
func (r *repair) replacement(rec saveRecord) {
	target, info, found, err := resolve(r.j.disk, string(rec.Target))
	if err != nil {
		return // the sweep reports the folder
	}
	defer target.dir.Close()
	dir, name := filepath.Split(string(rec.Temp))
	folder, err := r.j.disk.OpenDir(nil, dir)
	if err != nil {
		return
	}
	defer folder.Close()
	temp, backup := place{folder, name}, place{target.dir, string(rec.Backup)}
	if !found {
		r.putBack(rec, target, backup, temp)
		return
	}
	for _, at := range []place{temp, backup} {
		r.displaced(rec, at, target, info)
	}
}

// putBack gives a missing target its content again: the old one from the backup
// that a replace call made, or else the new one, which was complete.
func (r *repair) putBack(rec saveRecord, target, backup, temp place) {
	if rec.Old.IsZero() || rec.Old == (Fingerprint{sum: rec.Old.sum}) {
		return // there was no file: the save did not happen
	}
	for _, from := range []place{backup, temp} {
		if from == temp {
			if sum, err := sumAt(temp); err != nil || !bytes.Equal(sum[:], rec.Sum) {
				continue
			}
		}
		if from.dir.Rename(from.name, target.dir, target.name, vfs.NoReplace) == nil {
			target.dir.Sync()
			r.done.Restored = append(r.done.Restored, target.path())
			return
		}
	}
}

// displaced judges a file under a temporary name beside a target that exists. It
// is the save's own file, or the version that the save replaced: then the sweep
// removes it. Or it is a version of somebody else that came in between and was
// not checked any more: that is kept.
func (r *repair) displaced(rec saveRecord, at, target place, now vfs.Info) {
	info, err := at.dir.Stat(at.name)
	if err != nil {
		return
	}
	if info.Ino == rec.TempIno && info.Dev == now.Dev {
		return
	}
	if info.Ino == rec.Old.ino && info.Size == rec.Old.size && info.MtimeNs == rec.Old.mtime {
		return
	}
	r.spared[at.path()] = true
	r.done.Kept = append(r.done.Kept, KeptFile{at.path(), target.path(), "another program's version, replaced by a save that did not end"})
}

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
	if len(set.record.New) == 0 {
		set.remove() // the copies were not complete, the target was not touched
		return
	}
	if sum, err := sumPath(r.ctx, r.j.disk, set.path(newEnding)); err != nil || !bytes.Equal(sum, set.record.New) {
		r.keep(set, "the recovery file is damaged")
		return
	}
	r.finish(set)
}

// finish compares the target with the record and decides.
func (r *repair) finish(set *recovery) {
	path := string(set.record.Target)
	dir, _ := filepath.Split(path)
	folder, err := r.j.disk.OpenDir(nil, dir)
	if err != nil {
		r.done.Unreachable = append(r.done.Unreachable, dir)
		r.keep(set, "the folder of the file is not there")
		return
	}
	folder.Close()
	sum, err := sumPath(r.ctx, r.j.disk, path)
	switch class := classify(err); {
	case err == nil && bytes.Equal(sum, set.record.New):
		set.remove()
	case err == nil && bytes.Equal(sum, set.record.Old):
		r.keep(set, "the save did not begin to overwrite the file: this is the content that was to be saved")
	case err == nil && !set.record.Guard && r.finishTorn(set) == nil:
		r.done.Restored = append(r.done.Restored, path)
		set.remove()
	case set.record.Guard && (class == NotExist || class == IO) && r.saveAgain(set) == nil:
		r.done.Restored = append(r.done.Restored, path)
		set.remove()
	case err != nil:
		r.keep(set, "the file cannot be read: "+err.Error())
	default:
		r.keep(set, "the file is neither the old nor the new version: another program changed it, or it is torn")
	}
}

// finishTorn finishes an overwriting that was cut: the file is still the same
// one, torn between its old and its new content, and the recovery file has all
// of the new one.
func (r *repair) finishTorn(set *recovery) error {
	target, info, found, err := resolve(r.j.disk, string(set.record.Target))
	if err != nil {
		return err
	}
	defer target.dir.Close()
	if !found || info.Kind != vfs.Regular || info.Dev != set.record.Dev || info.Ino != set.record.Ino {
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
	for i, ending := range []string{newEnding, oldEnding} {
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

// saveAgain puts the recovery file in the place of a target that is missing or
// cannot be read.
func (r *repair) saveAgain(set *recovery) error {
	from, err := r.j.dir.OpenFile(set.stem+newEnding, vfs.ReadOnly, 0)
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = Save(r.ctx, string(set.record.Target), &fromStart{file: from}, Options{Expect: AnyVersion()}.OnDisk(r.j.disk))
	return err
}

func (r *repair) keep(set *recovery, why string) {
	r.done.Kept = append(r.done.Kept, KeptFile{set.path(newEnding), string(set.record.Target), why})
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
