package fuse

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Mount mounts a file system of a type "fuse.NAME" on a folder, by itself as root
// and through fusermount3 as anybody else. A mount of which the server is dead is
// removed first. Access is checked by the kernel, by mode and owner; root's mounts
// are open to everybody.
func Mount(dir, name string) (*Conn, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	var stat unix.Stat_t
	if err := unix.Stat(dir, &stat); errors.Is(err, unix.ENOTCONN) {
		if err := (&Conn{fd: -1, dir: dir}).Unmount(); err != nil {
			return nil, fmt.Errorf("the dead mount on %s: %w", dir, err)
		}
	}
	fd := -1
	if os.Geteuid() == 0 {
		fd, err = mountSelf(dir, name)
	} else {
		fd, err = mountHelped(dir, name)
	}
	if err != nil {
		return nil, fmt.Errorf("mount %s: %w", dir, err)
	}
	return &Conn{fd: fd, dir: dir}, nil
}

func mountSelf(dir, name string) (int, error) {
	fd, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("/dev/fuse: %w", err)
	}
	options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions", fd)
	if err := unix.Mount(name, dir, "fuse."+name, unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// mountHelped asks the setuid program fusermount3, which sends the descriptor
// back through a socket.
func mountHelped(dir, name string) (int, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	defer unix.Close(pair[0])
	theirs := os.NewFile(uintptr(pair[1]), "socket")
	defer theirs.Close()
	command := exec.Command("fusermount3", "-o", "fsname="+name+",subtype="+name+",default_permissions,nosuid,nodev", "--", dir)
	command.ExtraFiles = []*os.File{theirs}
	command.Env = append(os.Environ(), "_FUSE_COMMFD=3")
	if out, err := command.CombinedOutput(); err != nil {
		return -1, fmt.Errorf("fusermount3: %w %s", err, out)
	}
	data, control := make([]byte, 8), make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := unix.Recvmsg(pair[0], data, control, unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		return -1, err
	}
	messages, err := unix.ParseSocketControlMessage(control[:n])
	if err != nil || len(messages) != 1 {
		return -1, fmt.Errorf("fusermount3 sent no descriptor: %v", err)
	}
	rights, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(rights) != 1 {
		return -1, fmt.Errorf("fusermount3 sent no descriptor: %v", err)
	}
	return rights[0], nil
}

// Unmount takes the file system out of the tree at once; Serve ends when nobody
// uses it any more.
func (c *Conn) Unmount() error {
	if os.Geteuid() == 0 {
		return unix.Unmount(c.dir, unix.MNT_DETACH)
	}
	if out, err := exec.Command("fusermount3", "-u", "-z", "--", c.dir).CombinedOutput(); err != nil {
		return fmt.Errorf("fusermount3 -u: %w %s", err, out)
	}
	return nil
}
