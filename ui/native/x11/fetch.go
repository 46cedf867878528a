package x11

import (
	"context"
	"errors"
	"time"
)

var (
	// ErrNoText is the cause when the selection is not text, or nothing.
	ErrNoText = errors.New("x11: the selection has no text")
	// ErrSilent is the cause when the owner of a selection does not answer.
	ErrSilent = errors.New("x11: the owner of the selection does not answer")
	// ErrTooLarge is the cause when a text is longer than the limit.
	ErrTooLarge = errors.New("x11: the text of the selection is too large")
)

// silence is how long an owner may take for one step.
const silence = 5 * time.Second

// Fetch returns the text of a selection, in UTF-8, if it has at most limit
// bytes. It may take long: the owner is another program.
func (c *Client) Fetch(ctx context.Context, s Selection, limit int) (string, error) {
	if s == Primary {
		c.mu.Lock()
		offer := c.offer
		c.mu.Unlock()
		if offer != nil {
			return offer(), nil
		}
	}
	owner, err := c.owner(s)
	if err != nil {
		return "", err
	}
	if owner == 0 {
		return "", ErrNoText
	}
	// A window for each transfer: what is left of a cancelled one reaches nobody.
	window, err := c.newWindow()
	if err != nil {
		return "", err
	}
	events, stop := c.listen(window)
	defer func() {
		stop()
		_ = c.conn.send(destroyWindow, 0, words(window)) // a lost connection has closed it
	}()
	t := &transfer{c: c, ctx: ctx, window: window, events: events, limit: limit}
	for _, target := range []uint32{c.atom.utf8, atomString} {
		text, err := t.convert(c.name(s), target)
		if !errors.Is(err, ErrNoText) {
			if target == atomString {
				text = fromLatin1(text)
			}
			return string(text), err
		}
	}
	return "", ErrNoText
}

// transfer is one selection on its way to us.
type transfer struct {
	c      *Client
	ctx    context.Context
	window uint32
	events <-chan []byte
	limit  int
}

// convert asks the owner for a target and takes what comes.
func (t *transfer) convert(selection, target uint32) ([]byte, error) {
	if err := t.c.conn.send(convertSelection, 0, words(t.window, selection, target, t.c.atom.ours, 0)); err != nil {
		return nil, err
	}
	for {
		m, err := t.wait()
		if err != nil {
			return nil, err
		}
		if m[0]&^0x80 != selectionNotify {
			continue
		}
		if order.Uint32(m[20:]) == 0 {
			return nil, ErrNoText
		}
		kind, data, err := t.take()
		switch {
		case err != nil:
			return nil, err
		case kind == t.c.atom.incr:
			return t.pieces(data)
		case kind == 0:
			return nil, ErrNoText
		case len(data) > t.limit:
			return nil, ErrTooLarge
		}
		return data, nil
	}
}

// pieces takes a text that comes piece by piece; an empty piece ends it. size
// is a lower bound of its length.
func (t *transfer) pieces(size []byte) ([]byte, error) {
	var text []byte
	if len(size) >= 4 {
		n := int(order.Uint32(size))
		if n > t.limit {
			return nil, ErrTooLarge
		}
		text = make([]byte, 0, n)
	}
	for {
		m, err := t.wait()
		if err != nil {
			return nil, err
		}
		if m[0]&^0x80 != propertyNotify || m[16] != 0 {
			continue // not a new value
		}
		kind, piece, err := t.take()
		switch {
		case err != nil:
			return nil, err
		case kind == 0: // taken before its event came
			continue
		case len(piece) == 0:
			return text, nil
		case len(text)+len(piece) > t.limit:
			return nil, ErrTooLarge
		}
		text = append(text, piece...)
	}
}

// take reads the property and deletes it, which tells the owner to go on. kind
// is 0 if there is none.
func (t *transfer) take() (kind uint32, data []byte, err error) {
	const whole = 1 << 28 // in units of four bytes
	reply, err := t.c.conn.ask(getProperty, 1, words(t.window, t.c.atom.ours, 0, 0, whole))
	if err != nil || reply == nil {
		return 0, nil, err
	}
	n := int(order.Uint32(reply[16:])) * int(reply[1]) / 8 // values of reply[1] bits
	return order.Uint32(reply[8:]), reply[32:min(32+n, len(reply))], nil
}

func (t *transfer) wait() ([]byte, error) {
	patience := time.NewTimer(silence)
	defer patience.Stop()
	select {
	case m := <-t.events:
		return m, nil
	case <-t.ctx.Done():
		return nil, t.ctx.Err()
	case <-patience.C:
		return nil, ErrSilent
	}
}

// fromLatin1 turns the encoding of the target STRING into UTF-8.
func fromLatin1(b []byte) []byte {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return []byte(string(runes))
}
