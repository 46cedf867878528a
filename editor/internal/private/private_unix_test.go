//go:build unix

package private

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

const closedModes = true

func TestWhatBelongsToOthersIsNotUsed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the administrator can give a file away")
	}
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "file"), filepath.Join(dir, "folder")
	err := errors.Join(os.WriteFile(file, nil, 0o600), os.Mkdir(folder, 0o700), os.Chown(file, 12345, 12345), os.Chown(folder, 12345, 12345))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Look(file); !errors.Is(err, ErrForeign) {
		t.Errorf("a file of another user gave %v", err)
	}
	for _, path := range []string{folder, filepath.Join(folder, "a", "b")} {
		if err := Folder(path); !errors.Is(err, ErrForeign) {
			t.Errorf("%s in a folder of another user gave %v", path, err)
		}
	}
}

func TestAFolderThatIsOpenIsClosed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "open")
	if err := errors.Join(os.Mkdir(dir, 0o777), os.Chmod(dir, 0o777), Folder(dir)); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, %v", info.Mode(), err)
	}
}
