#!/bin/sh
# The command of the package for npm: becomes the program for this machine's processor, so that there is no process between it
# and who started it.
here=$(dirname "$(readlink -f "$0")")
program=$here/../programs/linux-$(uname -m)/coracle
[ -x "$program" ] || { echo "coracle: this package has no program for $(uname -s) on $(uname -m)" >&2; exit 1; }
exec "$program" "$@"
