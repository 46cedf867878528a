package atomicsave

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	natefinch "github.com/natefinch/atomic"

	"github.com/google/renameio/v2"
	"github.com/moby/sys/atomicwriter"
	"golang.org/x/sys/unix"
)

// bareCalls saves with the fewest system calls that make the same promise:
// open, write, mode, flush, close, rename, and at Full open, flush and close of
// the directory. It looks at nothing, keeps nothing and cleans nothing up.
func bareCalls(path string, content []byte, level Durability) error {
	temp := path + ".tmp"
	fd, err := unix.Open(temp, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return err
	}
	for p := content; len(p) > 0; {
		n, err := unix.Write(fd, p)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	if err := unix.Fchmod(fd, 0o644); err != nil {
		return err
	}
	if level == Fast {
		err = unix.SyncFileRange(fd, 0, 0, unix.SYNC_FILE_RANGE_WAIT_BEFORE|unix.SYNC_FILE_RANGE_WRITE|unix.SYNC_FILE_RANGE_WAIT_AFTER)
	} else {
		err = unix.Fsync(fd)
	}
	if err != nil {
		return err
	}
	if err := unix.Close(fd); err != nil {
		return err
	}
	if err := unix.Rename(temp, path); err != nil || level != Full {
		return err
	}
	dir, err := unix.Open(filepath.Dir(path), unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(dir)
	return unix.Fsync(dir)
}

func ours(path string, content []byte, level Durability) error {
	_, err := Save(context.Background(), path, bytes.NewReader(content), Options{Expect: AnyVersion(), Durability: level})
	return err
}

// contender is one way to save. What the others do not do is in SPEED.md. None of
// them flushes the directory, so all stand beside Balanced.
type contender struct {
	name string
	save func(path string, content []byte) error
}

func contenders(level Durability) []contender {
	list := []contender{
		{"bare", func(p string, c []byte) error { return bareCalls(p, c, level) }},
		{"holdfast", func(p string, c []byte) error { return ours(p, c, level) }},
	}
	if level == Balanced {
		list = append(list,
			contender{"renameio", func(p string, c []byte) error {
				return renameio.WriteFile(p, c, 0o644, renameio.WithExistingPermissions())
			}},
			contender{"natefinch", func(p string, c []byte) error { return natefinch.WriteFile(p, bytes.NewReader(c)) }},
			contender{"atomicwriter", func(p string, c []byte) error { return atomicwriter.WriteFile(p, c, 0o644) }})
	}
	return list
}

// BenchmarkSave saves the same file again and again. In every round each
// contender saves once, in turning order, so that a disk that becomes slower
// slows all of them. Reported are the lower quartiles, in nanoseconds and as
// ratios to the bare calls of equal durability: what the machine does while it
// does nothing else.
func BenchmarkSave(b *testing.B) {
	for _, size := range []int{16 << 10, 1 << 20, 100 << 20} {
		for _, level := range []Durability{Full, Balanced, Fast} {
			b.Run(fmt.Sprintf("%s/%s", sizeName(size), level), func(b *testing.B) {
				benchmarkSave(b, size, contenders(level))
			})
		}
	}
}

func sizeName(size int) string {
	if size < 1<<20 {
		return fmt.Sprintf("%dKiB", size>>10)
	}
	return fmt.Sprintf("%dMiB", size>>20)
}

func benchmarkSave(b *testing.B, size int, list []contender) {
	dir := b.TempDir()
	contents := [2][]byte{bytes.Repeat([]byte("a"), size), bytes.Repeat([]byte("b"), size)}
	times := make([][]time.Duration, len(list))
	paths := make([]string, len(list))
	for i, c := range list {
		paths[i] = filepath.Join(dir, c.name)
		if err := os.WriteFile(paths[i], contents[0], 0o644); err != nil {
			b.Fatal(err)
		}
	}
	settleDisk(b, dir)
	b.SetBytes(int64(size))
	round := 0
	for b.Loop() {
		for k := range list {
			i := (k + round) % len(list)
			begin := time.Now()
			if err := list[i].save(paths[i], contents[round%2]); err != nil {
				b.Fatal(err)
			}
			times[i] = append(times[i], time.Since(begin))
		}
		round++
	}
	bare := quartile(times[0])
	for i, c := range list {
		b.ReportMetric(float64(quartile(times[i])), c.name+"-ns")
		if i > 0 {
			b.ReportMetric(float64(quartile(times[i]))/float64(bare), c.name+"/bare")
		}
	}
	b.ReportMetric(0, "ns/op") // a round of all contenders says nothing
}

// settleDisk waits until the file system of dir, and it alone, is written out.
func settleDisk(b *testing.B, dir string) {
	b.Helper()
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Syncfs(fd); err != nil {
		b.Fatal(err)
	}
}

func quartile(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/4]
}

// BenchmarkSaveAll saves 100 files of 16 KiB at Full, one after the other and
// together.
func BenchmarkSaveAll(b *testing.B) {
	dir := b.TempDir()
	contents := [2][]byte{bytes.Repeat([]byte("a"), 16<<10), bytes.Repeat([]byte("b"), 16<<10)}
	path := func(i int) string { return filepath.Join(dir, fmt.Sprint(i)) }
	for i := range 100 {
		if err := os.WriteFile(path(i), contents[0], 0o644); err != nil {
			b.Fatal(err)
		}
	}
	settleDisk(b, dir)
	var single, together []time.Duration
	for b.Loop() {
		begin := time.Now()
		for i := range 100 {
			if err := ours(path(i), contents[1], Full); err != nil {
				b.Fatal(err)
			}
		}
		single = append(single, time.Since(begin))
		begin = time.Now()
		items := make([]Item, 100)
		for i := range items {
			items[i] = Item{path(i), bytes.NewReader(contents[0]), Options{Expect: AnyVersion()}}
		}
		for _, r := range SaveAll(context.Background(), items) {
			if r.Err != nil {
				b.Fatal(r.Err)
			}
		}
		together = append(together, time.Since(begin))
	}
	b.ReportMetric(float64(quartile(single)), "single-ns")
	b.ReportMetric(float64(quartile(together)), "together-ns")
	b.ReportMetric(float64(quartile(single))/float64(quartile(together)), "single/together")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkMemory saves 1 GiB from sources that do not hold it, and reports all that
// was allocated meanwhile: the memory in use is never more.
func BenchmarkMemory(b *testing.B) {
	const size = 1 << 30
	for name, source := range map[string]func() io.Reader{
		"reader": func() io.Reader { return io.LimitReader(zeros{}, size) },
		"sized":  func() io.Reader { return &sized{io.LimitReader(zeros{}, size), size} },
		"pieces": func() io.Reader { return leaves(size) },
	} {
		b.Run(name, func(b *testing.B) {
			path := conf(b.TempDir())
			most := uint64(0)
			b.SetBytes(size)
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				if _, err := Save(ctx, path, source(), Options{Expect: AnyVersion()}); err != nil {
					b.Fatal(err)
				}
				runtime.ReadMemStats(&after)
				most = max(most, after.TotalAlloc-before.TotalAlloc)
			}
			b.ReportMetric(float64(most)/(1<<20), "MiB-allocated")
		})
	}
}

// sized is a reader that knows how much is left.
type sized struct {
	io.Reader
	left int
}

func (s *sized) Len() int { return s.left }

func (s *sized) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.left -= n
	return n, err
}

// leaves is so much content that is written in pieces, as a text is.
type leaves int

func (leaves) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func (n leaves) WriteTo(w io.Writer) (written int64, err error) {
	piece := make([]byte, 30<<10)
	for left := int(n); left > 0 && err == nil; left -= len(piece) {
		_, err = w.Write(piece[:min(left, len(piece))])
	}
	return int64(n), err
}
