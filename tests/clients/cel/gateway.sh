#!/usr/bin/env bash
# Gateway API's own tests of the rules in its definitions, unchanged, as its module has them: does each pass?
#
#   tests/clients/cel/gateway.sh [CHANNEL]                        a server of its own; CHANNEL is standard (default) or experimental
#   tests/clients/cel/gateway.sh --kubeconfig FILE [CHANNEL]      a running server, such as the reference, which must have none of these
#                                                                 definitions; they are gone again in the end
#
# Each test creates an object and looks at what is wrong with it. v1.4.1 is the last release with the tests in its module; what the reference
# fails, too, since its texts have changed since, is in `known`. Prints what failed and the counts; ends with 0 if all others passed. Needs Go
# and kubectl; compiling the tests takes ten minutes on two cores, and 120 MB in target/clients.
#
# Environment:
#   CORACLE=target/debug/coracle    the server
#   KUBECTL=kubectl                 kubectl
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../../target}
coracle=${CORACLE:-$target/debug/coracle}
kubectl=${KUBECTL:-kubectl}
# "object" is no longer said of values that are objects.
known=TestHTTPRouteTimeouts/invalid_timeout_request_200ms_less_than_backendRequest_1s

kubeconfig=
[ "${1:-}" != --kubeconfig ] || { kubeconfig=$2; shift 2; }
channel=${1:-standard}
mkdir -p "$target/clients"
program=$(realpath "$target/clients")/gateway-$channel.test
[ -x "$program" ] || go test -C "$here" -c -tags "$channel" -o "$program" sigs.k8s.io/gateway-api/pkg/test/cel
definitions=()
for file in "$(go list -C "$here" -m -f '{{.Dir}}' sigs.k8s.io/gateway-api)/config/crd/$channel"/gateway.*.yaml; do
  definitions+=(-f "$file")
done

work=$(mktemp -d)
server= running=$kubeconfig
clean_up() {
  if [ -n "$running" ]; then "$kubectl" delete --kubeconfig "$running" "${definitions[@]}" > /dev/null; fi
  if [ -n "$server" ]; then kill "$server" 2> /dev/null || true; fi
  rm -rf "$work"
}
trap clean_up EXIT
if [ -z "$kubeconfig" ]; then
  "$coracle" serve --data "$work/coracle.db" --listen 127.0.0.1:0 > "$work/ready" 2> "$work/log" &
  server=$!
  for _ in $(seq 100); do [ "$(wc -l < "$work/ready")" = 0 ] || break; sleep 0.1; done
  read -r _ _ kubeconfig < "$work/ready" || { cat "$work/log" >&2; exit 1; }
  kubeconfig=${kubeconfig#kubeconfig=}
fi

export KUBECONFIG=$kubeconfig
"$kubectl" create "${definitions[@]}" > /dev/null
"$kubectl" wait --for=condition=Established --timeout=60s "${definitions[@]}" > /dev/null
# Where it is, a test finds nothing of what its source has beside it; it needs nothing of that.
(cd "$work" && "$program" -test.v > output 2>&1) || true

# A line for each test within a test.
count() { grep -cE "^ +--- $1: [^ ]+/" "$work/output" || true; }
passed=$(count PASS) all=$(count '[A-Z]+')
failed=$(sed -nE 's/^ +--- FAIL: ([^ ]+) .*/\1/p' "$work/output" | grep -vFx "$known" || true)
[ -z "$failed" ] || { echo "$failed"; grep -A 2 -E '^ +[a-z_]+_test.go:[0-9]+: |^panic:' "$work/output" || true; }
echo "$passed of $all tests of the $channel channel passed"
[ "$all" -gt 100 ] && [ -z "$failed" ]
