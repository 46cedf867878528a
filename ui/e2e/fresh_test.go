//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestNewUser starts the program in a home that has nothing, not even the folder for
// caches, and where nothing but the window library would make one: it says nothing.
func TestNewUser(t *testing.T) {
	d := newDesktop(t)
	path := d.put("some.conf", []byte("1\n"))
	must(t, os.RemoveAll(d.home))
	must(t, os.Mkdir(d.home, 0o700))
	d.program = filepath.Join(d.dir, "new-user")
	must(t, os.WriteFile(d.program, fmt.Appendf(nil, "#!/bin/sh\nXCOMPOSECACHE=/nowhere exec %s \"$@\"\n", program), 0o755))
	a := d.start("some.conf", path)
	a.press("ctrl+q")
	a.waitEnd(0)
	if a.log.String() != "" {
		t.Errorf("the program said %s", a.log)
	}
}
