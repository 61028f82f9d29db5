#!/usr/bin/env bash
# Drives a server with an unmodified kubectl and prints what it said, with what differs from run to run replaced.
#
#   tests/clients/kubectl.sh KUBECONFIG CHAPTER    (KUBECTL=path of kubectl, default: the one on PATH)
#
# A chapter is a file of kubectl/, told in a namespace of its own, $ns. Beside it is what the reference's transcript looks like;
# `compare.sh` makes that anew and compares.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export KUBECONFIG=$1
chapter=$here/kubectl/$2.sh
[ -f "$chapter" ] || { echo "there is no chapter $2" >&2; exit 2; }
kubectl=${KUBECTL:-kubectl}
home=$(mktemp -d); trap 'rm -rf "$home"' EXIT
export HOME=$home KUBECTL_EXTERNAL_DIFF="diff -u" # its caches, and a diff without colours
ns=walk-$$-$RANDOM
cd "$home"

# What differs from run to run: the namespace, uids, versions, times, ages, temporary paths.
normal() {
  sed -E \
    -e "s/$ns/NAMESPACE/g" -e "s#$home#HOME#g" \
    -e 's/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/UID/g' \
    -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z/TIME/g' \
    -e 's/(resourceVersion"?: ?)"[0-9]+"/\1"VERSION"/g' \
    -e 's/(Resource Version: +)[0-9]+/\1VERSION/' -e 's/applyset-[A-Za-z0-9_-]{43}-v1/APPLYSET/g' \
    -e 's#(/tmp)?/(LIVE|MERGED)-[0-9]+/#\2/#g' -e 's/^(---|\+\+\+) ([^\t]*)\t.*/\1 \2/' \
    -e 's#HOME/kubectl[^ ]*\.yaml#TEMPORARY#g' \
    -e 's/ +([0-9]+(ms|s|m))+( +|$)/ AGE /g' -e 's/"[0-9]+(ms|s|m)"/"AGE"/g' \
    -e '/^(NAME|EVENT) /s/ +/ /g' -e 's/^([A-Z])[0-9]{4} [0-9:.]+ +[0-9]+ /\1 /' \
    -e 's/[[:space:]]+$//'
}
run() { # a kubectl command: what it printed, its warnings and errors, its exit code
  printf '$ kubectl %s\n' "$*" | normal
  local code
  "$kubectl" -n "$ns" "$@" >out 2>err </dev/null; code=$?
  normal <out
  normal <err | sed 's/^/! /'
  [ "$code" = 0 ] || echo "= exit $code"
}
# What `explain` says without its prose, which is each server's own: kinds, fields, types and values.
explain() {
  run explain "$@" | awk '
    /^[$!=]/ { print; next }
    /^DESCRIPTION:/ { prose = 1; next }
    /^FIELDS:/ { prose = 0; fields = 1 }
    prose || fields && !/^FIELDS:|\t<|^ *enum: / { next }
    NF'
}
file() { cat >"$1"; }
# A kubectl command that goes on until it has printed so many lines or has ended, while `meanwhile` is run once it has begun.
during() { # LINES COMMAND...
  local lines=$1 pid patience; shift
  printf '$ kubectl %s &\n' "$*" | normal
  "$kubectl" -n "$ns" "$@" >out-during 2>err-during </dev/null & pid=$!
  for patience in $(seq 200); do
    [ "$(wc -l <out-during)" = 0 ] || break
    [ "$lines" != 0 ] || { sleep 2; break; }
    sleep 0.1
  done
  meanwhile
  for patience in $(seq 300); do
    kill -0 "$pid" 2>/dev/null || break
    [ "$lines" = 0 ] || [ "$(wc -l <out-during)" -lt "$lines" ] || { sleep 0.3; kill "$pid"; }
    sleep 0.1
  done
  wait "$pid" 2>/dev/null
  normal <out-during
}
tick() { sleep 1.1; } # managedFields are sorted by whole seconds: what must not share one stands on both sides of this

# shellcheck source=/dev/null # one of kubectl/
. "$chapter"
