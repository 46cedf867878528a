package workspace

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"holdfast/editor/internal/process"
)

// ForeignLock is the sign of another editor that has, or had, a file open.
type ForeignLock struct {
	// Program is "Vim", "Neovim", "LibreOffice" or "Emacs".
	Program string
	// Path is the sign.
	Path string
	// User, Host and PID are who left it, as far as it says.
	User, Host string
	PID        int
	// Stale says that the process no longer runs: the editor crashed, and may
	// have unsaved text.
	Stale bool
}

// ForeignLocks looks for the signs of other editors beside the file at path,
// and where Neovim keeps its own. It only reads; signs that make no sense are no
// signs. It may block.
func ForeignLocks(ctx context.Context, path string) []ForeignLock {
	dir, name := filepath.Split(path)
	var all []ForeignLock
	add := func(lock ForeignLock, ok bool) {
		if ok && ctx.Err() == nil {
			lock.judge()
			all = append(all, lock)
		}
	}
	for _, ending := range []string{".swp", ".swo", ".swn"} {
		add(vimSwap("Vim", filepath.Join(dir, "."+name+ending)))
		if state, err := stateHome(); err == nil {
			flat := strings.ReplaceAll(path, string(filepath.Separator), "%")
			add(vimSwap("Neovim", filepath.Join(state, "nvim", "swap", flat+ending)))
		}
	}
	add(officeLock(filepath.Join(dir, ".~lock."+name+"#")))
	add(emacsLock(filepath.Join(dir, ".#"+name)))
	return all
}

// judge finds out whether the process that left the sign is gone. That can be
// known of this machine only.
func (l *ForeignLock) judge() {
	host, err := os.Hostname()
	l.Stale = err == nil && l.PID > 0 && l.Host == host && !process.Exists(l.PID)
}

// readHead reads the first bytes of a regular file.
func readHead(path string, most int64) ([]byte, bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most))
	return data, err == nil
}

// The beginning of a swap file, struct block0 of Vim's memline.c: "b0", the
// version, and from byte 24 the number of the process (four bytes, the low one
// first), the user (40 bytes) and the host (40 bytes).
const (
	vimPID, vimUser, vimHost, vimName = 24, 28, 68, 108
)

func vimSwap(program, path string) (ForeignLock, bool) {
	head, ok := readHead(path, vimName)
	if !ok || len(head) < vimName || !bytes.HasPrefix(head, []byte("b0")) {
		return ForeignLock{}, false
	}
	return ForeignLock{
		Program: program, Path: path, PID: int(binary.LittleEndian.Uint32(head[vimPID:])),
		User: cString(head[vimUser:vimHost]), Host: cString(head[vimHost:vimName]),
	}, true
}

func cString(b []byte) string {
	text, _, _ := bytes.Cut(b, []byte{0})
	return strings.ToValidUTF8(string(text), "\uFFFD")
}

// officeLock reads LibreOffice's lock: name, login name, host, time and profile,
// with commas between them (svl/source/misc/lockfilecommon.cxx). It tells no
// process.
func officeLock(path string) (ForeignLock, bool) {
	head, ok := readHead(path, 4096)
	fields := strings.Split(strings.ToValidUTF8(string(head), "\uFFFD"), ",")
	if !ok || len(fields) < 4 {
		return ForeignLock{}, false
	}
	user := fields[0]
	if user == "" {
		user = fields[1]
	}
	return ForeignLock{Program: "LibreOffice", Path: path, User: user, Host: fields[2]}, true
}

// emacsLock reads Emacs's lock: a link to "user@host.pid:boot" that leads
// nowhere (Emacs Lisp manual, "File Locks").
func emacsLock(path string) (ForeignLock, bool) {
	text, err := os.Readlink(path)
	if err != nil {
		return ForeignLock{}, false
	}
	at := strings.LastIndexByte(text, '@')
	dot := strings.LastIndexByte(text, '.')
	if at < 0 || dot < at {
		return ForeignLock{}, false
	}
	number, _, _ := strings.Cut(text[dot+1:], ":")
	pid, err := strconv.Atoi(number)
	if err != nil {
		return ForeignLock{}, false
	}
	return ForeignLock{Program: "Emacs", Path: path, User: text[:at], Host: text[at+1 : dot], PID: pid}, true
}
