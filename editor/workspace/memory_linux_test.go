package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestGroupMemory reads what control groups leave, as the kernel shows it.
func TestGroupMemory(t *testing.T) {
	for name, c := range map[string]struct {
		membership string
		files      map[string]string
		free       int64
		known      bool
	}{
		"no limit": {"0::/user.slice/app.scope\n", map[string]string{
			"user.slice/app.scope/memory.max": "max\n", "user.slice/app.scope/memory.current": "5000\n",
		}, 0, false},
		"its own": {"0::/app\n", map[string]string{
			"app/memory.max": "9000\n", "app/memory.current": "5000\n", "app/memory.stat": "anon 1\ninactive_file 1000\nactive_file 500\n",
		}, 5500, true},
		"that of the group around it": {"0::/slice/app\n", map[string]string{
			"slice/app/memory.max": "9000\n", "slice/app/memory.current": "5000\n",
			"slice/memory.max": "9000\n", "slice/memory.current": "8000\n",
		}, 1000, true},
		"a container": {"0::/../../pod1/c1\n", map[string]string{"memory.max": "700\n", "memory.current": "300\n"}, 400, true},
		"the first version": {"9:name=systemd:/\n4:cpu,memory:/docker/1\n0::/\n", map[string]string{
			"memory/docker/1/memory.limit_in_bytes": "9000\n", "memory/docker/1/memory.usage_in_bytes": "5000\n",
			"memory/docker/1/memory.stat":    "inactive_file 9\ntotal_inactive_file 1000\n",
			"memory/memory.limit_in_bytes":   "9223372036854771712\n",
			"memory/memory.usage_in_bytes":   "80000\n",
			"memory/docker/memory.something": "",
		}, 5000, true},
		"more than it may": {"0::/app\n", map[string]string{"app/memory.max": "100\n", "app/memory.current": "300\n"}, -200, true},
		"nothing at all":   {"", nil, 0, false},
	} {
		dir := t.TempDir()
		put := func(file, content string) string {
			file = filepath.Join(dir, filepath.FromSlash(file))
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		}
		for file, content := range c.files {
			put("sys/"+file, content)
		}
		free, known := groupMemory(put("cgroup", c.membership), filepath.Join(dir, "sys"))
		if free != c.free || known != c.known {
			t.Errorf("%s: %d, %v, want %d, %v", name, free, known, c.free, c.known)
		}
	}
	if free, known := freeMemory(); !known || free <= 0 {
		t.Errorf("the free memory is %d, %v", free, known)
	}
}

// TestAFileWithoutAnEnd is refused before it has filled the memory, as text and in
// another encoding. The page map of a process has 256 GB and says that it has none.
func TestAFileWithoutAnEnd(t *testing.T) {
	const path = "/proc/self/pagemap"
	file, err := os.Open(path)
	if err != nil {
		t.Skip("the page map cannot be read here:", err)
	}
	file.Close()
	t.Cleanup(func() { memory = freeMemory })
	memory = func() (int64, bool) { return memoryReserve + 80<<20, true }
	for name, open := range map[string]func() (*File, error){
		"text":    func() (*File, error) { return Open(context.Background(), path) },
		"decoded": func() (*File, error) { return Reopen(context.Background(), path, "windows-1252") },
	} {
		_, err := open()
		large, ok := errors.AsType[*TooLarge](err)
		if !ok || large.Bytes < smallFile || large.Needs <= large.Free || large.Bytes > 120<<20 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
