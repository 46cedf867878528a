package atomicsave

import (
	"bytes"
	"context"
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
