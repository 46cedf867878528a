package atomicsave

import (
	"bytes"
	"context"
	"errors"
	"io"

	"holdfast/atomicsave/internal/vfs"
)

// A save of what is there already changes nothing: no new inode, no event for programs
// that watch the file, and mostly no temporary file. It still flushes, but at Fast, because
// whoever wrote the file may not have.

// rereadLimit is up to which size content that cannot be read twice is kept in
// memory to be compared. What is bigger is compared by its hash once it is in the
// temporary file.
const rereadLimit = 1 << 20

// isUnchanged compares the content with the file, if their sizes are equal. It
// returns the content to be saved otherwise, from where it stood.
func (s *save) isUnchanged(content io.Reader, exact int64) (io.Reader, bool) {
	if content == nil || !s.old.found || exact != s.old.info.Size || s.opts.Expect.IsZero() {
		return content, false
	}
	again, rewind := rereadable(content, exact)
	if again == nil || s.openOld() != nil {
		return content, false
	}
	same := sameBytes(again, s.old.file, exact)
	s.compared = true
	if !same {
		s.letGo()
	}
	if rewound := rewind(); rewound != nil {
		return rewound, same
	}
	return content, same
}

// rereadable returns the content in a form that can be read twice, and what
// brings it back to where it stood; nil if that is not to be had.
func rereadable(content io.Reader, size int64) (again io.Reader, rewind func() io.Reader) {
	if c, ok := content.(io.Seeker); ok {
		start, err := c.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, nil
		}
		return content, func() io.Reader {
			if _, err := c.Seek(start, io.SeekStart); err != nil {
				return failing{err}
			}
			return content
		}
	}
	if size > rereadLimit {
		return nil, nil
	}
	kept := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	var err error
	if w, ok := content.(io.WriterTo); ok {
		_, err = w.WriteTo(kept)
	} else {
		_, err = kept.ReadFrom(content)
	}
	after := func() io.Reader {
		if err != nil { // what came before it, and then the error
			return io.MultiReader(bytes.NewReader(kept.Bytes()), failing{err})
		}
		return bytes.NewReader(kept.Bytes())
	}
	return bytes.NewReader(kept.Bytes()), after
}

// failing is content that cannot be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// sameBytes compares content with a file of size bytes. It begins with little,
// because most saves differ early.
func sameBytes(content io.Reader, file vfs.File, size int64) bool {
	buf := buffers.Get().(*[gatherSize]byte)
	defer buffers.Put(buf)
	const half = gatherSize / 2
	little := 4 << 10
	mine, theirs := buf[:little], buf[half:half+little]
	for at := int64(0); at < size; {
		n, err := io.ReadFull(content, mine[:min(int64(len(mine)), size-at)])
		if err != nil {
			return false
		}
		if m, err := file.ReadAt(theirs[:n], at); m < n || err != nil && err != io.EOF || !bytes.Equal(mine[:n], theirs[:n]) {
			return false
		}
		at += int64(n)
		mine, theirs = buf[:half], buf[half:]
	}
	n, err := content.Read(mine[:1])
	return n == 0 && err == io.EOF
}

// writtenUnchanged reports whether what was written to the temporary file is the
// expected version. To know that it waits until all is hashed, so it is for content
// that was not compared before, of just that size: of a reader that does not say how
// much there is, or of one that is too long to be kept.
func (s *save) writtenUnchanged() bool {
	e := s.opts.Expect
	return s.old.found && !s.compared && !e.IsAny() && !e.IsZero() && s.out.n == e.size && s.out.sum() == e.sum
}

// leaveUnchanged ends a save that has nothing to write.
func (s *save) leaveUnchanged(ctx context.Context) (Report, error) {
	s.report.Strategy = StrategyUnchanged
	sum := s.opts.Expect.sum
	if s.opts.Expect.IsAny() {
		var err error
		if sum, err = sumOf(ctx, s.old.file); err != nil {
			return s.abort(s.fault(StepProbe, s.report.Target, err))
		}
	}
	if err := s.flushOld(); err != nil {
		return s.abort(err)
	}
	s.report.Fingerprint = fingerprintOf(s.old.info, sum)
	if s.made {
		s.release() // while the state is still Old, so that the temporary file goes
	}
	s.report.State = New
	s.achieved(s.flush >= vfs.Durable)
	s.release()
	return s.report, nil
}

// flushOld makes sure of the file that is there, as far as the level asks.
func (s *save) flushOld() error {
	if s.opts.Durability == Fast {
		return nil
	}
	how := vfs.Durable
	if s.opts.Durability == Balanced {
		how = vfs.Barrier
	}
	err := s.step(StepFlushFile, s.target.path, func() (int64, error) { return 0, s.syncOld(how) })
	if err != nil || s.opts.Durability != Full {
		return err
	}
	if !s.flushDirectory() {
		s.flush = vfs.Barrier
	}
	return nil
}

// syncOld flushes through the handle for reading, or through one for writing
// where the system wants that (Windows).
func (s *save) syncOld(how vfs.Flush) (err error) {
	if err := s.openOld(); err != nil {
		return err
	}
	s.flush, err = s.old.file.Sync(how)
	if classify(err) == Permission {
		var file vfs.File
		if file, err = s.target.dir.OpenFile(s.target.name, vfs.ReadWrite, 0); err == nil {
			s.flush, err = file.Sync(how)
			err = errors.Join(err, file.Close())
		}
	}
	if lacks(err) {
		s.flush = 0
		s.caveat(CaveatDurability, "the file system cannot flush a file: "+err.Error())
		return nil
	}
	return err
}
