// Package elevate saves one file with the rights of the administrator, by
// starting this program a second time through the system's own prompt.
//
//	window                       prompt                 helper
//	Write: order and content ──▶ pkexec, sudo -A ─────▶ holdfast write --administrator FILE
//	       report, read back ◀── osascript, runas       Serve: the same save as everywhere
//
// # Who is trusted with what
//
// The user's own processes are not trusted by the helper: any of them can start
// it. What protects the system is the person who reads the prompt and types the
// password, so the helper must do exactly what the prompt shows, nothing more,
// and nothing later.
//
//   - The prompt shows the whole command line, and that is only the program, the
//     verb and the file's absolute path. Paths with control characters or
//     marks that change the direction of writing, which could show one thing and
//     mean another, are refused by both sides (CheckPath). What else the helper
//     needs comes with the content: an Order, one line of JSON.
//   - One authorisation is one save. The polkit policy keeps none (auth_admin, not
//     auth_admin_keep) and is for "holdfast write" alone.
//   - Between the prompt and the save the path could be made to lead elsewhere by
//     whoever may change a folder on the way. So every folder from the root to
//     the file must belong to the administrator and be writable by nobody else;
//     the helper walks down by descriptors, follows no symbolic link anywhere,
//     and saves relative to the last folder (Enter). A file in a folder of an
//     ordinary user is refused: whoever owns the folder does not need the
//     helper, and whoever does not must not be led by the owner. On Windows
//     nobody can rename the folders of the path meanwhile, because the helper
//     holds them open; junctions and links are refused.
//   - What the file holds meanwhile could change, too. The order names the version
//     that the user saw; any other is a conflict, as in every save. An order
//     that would replace any version is refused.
//   - The content could be cut short by the death of the window. The order has
//     its length and its SHA-256; without all of it nothing is replaced.
//   - The environment: pkexec and sudo clear it. The helper uses no variable but
//     the language, no search path, no folder of the user, no display. It sets
//     the umask, which is inherited. A new file is 0644.
//   - The program that is started is this one, by its absolute path. Where the
//     user, and so any process of the user's, could have changed it (a copy in
//     the home folder), it is not started as administrator (Program). Windows
//     shows the path and the publisher of the program in its own prompt; there
//     this is not checked.
//   - pkexec and sudo are looked for at fixed places, and must belong to the
//     administrator and be setuid. No variable names another program; SUDO_ASKPASS
//     is the user's own, and runs with the user's rights.
//
// What the rights of the administrator could lose is asked as everywhere: the
// helper refuses, says what it needs, and is started again with the consent in
// the order, which is a second prompt.
//
// # Owner, mode and label
//
// They stay the file's: atomicsave carries them over, and root may set all of
// them.
//
// # What could not be done
//
// On macOS and Windows the prompt gives the helper no standard input. The order
// and the content then lie in a file of the user's own in a private folder; the
// helper reads it once and checks it against the hash, and the path of that file
// is in the command line. On Windows the helper has no standard output either,
// and it writes no report where the user could redirect it: its exit code is the
// report, and the file is read back.
//
// Run: Linux, with pkexec and polkit, with sudo, and with stand-ins. The Windows
// ground rules and exit codes: under wine, which has no prompt. macOS: compiled.
package elevate
