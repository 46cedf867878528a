#!/bin/sh
# Puts Holdfast under a prefix: sudo ./install.sh [/usr/local]. To remove it, give
# --remove before the prefix. It can be run again for an update, also while Holdfast
# runs.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
remove=
if [ "${1-}" = --remove ]; then
	remove=yes
	shift
fi
prefix=${1:-/usr/local}
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
policy=/usr/share/polkit-1/actions/app.holdfast.Holdfast.policy
cd "$here/usr"

# Desktops read their lists of programs and of kinds of files again.
refresh() {
	update-desktop-database "$prefix/share/applications" 2>/dev/null || true
	update-mime-database "$prefix/share/mime" 2>/dev/null || true
}

if [ -n "$remove" ]; then
	find . -type f | while read -r file; do rm -f "$prefix/$file"; done
	rmdir "$prefix/share/doc/holdfast" 2>/dev/null || true
	if grep -qs "$prefix/bin/holdfast" "$policy"; then rm -f "$policy"; fi
	refresh
	exit
fi
# Beside the old file and then in its place: a program that runs cannot be written to.
find . -type f | while read -r file; do
	mkdir -p "$prefix/$(dirname "$file")"
	cp "$file" "$prefix/$file.new"
	mv -f "$prefix/$file.new" "$prefix/$file"
done
# polkit reads no other folder, and the policy names the program.
rm -f "$prefix/share/polkit-1/actions/app.holdfast.Holdfast.policy"
if [ -w /usr/share/polkit-1/actions ]; then
	sed "s|/usr/bin/holdfast|$prefix/bin/holdfast|" share/polkit-1/actions/app.holdfast.Holdfast.policy >"$policy"
fi
refresh
echo "Holdfast is in $prefix. To remove it: $0 --remove $prefix"
if ! said=$("$prefix/bin/holdfast" --version 2>&1); then
	echo "It does not start here: $said" >&2
	echo "It needs a C library like that of Debian 12 or newer, and these libraries of the system: libGL, libEGL, libX11, libXcursor, libXi, libXinerama, libXrandr, libXxf86vm, libxkbcommon, libwayland-client, libwayland-cursor, libwayland-egl." >&2
	exit 1
fi
