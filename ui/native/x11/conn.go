package x11

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ErrClosed is the cause when the connection to the display has ended.
var ErrClosed = errors.New("x11: the connection to the display has ended")

// dialPatience is how long the display, which may be on another machine, may take to
// answer.
const dialPatience = 3 * time.Second

var order = binary.LittleEndian

// conn is a connection to a display: requests out, replies and events in.
type conn struct {
	net  net.Conn
	root uint32
	base uint32 // of the identifiers that are ours
	mask uint32 // the bits in which they differ

	mu      sync.Mutex
	next    uint32 // number of the next identifier
	seq     uint16 // of the last request
	waiting map[uint16]chan []byte
	err     error
}

// Check returns an error if no display answers by a name as in DISPLAY.
func Check(display string) error {
	to, _, err := reach(display)
	if err != nil {
		return err
	}
	return to.Close()
}

// reach connects to a display named as in DISPLAY, and returns its number there.
func reach(display string) (to net.Conn, number string, err error) {
	host, number, ok := strings.Cut(display, ":")
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.ParseUint(number, 10, 15)
	if !ok || err != nil {
		return nil, "", fmt.Errorf("x11: DISPLAY is %q", display)
	}
	// X(7): display n of a host listens on TCP port 6000+n.
	network, address := "tcp", net.JoinHostPort(host, strconv.FormatUint(6000+n, 10))
	if host == "" || host == "unix" {
		network, address = "unix", "/tmp/.X11-unix/X"+number
	}
	to, err = net.DialTimeout(network, address, dialPatience)
	if err != nil && network == "unix" {
		to, err = net.DialTimeout(network, "@"+address, dialPatience) // the abstract socket
	}
	if err != nil {
		return nil, "", fmt.Errorf("x11: the display %q does not answer: %w", display, err)
	}
	return to, number, nil
}

// dial connects to a display named as in DISPLAY and introduces itself.
func dial(display string) (*conn, error) {
	to, number, err := reach(display)
	if err != nil {
		return nil, err
	}
	c := &conn{net: to, waiting: map[uint16]chan []byte{}}
	if err := c.introduce(number); err != nil {
		to.Close()
		return nil, err
	}
	return c, nil
}

// introduce sends the first message and reads what the display says of itself.
func (c *conn) introduce(number string) error {
	if err := c.net.SetDeadline(time.Now().Add(dialPatience)); err != nil {
		return fmt.Errorf("x11: %w", err)
	}
	name, data := cookie(os.Getenv("XAUTHORITY"), number)
	m := []byte{'l', 0, 11, 0, 0, 0}
	m = order.AppendUint16(m, uint16(len(name)))
	m = order.AppendUint16(m, uint16(len(data)))
	m = append(pad(append(append(m, 0, 0), name...)), data...)
	if _, err := c.net.Write(pad(m)); err != nil {
		return fmt.Errorf("x11: %w", err)
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(c.net, head); err != nil {
		return fmt.Errorf("x11: %w", err)
	}
	rest := make([]byte, 4*int(order.Uint16(head[6:])))
	if _, err := io.ReadFull(c.net, rest); err != nil {
		return fmt.Errorf("x11: %w", err)
	}
	if head[0] != 1 {
		return fmt.Errorf("x11: the display refuses: %q", rest)
	}
	vendor, formats := int(order.Uint16(rest[16:])), int(rest[21])
	screen := 32 + (vendor+3)&^3 + 8*formats
	if len(rest) < screen+4 {
		return errors.New("x11: the display has no screen")
	}
	c.base, c.mask, c.root = order.Uint32(rest[4:]), order.Uint32(rest[8:]), order.Uint32(rest[screen:])
	return c.net.SetDeadline(time.Time{})
}

// pad fills up to a multiple of four bytes.
func pad(m []byte) []byte {
	for len(m)%4 != 0 {
		m = append(m, 0)
	}
	return m
}

// newID makes an identifier.
func (c *conn) newID() uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	return c.base | c.next&c.mask
}

// send sends a request: its code, the byte beside the code, and the rest, whose
// length is a multiple of four.
func (c *conn) send(code, detail byte, body []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.put(code, detail, body)
}

func (c *conn) put(code, detail byte, body []byte) error {
	if c.err != nil {
		return c.err
	}
	m := append(make([]byte, 0, 4+len(body)), code, detail, 0, 0)
	order.PutUint16(m[2:], uint16(1+len(body)/4))
	c.seq++
	if _, err := c.net.Write(append(m, body...)); err != nil {
		c.err = fmt.Errorf("x11: %w", err)
	}
	return c.err
}

// ask sends a request and waits for its reply, which is at least 32 bytes; an
// error of the display is nil.
func (c *conn) ask(code, detail byte, body []byte) ([]byte, error) {
	answer := make(chan []byte, 1)
	c.mu.Lock()
	err := c.put(code, detail, body)
	if err == nil {
		c.waiting[c.seq] = answer
	}
	c.mu.Unlock()
	if err != nil {
		return nil, err
	}
	reply, ok := <-answer
	if !ok {
		return nil, ErrClosed
	}
	return reply, nil
}

// read gives replies to those who wait for them, and events to event, until the
// connection ends.
func (c *conn) read(event func([]byte)) {
	in := bufio.NewReaderSize(c.net, 64<<10)
	for {
		m := make([]byte, 32)
		if _, err := io.ReadFull(in, m); err != nil {
			c.end()
			return
		}
		if m[0] == 1 { // a reply
			if more := 4 * int(order.Uint32(m[4:])); more > 0 {
				m = append(m, make([]byte, more)...)
				if _, err := io.ReadFull(in, m[32:]); err != nil {
					c.end()
					return
				}
			}
			c.answer(order.Uint16(m[2:]), m)
		} else if m[0] == 0 { // an error
			c.answer(order.Uint16(m[2:]), nil)
		} else {
			event(m)
		}
	}
}

func (c *conn) answer(seq uint16, m []byte) {
	c.mu.Lock()
	to := c.waiting[seq]
	delete(c.waiting, seq)
	c.mu.Unlock()
	if to != nil {
		to <- m
	}
}

func (c *conn) end() {
	c.net.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = ErrClosed
	for seq, to := range c.waiting {
		close(to)
		delete(c.waiting, seq)
	}
}
