package x11

import (
	"fmt"
	"sync"
)

// Selection names a selection.
type Selection uint8

// Primary is what is selected with the mouse, Clipboard what was copied.
const (
	Primary Selection = iota
	Clipboard
)

// Client takes and gives selections. All methods may be called on any goroutine.
type Client struct {
	conn   *conn
	spawn  func(func())
	window uint32 // owns what we offer
	atom   atoms

	mu     sync.Mutex
	events map[uint32]chan []byte // for the windows of transfers that are under way
	offer  func() string          // what PRIMARY is, while it is ours
}

// The codes of the requests and events that are used, by their names in the
// protocol.
const (
	createWindow           = 1
	changeWindowAttributes = 2
	destroyWindow          = 4
	internAtom             = 16
	changeProperty         = 18
	getProperty            = 20
	setSelectionOwner      = 22
	getSelectionOwner      = 23
	convertSelection       = 24
	sendEvent              = 25

	propertyNotify   = 28
	selectionClear   = 29
	selectionRequest = 30
	selectionNotify  = 31
)

// Predefined atoms, from appendix A of the protocol.
const (
	atomPrimary = 1
	atomAtom    = 4
	atomString  = 31
)

const (
	attributeEvents = 0x800    // CWEventMask
	propertyChanges = 0x400000 // PropertyChangeMask
)

type atoms struct{ clipboard, targets, utf8, plain, incr, ours uint32 }

// Connect connects to a display, named as in the variable DISPLAY. spawn runs a
// function on another goroutine; whoever gives it learns of a panic there.
func Connect(display string, spawn func(func())) (*Client, error) {
	conn, err := dial(display)
	if err != nil {
		return nil, err
	}
	c := &Client{conn: conn, spawn: spawn, events: map[uint32]chan []byte{}}
	spawn(func() { conn.read(c.event) })
	for name, to := range map[string]*uint32{
		"CLIPBOARD": &c.atom.clipboard, "TARGETS": &c.atom.targets, "UTF8_STRING": &c.atom.utf8,
		"text/plain;charset=utf-8": &c.atom.plain, "INCR": &c.atom.incr, "HOLDFAST_SELECTION": &c.atom.ours,
	} {
		if *to, err = c.intern(name); err != nil {
			c.Close()
			return nil, err
		}
	}
	if c.window, err = c.newWindow(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Close ends the connection; what was offered is gone with it.
func (c *Client) Close() { c.conn.end() }

// OwnsClipboard reports whether the clipboard belongs to the client of the
// display that has made a window.
func (c *Client) OwnsClipboard(window uint32) bool {
	owner, err := c.owner(Clipboard)
	return err == nil && owner != 0 && owner&^c.conn.mask == window&^c.conn.mask
}

func (c *Client) name(s Selection) uint32 {
	if s == Clipboard {
		return c.atom.clipboard
	}
	return atomPrimary
}

func words(values ...uint32) []byte {
	var b []byte
	for _, v := range values {
		b = order.AppendUint32(b, v)
	}
	return b
}

func (c *Client) intern(name string) (uint32, error) {
	body := order.AppendUint16(nil, uint16(len(name)))
	reply, err := c.conn.ask(internAtom, 0, pad(append(append(body, 0, 0), name...)))
	if err != nil {
		return 0, err
	}
	if reply == nil {
		return 0, fmt.Errorf("x11: no atom %q", name)
	}
	return order.Uint32(reply[8:]), nil
}

// newWindow makes a window that is never seen and hears of its properties.
func (c *Client) newWindow() (uint32, error) {
	const inputOnly = 2
	id := c.conn.newID()
	body := words(id, c.conn.root)
	for _, v := range []uint16{0, 0, 1, 1, 0, inputOnly} { // place, size, border, class
		body = order.AppendUint16(body, v)
	}
	return id, c.conn.send(createWindow, 0, append(body, words(0, attributeEvents, propertyChanges)...))
}

func (c *Client) owner(s Selection) (uint32, error) {
	reply, err := c.conn.ask(getSelectionOwner, 0, words(c.name(s)))
	if err != nil || reply == nil {
		return 0, err
	}
	return order.Uint32(reply[8:]), nil
}

// event is called for each event, on the goroutine that reads.
func (c *Client) event(m []byte) {
	switch m[0] &^ 0x80 { // the bit says that another client sent it
	case selectionRequest:
		c.spawn(func() { c.serve(m) })
	case selectionClear:
		c.mu.Lock()
		c.offer = nil
		c.mu.Unlock()
	case selectionNotify:
		c.tell(order.Uint32(m[8:]), m)
	case propertyNotify:
		c.tell(order.Uint32(m[4:]), m)
	}
}

// eventRoom is how many events may wait for a transfer. Each step of one causes
// three at most, and the next step waits for them.
const eventRoom = 64

// listen makes the events of a window come through a channel, until stop.
func (c *Client) listen(window uint32) (events <-chan []byte, stop func()) {
	to := make(chan []byte, eventRoom)
	c.mu.Lock()
	c.events[window] = to
	c.mu.Unlock()
	return to, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.events[window] == to {
			delete(c.events, window)
		}
	}
}

func (c *Client) tell(window uint32, m []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.events[window] <- m:
	default: // nobody waits for it
	}
}
