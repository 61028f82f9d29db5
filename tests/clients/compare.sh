#!/usr/bin/env bash
# Compares what kubectl says of a server with what it said of the reference.
#
#   tests/clients/compare.sh KUBECONFIG [CHAPTER…]                      with the recorded transcripts, kubectl/*.expected
#   tests/clients/compare.sh --record REFERENCE-KUBECONFIG [CHAPTER…]   records them anew, from a running reference
#
# Without chapters, all of them. The chapter `endpoints` needs the reference's controllers (reference/README.md).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '4,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
record=
[ "${1:-}" != --record ] || { record=yes; shift; }
[ $# -ge 1 ] || usage
kubeconfig=$1; shift
chapters=("$@")
[ $# -gt 0 ] || for chapter in "$here"/kubectl/*.sh; do chapters+=("$(basename "$chapter" .sh)"); done

got=$(mktemp); trap 'rm -f "$got"' EXIT
told=0 failed=
for chapter in "${chapters[@]}"; do
  expected=$here/kubectl/$chapter.expected
  "$here/kubectl.sh" "$kubeconfig" "$chapter" > "$got"
  [ -z "$record" ] || cp "$got" "$expected"
  diff -u --label "$chapter, expected" "$expected" --label got "$got" || failed=yes
  told=$((told + $(grep -c '^\$ kubectl' "$got")))
done
[ -z "$failed" ] || exit 1
echo "$told kubectl commands: the same answers"
