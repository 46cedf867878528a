package odd

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/fuse"
)

// presets are faults that are wanted often, by their switches.
var presets = []struct {
	name, help string
	faults     []string
}{
	{"no-xattr", "no extended attributes, and so no ACL", []string{"getxattr=ENOSYS", "setxattr=ENOSYS", "listxattr=ENOSYS", "removexattr=ENOSYS"}},
	{"no-link", "no hard links", []string{"link=EPERM"}},
	{"no-dirsync", "folders cannot be flushed", []string{"fsyncdir=EINVAL"}},
	{"no-exchange", "rename without flags only", []string{"rename2=EINVAL"}},
	{"eio-on-flush", "each flush of a file fails", []string{"fsync=EIO"}},
}

// Run serves a file system as the arguments of the command oddfs say, until it is
// unmounted or a signal ends it. It writes the line "ready" to out when the
// file system is there, and "hangs" each time that it stops answering.
func Run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("oddfs", flag.ContinueOnError)
	var faults []Fault
	add := func(texts ...string) error {
		for _, text := range texts {
			f, err := ParseFault(text)
			if err != nil {
				return err
			}
			faults = append(faults, f)
		}
		return nil
	}
	flags.Func("fault", "`OPERATION=WHAT[@N[+]]`, where what is an errno or hang; may be repeated", func(text string) error { return add(text) })
	for _, p := range presets {
		flags.BoolFunc(p.name, p.help, func(string) error { return add(p.faults...) })
	}
	forget := flags.String("forget", "", "lose what was not flushed, when killed or with SIGUSR2: `all` of it, or data only")
	memory := flags.String("memory", "", "with -forget, a `folder` for what is volatile; it is emptied (default: a new one)")
	fold := flags.Bool("fold", false, "upper and lower case in names are the same")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return errors.New("two folders are needed: what is shown, and where")
	}
	if *fold && *forget != "" {
		return errors.New("-fold and -forget do not go together")
	}
	s, err := newServer(flags.Arg(0), *memory, Forget(*forget), *fold, faults)
	if err != nil {
		return err
	}
	defer s.clean()
	if s.conn, err = fuse.Mount(flags.Arg(1), "oddfs"); err != nil {
		return err
	}
	s.faults.Hangs = func() { fmt.Fprintln(out, "hangs") }
	go s.listen()
	if _, err := fmt.Fprintln(out, "ready"); err != nil {
		return errors.Join(err, s.conn.Unmount())
	}
	return s.conn.Serve(s.faults)
}

// server is a file system with its signals.
type server struct {
	conn   *fuse.Conn
	faults *Faults
	forget *Forgetful // nil: nothing is forgotten
	own    string     // a folder to be removed at the end
}

func newServer(backing, memory string, forget Forget, fold bool, faults []Fault) (*server, error) {
	s := &server{}
	if forget == "" {
		folder, err := NewFolder(backing)
		if err != nil {
			return nil, err
		}
		folder.Fold = fold
		s.faults = NewFaults(folder, faults...)
		return s, nil
	}
	backing, err := filepath.Abs(backing)
	if err != nil {
		return nil, err
	}
	if memory == "" {
		if memory, err = os.MkdirTemp("", "oddfs-"); err != nil {
			return nil, err
		}
		s.own = memory
	} else if err := empty(memory); err != nil {
		return nil, err
	}
	s.forget, err = NewForgetful(backing, memory, forget)
	s.faults = NewFaults(s.forget, faults...)
	return s, err
}

func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

func (s *server) clean() {
	if s.own != "" {
		os.RemoveAll(s.own)
	}
}

// listen does what signals ask for.
func (s *server) listen() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, unix.SIGUSR1, unix.SIGUSR2, unix.SIGTERM, unix.SIGINT)
	for got := range signals {
		var err error
		switch got {
		case unix.SIGUSR1:
			s.faults.Toggle()
		case unix.SIGUSR2:
			if s.forget != nil {
				err = s.forget.Cut()
			}
		default:
			err = s.conn.Unmount()
			s.clean()
			if err == nil {
				os.Exit(0) // also if something hangs
			}
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "oddfs:", err)
		}
	}
}
