package native

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// displayPatience is how long a display on another machine may take to answer.
const displayPatience = 3 * time.Second

// CheckDisplay returns an error if there is no display to show a window on. The
// window library would print a trace and end the process.
func CheckDisplay() error {
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return nil
	}
	display := os.Getenv("DISPLAY")
	if display == "" {
		return fmt.Errorf("native: neither DISPLAY nor WAYLAND_DISPLAY is set")
	}
	host, number, ok := strings.Cut(display, ":")
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.ParseUint(number, 10, 15)
	if !ok || err != nil {
		return fmt.Errorf("native: DISPLAY is %q", display)
	}
	// X(7): display n of a host listens on TCP port 6000+n.
	network, address := "tcp", net.JoinHostPort(host, strconv.FormatUint(6000+n, 10))
	if host == "" || host == "unix" {
		network, address = "unix", "/tmp/.X11-unix/X"+number
	}
	conn, err := net.DialTimeout(network, address, displayPatience)
	if err != nil && network == "unix" {
		conn, err = net.DialTimeout(network, "@"+address, displayPatience) // the abstract socket
	}
	if err != nil {
		return fmt.Errorf("native: the display %q does not answer: %w", display, err)
	}
	return conn.Close()
}
