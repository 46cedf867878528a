package x11

import "time"

// Offer makes the text that a function returns the PRIMARY selection, until
// another program takes that over. The function is called on any goroutine when
// somebody asks for the text.
func (c *Client) Offer(text func() string) error {
	c.mu.Lock()
	c.offer = text
	c.mu.Unlock()
	return c.conn.send(setSelectionOwner, 0, words(c.window, atomPrimary, 0))
}

// pieceSize is the largest value of a property that is set at once. A request
// has at most 256 KiB.
const pieceSize = 128 << 10

// serve answers a request for the selection.
func (c *Client) serve(m []byte) {
	// time, owner, requestor, selection, target, property
	at, requestor := order.Uint32(m[4:]), order.Uint32(m[12:])
	selection, target, property := order.Uint32(m[16:]), order.Uint32(m[20:]), order.Uint32(m[24:])
	if property == 0 {
		property = target // as obsolete clients want it, ICCCM 2.2
	}
	c.mu.Lock()
	offer := c.offer
	c.mu.Unlock()
	answer := func(property uint32) {
		event := append([]byte{selectionNotify, 0, 0, 0}, words(at, requestor, selection, target, property, 0, 0)...)
		_ = c.conn.send(sendEvent, 0, append(words(requestor, 0), event...)) // whoever asked may be gone
	}
	switch {
	case offer == nil || selection != atomPrimary:
		answer(0)
	case target == c.atom.targets:
		list := words(c.atom.targets, c.atom.utf8, c.atom.plain, atomString)
		c.set(requestor, property, atomAtom, 32, list)
		answer(property)
	case target == c.atom.utf8 || target == c.atom.plain:
		c.give(requestor, property, target, []byte(offer()), answer)
	case target == atomString:
		c.give(requestor, property, target, toLatin1(offer()), answer)
	default:
		answer(0)
	}
}

// give sets a property of the requestor to a text, in pieces if it is long.
func (c *Client) give(requestor, property, target uint32, text []byte, answer func(uint32)) {
	if len(text) <= pieceSize {
		c.set(requestor, property, target, 8, text)
		answer(property)
		return
	}
	events, stop := c.listen(requestor)
	defer stop()
	// The requestor deletes the property to say that it wants the next piece.
	_ = c.conn.send(changeWindowAttributes, 0, words(requestor, attributeEvents, propertyChanges))
	c.set(requestor, property, c.atom.incr, 32, words(uint32(len(text))))
	answer(property)
	for {
		const deleted = 1
		patience := time.NewTimer(silence)
		select {
		case m := <-events:
			patience.Stop()
			if m[0]&^0x80 != propertyNotify || order.Uint32(m[8:]) != property || m[16] != deleted {
				continue
			}
		case <-patience.C:
			return
		}
		piece := text[:min(pieceSize, len(text))]
		text = text[len(piece):]
		c.set(requestor, property, target, 8, piece)
		if len(piece) == 0 {
			return
		}
	}
}

// set sets a property to values of so many bits. An error means that the window
// is gone, and with it the wish.
func (c *Client) set(window, property, kind uint32, bits byte, data []byte) {
	body := append(words(window, property, kind), bits, 0, 0, 0)
	body = append(body, words(uint32(len(data)*8/int(bits)))...)
	_ = c.conn.send(changeProperty, 0, pad(append(body, data...)))
}

// toLatin1 is the encoding of the target STRING; what it lacks becomes "?".
func toLatin1(text string) []byte {
	var b []byte
	for _, r := range text {
		if r > 0xff {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return b
}
