package elevate

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/atomicsave"
)

// Order is what the helper is to do to the file that its command line names.
type Order struct {
	// Expect is the version that may be replaced; zero creates only.
	Expect     atomicsave.Fingerprint
	Durability atomicsave.Durability
	// Consent is what the user agreed to lose.
	Consent atomicsave.Consent
	// Size and Sum are the length and the SHA-256 of the content, which follows.
	Size int64
	Sum  [sha256.Size]byte
}

// What is wrong with an order, for errors.Is.
var (
	// ErrPath says that the path is not one that the prompt could show honestly.
	ErrPath = errors.New("elevate: the path must be absolute, plain and printable")
	// ErrOrder says that the order makes no sense, or is of another version of
	// the program.
	ErrOrder = errors.New("elevate: the order makes no sense")
	// ErrContent says that not all of the content came, or another one.
	ErrContent = errors.New("elevate: the content is not the one that was ordered")
	// ErrGround says that someone else could change where the path leads.
	ErrGround = errors.New("elevate: a folder of the path can be changed by others")
)

// rules are the names of these errors in the report of the helper.
var rules = map[string]error{"path": ErrPath, "order": ErrOrder, "content": ErrContent, "ground": ErrGround}

// RuleOf is the name of the rule that the error is about, "" for none. The
// report of the helper has it, so that the window can explain the refusal.
func RuleOf(err error) string {
	for name, rule := range rules {
		if errors.Is(err, rule) {
			return name
		}
	}
	return ""
}

const (
	orderFormat = 1
	maxOrder    = 64 << 10
)

// administratorFlag is the flag of the verb write that makes it the helper.
const administratorFlag = "--administrator"

type orderJSON struct {
	Format     int                    `json:"format"`
	Expect     atomicsave.Fingerprint `json:"expect"`
	Durability atomicsave.Durability  `json:"durability"`
	Agree      []string               `json:"agree,omitempty"`
	Size       int64                  `json:"size"`
	Sum        string                 `json:"sha256"`
}

// reader is the order, one line, and then the content.
func (o Order) reader(content []byte) (io.Reader, error) {
	line, err := json.Marshal(orderJSON{
		Format: orderFormat, Expect: o.Expect, Durability: o.Durability, Agree: namesOf(o.Consent),
		Size: o.Size, Sum: hex.EncodeToString(o.Sum[:]),
	})
	if err != nil {
		return nil, err
	}
	return io.MultiReader(strings.NewReader(string(line)+"\n"), strings.NewReader(string(content))), nil
}

// readOrder reads the order from the beginning of in; what is left is the
// content, which answers ErrContent instead of io.EOF if it is not the one of
// the order.
func readOrder(in io.Reader) (Order, io.Reader, error) {
	buffered := bufio.NewReaderSize(in, maxOrder)
	line, err := buffered.ReadSlice('\n')
	if err != nil {
		return Order{}, nil, fmt.Errorf("%w: %w", ErrOrder, err)
	}
	var j orderJSON
	decoder := json.NewDecoder(strings.NewReader(string(line)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&j); err != nil {
		return Order{}, nil, fmt.Errorf("%w: %w", ErrOrder, err)
	}
	o := Order{Expect: j.Expect, Durability: j.Durability, Size: j.Size}
	sum, err := hex.DecodeString(j.Sum)
	agreed, known := consentOf(j.Agree)
	if err != nil || len(sum) != sha256.Size || j.Format != orderFormat || j.Size < 0 || !known || j.Expect.IsAny() {
		return Order{}, nil, ErrOrder
	}
	o.Sum, o.Consent = [sha256.Size]byte(sum), agreed
	return o, &content{from: buffered, left: o.Size, want: o.Sum, hash: sha256.New()}, nil
}

// content is a reader of exactly what was ordered.
type content struct {
	from io.Reader
	left int64
	want [sha256.Size]byte
	hash hash.Hash
}

// Len is how many bytes are still to come. A save takes no fewer.
func (c *content) Len() int { return int(c.left) }

func (c *content) Read(p []byte) (int, error) {
	if c.left == 0 {
		if [sha256.Size]byte(c.hash.Sum(nil)) != c.want {
			return 0, ErrContent
		}
		return 0, io.EOF
	}
	n, err := c.from.Read(p[:min(int64(len(p)), c.left)])
	c.hash.Write(p[:n])
	c.left -= int64(n)
	if err == io.EOF && c.left > 0 {
		err = fmt.Errorf("%w: %d bytes are missing", ErrContent, c.left)
	}
	if err == io.EOF {
		err = nil // the last bytes; the next call compares
	}
	if c.left == 0 && err == nil && [sha256.Size]byte(c.hash.Sum(nil)) != c.want {
		// Said with the last bytes: a reader that knows the length may not
		// come again.
		return n, ErrContent
	}
	return n, err
}

// consentOf is the consent to the losses with those names.
func consentOf(names []string) (c atomicsave.Consent, known bool) {
	for _, name := range names {
		kind, ok := kindOf(name)
		if !ok {
			return 0, false
		}
		c = c.With(atomicsave.Agree(kind))
	}
	return c, true
}

func kindOf(name string) (atomicsave.LossKind, bool) {
	for k := atomicsave.LossKind(1); k.String() != ""; k++ {
		if k.String() == name {
			return k, true
		}
	}
	return 0, false
}

func namesOf(c atomicsave.Consent) []string {
	if c == 0 {
		return nil
	}
	return strings.Split(c.String(), ",")
}

// CheckPath returns ErrPath unless the path is absolute, without detours, valid
// text, and free of characters that a prompt would not show as what they are.
func CheckPath(path string) error {
	if !filepath.IsAbs(path) || filepath.Clean(path) != path || !utf8.ValidString(path) || len(path) > 4096 {
		return fmt.Errorf("%w: %q", ErrPath, path)
	}
	for _, r := range path {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			return fmt.Errorf("%w: %q", ErrPath, path)
		}
	}
	return nil
}
