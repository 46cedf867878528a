package native

import (
	"context"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"holdfast/ui"
	"holdfast/ui/native/x11"
)

// largestPaste is the size in bytes up to which a text is pasted.
const largestPaste = 1 << 30

// Selections returns what connects to the selections of the desktop that shows a
// window; nil where that is not X11. It must be called on the main goroutine
// once the window is there.
func Selections(w fyne.Window) ui.Connect {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return nil
	}
	var window uintptr
	native.RunNative(func(context any) {
		if x, ok := context.(driver.X11WindowContext); ok {
			window = x.WindowHandle
		}
	})
	if window == 0 {
		return nil
	}
	return func(spawn func(func())) (ui.Selections, error) {
		client, err := x11.Connect(os.Getenv("DISPLAY"), spawn)
		if err != nil {
			return nil, err
		}
		return selections{client, uint32(window)}, nil
	}
}

type selections struct {
	client *x11.Client
	window uint32
}

// Offer gives way to silence where the display has gone: then the window goes,
// too.
func (s selections) Offer(text func() string) { _ = s.client.Offer(text) }

func (s selections) Primary(ctx context.Context) (string, error) {
	return s.client.Fetch(ctx, x11.Primary, largestPaste)
}

func (s selections) Clipboard(ctx context.Context) (string, error) {
	return s.client.Fetch(ctx, x11.Clipboard, largestPaste)
}

func (s selections) OwnsClipboard() bool { return s.client.OwnsClipboard(s.window) }
