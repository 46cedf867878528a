package workspace

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Synchronised says that a file lies in a folder that another program copies to
// other computers, and that the user has not agreed yet to save there. Nothing
// was written.
type Synchronised struct {
	Path   string
	Client string // the name of the other program
}

// Error says what happened; the window says it in the user's language.
func (e *Synchronised) Error() string {
	return fmt.Sprintf("workspace: %s is in a folder that %s synchronises", e.Path, e.Client)
}

// syncSigns are the names, or patterns of names, by which the top of a
// synchronised folder is known, as the clients leave them there.
var syncSigns = []struct{ client, sign string }{
	{"Dropbox", ".dropbox"},
	{"Dropbox", ".dropbox.cache"},
	{"Nextcloud", ".nextcloudsync.log"},
	{"ownCloud", ".owncloudsync.log"},
	{"Nextcloud", ".sync_*.db"},
	{"Nextcloud", "._sync_*.db"},
	{"Syncthing", ".stfolder"},
	{"OneDrive", ".849C9593-D756-4E56-8D6E-42412F2A707B"},
	{"Google Drive", ".tmp.drivedownload"},
	{"Google Drive", ".tmp.driveupload"},
	{"Resilio Sync", filepath.Join(".sync", "ID")},
}

// maxSyncLevels bounds how many folders above a file are looked at.
const maxSyncLevels = 40

// SyncClient is the name of the program that copies the file at an absolute path
// to other computers, as far as it leaves a sign; empty if none does. It may
// block.
func SyncClient(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	dir := filepath.Dir(path)
	if strings.Contains(filepath.ToSlash(dir)+"/", "/Library/Mobile Documents/") {
		return "iCloud"
	}
	for range maxSyncLevels {
		if client := signedBy(dir); client != "" {
			return client
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return ""
}

func signedBy(dir string) string {
	for _, s := range syncSigns {
		found := false
		if strings.Contains(s.sign, "*") {
			names, err := fs.Glob(os.DirFS(dir), s.sign)
			found = err == nil && len(names) > 0
		} else {
			_, err := os.Lstat(filepath.Join(dir, s.sign))
			found = err == nil
		}
		if found {
			return s.client
		}
	}
	return ""
}
