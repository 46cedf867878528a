// Package atomicsave replaces files without ever leaving half of one, and says
// afterwards what it achieved.
//
//	r, err := atomicsave.Save(ctx, "/etc/app.conf", content, atomicsave.Options{Expect: fingerprint})
//
// # Three different things
//
// Atomic, durable and conflict-safe are three promises, not one.
//
//   - Atomic: whoever opens the path sees the old file or the new one, each
//     complete, at any moment, also after this process is killed. Save promises
//     it always, except where the caller consents to overwriting in place.
//   - Durable: what a power cut leaves. That is the Durability level.
//   - Conflict-safe: a version that somebody else put there is not overwritten
//     unseen. That is Options.Expect.
//
// The zero Options is the safest: full durability, create only, nothing may be
// lost. A caller that wants to replace a file passes the Fingerprint of the
// version that it has seen, from Read, Open, Identify or an earlier Report.
//
// # What a power cut leaves
//
//	Full      the file is flushed, put in place, and its directory flushed: once
//	          Save has returned, the new version is there
//	Balanced  the file is flushed before it is put in place: the old or the new
//	          version, each complete; the newest save may be undone
//	Fast      nothing is flushed: the old, the new, or on some file systems an
//	          empty or damaged file; where nothing at all protects it, a Caveat says
//	          so. Still atomic for other programs and for a crash of this one
//
// Report.Achieved says what the system confirmed, which may be less than what
// was asked; then State is NewUnconfirmed and a Caveat says why. Disks and
// servers that lie about flushes cannot be found out.
//
// # What a save does
//
// It resolves symbolic links to the real file (the links stay), compares the
// file with the expected version, decides how to save it (see Plan), writes a
// temporary file named .holdfast-<32 hexadecimal digits> beside it, gives that
// the metadata of the old file, flushes it, optionally reads it back
// (Options.Verify) and shows it to the caller (Options.Check), puts it in place
// in one step, and flushes the directory. An error before the replacement
// removes the temporary file and leaves the old one untouched. A save never
// copies and never falls back on overwriting: what cannot be done atomically is
// an error of class NeedsConsent, until Options.Consent agrees to the loss.
//
// Content that the file holds already is not written again; at Full it is flushed
// all the same. SaveAll saves many files: it flushes all temporary files at the
// same time and each directory once, and gives each file its own result.
//
// # In place, by consent
//
// A file that is mounted on its own, has other names (hard links), lies in a
// folder that may not be written, or belongs to somebody else in a sticky folder
// can only be overwritten, and only with consent to LossAtomicity. Then the new
// and the old content and a record of both are first put durably into a folder of
// the program's own (Options.Journal or Options.StateDir). If a flush of these fails, or
// is not to be had there, the save ends here: they are the only net. The file is opened
// without being truncated, looked at again, overwritten, cut to length last, and
// always flushed, whatever the level. If a write fails, the old content is
// written back. Readers may see a mixture for a moment, and so may they after a
// power cut, until Recover has finished the file. There is no exchange here: what
// another program writes during the overwriting is lost.
//
// # After a crash
//
// With Options.Journal, Journal.Recover finishes or undoes what dead processes
// left and removes their temporary files: only those whose names prove, by a
// keyed hash, that this journal made them, and only when the lock of their
// process is gone. It finishes a file that was torn while it was overwritten, if
// each sector of it is old, new or zero; gives a file back that a replace call of
// Windows left without its name; and keeps and names what may be the only copy
// of something: a version of another program that was displaced and not checked
// any more, a recovery file of a save that did not begin. The note of a
// replacement is not flushed, so the first of these is known after a kill, not
// after a power cut. Without a journal a crash may leave one temporary file.
//
// # Linux
//
// Everything after the resolution goes through the descriptor of the directory,
// so a parent that is renamed or swapped cannot redirect a save. It needs
// statx(2), Linux 4.11.
//
//	kept              owner, group, mode with setuid and setgid, POSIX ACL, security
//	                  label, capabilities, user.* and trusted.* attributes, file
//	                  flags (chattr). The default ACL of the folder is not mixed in
//	not kept          birth time, which cannot be set; hard links and what the caller
//	                  may not set: by consent only
//	replaced by       renameat2(RENAME_EXCHANGE) at Full and Balanced, then the
//	                  displaced file is checked, and put back if it was not the expected
//	                  version; rename where the file system has no exchange, at Fast, or
//	                  with AnyVersion. Then a version that arrives in the microseconds
//	                  between the last look and the rename is lost: Report.Commit tells.
//	                  Saves of this package take turns there (flock of the folder): one
//	                  wins, the others find that the file changed
//	created by        renameat2(RENAME_NOREPLACE), or link where that is missing: a file
//	                  that appears meanwhile is never overwritten
//	flushed by        fsync; at Fast sync_file_range, which writes the data out before
//	                  the rename but does not flush the disk's cache: no promise, yet
//	                  never torn in 6,900 power cuts on ext4, xfs, btrfs and f2fs
//	refused           what is not a regular file; immutable and append-only files; files
//	                  that the caller may not write, although the folder would allow
//	                  replacing them
//	by consent        hard-linked files, bind-mounted files, folders that may not be
//	                  written or are append-only, foreign files in sticky folders
//
// On vfat, exFAT, ntfs3 and FUSE the order is another: rename instead of the
// exchange, the old file held open across it, the new one flushed again under
// its final name, then the directory. In power cuts that left 0 of 6,500 files
// bad on vfat, up to 1.8 % on exFAT and 5 to 6 % on ntfs3, where the order of
// the journaling systems left 0.4 to 84 %. So, except on vfat, a save with a
// Journal at Full or Balanced also keeps the old content, from before it touches the
// folder, and the new one in the journal's folder until it has ended, there and on
// network file systems and on those whose type is not known. Recover restores a file
// that is missing, unreadable, or holds nothing but parts of that content, as soon
// as the volume is back (a damaged one must be checked first). One of 450 cuts on
// ntfs3 still left the file missing, between two saves. A volume is known again by
// its type and, where udev tells, by its serial number.
//
// Not promised: tmpfs keeps nothing across a power cut. NFS, SMB and FUSE flush
// when the server pleases. On ext4 without a journal about 1 % of the power cuts left
// the file unreadable until e2fsck had run, which lost nothing in 2,000, and at Balanced
// 6 % damaged it: where the kernel shows that there is no journal (/sys/fs/ext4), the
// plan and the report say so, and Balanced flushes the directory, too.
// A program that keeps the old file open and writes to it after the replacement writes
// to a file that has no name.
//
// # macOS
//
// The same shape, by descriptors.
//
//	kept              owner, group, mode, extended attributes, the flags "hidden" and
//	                  "nodump", the creation time; on APFS the ACL, because the temporary
//	                  file begins as an emptied clone of the old one
//	not kept          the ACL where the volume cannot clone (HFS+, FAT, network): it is
//	                  lost and not even seen, because reading it needs cgo; the number
//	                  of a tracked document; compression; what the system keeps for
//	                  itself (com.apple.provenance, com.apple.macl). A quarantine mark
//	                  is kept like any attribute
//	replaced by       renameatx_np(RENAME_SWAP), the displaced file is checked; rename
//	                  where that is missing
//	created by        renameatx_np(RENAME_EXCL), or link
//	flushed by        Full: F_FULLFSYNC for the file and for the directory; Balanced:
//	                  F_BARRIERFSYNC. Where the volume lacks one, the next weaker, down to
//	                  fsync, which on macOS does not empty the drive's cache: the report
//	                  says so
//	refused           as on Linux; uchg, schg, uappnd and sappnd count as immutable and
//	                  append-only
//
// # Windows
//
// Paths are final (links, junctions, mapped drives resolved) and in the \\?\ form,
// so 260 characters are no limit. The folder is held open during a save and
// cannot be renamed meanwhile.
//
//	kept              creation time, short name, access list, encryption, compression,
//	                  alternate streams (ReplaceFileW); the attributes hidden, system and
//	                  not-indexed; the owner, where the caller may set it: itself, its
//	                  groups, or anybody with the restore privilege of administrators; the
//	                  spelling of the name. What differs afterwards is a Caveat
//	not kept          another owner, hard links: by consent only
//	replaced by       ReplaceFileW with a random backup name; the backup is then checked,
//	                  and put back if it was not the expected version. Between its two
//	                  moves there is no file of that name for a moment, and a kill in that
//	                  moment leaves the old file under the backup name. Where a file system
//	                  has no ReplaceFileW (errors 1, 50, 87): metadata copied, then
//	                  MoveFileExW, and Report.Commit says rename. MOVEFILE_COPY_ALLOWED is
//	                  never used
//	created by        MoveFileExW without MOVEFILE_REPLACE_EXISTING
//	flushed by        FlushFileBuffers; at Full then also on the directory, because
//	                  ReplaceFileW cannot write through. That call is documented for file
//	                  systems and SMB servers (MS-FSA, MS-SMB2), not for programs; where
//	                  it is refused, the file is flushed again under its new name
//	refused           read-only files; reserved names (NUL, COM1.txt), streams (a:b),
//	                  trailing dots and spaces
//	in use            a file that another program holds open is waited for, 2 s at most;
//	                  then a rename with POSIX semantics is tried, which Windows 10 may
//	                  allow under open handles
//	at once           saves of one file take turns, in all processes of the machine (a
//	                  mutex of the system): one wins, the others find that it changed
//
// After every failure all three names are looked at, and what exists is trusted
// more than the error code: an old file at the backup name is moved back, never
// over another; a temporary file that is the only content is kept and named.
// Until a temporary file gets the access list of the old file it is for its
// owner, the system and the administrators alone.
//
// # Errors
//
// Every error is an *Error with the step, the path, a class and the state of the
// target: Old, New, NewUnconfirmed or Unknown.
//
//	class         means                                                 state
//	usage         options that make no sense                            old
//	permission    the system refuses                                    old
//	read-only     the file system is mounted read-only                  old
//	no-space      disk full or quota used up, or the file too big       old
//	cross-volume  temp and target are on different volumes              old
//	in-use        another program or a mount holds the file             old
//	changed       the file is not the expected version any more         old
//	exists        create only, and there is a file                      old
//	not-exist     reading: there is no file                             old
//	vanished      the folder is gone                                    old
//	not-regular   a directory, device, FIFO, socket, dangling link      old
//	bad-name      empty, too long, reserved                             old
//	unsupported   the file system cannot do it                          old
//	network       the network or its server failed                      old, or unknown after the replacement was asked for
//	io            the device failed                                     old, or unknown likewise; in place, unknown
//	cancelled     the context ended; too late after the replacement     old
//	needs-consent something would be lost that was not agreed to        old
//	vetoed        Options.Check said no                                 old
//	corrupt       verify read something else, or the check changed it   old
//	other         the content's own error, or an unknown one            old
//
// Unknown is rare: the replacement was asked for, the answer was an error, and
// looking at the target failed too, or showed neither version. Then nothing is
// removed and Error.Paths names every file that may hold content. With changed, Paths
// names a version of another program that a save displaced and could not put back,
// because yet another program was quicker: that stays, too. A directory
// that cannot be flushed after the replacement is no error: the new version is
// in place, and the Report says that it is not confirmed.
//
// # What these claims rest on
//
// Linux: run on ext4, xfs, btrfs, overlay and tmpfs as root and as another user,
// with every system call of a save made to fail, to lose its answer and to be the
// last before a kill; on real mounts that are full, read-only, bind-mounted, on other
// volumes and out of quota (btrfs; the kernel at hand has none for ext4); on FUSE
// file systems of our own that lack calls, fail, ignore case, die at every call, and
// forget what was not flushed; against a writer that interferes before every call and
// at random, and another process that saves the same file; by a fuzzer of faults,
// foreign writers, cancellations and kills; and traced with strace. Power cuts: on
// ext4, xfs and btrfs here, on vfat, exFAT, ntfs3 and f2fs in a virtual machine: see
// internal/crashrig/RESULTS.md, which has fewer cuts than the figures above, from
// another machine's rig. NFS and SMB were not tried.
// Windows: run under wine 8.0, with every call
// made to fail and to lose its answer, every partial failure of ReplaceFileW
// staged with real files, readers that do not share, a second volume, and a
// hostile writer. Wine cannot show links and junctions, access lists and owners
// of others, alternate streams, hidden attributes and creation times across a
// replacement, POSIX renames, FAT, ReFS and network volumes, nor power cuts:
// those parts are written from the documentation. macOS: only compiled.
package atomicsave
