package workspace

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"holdfast/atomicsave"
)

// fileSight looks at real files.
type fileSight struct {
	last      fs.FileInfo // at the last look
	lastFound watchFound
	against   atomicsave.Fingerprint // what the last look compared with
}

// trustedAge is how long ago a file must have been written for its times to
// prove that it was not written since: FAT and some servers count in seconds.
const trustedAge = 5 * time.Second

// look compares identity, size and times first and the content only where they
// prove nothing; a poll of a file that did not change costs one stat.
func (s *fileSight) look(ctx context.Context, path string, expected atomicsave.Fingerprint, thorough bool) watchFound {
	info, err := os.Stat(path)
	if err == nil && !thorough && expected == s.against && s.sameAsLast(info) {
		return s.lastFound
	}
	s.last, s.lastFound, s.against = info, compareNow(ctx, path, expected), expected
	if err != nil || s.lastFound.err != nil {
		s.last = nil
	}
	return s.lastFound
}

func (s *fileSight) sameAsLast(info fs.FileInfo) bool {
	return s.last != nil && os.SameFile(s.last, info) && s.last.Size() == info.Size() &&
		s.last.ModTime().Equal(info.ModTime()) && time.Since(info.ModTime()) > trustedAge
}

func compareNow(ctx context.Context, path string, expected atomicsave.Fingerprint) watchFound {
	same, err := atomicsave.Unchanged(ctx, path, expected)
	if err == nil && same {
		return watchFound{}
	}
	now, err := identify(ctx, path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && expected.IsZero():
		return watchFound{}
	case errors.Is(err, fs.ErrNotExist):
		return watchFound{gone: true}
	case err != nil:
		return watchFound{err: err}
	case !expected.IsZero() && now.Sum() == expected.Sum():
		return watchFound{}
	}
	return watchFound{changed: now}
}

// hints listens to the folders of the file: to a file itself one cannot listen,
// because editors put another one in its place. Where a link is on the way, or
// the folder is on another machine, events do not tell everything.
func (s *fileSight) hints(ctx context.Context, path string, tell func(watchHint)) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return // too many watches already: polling goes on
	}
	defer watcher.Close()
	real := resolved(path)
	folders := map[string]bool{filepath.Dir(path): true, filepath.Dir(real): true}
	complete := real == filepath.Clean(path)
	for folder := range folders {
		if watcher.Add(folder) != nil {
			return
		}
		complete = complete && !silentVolume(folder)
	}
	if complete {
		tell(hintBegin)
		defer tell(hintEnd)
	}
	names := map[string]bool{filepath.Clean(path): true, real: true}
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-watcher.Events:
			if !ok || folders[event.Name] && event.Has(fsnotify.Remove|fsnotify.Rename) {
				return
			}
			if names[event.Name] {
				tell(hintLook)
			}
		case _, ok := <-watcher.Errors: // also that events were lost
			if !ok {
				return
			}
			tell(hintLook)
		}
	}
}

// resolved follows the links of a path, also of one at which there is no file.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(folder, filepath.Base(path))
	}
	return filepath.Clean(path)
}
