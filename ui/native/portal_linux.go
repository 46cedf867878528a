package native

import (
	"fmt"
	"strings"

	"github.com/rymdport/portal/filechooser"

	"holdfast/ui"
	"holdfast/ui/words"
)

// portalOpen asks through the XDG desktop portal, which also works in a sandbox
// and on desktops without GTK.
func portalOpen(dir string, folder bool) (string, error) {
	uris, err := filechooser.OpenFile("", words.T("picker.open"), &filechooser.OpenFileOptions{CurrentFolder: dir, Directory: folder})
	return portalAnswer(uris, err)
}

func portalSave(dir, name string) (string, error) {
	uris, err := filechooser.SaveFile("", words.T("picker.save"), &filechooser.SaveFileOptions{CurrentFolder: dir, CurrentName: name})
	return portalAnswer(uris, err)
}

func portalAnswer(uris []string, err error) (string, error) {
	switch {
	case err != nil:
		return "", fmt.Errorf("%w: %w", ui.ErrNoPicker, err)
	case len(uris) == 0:
		return "", ui.ErrNotChosen
	}
	path, local := strings.CutPrefix(uris[0], "file://")
	if !local || path == "" {
		return "", errNotLocal
	}
	// The library decodes the address as a query, where "+" means a space
	// (read in rymdport/portal 0.4.2, readURIFromResponse). A path with a space
	// may therefore be another file's; better no answer than a wrong one.
	if strings.Contains(path, " ") {
		return "", fmt.Errorf("%w: the portal's answer is ambiguous: %q", ui.ErrNoPicker, path)
	}
	return path, nil
}
