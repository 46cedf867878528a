package atomicsave

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Fingerprint identifies one version of a file: which file it is (volume and
// inode number), its size, its times in nanoseconds and the SHA-256 of its
// content. Fingerprints are comparable with ==, but two different ones may still
// stand for the same content: ask Unchanged.
//
// The zero Fingerprint says "there is no file".
type Fingerprint struct {
	dev, ino     uint64
	size         int64
	mtime, ctime int64
	sum          [32]byte
	any          bool
}

// AnyVersion is the fingerprint to expect when any version may be replaced, or
// none may exist.
func AnyVersion() Fingerprint { return Fingerprint{any: true} }

// IsZero reports whether the fingerprint says "there is no file".
func (f Fingerprint) IsZero() bool { return f == Fingerprint{} }

// IsAny reports whether the fingerprint is AnyVersion.
func (f Fingerprint) IsAny() bool { return f.any }

// Size returns the size in bytes of the version.
func (f Fingerprint) Size() int64 { return f.size }

// Sum returns the SHA-256 of the version's content.
func (f Fingerprint) Sum() [32]byte { return f.sum }

// fingerprintPrefix names the format, so that it can change one day.
const fingerprintPrefix = "h1-"

// String returns the fingerprint as one word of letters, digits and hyphens
// that ParseFingerprint reads: "none", "any", or
// h1-DEV-INO-SIZE-MTIME-CTIME-SHA256 with all numbers in hexadecimal.
func (f Fingerprint) String() string {
	switch {
	case f.any:
		return "any"
	case f.IsZero():
		return "none"
	}
	return fmt.Sprintf(fingerprintPrefix+"%x-%x-%x-%x-%x-%x",
		f.dev, f.ino, f.size, uint64(f.mtime), uint64(f.ctime), f.sum[:])
}

// ParseFingerprint reads what String wrote.
func ParseFingerprint(text string) (Fingerprint, error) {
	switch text {
	case "none":
		return Fingerprint{}, nil
	case "any":
		return AnyVersion(), nil
	}
	bad := func() (Fingerprint, error) {
		return Fingerprint{}, &Error{Step: StepProbe, Path: text, Class: Usage, Err: errors.New("not a fingerprint")}
	}
	rest, ok := strings.CutPrefix(text, fingerprintPrefix)
	fields := strings.Split(rest, "-")
	if !ok || len(fields) != 6 {
		return bad()
	}
	var numbers [5]uint64
	for i := range numbers {
		n, err := strconv.ParseUint(fields[i], 16, 64)
		if err != nil {
			return bad()
		}
		numbers[i] = n
	}
	sum, err := hex.DecodeString(fields[5])
	if err != nil || len(sum) != 32 {
		return bad()
	}
	f := Fingerprint{
		dev: numbers[0], ino: numbers[1], size: int64(numbers[2]),
		mtime: int64(numbers[3]), ctime: int64(numbers[4]), sum: [32]byte(sum),
	}
	if f.IsZero() || f.size < 0 {
		return bad()
	}
	return f, nil
}

// MarshalText returns the word of String.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (f *Fingerprint) UnmarshalText(text []byte) error {
	parsed, err := ParseFingerprint(string(text))
	if err == nil {
		*f = parsed
	}
	return err
}
