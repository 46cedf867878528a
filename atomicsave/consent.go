package atomicsave

import (
	"fmt"
	"slices"
	"strings"
)

// LossKind is something that a save may be unable to keep.
type LossKind uint8

// The kinds of losses. All but LossAtomicity are properties of the old file
// that the new one would not have.
const (
	LossOwner           LossKind = iota + 1 // the user that owns the file
	LossGroup                               // the group that owns the file
	LossMode                                // permission bits, setuid and setgid included
	LossACL                                 // access control list
	LossXattr                               // an extended attribute
	LossLabel                               // security label (SELinux, Smack, AppArmor)
	LossCapability                          // file capabilities
	LossHardLink                            // the other names of the file keep the old content
	LossFlags                               // file flags (chattr, chflags)
	LossAlternateStream                     // an alternate data stream
	LossCreationTime                        // the creation time
	LossAtomicity                           // the file must be overwritten in place: a crash may tear it
)

var lossNames = [...]string{
	"", "owner", "group", "mode", "acl", "xattr", "label", "capability",
	"hard-link", "flags", "alternate-stream", "creation-time", "atomicity",
}

// String returns the loss as a lower-case word, for example "hard-link".
func (k LossKind) String() string {
	if int(k) < len(lossNames) {
		return lossNames[k]
	}
	return ""
}

// MarshalText returns the word of String.
func (k LossKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Consent is the set of losses that a caller agreed to. The zero Consent agrees
// to none.
type Consent uint32

// Agree returns the consent to the given losses.
func Agree(kinds ...LossKind) Consent {
	var c Consent
	for _, k := range kinds {
		c |= 1 << k
	}
	return c
}

// Covers reports whether c agrees to the loss.
func (c Consent) Covers(k LossKind) bool { return c&(1<<k) != 0 }

// With returns the consent to what c or d agrees to.
func (c Consent) With(d Consent) Consent { return c | d }

// String returns the words of the losses joined by commas, or "none".
func (c Consent) String() string {
	var words []string
	for k := range LossKind(len(lossNames)) {
		if k > 0 && c.Covers(k) {
			words = append(words, k.String())
		}
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ",")
}

// Loss is one thing that a save would not keep.
type Loss struct {
	Kind   LossKind `json:"kind"`
	Name   string   `json:"name,omitempty"` // which attribute, stream, owner, …
	Detail string   `json:"detail"`         // one line, English
}

// MarshalText returns the words of String.
func (c Consent) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (c *Consent) UnmarshalText(text []byte) error {
	*c = 0
	for word := range strings.SplitSeq(string(text), ",") {
		k := slices.Index(lossNames[:], word)
		switch {
		case k > 0:
			*c = c.With(Agree(LossKind(k)))
		case word != "none":
			return &Error{Step: StepProbe, Class: Usage, Err: fmt.Errorf("%q is no loss", word)}
		}
	}
	return nil
}
