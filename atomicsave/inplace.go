package atomicsave

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"holdfast/atomicsave/internal/vfs"
)

// Overwriting in place, by consent: for files that cannot be replaced by another
// (bind mounts, folders that may not be written) or should not be (hard links).
//
// The new content is first written durably to a recovery file in the journal's
// folder, the old content beside it, and a record of both. Only then is the
// target opened, without truncating it, looked at again, overwritten, cut to
// length and flushed. A write that fails is undone from the copy of the old
// content; a process that dies leaves the record, and Recover finishes or names
// what is there.

// recovery is the set of files in the journal's folder that belong to one save.
type recovery struct {
	journal *Journal
	own     bool   // the journal was opened for this save alone
	stem    string // of the names
	record  recoveryRecord

	doubtful bool // a flush of them was not confirmed
}

// Endings of the names of recovery files.
const (
	newEnding    = ".new"
	oldEnding    = ".old"
	recordEnding = ".json"
)

// recoveryRecord says what the recovery files are about. It is written before
// them, without hashes, and again when they are complete.
type recoveryRecord struct {
	Target []byte `json:"target"`
	// Guard: the target is replaced as usual, on a file system that may lose it.
	Guard bool `json:"guard,omitempty"`
	// Volume and VolumeID say where the target is. Another volume may be mounted
	// there when Recover looks. The number of the device says nothing: after a
	// restart the disk may have another.
	Volume   string `json:"volume,omitempty"`
	VolumeID string `json:"volume_id,omitempty"`
	Mode     uint32 `json:"mode,omitempty"` // of the target; 0: it is new
	UID      uint32 `json:"uid,omitempty"`
	GID      uint32 `json:"gid,omitempty"`
	Ino      uint64 `json:"ino,omitempty"`
	Old      []byte `json:"old,omitempty"` // SHA-256 of the old content
	New      []byte `json:"new,omitempty"` // SHA-256 of the new content
}

func (r *recovery) path(ending string) string {
	return filepath.Join(r.journal.path, r.stem+ending)
}

func (s *save) inPlace() bool { return s.plan.Strategy == StrategyInPlace }

// openRecovery begins a set of recovery files.
func (s *save) openRecovery(ctx context.Context, guard bool) error {
	j, own := s.opts.Journal, false
	if j == nil {
		var err error
		if j, err = openJournal(ctx, s.disk, s.opts.StateDir); err != nil {
			return recoveryError(err)
		}
		own = true
	}
	var random [8]byte
	rand.Read(random[:])
	s.recovery = &recovery{journal: j, own: own, stem: recoveryPrefix + j.id + "-" + hex.EncodeToString(random[:])}
	s.recovery.record = recoveryRecord{Target: []byte(s.report.Target), Guard: guard, Ino: s.old.info.Ino}
	s.recovery.record.locate(s)
	return s.writeRecord()
}

// writeRecord saves the record durably.
func (s *save) writeRecord() error {
	data, err := json.Marshal(s.recovery.record)
	if err == nil {
		_, err = s.saveRecovery(context.Background(), recordEnding, bytes.NewReader(data))
	}
	return err
}

// saveRecovery saves one of the recovery files. Before a target is overwritten that is
// the only net, so less than Full is a failure there; where the target is replaced as
// usual, it is a remark.
func (s *save) saveRecovery(ctx context.Context, ending string, content io.Reader) (Report, error) {
	r, err := Save(ctx, s.recovery.path(ending), content, s.recoveryOptions())
	if err == nil && r.Achieved != Full {
		s.recovery.doubtful = true
		if s.inPlace() {
			err = notDurable(r)
		}
	}
	return r, recoveryError(err)
}

// notDurable is the error for a recovery file that a power cut may take: that of the
// flush that failed, or that there is none.
func notDurable(r Report) *Error {
	e := &Error{Path: r.Target, Class: Unsupported, Err: errors.New("it is not confirmed to survive a power cut")}
	for _, event := range r.Events {
		if event.Err == nil {
			continue
		}
		if !lacks(event.Err) {
			e.Class = classify(event.Err)
		}
		e.Err = fmt.Errorf("%w: %w", e.Err, event.Err)
	}
	return e
}

// recoveryOptions are those for saving recovery files.
func (s *save) recoveryOptions() Options {
	opts := Options{Expect: AnyVersion(), Perm: 0o600, Journal: s.recovery.journal}.OnDisk(s.disk)
	opts.unguarded = true // the guard of a guard would never end
	return opts
}

// recoveryError makes an error about a recovery file one about the save: the
// state of the recovery file is not the state of the target.
func recoveryError(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return &Error{Step: StepCreateTemp, Path: e.Path, Class: e.Class, Err: fmt.Errorf("recovery file: %w", e.Err)}
	}
	return err
}

// createRecovery makes the recovery file take the place of the temporary file.
func (s *save) createRecovery(ctx context.Context) error {
	if err := s.openRecovery(ctx, false); err != nil {
		return err
	}
	dir, err := s.disk.OpenDir(nil, s.recovery.journal.path)
	if err != nil {
		return err
	}
	s.temp = place{dir: dir, name: s.recovery.stem + newEnding}
	s.file, err = dir.OpenFile(s.temp.name, vfs.CreateNew, 0o600)
	s.made = err == nil
	return err
}

// putInPlace overwrites the target with the recovery file.
func (s *save) putInPlace() error {
	s.report.Commit = CommitInPlace
	if err := s.keepOld(); err != nil {
		return err
	}
	target, err := s.target.dir.OpenFile(s.target.name, vfs.ReadWrite, 0)
	if err != nil {
		return err
	}
	defer target.Close()
	info, err := target.Stat()
	if err != nil {
		return err
	}
	if !sameVersion(info, s.old.info, false) {
		return s.conflict(errors.New("the file changed during the save"))
	}
	if grown := s.out.n > info.Size; grown {
		if err := target.Reserve(s.out.n); err != nil && !lacks(err) {
			return err
		}
	}
	if err := s.overwrite(target, newEnding, s.out.n); err != nil {
		return s.restore(target, err)
	}
	if s.flush, err = target.Sync(vfs.Durable); lacks(err) {
		s.flush = 0
		s.caveat(CaveatDurability, "the file system cannot flush a file: "+err.Error())
	} else if err != nil {
		return s.lost(err) // what a second flush says would be worthless
	}
	s.keepMode(target)
	s.report.State = New
	s.sealed, err = target.Stat()
	if err != nil {
		s.sealed = info // a fingerprint that will not match: the content decides then
		s.sealed.Size = s.out.n
	}
	return nil
}

// keepOld copies the old content durably to the journal's folder and completes
// the record.
func (s *save) keepOld() error {
	if err := s.openOld(); err != nil {
		return err
	}
	if s.flush < vfs.Durable {
		return recoveryError(notDurable(Report{Target: s.temp.path()}))
	}
	// This flushes the folder, and with it the name of the new content.
	r, err := s.saveRecovery(context.Background(), oldEnding, &fromStart{file: s.old.file})
	if err != nil {
		return err
	}
	if e := s.opts.Expect; r.Fingerprint.size != s.old.info.Size || !e.IsAny() && r.Fingerprint.sum != e.sum {
		return s.conflict(errors.New("the file changed during the save"))
	}
	newSum := s.out.sum()
	s.recovery.record.Old, s.recovery.record.New = r.Fingerprint.sum[:], newSum[:]
	return s.writeRecord()
}

// overwrite copies a recovery file over the target and cuts that to length.
func (s *save) overwrite(target vfs.File, ending string, size int64) error {
	from, err := s.temp.dir.OpenFile(s.recovery.stem+ending, vfs.ReadOnly, 0)
	if err != nil {
		return err
	}
	defer from.Close()
	return copyOver(target, from, size)
}

// copyOver makes the content of target that of from. It never shortens the file
// before everything is written.
func copyOver(target, from vfs.File, size int64) error {
	buf := make([]byte, min(max(size, 1), chunkSize))
	for at := int64(0); at < size; {
		n, err := from.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if n == 0 && err != nil {
			return err
		}
		if err := writeAllAt(target, buf[:n], at); err != nil {
			return err
		}
		at += int64(n)
	}
	return target.Truncate(size)
}

// restore writes the old content back after a write failed. Writing over blocks
// that the file has needs no space.
func (s *save) restore(target vfs.File, cause error) error {
	err := s.overwrite(target, oldEnding, s.old.info.Size)
	if err == nil {
		_, err = target.Sync(vfs.Durable)
	}
	if err != nil && !lacks(err) {
		return s.lost(cause)
	}
	s.keepMode(target)
	return cause
}

// keepMode gives back the setuid and setgid bits and the capabilities that the
// kernel takes from a file that is written to.
func (s *save) keepMode(target vfs.File) {
	now, err := target.Stat()
	if err == nil && now.Mode != s.old.info.Mode {
		if err := target.Chmod(s.old.info.Mode); err != nil {
			s.loss(Loss{LossMode, "", fmt.Sprintf("mode %04o could not be kept: %v", s.old.info.Mode, err)})
		}
	}
	for _, a := range s.old.attrs {
		if lossOfAttr(a.name) == LossCapability {
			if err := target.SetAttr(a.name, a.value); err != nil {
				s.loss(Loss{LossCapability, a.name, "the capabilities could not be kept: " + err.Error()})
			}
		}
	}
}

// dropRecovery removes the recovery files, the record last, unless the target is
// in a state in which they may be the only content.
func (s *save) dropRecovery() {
	r := s.recovery
	if r == nil {
		return
	}
	s.recovery = nil
	if s.report.State != Unknown {
		if err := r.remove(); err != nil {
			s.report.Caveats = append(s.report.Caveats, Caveat{Kind: CaveatLeftover, Path: r.path(newEnding), Detail: "a recovery file could not be removed: " + err.Error()})
		}
	}
	if r.own {
		r.journal.Close()
	}
}
