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
// temporary file named .holdfast-<32 hexadecimal digits> beside it (or in
// Options.TempDir), gives that the metadata of the old file, flushes it unless the
// level is Fast, optionally reads it back (Options.Verify) and shows it to the caller
// (Options.Check), puts it in place in one step, and flushes the directory at Full, and
// at Balanced where the file system needs that. An error before the replacement
// removes the temporary file and leaves the old one untouched. A save never
// copies to another volume and never falls back on overwriting: what cannot be done
// atomically is an error of class NeedsConsent, until Options.Consent agrees to the loss.
//
// Content that the file holds already is not put there again, and the report says
// "unchanged"; at Full and Balanced it is flushed all the same. If it tells its length and
// can be read twice, or is no longer than 1 MiB, not even a temporary file is made. All
// other content is compared by its hash with the version that is expected, and with
// AnyVersion not at all. SaveAll saves many files: it flushes the temporary files at the
// same time and each directory once, 128 files at a time, and gives each its own result.
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
// after a power cut. Without a journal a crash may leave the temporary file of each save
// that it interrupts.
//
// # How to read the tables
//
// One table for each system says what is kept, how a file is put in place, and what the
// levels promise. The last column says how that is known: the name of the test that ran
// it on the real system; "wine", with the name, if it ran under wine 8.0 and not on
// Windows; "rig" if it was seen in power cuts (internal/crashrig/RESULTS.md); or
// "compiled" if it was written from documentation and only compiled. See the end.
//
// # Linux
//
// Everything after the resolution goes through the descriptor of the directory,
// so a parent that is renamed or swapped cannot redirect a save. It needs
// statx(2), Linux 4.11.
//
//	KEPT
//	owner, group, mode, setuid, setgid   set, and looked at afterwards        TestMetadataIsKept
//	POSIX ACL; the default ACL of the    set as a whole; what the folder      TestACLIsKept,
//	folder is not mixed in               gave is taken away                   TestDefaultACL
//	user.*, trusted.*, security.* and    set; a system with SELinux or        TestMetadataIsKept
//	capabilities                         Smack at work was not tried
//	file flags (chattr)                  set on the empty file                TestFileFlags
//	symbolic links on the way            stay links                           TestSymlinks
//	NOT KEPT
//	birth time                           cannot be set                        -
//	other names (hard links)             by consent: cut, or in place         TestHardLinkNeedsConsent
//	what the caller may not set          by consent, and nothing is widened   TestLossNeedsConsent,
//	                                                                          TestLostACLDoesNotWiden
//	what a file system takes and drops   a Caveat afterwards                  TestMetadataComparedAfterwards
//	PUT IN PLACE
//	over a file, at Full and Balanced    renameat2(RENAME_EXCHANGE), then     TestHostileWriter,
//	                                     the displaced file is checked, and   TestForeignVersionBeforeEveryCall
//	                                     put back if it is a foreign version
//	over a file, at Fast, AnyVersion,    rename after a last look: a version  TestTwoProcesses,
//	or where there is no exchange        that arrives in the microseconds     TestOddFileSystems
//	                                     between is lost; saves of this
//	                                     package that expect a version take
//	                                     turns (flock)
//	a new file                           renameat2(RENAME_NOREPLACE), or      TestCreateOnly,
//	                                     link: never over another             TestOddFileSystems
//	REFUSED
//	folder, device, FIFO, socket, also   not-regular, or changed              TestSpecialFiles,
//	one that appears during the save                                          TestNameTurnsIntoSomethingElse
//	immutable and append-only files      permission                           TestImmutableIsRefused
//	files that the caller may not write  permission                           TestUnprivileged
//	BY CONSENT, IN PLACE
//	hard links, bind-mounted files,      see above                            TestInPlace,
//	folders that may not be written or                                        TestInPlaceBindMount,
//	are append-only, foreign files in                                         TestUnprivileged,
//	sticky folders                                                            TestAppendOnlyFolder
//
// What the levels promise depends on the file system. "Bad" is torn, empty, missing,
// unreadable, or at Full an acknowledged save that was lost, after Recover; the figures
// are those of the rig, of power cuts in the worst moments:
//
//	file system        Full                       Balanced                   Fast
//	ext4, xfs, btrfs   new: 0 bad of 3,100        old or new: 0 of 3,100     no promise; 0 damaged of 2,610
//	f2fs               new: 0 bad of 100          old or new: 0 of 100       no promise; not in this rig
//	vfat               new: 0 bad of 620          old or new: 0 of 270       unprotected
//	exFAT              new, with a guard: 0       old or new, with a guard:  unprotected
//	                   bad of 570                 0 of 270
//	ntfs3              new, with a guard: 1       old or new, with a guard:  unprotected
//	                   missing of 510             0 of 50
//	ext4 without a     new: 265 of 19,120         old or new: 2 of 300       unprotected: 69 damaged of
//	journal            unreadable until e2fsck    unreadable until e2fsck    120, for good
//	                   had run; 2 after it, both  had run, none after it
//	                   of 4,000 with AnyVersion
//	FUSE, unknown      what the program behind    the same                   unprotected
//	                   it keeps, with a guard
//	NFS, SMB, 9P, …    what the server keeps,     the same                   what the server keeps
//	                   with a guard; not tried
//	tmpfs, ramfs       nothing survives a power cut
//
// "Unprotected" means that nothing is known that keeps the file whole: the plan and the
// report say so (ReasonUnprotected, CaveatUnprotected). At Fast sync_file_range writes
// the data out before the rename and does not flush the disk's cache; that was never
// torn in 6,900 further cuts on ext4, xfs, btrfs and f2fs, and nobody promises it.
//
// On vfat, exFAT, ntfs3 and FUSE the order is another: rename instead of the
// exchange, the old file held open across it, the new one flushed again under
// its final name, then the directory, also at Balanced. In power cuts that left 0 of
// 6,500 files bad on vfat, up to 1.8 % on exFAT and 5 to 6 % on ntfs3, where the order of
// the journaling systems left 0.4 to 84 % (another machine's rig). So there is a guard,
// except on vfat: a save with a Journal at Full or Balanced keeps the old content, from
// before it touches the folder, and the new one in the journal's folder until it has
// ended. Recover restores a file that is missing, unreadable, or holds nothing but parts
// of that content, as soon as the volume is back (a damaged one must be checked first).
// The guard ends with the save: the one file that went missing on ntfs3 did so between
// two saves, when neither had a copy, so on ntfs3 the promise of Full is not kept to the
// last cut. Without a Journal there is no guard. A volume is known again by its type and,
// where udev tells, by its serial number.
//
// On ext4 the blocks of a replaced file of 16 MiB at most are given back when Save has
// returned, on another goroutine, and the next save of this process on that volume waits
// for it (TestFreedForTheNext). For other programs the space is free, and the volume not
// busy any more, some microseconds after the save.
//
// Whether ext4 has a journal is read from /sys/fs/ext4; where that is not shown, as in
// some containers, it is taken to have one. A program that keeps the old file open and
// writes to it after the replacement writes to a file that has no name.
//
// # macOS
//
// The same shape, by descriptors. All of it is compiled and was never run.
//
//	KEPT
//	owner, group, mode, extended         set, and looked at afterwards        compiled
//	attributes, creation time, the
//	flags "hidden" and "nodump"
//	ACL, on APFS                         the temporary file begins as an      compiled
//	                                     emptied clone of the old one
//	NOT KEPT
//	ACL where the volume cannot clone    lost, and not even seen: reading     compiled
//	(HFS+, FAT, network)                 it needs cgo
//	number of a tracked document,        -                                    compiled
//	compression, com.apple.provenance,
//	com.apple.macl
//	PUT IN PLACE
//	over a file                          renameatx_np(RENAME_SWAP), then the  compiled
//	                                     displaced file is checked; rename
//	                                     where that is missing
//	a new file                           renameatx_np(RENAME_EXCL), or link   compiled
//	REFUSED
//	as on Linux                          uchg, schg, uappnd and sappnd count  compiled
//	                                     as immutable and append-only
//	LEVELS
//	Full                                 F_FULLFSYNC, file and directory      compiled
//	Balanced                             F_BARRIERFSYNC                       compiled
//	Fast                                 no flush; no promise                 compiled
//
// Where the volume lacks one of these flushes, the next weaker is used, down to fsync,
// which on macOS does not empty the drive's cache: Report.Achieved says so. A quarantine
// mark is kept like any attribute.
//
// # Windows
//
// Paths are final (links, junctions, mapped drives resolved) and in the \\?\ form,
// so 260 characters are no limit. The folder is held open during a save and
// cannot be renamed meanwhile (wine: TestDirectoryIsPinned).
//
//	KEPT
//	creation time, short name, access    ReplaceFileW                         compiled
//	list, encryption, compression,
//	alternate streams
//	hidden, system, not-indexed          set before, and looked at            compiled
//	                                     afterwards
//	owner, where the caller may set it:  set before                           compiled
//	itself, its groups, or with the
//	restore privilege anybody
//	spelling of the name                 ReplaceFileW                         wine: TestCaseOfNames
//	NOT KEPT
//	another owner                        by consent                           compiled
//	other names (hard links)             by consent: cut, or in place         wine: TestHardLinkInPlace
//	what differs afterwards              a Caveat                             compiled
//	PUT IN PLACE
//	over a file                          ReplaceFileW with a random backup    wine: TestForeignVersionIsPutBack,
//	                                     name; the backup is checked, and     TestTwoForeignVersionsAreBothKept,
//	                                     put back if it is a foreign version  TestHostileWriter
//	over a file, where ReplaceFileW is   metadata copied, then MoveFileExW;   compiled
//	not known (errors 1, 50, 87)         Report.Commit says rename
//	a new file                           MoveFileExW without                  wine: TestRenameNoReplace
//	                                     MOVEFILE_REPLACE_EXISTING
//	saves at once                        take turns (a mutex of the system)   wine: TestSavesAtOnce
//	a file that is held open             waited for, 2 s at most; then a      wine: TestHeldOpen;
//	                                     rename with POSIX semantics          the rename: compiled
//	killed in the middle                 the old file is at the backup name   wine: TestKilledInsideReplaceFile
//	                                     until Recover has put it back
//	REFUSED
//	read-only files                      read-only                            wine: TestReadOnlyAttribute
//	NUL, COM1.txt, a:b, trailing dots    bad-name                             wine: TestReservedNamesAndStreams
//	and spaces
//	LEVELS
//	Full                                 FlushFileBuffers on the file and on  wine: TestReplaceByReplaceFile;
//	                                     the directory                        no power cut was tried
//	Balanced                             FlushFileBuffers on the file; on     the same
//	                                     FAT and exFAT on the directory too
//	Fast                                 no flush; no promise; on FAT and     the same
//	                                     exFAT "unprotected"
//
// MOVEFILE_COPY_ALLOWED is never used. ReplaceFileW cannot write through, hence the flush
// of the directory: that call is documented for file systems and SMB servers (MS-FSA,
// MS-SMB2), not for programs; where it is refused, the file is flushed again under its
// new name. Between the two moves of ReplaceFileW there is no file of that name for a
// moment. After every failure all three names are looked at, and what exists is trusted
// more than the error code: an old file at the backup name is moved back, never
// over another; a temporary file that is the only content is kept and named.
// Until a temporary file gets the access list of the old file it is for its
// owner, the system and the administrators alone.
//
// # Errors
//
// Every error is an *Error with the step, the path, a class and the state of the
// target: Old, New, NewUnconfirmed or Unknown. An error comes with one of these states
// (TestErrorTableIsReached compares this table with the code):
//
//	class         means                                                 state
//	usage         options that make no sense                            old
//	changed       the file is not the expected version any more         old
//	not-exist     reading: there is no file                             old
//	cancelled     the context ended before the replacement              old
//	needs-consent something would be lost that was not agreed to        old
//	vetoed        Options.Check said no                                 old
//	corrupt       verify read something else, or the check changed it   old
//	permission    the system refuses                                    old or unknown
//	read-only     the file system is mounted read-only                  old or unknown
//	no-space      disk full or quota used up, or the file too big       old or unknown
//	cross-volume  temp and target are on different volumes              old or unknown
//	in-use        another program or a mount holds the file             old or unknown
//	exists        create only, and there is a file                      old or unknown
//	vanished      the folder is gone                                    old or unknown
//	not-regular   a directory, device, FIFO, socket, dangling link      old or unknown
//	bad-name      empty, too long, reserved                             old or unknown
//	unsupported   the file system cannot do it, or is none: ErrNoDisk   old or unknown
//	network       the network or its server failed                      old or unknown
//	io            the device failed                                     old or unknown
//	other         the content's own error, or an unknown one            old or unknown
//
// How each of them comes about (ExampleClassOf makes those happen that a program can):
//
//	class         for example
//	usage         no content; Options.Durability 9; in place without Options.Journal and StateDir
//	changed       the file was saved by another program after it was read
//	not-exist     Read of a name that nothing has
//	cancelled     ctx was cancelled while the content was written
//	needs-consent the file has two names (hard links), and Options.Consent is none
//	vetoed        a checker that Options.Check called found a mistake in the new content
//	corrupt       Options.Verify read back what was not written: memory or disk are failing
//	permission    chattr +i; a file of root that a user may read and not write
//	read-only     a mounted image; a volume that turned read-only after an error
//	no-space      the disk is full, or the quota of the user is
//	cross-volume  Options.TempDir is on another disk, or on another mount of the same one
//	in-use        a program on Windows that holds the file open for more than two seconds
//	exists        the zero Options, and somebody made the file first
//	vanished      the folder is not there, or was removed meanwhile
//	not-regular   /dev/null; a folder; a link to a file that is gone
//	bad-name      a name of 256 bytes; on Windows NUL and a:b
//	unsupported   a file of proc; a file system that cannot rename
//	network       the server of a mounted folder has forgotten the file (ESTALE)
//	io            a bad sector; a failed flush
//	other         the content's Read returned an error of its own
//
// Unknown is rare. The replacement was asked for, the answer was an error of one of
// these classes, and looking at the target failed too, or showed neither version; or a
// write in place failed and the old content could not be written back. Then nothing is
// removed and Error.Paths names every file that may hold content. With changed, Paths
// names a version of another program that a save displaced and could not put back,
// because yet another program was quicker: that stays, too. A directory
// that cannot be flushed after the replacement is no error: the new version is
// in place, and the Report says that it is not confirmed. A file of proc, sysfs and their
// like is refused with the cause ErrNoDisk, which errors.Is finds (TestKernelFiles).
//
// # What these claims rest on
//
// Linux 6.18: run on ext4 without a journal, and where the kernel and root allow also on
// ext4 with one, xfs, btrfs, overlay (TestOnOtherFileSystems) and tmpfs, as root and as
// another user (TestUnprivileged).
//
//	every call fails, loses its answer,  TestEveryCallFails, TestEveryCallIsShort
//	or is cut short
//	killed at every call                 TestKilledAtEveryCall, TestInPlaceKilled, TestRecoverAfterKill
//	a flush that failed                  TestFailedFlushIsNotRepeated, TestInPlaceNeedsADurableNet
//	full, read-only, bind-mounted, on    TestFullFileSystem, TestReadOnlyFileSystem,
//	other volumes, out of quota          TestRemountedDuringTheSave, TestInPlaceBindMount,
//	                                     TestTempDirOnAnotherVolume, TestSymlinkChainAcrossVolumes,
//	                                     TestQuota (btrfs; the kernel at hand has none for ext4)
//	file systems that lack calls, fail,  TestOddFileSystems, TestOddFailures, TestFailureAtClose,
//	ignore case, die, or forget          TestCaseInsensitiveNames, TestServerDiesAtEveryCall,
//	(FUSE, our own)                      TestForgetfulFileSystem
//	names and paths                      TestNames, TestLongPath, TestSymlinkChainLimit, TestBadPaths
//	targets that turn into something     TestTargetTurnsIntoSomethingElse, TestLinkPlantedByAnother,
//	else, clocks that jump               TestNameTurnsIntoSomethingElse, TestClockJumps,
//	                                     TestFreshTimesProveNothing
//	other writers and other processes    TestHostileWriter, TestTwoProcesses, TestKilledRivals,
//	                                     TestForeignVersionsDuringSwapBack
//	all of these at random               FuzzSave
//	power cuts, modelled                 TestPromises and TestBrokenIsCaught of crashsim
//	power cuts, on real file systems     TestPowerCuts of internal/crashrig; vfat, exFAT, ntfs3 and
//	                                     f2fs in a virtual machine: see its RESULTS.md, whose cuts
//	                                     are counted above
//
// NFS and SMB were not tried.
//
// Windows: run under wine 8.0, with every call made to fail and to lose its answer
// (TestEveryCallFailsOnWindows), every partial failure of ReplaceFileW staged with real
// files (TestReplacePartialFailuresOnDisk), readers that do not share, a second volume
// (TestTempDirOnAnotherDrive), and a hostile writer. Wine cannot
// show links and junctions, access lists and owners of others, alternate streams,
// hidden attributes and creation times across a replacement, POSIX renames, FAT,
// ReFS and network volumes, nor power cuts: those parts are written from the
// documentation. macOS: only compiled.
package atomicsave
