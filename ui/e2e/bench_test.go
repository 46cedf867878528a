//go:build e2e && linux

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestBench measures speed and memory of the real program in a real window, and
// of the engine and the view beside it, and prints one table: what, target,
// measured, and the ratio to mousepad or widget.Entry in the same run. It judges
// nothing: a busy machine must not fail a build. `make bench` runs it.
func TestBench(t *testing.T) {
	if os.Getenv("HOLDFAST_BENCH") == "" {
		t.Skip("takes minutes and needs a quiet machine; HOLDFAST_BENCH=1 or `make bench` runs it")
	}
	patience = 2 * time.Minute
	b := &bench{t: t, dir: t.TempDir()}
	must(t, os.Chmod(filepath.Dir(b.dir), 0o755)) // for another user
	b.user = benchUser(b.file(1))
	if info, err := os.Stat(program); err == nil {
		b.add("size of the program, without symbols", float64(info.Size())/1e6, 25, "MB", "")
	}
	for _, part := range []struct {
		name string
		run  func(*bench)
	}{
		{"start", (*bench).starts}, {"keys", (*bench).keys}, {"checks", (*bench).checks}, {"pages", (*bench).pages},
		{"idle", (*bench).idle}, {"paste", (*bench).paste}, {"packages", (*bench).packages},
	} {
		if only := os.Getenv("HOLDFAST_BENCH_PARTS"); only == "" || slices.Contains(strings.Fields(only), part.name) {
			part.run(b)
		}
	}
	b.print()
}

// bench collects what was measured.
type bench struct {
	t    *testing.T
	dir  string
	user int // who starts programs
	rows []benchRow
}

type benchRow struct{ what, target, got, ratio, verdict string }

// add notes a figure and whether it meets a target, which is the most that it
// may be; 0 for none.
func (b *bench) add(what string, got, target float64, unit, ratio string) {
	r := benchRow{what: what, got: figure(got) + " " + unit, ratio: ratio}
	if target > 0 {
		r.target, r.verdict = "≤ "+figure(target)+" "+unit, "met"
		if got > target {
			r.verdict = "MISSED"
		}
	}
	if got <= 0 && !strings.HasPrefix(what, "growth") {
		r.got, r.verdict = "not measured", ""
	}
	b.rows = append(b.rows, r)
	fmt.Fprintf(os.Stderr, "%s: %s\n", what, r.got)
}

// figure writes a number with three digits.
func figure(f float64) string {
	switch {
	case f >= 100:
		return strconv.FormatFloat(f, 'f', 0, 64)
	case f >= 10:
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'g', 3, 64)
}

func (b *bench) print() {
	renderer := "in memory, without OpenGL"
	if os.Getenv("HOLDFAST_DRAWING") == "opengl" {
		renderer = "software OpenGL (llvmpipe)"
	}
	fmt.Printf("\nMachine: %s\nRenderer: %s, under Xvfb, %d×%d\nStarts: by user %d\n\n", machine(), renderer, screenWidth, screenHeight, b.user)
	fmt.Printf("| what | target | measured | | compared |\n|---|---|---|---|---|\n")
	for _, r := range b.rows {
		fmt.Printf("| %s | %s | %s | %s | %s |\n", r.what, r.target, r.got, r.verdict, r.ratio)
	}
	fmt.Println()
}

// machine names the processor and the system.
func machine() string {
	cpu, _ := os.ReadFile("/proc/cpuinfo")
	name := regexp.MustCompile(`(?m)^model name\s*: (.*)$`).FindSubmatch(cpu)
	if name == nil {
		name = [][]byte{nil, []byte("unknown processor")}
	}
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	load, _ := os.ReadFile("/proc/loadavg")
	cores := bytes.Count(cpu, []byte("processor\t:"))
	return fmt.Sprintf("%s, %d cores, Linux %s, load before the end %s", name[1], cores, bytes.TrimSpace(kernel), bytes.Fields(load)[0])
}

// file returns the path of a file of so many megabytes that looks like a config
// file. Only files of the same size share a path.
func (b *bench) file(mb int) string {
	path := fmt.Sprintf("%s/%d.conf", b.dir, mb)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	line := "key = value # of a setting that explains itself well\n"
	block := []byte(strings.Repeat(line, 1<<20/len(line)))
	f, err := os.Create(path)
	must(b.t, err)
	for range mb {
		_, err := f.Write(block)
		must(b.t, err)
	}
	must(b.t, f.Close())
	return path
}

// packages runs the benchmarks of the engine and the view, which need no window.
func (b *bench) packages() {
	view := b.micro("./ui/textview", "CGO_ENABLED=0", "Benchmark(Key|KeySmall|Page|PageCJK|LongLine)$")
	for _, size := range []string{"1MB", "10MB", "100MB", "1024MB"} {
		b.add("key, handler and pixels, p99, "+size, view["BenchmarkKey/"+size]["p99-µs"]/1000, 0.5, "ms", "")
	}
	if small, entry := view["BenchmarkKeySmall/View"], view["BenchmarkKeySmall/Entry"]; entry["ns/op"] > 0 {
		b.add("key in 28 KB, mean", small["ns/op"]/1e6, 0, "ms", fmt.Sprintf("%.4f of widget.Entry (%s ms)", small["ns/op"]/entry["ns/op"], figure(entry["ns/op"]/1e6)))
	}
	b.add("page down, p99, Latin", view["BenchmarkPage/100MB"]["p99-µs"]/1000, 4, "ms", "")
	if cjk, ok := view["BenchmarkPageCJK"]; ok {
		b.add("page down, p99, CJK", cjk["p99-µs"]/1000, 20, "ms", "")
	} else {
		b.rows = append(b.rows, benchRow{what: "page down, p99, CJK", target: "≤ 20 ms", got: "not measured", ratio: "no Chinese font here"})
	}
	b.add("50 MB on one line: key, p99", view["BenchmarkLongLine/key"]["p99-µs"]/1000, 2, "ms", "")
	b.add("50 MB on one line: jump to the end, p99", view["BenchmarkLongLine/end"]["p99-µs"]/1000, 60, "ms", "")
	b.add("50 MB on one line: the first jump to the end, with measuring the line", view["BenchmarkLongLine/firstEnd"]["ns/op"]/1e6, 60, "ms", "")
	engine := b.micro("./editor", "CGO_ENABLED=0", "BenchmarkReplaceAll$")
	b.add("replace all, 1 million matches in 100 MB", engine["BenchmarkReplaceAll/foo"]["ns/op"]/1e6, 2000, "ms", "")
}

var benchLine = regexp.MustCompile(`^(Benchmark\S*?)(-\d+)?\s+\d+\s+(.*)$`)

// micro runs benchmarks of a package and returns their figures by unit.
func (b *bench) micro(pkg, env, pattern string) map[string]map[string]float64 {
	cmd := exec.Command("go", "test", "-tags", "migrated_fynedo,no_emoji,no_metadata", "-run", "^$", "-bench", pattern, pkg)
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), env)
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.t.Errorf("%s: %v\n%s", pkg, err, out)
	}
	found := map[string]map[string]float64{}
	for line := range strings.Lines(string(out)) {
		m := benchLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		figures := map[string]float64{}
		words := strings.Fields(m[3])
		for i := 0; i+1 < len(words); i += 2 {
			figures[words[i+1]], _ = strconv.ParseFloat(words[i], 64)
		}
		found[m[1]] = figures
	}
	return found
}
