package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"

	"holdfast/editor/internal/private"
)

// Session is which files were open and where in them the user was, to go on
// there at the next start.
type Session struct {
	Files []SessionFile
	// Active is the index of the file that was shown; 0 if there is none.
	Active int
}

// SessionFile is one open file. Its offsets are bytes of the text; the file may
// have changed, so they have to be clamped to it.
type SessionFile struct {
	// Path is absolute; empty for a document that was never saved.
	Path string
	// Draft is the ID of its draft, if it has one.
	Draft string
	// Anchor and Head are the ends of the selection.
	Anchor, Head int
	// TopLine is the first line on the screen, from 0.
	TopLine int
	// ReadOnly says that the user had locked it.
	ReadOnly bool
}

const (
	sessionFormat = 1
	// maxSession bounds what is read; no session is that large.
	maxSession = 4 << 20
)

// sessionJSON is the file of a session.
type sessionJSON struct {
	Format int               `json:"format"`
	Active int               `json:"active"`
	Files  []sessionFileJSON `json:"files"`
}

type sessionFileJSON struct {
	Path     private.Path `json:"path,omitempty"`
	Draft    string       `json:"draft,omitempty"`
	Anchor   int          `json:"anchor"`
	Head     int          `json:"head"`
	TopLine  int          `json:"top_line"`
	ReadOnly bool         `json:"read_only,omitempty"`
}

func (s *Store) sessionPath() string { return filepath.Join(s.dirs.State, "session.json") }

// Session reads the last session. A missing file means an empty one and no
// error. With any error the session is empty; *SetAside means that the file
// could not be understood and has been kept under another name.
func (s *Store) Session(ctx context.Context) (Session, error) {
	data, _, err := private.Read(ctx, s.sessionPath(), maxSession)
	if errors.Is(err, fs.ErrNotExist) {
		return Session{}, nil
	}
	var stored sessionJSON
	if err == nil {
		err = json.Unmarshal(data, &stored)
		switch {
		case stored.Format > sessionFormat:
			err = private.ErrFuture
		case err != nil || stored.Format < 1:
			err = private.ErrBroken
		}
		if err != nil {
			return Session{}, setAside(s.sessionPath(), err)
		}
	}
	if err != nil && private.Unusable(err) {
		return Session{}, setAside(s.sessionPath(), err)
	}
	return stored.session(), err
}

// session leaves out what makes no sense.
func (j sessionJSON) session() Session {
	session := Session{}
	for i, f := range j.Files {
		if f.Path == "" && f.Draft == "" || f.Path != "" && !filepath.IsAbs(string(f.Path)) {
			continue
		}
		if i == j.Active {
			session.Active = len(session.Files)
		}
		session.Files = append(session.Files, SessionFile{
			Path: string(f.Path), Draft: f.Draft, ReadOnly: f.ReadOnly,
			Anchor: max(f.Anchor, 0), Head: max(f.Head, 0), TopLine: max(f.TopLine, 0),
		})
	}
	return session
}

// SaveSession writes the session.
func (s *Store) SaveSession(ctx context.Context, session Session) error {
	stored := sessionJSON{Format: sessionFormat, Active: session.Active, Files: []sessionFileJSON{}}
	for _, f := range session.Files {
		stored.Files = append(stored.Files, sessionFileJSON{
			private.Path(f.Path), f.Draft, f.Anchor, f.Head, f.TopLine, f.ReadOnly,
		})
	}
	return s.save(ctx, s.sessionPath(), stored)
}
