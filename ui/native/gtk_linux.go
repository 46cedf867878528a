package native

// #cgo LDFLAGS: -Wl,--as-needed -ldl
// int holdfast_gtk_init(void);
import "C"

import (
	"errors"

	"holdfast/ui"
)

// toolkit is GTK on the dialog thread.
type toolkit struct{ ready bool }

// errNoGTK is the cause when GTK is not installed, or finds no display of a kind
// that it knows.
var errNoGTK = errors.New("native: GTK could not be loaded and initialised")

// prepare loads and initialises GTK before the first dialog. See gtk_linux.c.
func (t *toolkit) prepare() error {
	if !t.ready {
		if C.holdfast_gtk_init() == 0 {
			return errors.Join(ui.ErrNoPicker, errNoGTK)
		}
		t.ready = true
	}
	return nil
}
