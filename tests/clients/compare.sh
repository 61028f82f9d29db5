#!/usr/bin/env bash
# Compares what kubectl says of a server with what it said of the reference.
#
#   tests/clients/compare.sh KUBECONFIG                      with the recorded transcript, kubectl.expected
#   tests/clients/compare.sh KUBECONFIG REFERENCE-KUBECONFIG   with a running reference, whose transcript is recorded anew
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -lt 2 ] || "$here/kubectl.sh" "$2" >"$here/kubectl.expected"
got=$(mktemp); trap 'rm -f "$got"' EXIT
"$here/kubectl.sh" "$1" >"$got"
diff -u --label expected "$here/kubectl.expected" --label got "$got"
echo "$(grep -c '^\$ kubectl' "$got") kubectl commands: the same answers"
