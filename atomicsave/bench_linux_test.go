package atomicsave

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
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

	"holdfast/atomicsave/internal/vfs"
)

// bareCalls saves with the fewest system calls that make the same promise: open,
// write, mode, flush, close and rename, and then open, flush and close of the
// directory where flushed says so. It looks at nothing, keeps nothing and cleans
// nothing up.
func bareCalls(path string, content []byte, level Durability, flushed bool) error {
	return callsWith(path, content, level, flushed, func(int) error { return nil })
}

// knowingCalls are the bare calls and the least that it takes to know the new version
// again: its SHA-256, worked out meanwhile, and one look at the finished file.
func knowingCalls(path string, content []byte, level Durability, flushed bool) error {
	hashed := make(chan [32]byte, 1)
	go func() { hashed <- sha256.Sum256(content) }()
	return callsWith(path, content, level, flushed, func(fd int) error {
		<-hashed
		var st unix.Statx_t
		return unix.Statx(fd, "", unix.AT_EMPTY_PATH, unix.STATX_BASIC_STATS, &st)
	})
}

// callsWith does something with the finished file before it is closed.
func callsWith(path string, content []byte, level Durability, flushed bool, know func(fd int) error) error {
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
	if err := errors.Join(know(fd), unix.Close(fd)); err != nil {
		return err
	}
	if err := unix.Rename(temp, path); err != nil || !flushed {
		return err
	}
	return flushFolder(path)
}

// flushFolder flushes the directory of a file with the fewest calls.
func flushFolder(path string) error {
	dir, err := unix.Open(filepath.Dir(path), unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := unix.Fsync(dir); err != nil {
		return err
	}
	return unix.Close(dir)
}

func ours(path string, content []byte, level Durability) error {
	_, err := Save(context.Background(), path, bytes.NewReader(content), Options{Expect: AnyVersion(), Durability: level})
	return err
}

// contender is one way to save. What the others do not do is in SPEED.md.
type contender struct {
	name string
	save func(path string, content []byte) error
}

// contenders are the ways to save at a level, all with the same durability: none of
// the others flushes the directory, so where the level needs that it is done for
// them, with the fewest calls. At Fast there are none: the others always flush.
func contenders(level Durability, flushed bool) []contender {
	var last Fingerprint
	list := []contender{
		{"bare", func(p string, c []byte) error { return bareCalls(p, c, level, flushed) }},
		{"knowing", func(p string, c []byte) error { return knowingCalls(p, c, level, flushed) }},
		{"holdfast", func(p string, c []byte) error { return ours(p, c, level) }},
		{"expecting", func(p string, c []byte) error {
			if last.IsZero() {
				last, _ = Identify(ctx, p)
			}
			r, err := Save(context.Background(), p, bytes.NewReader(c), Options{Expect: last, Durability: level, now: later})
			last = r.Fingerprint
			return err
		}},
	}
	if level == Fast {
		return list
	}
	for _, other := range []contender{
		{"renameio", func(p string, c []byte) error {
			return renameio.WriteFile(p, c, 0o644, renameio.WithExistingPermissions())
		}},
		{"natefinch", func(p string, c []byte) error { return natefinch.WriteFile(p, bytes.NewReader(c)) }},
		{"atomicwriter", func(p string, c []byte) error { return atomicwriter.WriteFile(p, c, 0o644) }},
	} {
		list = append(list, contender{other.name, func(p string, c []byte) error {
			if err := other.save(p, c); err != nil || !flushed {
				return err
			}
			return flushFolder(p)
		}})
	}
	return list
}

// later is a clock by which a file that was saved a moment ago is an hour old, as files
// are that people save: one that is younger than a tick is read and compared.
func later() time.Time { return time.Now().Add(time.Hour) }

// BenchmarkSave saves the same file again and again, in the temporary folder. In
// every round each contender saves once, in random order, so that a disk that becomes
// slower slows all of them, and all suffer alike from what the one before left to do. Reported are the lower quartiles, in nanoseconds
// and as ratios to the bare calls of equal durability: what the machine does while it
// does nothing else. "expecting" is a save that expects a version, and so replaces by
// an exchange, as the editor does; "holdfast" replaces any version, as the others do.
// "knowing" is knowingCalls.
func BenchmarkSave(b *testing.B) { benchmarkSaves(b, func(b *testing.B) string { return b.TempDir() }) }

// BenchmarkSaveExt4 is the same on ext4 with a journal, and BenchmarkSaveXFS on xfs,
// each in a file that is mounted.
func BenchmarkSaveExt4(b *testing.B) { benchmarkSaves(b, mounted("ext4")) }

func BenchmarkSaveXFS(b *testing.B) { benchmarkSaves(b, mounted("xfs")) }

// mounted returns what makes and mounts a new file system of a kind.
func mounted(kind string) func(b *testing.B) string {
	return func(b *testing.B) string {
		if os.Geteuid() != 0 {
			b.Skip("only root may mount a file system")
		}
		dir := b.TempDir()
		mountNew(b, kind, dir)
		return filepath.Join(dir, "mnt")
	}
}

func benchmarkSaves(b *testing.B, place func(*testing.B) string) {
	for _, size := range []int{16 << 10, 1 << 20, 100 << 20} {
		for _, level := range []Durability{Full, Balanced, Fast} {
			b.Run(fmt.Sprintf("%s/%s", sizeName(size), level), func(b *testing.B) {
				dir := place(b)
				benchmarkSave(b, dir, size, contenders(level, level == Full || level == Balanced && hasNoJournal(b, dir)))
			})
		}
	}
}

// hasNoJournal reports whether Balanced needs the flush of the directory: see
// save.unordered.
func hasNoJournal(b *testing.B, dir string) bool {
	b.Helper()
	d, err := vfs.OS().OpenDir(nil, dir)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	volume, err := d.Volume()
	if err != nil {
		b.Fatal(err)
	}
	return volume.Bare
}

func sizeName(size int) string {
	if size < 1<<20 {
		return fmt.Sprintf("%dKiB", size>>10)
	}
	return fmt.Sprintf("%dMiB", size>>20)
}

func benchmarkSave(b *testing.B, dir string, size int, list []contender) {
	contents := [2][]byte{bytes.Repeat([]byte("a"), size), bytes.Repeat([]byte("b"), size)}
	times := make([][]time.Duration, len(list))
	paths := make([]string, len(list))
	for i, c := range list {
		paths[i] = filepath.Join(dir, c.name)
		if err := os.WriteFile(paths[i], contents[1], 0o644); err != nil {
			b.Fatal(err)
		}
	}
	settleDisk(b, dir)
	b.SetBytes(int64(size))
	round, random := 0, rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		for _, i := range random.Perm(len(list)) {
			begin := time.Now()
			if err := list[i].save(paths[i], contents[round%2]); err != nil {
				b.Fatal(err)
			}
			times[i] = append(times[i], time.Since(begin))
			time.Sleep(time.Millisecond) // for what it does after it has returned: see save.retires
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
// together: in the temporary folder, and on file systems with a journal. "freed" is until
// the blocks of the old files are given back, too.
func BenchmarkSaveAll(b *testing.B) {
	b.Run("here", func(b *testing.B) { benchmarkSaveAll(b, b.TempDir()) })
	for _, kind := range []string{"ext4", "xfs", "btrfs"} {
		b.Run(kind, func(b *testing.B) { benchmarkSaveAll(b, mounted(kind)(b)) })
	}
}

func benchmarkSaveAll(b *testing.B, dir string) {
	contents := [2][]byte{bytes.Repeat([]byte("a"), 16<<10), bytes.Repeat([]byte("b"), 16<<10)}
	path := func(i int) string { return filepath.Join(dir, fmt.Sprint(i)) }
	for i := range 100 {
		if err := os.WriteFile(path(i), contents[0], 0o644); err != nil {
			b.Fatal(err)
		}
	}
	settleDisk(b, dir)
	var single, together, freed []time.Duration
	for b.Loop() {
		begin := time.Now()
		for i := range 100 {
			if err := ours(path(i), contents[1], Full); err != nil {
				b.Fatal(err)
			}
		}
		single = append(single, time.Since(begin))
		awaitRetired(b, dir)
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
		awaitRetired(b, dir)
		freed = append(freed, time.Since(begin))
	}
	b.ReportMetric(float64(quartile(single)), "single-ns")
	b.ReportMetric(float64(quartile(together)), "together-ns")
	b.ReportMetric(float64(quartile(freed)), "freed-ns")
	b.ReportMetric(float64(quartile(single))/float64(quartile(together)), "single/together")
	b.ReportMetric(0, "ns/op")
}

// awaitRetired waits until the blocks of replaced files are given back: see vfs.Retirer.
func awaitRetired(b *testing.B, path string) {
	b.Helper()
	dir, err := vfs.OS().OpenDir(nil, path)
	if err != nil {
		b.Fatal(err)
	}
	defer dir.Close()
	if _, err := dir.OpenFile("none", vfs.ReadWrite, 0); !errors.Is(err, fs.ErrNotExist) {
		b.Fatal(err)
	}
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
