package crashsim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"holdfast/atomicsave"
	"holdfast/atomicsave/internal/vfs"
)

// Strategy is a way to save a file.
type Strategy string

// The strategies. The first four run atomicsave.Save itself; the others are what
// programs do that get it wrong, each in its own way.
const (
	Full     Strategy = "full"     // atomicsave at level Full
	Balanced Strategy = "balanced" // atomicsave at level Balanced
	Fast     Strategy = "fast"     // atomicsave at level Fast

	// InPlace is atomicsave with the consent to overwrite the file, because it
	// cannot be replaced by another: a mixture is possible, and a recovery file
	// makes up for it. A file that does not exist is made as at Full.
	InPlace Strategy = "in-place"

	Ordinary        Strategy = "ordinary"         // empty the file and write it: many editors
	OrdinaryFlushed Strategy = "ordinary-flushed" // the same, then flush it
	MoveAside       Strategy = "move-aside"       // rename the old file to a backup, write the new one
	RenameOnly      Strategy = "rename-only"      // temporary file, rename, no flush
	LateFlush       Strategy = "late-flush"       // temporary file, rename, then flush it and the directory
	DirectoryOnly   Strategy = "directory-only"   // temporary file, rename, flush the directory alone
)

// Strategies returns all of them, the safest first.
func Strategies() []Strategy {
	return []Strategy{Full, Balanced, Fast, InPlace, Ordinary, OrdinaryFlushed, MoveAside, RenameOnly, LateFlush, DirectoryOnly}
}

// ParseStrategy finds a strategy by its name.
func ParseStrategy(name string) (Strategy, error) {
	for _, s := range Strategies() {
		if string(s) == name {
			return s, nil
		}
	}
	return "", fmt.Errorf("%q: %w", name, errStrategy)
}

// Level returns the durability of a strategy that replaces the file by ours.
func (s Strategy) Level() (level atomicsave.Durability, ours bool) {
	level, err := atomicsave.ParseDurability(string(s))
	return level, err == nil
}

// The stages of the strategies that are not ours, where no step of a save has
// that name.
const (
	StepTruncate  atomicsave.Step = "truncate"   // the old content is thrown away
	StepMoveAside atomicsave.Step = "move-aside" // the old file gets a backup name
)

// save runs a strategy on the disk.
func (m *memory) save(s Strategy, content []byte, expect atomicsave.Fingerprint) (atomicsave.Report, error) {
	opts := atomicsave.Options{Expect: expect, Perm: 0o644, Journal: m.journal, Observe: func(e atomicsave.Event) { m.mark(e.Step) }}
	return SaveOn(context.Background(), m, targetDir+"/"+targetName, s, content, opts)
}

// SaveOn saves a file by a strategy on any disk, as Simulate does on the one in
// memory. The durability and the consent that the strategy stands for are set in
// opts; a strategy of others takes nothing of opts but Observe, which is called
// with the step after each of its calls. The interface of the disk is internal to
// package atomicsave: it is for demonstrations and tests.
func SaveOn(ctx context.Context, disk vfs.FS, path string, s Strategy, content []byte, opts atomicsave.Options) (atomicsave.Report, error) {
	if s == InPlace {
		opts.Consent = atomicsave.Agree(atomicsave.LossAtomicity)
	}
	level, ours := s.Level()
	if ours || s == InPlace {
		if ours {
			opts.Durability = level
		}
		return atomicsave.Save(ctx, path, bytes.NewReader(content), opts.OnDisk(disk))
	}
	folder, name := filepath.Split(path)
	dir, err := disk.OpenDir(nil, folder)
	if err != nil {
		return atomicsave.Report{}, err
	}
	defer dir.Close()
	b := &breaker{dir: dir, name: name, content: content, observe: opts.Observe}
	switch s {
	case Ordinary, OrdinaryFlushed:
		b.overwrite(s == OrdinaryFlushed)
	case MoveAside:
		b.moveAside()
	case RenameOnly, LateFlush, DirectoryOnly:
		b.replace(s)
	default:
		b.err = fmt.Errorf("%q: %w", s, errStrategy)
	}
	if b.file != nil {
		b.file.Close() // after an error; it was closed already otherwise
	}
	return atomicsave.Report{}, b.err
}

// breaker saves in the ways of others. It stops at the first error.
type breaker struct {
	dir     vfs.Dir
	name    string
	file    vfs.File
	content []byte
	observe func(atomicsave.Event)
	err     error
}

// do makes one call under the name of a step.
func (b *breaker) do(step atomicsave.Step, call func() error) {
	if b.err == nil {
		b.err = call()
		if b.observe != nil {
			b.observe(atomicsave.Event{Step: step, Err: b.err})
		}
	}
}

func (b *breaker) open(step atomicsave.Step, name string, how vfs.Access) {
	b.do(step, func() (err error) {
		b.file, err = b.dir.OpenFile(name, how, 0o644)
		return err
	})
}

// write writes in pieces of the size that atomicsave uses.
func (b *breaker) write() {
	b.do(atomicsave.StepWrite, func() error {
		for rest := b.content; len(rest) > 0; {
			n, err := b.file.Write(rest[:min(len(rest), 1<<20)])
			if err != nil {
				return err
			}
			rest = rest[n:]
		}
		return nil
	})
}

func (b *breaker) flush() {
	b.do(atomicsave.StepFlushFile, func() error {
		_, err := b.file.Sync(vfs.Durable)
		return err
	})
}

// flushDir flushes the directory, where the system can.
func (b *breaker) flushDir() {
	b.do(atomicsave.StepFlushDirectory, func() error {
		if err := b.dir.Sync(); !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
		return nil
	})
}

func (b *breaker) close(step atomicsave.Step) {
	b.do(step, func() error {
		file := b.file
		b.file = nil
		return file.Close()
	})
}

func (b *breaker) rename(step atomicsave.Step, from, to string) {
	b.do(step, func() error { return b.dir.Rename(from, b.dir, to, vfs.Over) })
}

// overwrite is what open with O_TRUNC and write do.
func (b *breaker) overwrite(flush bool) {
	if _, err := b.dir.Stat(b.name); err != nil {
		b.open(atomicsave.StepCreateTemp, b.name, vfs.CreateNew)
	} else {
		b.open(StepTruncate, b.name, vfs.ReadWrite)
		b.do(StepTruncate, func() error { return b.file.Truncate(0) })
	}
	b.write()
	if flush {
		b.flush()
	}
	b.close(atomicsave.StepWrite)
}

func (b *breaker) moveAside() {
	backup := b.name + "~"
	_, err := b.dir.Stat(b.name)
	if err == nil {
		b.rename(StepMoveAside, b.name, backup)
	}
	b.open(StepMoveAside, b.name, vfs.CreateNew)
	b.write()
	b.flush()
	b.close(atomicsave.StepFlushFile)
	if err == nil {
		b.do(atomicsave.StepCleanup, func() error { return b.dir.Remove(backup) })
	}
}

// replace closes the file before the rename: Windows renames no open file.
func (b *breaker) replace(s Strategy) {
	const temp = ".temporary"
	b.open(atomicsave.StepCreateTemp, temp, vfs.CreateNew)
	b.write()
	b.close(atomicsave.StepWrite)
	b.rename(atomicsave.StepReplace, temp, b.name)
	if s == LateFlush {
		b.open(atomicsave.StepFlushFile, b.name, vfs.ReadWrite)
		b.flush()
		b.close(atomicsave.StepFlushFile)
	}
	if s != RenameOnly {
		b.flushDir()
	}
}
