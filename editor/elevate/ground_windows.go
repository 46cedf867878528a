package elevate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// Enter opens every folder of an absolute path so that nobody can rename or
// remove it (no FILE_SHARE_DELETE) until leave is called, and refuses junctions
// and links with ErrGround. It returns the path itself. Access lists are not
// looked at: the version that the order names is what protects a file in a
// folder that others may write.
func Enter(path string) (name string, leave func(), err error) {
	if err := CheckPath(path); err != nil {
		return "", nil, err
	}
	var held []windows.Handle
	leave = func() {
		for _, h := range held {
			windows.CloseHandle(h)
		}
	}
	volume := filepath.VolumeName(path)
	at := volume + `\`
	parts := strings.FieldsFunc(filepath.Dir(path)[len(volume):], func(r rune) bool { return r == '\\' })
	for _, part := range append([]string{""}, parts...) {
		at = filepath.Join(at, part)
		h, err := hold(at)
		if err != nil {
			leave()
			return "", nil, err
		}
		held = append(held, h)
	}
	return path, leave, nil
}

// hold opens a folder that is no link. It asks for its list: a handle for
// attributes alone takes no part in sharing, and would hold nothing.
func hold(path string) (windows.Handle, error) {
	text, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, err
	}
	h, err := windows.CreateFile(text, windows.FILE_LIST_DIRECTORY|windows.FILE_READ_ATTRIBUTES, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil,
		windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err != nil {
		return 0, &os.PathError{Op: "open", Path: path, Err: err}
	}
	var info windows.ByHandleFileInformation
	err = windows.GetFileInformationByHandle(h, &info)
	if err == nil && info.FileAttributes&(windows.FILE_ATTRIBUTE_REPARSE_POINT|windows.FILE_ATTRIBUTE_DIRECTORY) != windows.FILE_ATTRIBUTE_DIRECTORY {
		err = fmt.Errorf("%w: %s is a link or no folder", ErrGround, path)
	}
	if err != nil {
		windows.CloseHandle(h)
		return 0, err
	}
	return h, nil
}

// checkGround is what Enter would say.
func checkGround(path string) error {
	_, leave, err := Enter(path)
	if err == nil {
		leave()
	}
	return err
}

// CheckFile has nothing to add here.
func CheckFile(string) error { return nil }

func settle() {}
