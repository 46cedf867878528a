// Package e2e tests the real program in a real window: it builds holdfast,
// starts it on an X server of its own (Xvfb) under a window manager (openbox)
// with a message bus and a home of its own, presses keys and moves the mouse
// with xdotool, and looks at what a person could look at: the title of the
// window, the clipboard, the screen, the exit code, and every byte on the disk.
// The program has no door that only these tests know.
//
// The tests need the build tag e2e, Linux, and the programs Xvfb, openbox,
// xdotool, xclip, xprop, xwininfo and dbus-daemon; some also root, for mounts and for files of
// other owners; some strace, one GTK's headers:
//
//	go test -tags migrated_fynedo,no_emoji,no_metadata,e2e ./ui/e2e
//
// These variables of the environment change how they run:
//
//	HOLDFAST_E2E_BINARY     test this program instead of building one
//	HOLDFAST_E2E_ARTIFACTS  keep screenshots and logs of failed tests in this folder
//	HOLDFAST_E2E_KEEP=all   keep those of passed tests too
//	HOLDFAST_E2E_PATIENCE   how long to wait for anything, as in 30s; default 20s
//	HOLDFAST_E2E_WINDOWS    test this holdfast.exe, under wine
//	HOLDFAST_KILLS          how often the program is killed while somebody types
//	HOLDFAST_KILL_SEED      when it does: the number that a run has printed
//	HOLDFAST_BENCH=1        measure: .ci/bench sets it, and those that belong to it
package e2e
