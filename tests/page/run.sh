#!/usr/bin/env bash
# Does the page do what it must, in a browser? Starts servers in memory, opens their page in a headless Chromium, and uses it.
#
#   tests/page/run.sh [--images] [FILE…]     all *.test.js of this folder where none is named; --images writes the pictures of docs/images anew
#   tests/page/run.sh --install              nothing is tested: what that needs of npm is fetched, for later
#
# What the tests need of npm is installed once for each package-lock.json and kept in target/page. Without node, npm or a Chromium, all is
# left out, which is said; with CI=1 that is a failure. Ends with 0 if all went well.
#
# Environment:
#   CORACLE=target/debug/coracle    the program
#   CHROMIUM                        the browser; chromium or chromium-browser of the PATH where it is not said
#   PAGE_FILES                      a folder with the page's files, in place of those in the program
#   PAGE_LOAD=1000:10               so many changes a second, and for so many seconds (load.test.js)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
left_out() { echo "the page: left out, since $1 is not there"; [ -z "${CI:-}" ] || exit 1; exit 0; }

install=
[ "${1:-}" != --install ] || { install=only; shift; }
images=
[ "${1:-}" != --images ] || { images=$root/docs/images; shift; }
for tool in node npm; do command -v "$tool" > /dev/null || left_out "$tool"; done

# What is installed is put there as a whole, so that two runs at once, or one that was killed, leave nothing half done.
kept=$target/page/$(sha256sum "$here/package-lock.json" | cut -c 1-12)
mkdir -p "$target/page"
if [ ! -e "$kept/whole" ]; then
  new=$(mktemp -d "$target/page/new.XXXXXX")
  cp "$here/package.json" "$here/package-lock.json" "$new/"
  (cd "$new" && npm ci --no-audit --no-fund --loglevel=error) || { rm -rf "$new"; exit 1; }
  touch "$new/whole"
  if [ -e "$kept/whole" ]; then rm -rf "$new"; else rm -rf "$kept" && mv "$new" "$kept"; fi
fi
[ "$install" != only ] || exit 0

CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
[ -n "$CHROMIUM" ] || left_out chromium
CORACLE=$(realpath "${CORACLE:-$target/debug/coracle}")
[ -x "$CORACLE" ] || { echo "$CORACLE is not there: cargo build --locked, or name another with CORACLE" >&2; exit 1; }
[ -z "${PAGE_FILES:-}" ] || PAGE_FILES=$(realpath "$PAGE_FILES")
kept=$(cd "$kept" && pwd)
# A module finds its packages from where it stands, so the tests are copied beside them: for each run anew.
run=$(mktemp -d "$kept/run.XXXXXX")
trap 'rm -rf "$run"' EXIT
cp "$here"/*.js "$here/package.json" "$run/"
export CORACLE CHROMIUM PAGE_FILES IMAGES="${images:-$kept/results}"
node "$run/run.js" "$@"
