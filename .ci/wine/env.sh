# Sourced by setup, run and test: where the rig lives, and a wine that neither
# needs a display nor asks for anything.

: "${HOME:=/tmp}"
export HOME
wine_base=${HOLDFAST_WINE:-${XDG_CACHE_HOME:-$HOME/.cache}/holdfast-wine}
wine_overlay=$wine_base/overlay.json

export WINEPREFIX="$wine_base/prefix"
export WINEARCH=win64
export WINEDEBUG=-all
# No questions about mono or gecko, no desktop menus.
export WINEDLLOVERRIDES='mscoree=;mshtml=;winemenubuilder.exe='
unset DISPLAY WAYLAND_DISPLAY

# Debian's /usr/bin/wine is a script that complains when the 32-bit half is
# missing; the loader itself does not.
wine_loader=
for candidate in /usr/lib/wine/wine64 "$(command -v wine64)" "$(command -v wine)"; do
	if [ -n "$candidate" ] && [ -x "$candidate" ]; then
		wine_loader=$candidate
		break
	fi
done

# Root writes read-only files, so permission tests would test nothing. Root
# without its capabilities is bound by modes like anybody else, and still owns
# the build folders of the go command, which another uid could not enter. A
# container may forbid even that; tests are told by the variable.
wine_drop='setpriv --bounding-set=-all --inh-caps=-all --'
if [ "$(id -u)" -ne 0 ]; then
	wine_drop=
elif ! $wine_drop true 2>/dev/null; then
	wine_drop=
	export HOLDFAST_PRIVILEGED=1
fi
wine_unprivileged() { $wine_drop "$@"; }
