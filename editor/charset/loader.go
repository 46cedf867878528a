package charset

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"holdfast/editor"
)

// Loader is Decode for a file that is read in parts, so that the first part
// can be shown while the rest is still to come. The zero value is ready.
type Loader struct {
	format  Format
	breaks  breakCounter
	read    int    // bytes of all parts so far
	carry   []byte // the start of a character that the next part goes on with
	started bool
	err     error
}

// Add returns the text of the next part, which it does not copy: part must not
// change any more. Joined together the texts are what Decode makes of the
// whole. The first part should have three bytes at least if the file has. It
// returns an *Error of class NotText, with the offset in the file, from the
// part on that is not text.
func (l *Loader) Add(part []byte) (editor.Text, error) {
	if l.err != nil {
		return editor.Text{}, l.err
	}
	body := part
	if !l.started {
		l.started = true
		if l.format.BOM = bytes.HasPrefix(part, []byte(bomOf(UTF8))); l.format.BOM {
			body = part[len(bomOf(UTF8)):]
		}
	}
	if l.err = l.check(body, l.read+len(part)-len(body)); l.err != nil {
		return editor.Text{}, l.err
	}
	l.read += len(part)
	l.breaks.add(body)
	return editor.FromBytes(body), nil
}

// check validates a part that begins at base, together with what was carried
// over.
func (l *Loader) check(body []byte, base int) error {
	rest, at := body, base
	if n := len(l.carry); n > 0 {
		at -= n
		joint := append(l.carry, body[:min(len(body), utf8.UTFMax-1)]...)
		l.carry = nil
		if !utf8.FullRune(joint) {
			l.carry = joint
			return nil
		}
		_, size := utf8.DecodeRune(joint)
		if err := validate(joint[:size], at); err != nil {
			return err
		}
		rest, at = body[size-n:], base+size-n
	}
	for cut := len(rest) - 1; cut >= 0 && cut >= len(rest)-utf8.UTFMax+1; cut-- {
		if utf8.RuneStart(rest[cut]) {
			if !utf8.FullRune(rest[cut:]) {
				l.carry = bytes.Clone(rest[cut:])
				rest = rest[:cut]
			}
			break
		}
	}
	return validate(rest, at)
}

// Done returns the format of the file when all parts were added. It returns an
// *Error of class NotText if the last character is not complete.
func (l *Loader) Done() (Format, error) {
	l.format.Encoding = UTF8
	l.format.Ending, l.format.Dominant, l.format.FinalNewline = l.breaks.endings()
	if l.err == nil && len(l.carry) > 0 {
		l.err = validate(l.carry, l.read-len(l.carry))
	}
	var bad *Error
	if errors.As(l.err, &bad) {
		return Format{Encoding: UTF8, BOM: l.format.BOM}, bad
	}
	return l.format, nil
}
