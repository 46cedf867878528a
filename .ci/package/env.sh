# Sourced by the scripts beside it: what is built, as which version, and how.
# The same input gives the same bytes: everything below comes from the commit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# All times in packages are that of the commit.
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C.UTF-8
umask 022

# moment FORMAT is the time of the commit, by the date of GNU or that of a Mac.
moment() { date -u -d "@$SOURCE_DATE_EPOCH" "$1" 2>/dev/null || date -u -r "$SOURCE_DATE_EPOCH" "$1"; }

# The version is the tag vX.Y.Z of the commit. Without one it is the next release,
# marked as before it: 0.1.0~git20260102.0304.abc1234 sorts by time, before 0.1.0.
base=$(sed -n 's/^Version = "\(.*\)"$/\1/p' FyneApp.toml)
if [ -z "${HOLDFAST_VERSION:-}" ]; then
  HOLDFAST_VERSION=$(git describe --exact-match --tags --match 'v[0-9]*' 2>/dev/null | sed 's/^v//') ||
    HOLDFAST_VERSION=$base~git$(moment +%Y%m%d.%H%M).$(git rev-parse --short=7 HEAD)
  [ -z "$(git status --porcelain)" ] || HOLDFAST_VERSION+=.changed
fi
version=$HOLDFAST_VERSION
export HOLDFAST_VERSION

work=$PWD/build/package
packages=$PWD/build/packages
mkdir -p "$work" "$packages"

# -buildid= because the id that Go makes depends on the folder of the build.
flags=(-tags migrated_fynedo,no_emoji,no_metadata)
link="-s -w -buildid= -X main.version=$version"
slim=$(.ci/slim)
export GOFLAGS="-trimpath -buildvcs=false $slim" GOWORK=off CGO_ENABLED=1
export CC=${HOLDFAST_CC:-$(command -v clang || echo cc)}

# small FILE fails if a program is larger than the project promises.
small() { [ "$(wc -c <"$1")" -le 25000000 ] || { echo "$1 is larger than 25 MB: $(wc -c <"$1") bytes" >&2; exit 1; }; }

nfpm() { GOFLAGS= CC= CGO_ENABLED=0 GOOS= GOARCH= go run github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4 "$@"; }

# packed FILE compresses FILE to FILE.gz as Debian wants it.
packed() { gzip -9nf "$1"; }

# sums lists what has been built.
sums() {
  local sum=sha256sum
  command -v $sum >/dev/null || sum="shasum -a 256" # a Mac
  (cd "$packages" && rm -f SHA256SUMS && for file in *; do $sum "$file"; done >../SHA256SUMS && mv ../SHA256SUMS .)
}
