package crashrig

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// imageFolder holds file systems that were made elsewhere, one file each.
const imageFolder = "/images"

// guest is what the test binary does as the first process of a machine that has
// nothing but a kernel: .ci/crash-guest starts one for the file systems that the
// kernel of the host lacks. It loads the modules in /modules, in the order that
// the file "order" gives, runs the table with the words of the file /arguments,
// and switches the machine off.
func guest() {
	err := furnish()
	if err == nil {
		var words []byte
		if words, err = os.ReadFile("/arguments"); err == nil {
			err = table(strings.Fields(string(words)))
		}
	}
	if err != nil {
		fmt.Println("crash-guest:", err)
	}
	os.Stdout.Sync()
	unix.Sync()
	unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF)
}

// furnish mounts what programs expect and loads the modules.
func furnish() error {
	for _, m := range []struct{ dir, kind string }{
		{"/proc", "proc"}, {"/sys", "sysfs"}, {"/dev", "devtmpfs"}, {"/tmp", "tmpfs"},
	} {
		if err := os.MkdirAll(m.dir, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(m.kind, m.dir, m.kind, 0, ""); err != nil {
			return fmt.Errorf("mount %s: %w", m.dir, err)
		}
	}
	order, err := os.ReadFile("/modules/order")
	if err != nil {
		return err
	}
	for _, name := range strings.Fields(string(order)) {
		module, err := os.ReadFile(filepath.Join("/modules", name))
		if err != nil {
			return err
		}
		if err := unix.InitModule(module, ""); err != nil && err != unix.EEXIST {
			return fmt.Errorf("module %s: %w", name, err)
		}
	}
	return nil
}
