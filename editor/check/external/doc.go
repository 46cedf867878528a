// Package external lets the program that reads a config file judge it: visudo,
// sshd, nginx and the others of the table [Checkers].
//
// # What it promises
//
// A checker is started without a shell, with the absolute path of the file as
// one argument, so that no name can be taken for a flag or a command. It gets
// nothing on standard input, a small fixed environment, and [TimeLimit]. Of what
// it prints, [MaxOutput] is kept, and one that prints far more is ended. When it
// has ended, or its time is over, its whole process group is killed: on Linux,
// macOS and the other Unix systems. On Windows only the program itself is.
//
// # What it does not promise
//
// A checker runs with the rights of the user and does what its authors made it
// do. Some load what the file names, to check that too: nginx and rsyslogd their
// modules, haproxy its Lua, docker compose what is included, also from a
// network. That is why a person allows each of them once, before it runs. A
// process that leaves its group on purpose is not found; it cannot hold up the
// verdict.
package external
