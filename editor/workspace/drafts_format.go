package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/internal/private"
	"holdfast/editor/internal/process"
)

// The file of a draft is a line with the version of the format, a line of JSON,
// and the text as it is, so that a person can get at it with any program:
//
//	holdfast draft 1
//	{"id":"…","path":"/etc/hosts","bytes":120,"sum":"…",…}
//	127.0.0.1 localhost
//	…
const (
	draftMagic  = "holdfast draft "
	draftFormat = 1
)

// draftHead is the line of JSON.
type draftHead struct {
	ID          string                 `json:"id"`
	Path        private.Path           `json:"path"`
	Fingerprint atomicsave.Fingerprint `json:"fingerprint"`
	Format      charset.Format         `json:"format"`
	Ranges      []draftRange           `json:"selection"`
	Primary     int                    `json:"primary"`
	Time        time.Time              `json:"time"`
	Owner       process.Identity       `json:"owner"`
	Bytes       int64                  `json:"bytes"`
	Sum         string                 `json:"sum"` // SHA-256 of the text
}

type draftRange struct {
	Anchor int `json:"anchor"`
	Head   int `json:"head"`
}

// head is what stands before the text.
func (draft Draft) head(text editor.Text) ([]byte, error) {
	sum := sha256.New()
	if _, err := text.Reader(0, text.Len()).WriteTo(sum); err != nil {
		return nil, err
	}
	h := draftHead{
		ID: draft.ID, Path: private.Path(draft.Path), Fingerprint: draft.Fingerprint, Format: draft.Format,
		Primary: draft.Selection.Primary, Time: draft.Time.UTC(), Owner: draft.owner,
		Bytes: int64(text.Len()), Sum: hex.EncodeToString(sum.Sum(nil)),
	}
	for _, r := range draft.Selection.Ranges {
		h.Ranges = append(h.Ranges, draftRange{r.Anchor, r.Head})
	}
	line, err := json.Marshal(h)
	return fmt.Appendf(nil, "%s%d\n%s\n", draftMagic, draftFormat, line), err
}

// parseDraft takes a draft apart and checks that nothing of it is missing.
func parseDraft(data []byte) (Draft, []byte, error) {
	broken := func(why string) (Draft, []byte, error) {
		return Draft{}, nil, fmt.Errorf("%w: %s", private.ErrBroken, why)
	}
	first, rest, ok := bytes.Cut(data, []byte("\n"))
	number, isDraft := strings.CutPrefix(string(first), draftMagic)
	format, err := strconv.Atoi(number)
	switch {
	case !ok || !isDraft || err != nil || format < 1:
		return broken("it does not begin like a draft")
	case format > draftFormat:
		return Draft{}, nil, private.ErrFuture
	}
	line, text, ok := bytes.Cut(rest, []byte("\n"))
	var h draftHead
	if err := json.Unmarshal(line, &h); err != nil || !ok {
		return broken("its description is damaged")
	}
	if sum := sha256.Sum256(text); h.Bytes != int64(len(text)) || h.Sum != hex.EncodeToString(sum[:]) {
		return broken("its text is damaged")
	}
	return h.draft(text), text, nil
}

// draft makes sense of the description. The line endings are looked up in the
// text; the stored ones matter only where it has none.
func (h draftHead) draft(text []byte) Draft {
	if ending, dominant, final := charset.Endings(editor.FromBytes(text)); ending != charset.None {
		h.Format.Ending, h.Format.Dominant, h.Format.FinalNewline = ending, dominant, final
	}
	d := Draft{
		ID: h.ID, Path: string(h.Path), Fingerprint: h.Fingerprint, Format: h.Format,
		Selection: editor.Single(0, 0), Time: h.Time, Bytes: h.Bytes, owner: h.Owner,
		Elsewhere: h.Owner.Life() == process.Unknown,
	}
	ranges := make([]editor.Range, 0, len(h.Ranges))
	for _, r := range h.Ranges {
		if r.Anchor >= 0 && r.Head >= 0 && max(r.Anchor, r.Head) <= len(text) {
			ranges = append(ranges, editor.Range{Anchor: r.Anchor, Head: r.Head})
		}
	}
	if len(ranges) > 0 && h.Primary >= 0 && h.Primary < len(ranges) {
		d.Selection = editor.NewSelection(ranges, h.Primary)
	}
	return d
}
