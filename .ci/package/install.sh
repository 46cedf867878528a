#!/bin/sh
# Puts Holdfast under a prefix: sudo ./install.sh [/usr/local]. To remove it, give
# --remove before the prefix.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
remove=
if [ "${1-}" = --remove ]; then
	remove=yes
	shift
fi
prefix=${1:-/usr/local}
cd "$here/usr"
if [ -n "$remove" ]; then
	find . -type f | while read -r file; do rm -f "$prefix/$file"; done
	rm -f /usr/share/polkit-1/actions/app.holdfast.Holdfast.policy
	exit
fi
find . -type f | while read -r file; do
	mkdir -p "$prefix/$(dirname "$file")"
	cp "$file" "$prefix/$file"
done
# polkit reads no other folder, and the policy names the program.
policy=/usr/share/polkit-1/actions/app.holdfast.Holdfast.policy
rm -f "$prefix/share/polkit-1/actions/app.holdfast.Holdfast.policy"
if [ -w /usr/share/polkit-1/actions ]; then
	sed "s|/usr/bin/holdfast|$prefix/bin/holdfast|" share/polkit-1/actions/app.holdfast.Holdfast.policy >"$policy"
fi
for update in "update-desktop-database $prefix/share/applications" "update-mime-database $prefix/share/mime"; do
	$update 2>/dev/null || true
done
echo "Holdfast is in $prefix. To remove it: $0 --remove $prefix"
