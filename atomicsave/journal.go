package atomicsave

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"holdfast/atomicsave/internal/vfs"
)

// Journal is what a program remembers of its saves in a folder of its own, so
// that after a crash Recover can finish or undo them and remove temporary files
// that are provably the program's own and dead. Only OpenJournal makes one. It serves
// all saves of a process and may be used by several goroutines.
//
// The folder holds a random key, one file per living process, and recovery
// files. A temporary file of a journaled save carries the number of its process
// and half a keyed hash (HMAC-SHA-256) in its name, so its origin can be proven
// without a note per save: a journal costs an ordinary save one short write, and
// a flush only for the first save in a folder. That a process is dead is proven
// by the lock on its file, which ends with the process.
type Journal struct {
	disk vfs.FS
	dir  vfs.Dir
	path string
	key  []byte
	id   string // of this process, 8 hexadecimal digits
	file vfs.File

	mu      sync.Mutex
	folders map[string]bool // noted, durably
	size    int64           // of file
	base    int64           // end of what must stay in file
	active  int             // saves that have begun and not ended
	last    int             // number of the last save
	left    bool            // a save left a file that Recover must name
}

const (
	keyName        = "key"
	processPrefix  = "process-"
	recoveryPrefix = "recovery-"
	notesLimit     = 64 << 10 // of notes about ended saves
)

// OpenJournal opens the journal in a folder, which is made if it is missing, for this
// user alone. The folder must be on a disk that can be trusted and belong to the
// program alone. The caller closes the journal after its last save; a process that
// ends without that is taken for one that died, which costs the next Recover a look.
func OpenJournal(ctx context.Context, dir string) (*Journal, error) {
	return openJournal(ctx, vfs.OS(), dir)
}

// OpenJournalOn opens a journal on another disk than the system's, for saves with
// Options.OnDisk. The folder must be there.
func OpenJournalOn(ctx context.Context, disk vfs.FS, dir string) (*Journal, error) {
	return openJournal(ctx, disk, dir)
}

func openJournal(ctx context.Context, disk vfs.FS, path string) (*Journal, error) {
	dir, err := disk.OpenDir(nil, path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeFolder(disk, path); err != nil {
			return nil, journalError(path, err)
		}
		dir, err = disk.OpenDir(nil, path)
	}
	if err != nil {
		return nil, journalError(path, err)
	}
	j := &Journal{disk: disk, dir: dir, path: dir.Path(), folders: map[string]bool{}}
	if j.key, err = readKey(ctx, disk, filepath.Join(j.path, keyName)); err == nil {
		err = j.register()
	}
	if err != nil {
		dir.Close()
		return nil, journalError(path, err)
	}
	return j, nil
}

// makeFolder makes a folder and those above it, and flushes each that got an entry:
// not every file system makes the way to a file durable with the file.
func makeFolder(disk vfs.FS, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	above := filepath.Dir(path)
	if _, err := os.Stat(above); errors.Is(err, fs.ErrNotExist) && above != path {
		if err := makeFolder(disk, above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	dir, err := disk.OpenDir(nil, above)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); classify(err) == IO { // others cannot flush it, or may not
		return err
	}
	return nil
}

func journalError(path string, cause error) error {
	if e, ok := errors.AsType[*Error](cause); ok {
		return e
	}
	return &Error{Step: StepProbe, Path: path, Class: classify(cause), Err: cause}
}

// keyBytes is the length of the key.
const keyBytes = 32

// readKey reads the key, or makes it. Two processes may do that at once; one of
// them wins. What a power cut has left of a key is replaced: temporary files of
// before are not known for ours any more then, and stay.
func readKey(ctx context.Context, disk vfs.FS, path string) ([]byte, error) {
	made := make([]byte, keyBytes)
	rand.Read(made)
	expect := Fingerprint{}
	for tries := 0; ; tries++ {
		_, err := Save(ctx, path, bytes.NewReader(made), Options{Perm: 0o600, Expect: expect}.OnDisk(disk))
		if class := ClassOf(err); class != Exists && class != Changed {
			return made, err
		}
		key, found, err := readOnce(ctx, disk, path)
		switch {
		case err != nil || len(key) == keyBytes && !bytes.Equal(key, make([]byte, keyBytes)):
			return key, err
		case tries == readTries:
			return nil, &Error{Step: StepProbe, Path: path, Class: Corrupt, Err: errors.New("something else than a key is written there again and again")}
		}
		expect = found
	}
}

// register makes the file of this process and locks it.
func (j *Journal) register() error {
	var id [4]byte
	rand.Read(id[:])
	j.id = hex.EncodeToString(id[:])
	file, err := j.dir.OpenFile(processPrefix+j.id, vfs.CreateNew, 0o600)
	if err != nil {
		return err
	}
	if l, ok := file.(vfs.Locker); ok {
		err = l.TryLock()
	}
	if err == nil {
		_, err = file.Sync(vfs.Durable)
	}
	if err == nil {
		err = j.syncDir()
	}
	if err != nil {
		file.Close()
		j.dir.Remove(processPrefix + j.id)
		return err
	}
	j.file = file
	return nil
}

// syncDir flushes the folder, where folders can be flushed.
func (j *Journal) syncDir() error {
	if err := j.dir.Sync(); err != nil && !lacks(err) {
		return err
	}
	return nil
}

// Close ends the journal of this process. No save may be in progress. If a save had
// to leave a file that it could not judge, the notes stay for the next Recover.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	if !j.left {
		err = errors.Join(err, j.dir.Remove(processPrefix+j.id))
	}
	j.dir.Close()
	if err != nil {
		return journalError(j.path, err)
	}
	return nil
}

// tempName returns a name for a temporary file that proves its origin: the
// number of the process, four random bytes, and half the keyed hash of both.
func (j *Journal) tempName() string {
	var random [4]byte
	rand.Read(random[:])
	nonce := j.id + hex.EncodeToString(random[:])
	return tempPrefix + nonce + j.proof(nonce)
}

func (j *Journal) proof(nonce string) string {
	mac := hmac.New(sha256.New, j.key)
	mac.Write([]byte(nonce))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// origin returns the process that made a temporary file, and whether the name
// proves that.
func (j *Journal) origin(name string) (id string, proven bool) {
	rest, ok := strings.CutPrefix(name, tempPrefix)
	if !ok || len(rest) != 32 {
		return "", false
	}
	nonce, proof := rest[:16], rest[16:]
	return nonce[:8], hmac.Equal([]byte(proof), []byte(j.proof(nonce)))
}

// note is one line of the file of a process.
type note struct {
	Folder []byte      `json:"folder,omitempty"` // may hold temporary files
	Begin  int         `json:"begin,omitempty"`  // number of a save that is about to replace its target
	Save   *saveRecord `json:"save,omitempty"`   // with Begin
	End    int         `json:"end,omitempty"`    // number of a save that ended
}

// saveRecord is what must be known to finish or undo a replacement. Paths are
// bytes, because not every name is UTF-8.
type saveRecord struct {
	Target  []byte      `json:"target"`
	Temp    []byte      `json:"temp"`
	TempIno uint64      `json:"temp_ino"`
	Backup  []byte      `json:"backup,omitempty"` // name of a backup in the target's folder
	Old     Fingerprint `json:"old"`
	Sum     []byte      `json:"sum"` // of the new content
}

// enter notes durably that a folder may hold temporary files.
func (j *Journal) enter(folder string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.folders[folder] {
		return nil
	}
	if j.file == nil {
		return errClosed
	}
	if j.active == 0 { // what follows is about ended saves
		if err := j.file.Truncate(j.base); err != nil {
			return err
		}
		j.size = j.base
	}
	if err := j.append(note{Folder: []byte(folder)}); err != nil {
		return err
	}
	if _, err := j.file.Sync(vfs.Durable); err != nil {
		return err
	}
	j.base = j.size
	j.folders[folder] = true
	return nil
}

// begin notes that a save is about to replace its target. It is not flushed: it
// must survive this process, not a power cut.
func (j *Journal) begin(r saveRecord) (number int, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return 0, errClosed
	}
	if j.active == 0 && j.size-j.base > notesLimit {
		if err := j.file.Truncate(j.base); err != nil {
			return 0, err
		}
		j.size = j.base
	}
	if err := j.append(note{Begin: j.last + 1, Save: &r}); err != nil {
		return 0, err
	}
	j.active++
	j.last++
	return j.last, nil
}

// end notes that a save has nothing left to repair. If that fails, Recover finds
// nothing to do. A save that left a file for people to look at keeps its note, so
// that Recover does not take the file for litter.
func (j *Journal) end(number int, left bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.active--
	if left {
		j.base, j.left = j.size, true
		return
	}
	j.append(note{End: number})
}

var errClosed = errors.New("it is closed")

// append writes a line at the end.
func (j *Journal) append(n note) error {
	if j.file == nil {
		return errClosed
	}
	line, err := json.Marshal(n)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if err := writeAllAt(j.file, line, j.size); err != nil {
		return err
	}
	j.size += int64(len(line))
	return nil
}

// writeAllAt writes p at off in as many calls as the system wants.
func writeAllAt(file vfs.File, p []byte, off int64) error {
	return writeAll(io.NewOffsetWriter(file, off), p)
}

// parseNotes returns the folders of a process and its saves that did not end. A
// line that is torn or damaged is skipped.
func parseNotes(content []byte) (folders []string, open []saveRecord) {
	begun := map[int]saveRecord{}
	var order []int
	for line := range bytes.Lines(content) {
		var n note
		if json.Unmarshal(line, &n) != nil {
			continue
		}
		switch {
		case len(n.Folder) > 0:
			folders = append(folders, string(n.Folder))
		case n.Begin > 0 && n.Save != nil:
			begun[n.Begin] = *n.Save
			order = append(order, n.Begin)
		case n.End > 0:
			delete(begun, n.End)
		}
	}
	for _, number := range order {
		if r, ok := begun[number]; ok {
			open = append(open, r)
		}
	}
	return folders, open
}
