package atomicsave

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave/internal/vfs"
)

// BenchmarkCalls prints what each call of a save takes, in the order in which they
// are made, and what the code between them takes. The clock itself adds some 50 ns
// to each.
func BenchmarkCalls(b *testing.B) {
	for _, size := range []int{16 << 10, 1 << 20} {
		for _, level := range []Durability{Full, Balanced, Fast} {
			b.Run(fmt.Sprintf("%s/%s", sizeName(size), level), func(b *testing.B) { benchmarkCalls(b, size, level) })
		}
	}
}

func benchmarkCalls(b *testing.B, size int, level Durability) {
	path := conf(b.TempDir())
	contents := [2][]byte{bytes.Repeat([]byte("a"), size), bytes.Repeat([]byte("b"), size)}
	if err := os.WriteFile(path, contents[1], 0o644); err != nil {
		b.Fatal(err)
	}
	var took [][]time.Duration // by call
	var names []string
	var between []time.Duration
	for round := 0; b.Loop(); round++ {
		clock := &timed{}
		opts := Options{Expect: AnyVersion(), Durability: level}.OnDisk(&timedFS{vfs.OS(), clock})
		begin := time.Now()
		if _, err := Save(context.Background(), path, bytes.NewReader(contents[round%2]), opts); err != nil {
			b.Fatal(err)
		}
		rest := time.Since(begin)
		if took == nil {
			took = make([][]time.Duration, len(clock.took))
			names = clock.names
		}
		if len(clock.took) != len(took) {
			b.Fatal(clock.names, names)
		}
		for i, t := range clock.took {
			took[i] = append(took[i], t)
			rest -= t
		}
		between = append(between, rest)
	}
	b.ReportMetric(0, "ns/op")
	if b.N < 10 {
		return
	}
	sum := time.Duration(0)
	var table strings.Builder
	for i, name := range names {
		sum += quartile(took[i])
		fmt.Fprintf(&table, "\n%2d %-28s %8.1f µs", i+1, name, float64(quartile(took[i]))/1e3)
	}
	fmt.Fprintf(&table, "\n   %-28s %8.1f µs", "the code between the calls", float64(quartile(between))/1e3)
	fmt.Println(table.String())
	b.ReportMetric(float64(sum), "calls-ns")
	b.ReportMetric(float64(quartile(between)), "between-ns")
}

// timed notes how long each call took.
type timed struct {
	names []string
	took  []time.Duration
}

func (t *timed) end(name string, begin time.Time) {
	t.took = append(t.took, time.Since(begin))
	t.names = append(t.names, name)
}

type timedFS struct {
	vfs.FS
	clock *timed
}

func (f *timedFS) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	if b, ok := base.(*timedDir); ok {
		base = b.Dir
	}
	defer f.clock.end("open the folder", time.Now())
	d, err := f.FS.OpenDir(base, path)
	return &timedDir{d, f.clock}, err
}

type timedDir struct {
	vfs.Dir
	clock *timed
}

func (d *timedDir) Stat(name string) (vfs.Info, error) {
	if name == "" {
		name = "."
		defer d.clock.end("look at the folder", time.Now())
		return d.Dir.Stat("")
	}
	defer d.clock.end("look at a name", time.Now())
	return d.Dir.Stat(name)
}

func (d *timedDir) OpenFile(name string, how vfs.Access, mode uint32) (vfs.File, error) {
	what := "open"
	if how == vfs.CreateNew {
		what = "create"
	}
	defer d.clock.end(what, time.Now())
	f, err := d.Dir.OpenFile(name, how, mode)
	if err != nil {
		return nil, err
	}
	return &timedFile{f, d.clock}, nil
}

func (d *timedDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	defer d.clock.end("rename", time.Now())
	return d.Dir.Rename(name, to.(*timedDir).Dir, newName, how)
}

func (d *timedDir) Remove(name string) error {
	defer d.clock.end("remove", time.Now())
	return d.Dir.Remove(name)
}

func (d *timedDir) Sync() error {
	defer d.clock.end("flush the folder", time.Now())
	return d.Dir.Sync()
}

func (d *timedDir) Writable(name string) error {
	defer d.clock.end("writable?", time.Now())
	return d.Dir.Writable(name)
}

func (d *timedDir) Volume() (vfs.Volume, error) {
	defer d.clock.end("file system", time.Now())
	return d.Dir.Volume()
}

func (d *timedDir) Close() error {
	defer d.clock.end("close the folder", time.Now())
	return d.Dir.Close()
}

type timedFile struct {
	vfs.File
	clock *timed
}

func (f *timedFile) Write(p []byte) (int, error) {
	defer f.clock.end("write", time.Now())
	return f.File.Write(p)
}

func (f *timedFile) ReadAt(p []byte, off int64) (int, error) {
	defer f.clock.end("read the old", time.Now())
	return f.File.ReadAt(p, off)
}

func (f *timedFile) Push(off, n int64) error {
	defer f.clock.end("begin to write out", time.Now())
	return f.File.(vfs.Pusher).Push(off, n)
}

func (f *timedFile) Reserve(size int64) error {
	defer f.clock.end("reserve", time.Now())
	return f.File.Reserve(size)
}

func (f *timedFile) Stat() (vfs.Info, error) {
	defer f.clock.end("look at a handle", time.Now())
	return f.File.Stat()
}

func (f *timedFile) Chmod(mode uint32) error {
	defer f.clock.end("mode", time.Now())
	return f.File.Chmod(mode)
}

func (f *timedFile) Attrs() ([]string, error) {
	defer f.clock.end("attributes (2 calls)", time.Now())
	return f.File.Attrs()
}

func (f *timedFile) Sync(how vfs.Flush) (vfs.Flush, error) {
	defer f.clock.end("flush the file", time.Now())
	return f.File.Sync(how)
}

func (f *timedFile) Retire() {
	defer f.clock.end("retire", time.Now())
	f.File.(vfs.Retirer).Retire()
}

func (f *timedFile) Close() error {
	defer f.clock.end("close", time.Now())
	return f.File.Close()
}
