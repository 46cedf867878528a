package crashrig

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/moby/sys/atomicwriter"
	"github.com/natefinch/atomic"

	"holdfast/atomicsave"
	"holdfast/atomicsave/internal/vfs"
)

// saver saves one file again and again.
type saver struct {
	path    string
	last    atomicsave.Fingerprint
	journal *atomicsave.Journal // for ours
	disk    vfs.FS              // nil: the system's
}

// strategies are the ways to save that the rig knows.
var strategies = map[string]func(*saver, []byte) error{
	"full":          (*saver).full,
	"balanced":      (*saver).balanced,
	"fast":          (*saver).fast,
	"truncate":      func(s *saver, content []byte) error { return s.truncate(content, false) },
	"truncateflush": func(s *saver, content []byte) error { return s.truncate(content, true) },
	"rename":        (*saver).rename,
	"renameio":      func(s *saver, content []byte) error { return renameio.WriteFile(s.path, content, 0o644) },
	"inplace":       (*saver).inPlace,
	"guarded":       (*saver).guarded,
	"classic":       func(s *saver, content []byte) error { return s.ordered(content, false, false) },
	"held":          func(s *saver, content []byte) error { return s.ordered(content, true, false) },
	"backup":        func(s *saver, content []byte) error { return s.ordered(content, false, true) },
	"atomicwriter":  func(s *saver, content []byte) error { return atomicwriter.WriteFile(s.path, content, 0o644) },
	"natefinch":     func(s *saver, content []byte) error { return atomic.WriteFile(s.path, bytes.NewReader(content)) },
}

// strategyOrder is the order of the table. Besides these there are inplace and
// guarded, which are ours, and the orders of flushes classic, held and backup.
var strategyOrder = []string{"full", "balanced", "fast", "renameio", "natefinch", "atomicwriter", "rename", "truncateflush", "truncate"}

func (s *saver) full(content []byte) error     { return s.save(content, atomicsave.Full) }
func (s *saver) balanced(content []byte) error { return s.save(content, atomicsave.Balanced) }
func (s *saver) fast(content []byte) error     { return s.save(content, atomicsave.Fast) }

// inPlace overwrites the file, which has another name, with consent to that.
func (s *saver) inPlace(content []byte) error {
	return s.save(content, atomicsave.Full)
}

// guarded saves as on a file system for which no order of flushes is enough,
// whatever the file system is: the order is that of exFAT, and a copy is kept in
// the journal's folder.
func (s *saver) guarded(content []byte) error {
	return s.save(content, atomicsave.Full)
}

func (s *saver) save(content []byte, level atomicsave.Durability) error {
	if s.last.IsZero() {
		var err error
		if s.last, err = atomicsave.Identify(context.Background(), s.path); err != nil {
			return err
		}
	}
	opts := atomicsave.Options{Durability: level, Expect: s.last, Journal: s.journal, Consent: atomicsave.Agree(atomicsave.LossAtomicity)}
	if s.disk != nil {
		opts = opts.OnDisk(s.disk)
	}
	report, err := atomicsave.Save(context.Background(), s.path, bytes.NewReader(content), opts)
	s.last = report.Fingerprint
	if err == nil && report.Achieved != level {
		err = fmt.Errorf("level %v was asked, %v achieved: %v", level, report.Achieved, report.Caveats)
	}
	return err
}

// truncate is what most editors do.
func (s *saver) truncate(content []byte, flush bool) error {
	f, err := os.Create(s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	if flush {
		return f.Sync()
	}
	return nil
}

// rename is atomic for programs and flushes nothing.
func (s *saver) rename(content []byte) error {
	temp := filepath.Join(filepath.Dir(s.path), ".temporary")
	if err := os.WriteFile(temp, content, 0o644); err != nil {
		return err
	}
	return os.Rename(temp, s.path)
}

// ordered flushes the new file, renames it over the old one and flushes the
// folder: with the old file held open across that and the new one flushed again
// under its name, or with the old file moved to another name first.
func (s *saver) ordered(content []byte, held, backup bool) error {
	dir := filepath.Dir(s.path)
	temp, second := filepath.Join(dir, ".temporary"), filepath.Join(dir, ".backup")
	if err := writeFlushed(temp, content); err != nil {
		return err
	}
	if held {
		old, err := os.Open(s.path)
		if err != nil {
			return err
		}
		defer old.Close()
	}
	if backup {
		if err := os.Rename(s.path, second); err != nil {
			return err
		}
	}
	if err := os.Rename(temp, s.path); err != nil {
		return err
	}
	if held {
		if err := flush(s.path); err != nil {
			return err
		}
	}
	if err := flush(dir); err != nil || !backup {
		return err
	}
	return os.Remove(second)
}

func writeFlushed(path string, content []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}

// flush flushes a file or a folder.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// The names on the disk.
const (
	folderName    = "folder"
	stateName     = "state" // of the program that saves: its journal
	targetName    = "target.conf"
	neighbourName = "neighbour.log"
	otherName     = "other.conf" // the same file, where a strategy is about that
)

// furnish makes what is on the disk before the first save.
func (h *hands) furnish() error {
	folder := filepath.Join(h.Root, folderName)
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	target := filepath.Join(folder, targetName)
	if err := os.WriteFile(target, Content(0), 0o644); err != nil {
		return err
	}
	if h.Strategy == "inplace" {
		if err := os.Link(target, filepath.Join(h.Root, otherName)); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(h.Root, neighbourName), nil, 0o644)
}

// disk is the disk as ours is to see it, nil for the system's.
func (h *hands) disk() vfs.FS {
	if h.Strategy == "guarded" {
		return pretended{"exfat", filepath.Join(h.Root, folderName)}
	}
	return nil
}

// leftovers counts what is in the folder besides the target.
func leftovers(root string) int {
	entries, err := os.ReadDir(filepath.Join(root, folderName))
	if err != nil {
		return 0
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.Name() == targetName })
	return len(entries)
}

// saveLoop is the process that saves: it marks the beginning and the end of
// each save in the log of the disk.
func (h *hands) saveLoop() error {
	save, ok := strategies[h.Strategy]
	if !ok {
		return fmt.Errorf("no strategy %q", h.Strategy)
	}
	log, err := os.OpenFile(h.Marks, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer log.Close()
	random := rand.New(rand.NewPCG(h.Seed, 7))
	stop, stopped := make(chan struct{}), make(chan error)
	go func() { stopped <- neighbour(h.Root, stop, h.Seed) }()
	s := &saver{path: filepath.Join(h.Root, folderName, targetName), disk: h.disk()}
	if _, ours := promises[h.Strategy]; ours && err == nil {
		if s.journal, err = atomicsave.OpenJournal(context.Background(), filepath.Join(h.Home, stateName)); err == nil {
			defer s.journal.Close()
		}
	}
	for n := 1; n <= h.Saves && err == nil; n++ {
		if _, err = fmt.Fprintf(log, "begun %d", n); err != nil {
			break
		}
		if err = save(s, Content(n)); err != nil {
			break
		}
		_, err = fmt.Fprintf(log, "acknowledged %d", n)
		time.Sleep(time.Duration(random.IntN(1500)) * time.Microsecond) // a user pauses, too
	}
	close(stop)
	if other := <-stopped; err == nil {
		err = other
	}
	return err
}

// neighbour is another program that flushes its own file now and then. On most
// file systems that writes out the changed names of all files, and not their data.
func neighbour(root string, stop chan struct{}, seed uint64) error {
	f, err := os.OpenFile(filepath.Join(root, neighbourName), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	random := rand.New(rand.NewPCG(seed, 8))
	for {
		select {
		case <-stop:
			return nil
		case <-time.After(time.Duration(random.IntN(4000)) * time.Microsecond):
		}
		if _, err := io.WriteString(f, strings.Repeat("x", 100)+"\n"); err != nil {
			return err
		}
		if err := f.Sync(); err != nil {
			return err
		}
	}
}

func containsWord(text, word string) bool { return slices.Contains(strings.Fields(text), word) }
