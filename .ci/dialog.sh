#!/usr/bin/env bash
# Called by .github/workflows/test.yml on macOS: saves with the command line, then opens a window and
# looks for it, and for the dialog of the system, with AppleScript. A runner may
# forbid that AppleScript presses keys; then only the start is seen.
set -euo pipefail
program=build/package/macos/Holdfast.app/Contents/MacOS/holdfast
printf '[a]\nb=1\n' >one.ini
printf '[a]\nb=2\n' | "$program" write one.ini
[ "$(cat one.ini)" = "$(printf '[a]\nb=2\n')" ]

"$program" one.ini &
trap 'kill $! 2>/dev/null || true' EXIT
sleep 10
kill -0 $!
if ! osascript -e 'tell application "System Events" to keystroke "o" using command down'; then
  echo "skipped: the dialog: AppleScript may not press keys here"
  exit
fi
sleep 3
osascript -e 'tell application "System Events" to tell process "holdfast" to count windows' | grep -qx '[2-9]'
osascript -e 'tell application "System Events" to key code 53'
