#!/usr/bin/env bash
# Upstream's own conformance specs (Kubernetes v1.37.2) that need no nodes: does each end as conformance/specs.txt says?
#
#   tests/clients/conformance.sh [WORDS]                        a server of its own; with WORDS, the specs whose names have these
#   tests/clients/conformance.sh --kubeconfig FILE [WORDS]      a running server; the reference must pass them all
#
# Each spec runs in a process of its own, since some end the whole program where a kind is not served. Prints a line each, and the counts; ends
# with 0 if all ended as they should. Needs Go; compiling upstream's tests takes 20 minutes on two cores, and 200 MB in target/clients.
#
# Environment:
#   CORACLE=target/debug/coracle    the server
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
coracle=${CORACLE:-$target/debug/coracle}

kubeconfig=
[ "${1:-}" != --kubeconfig ] || { kubeconfig=$2; shift 2; }
words=${1:-}
reference=${kubeconfig:+yes}
program=$target/clients/conformance.test
[ -x "$program" ] || { mkdir -p "$target/clients" && go test -C "$here/conformance" -c -o "$(realpath "$target")/clients/conformance.test" .; }

work=$(mktemp -d)
server=
clean_up() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
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

# Does a spec pass?
passes() { # NAME
  # A name has brackets, which mean themselves, and may be what another begins with.
  "$program" -ginkgo.focus="$(sed 's/[][().*+?^$|\\{}/]/\\&/g' <<< "$1 [Conformance]")" -ginkgo.no-color -ginkgo.timeout=5m -provider=skeleton -kubeconfig="$kubeconfig" \
    -allowed-not-ready-nodes=-1 -disable-log-dump -dump-logs-on-failure=false -e2e-verify-service-account=false > "$work/output" 2>&1 &&
    grep -q '^Ran 1 of ' "$work/output"
}

passed=0 all=0 wrong=0
while read -r line; do
  name=${line%%  # *} missing=
  [ "$name" = "$line" ] || missing=${line##*  # }
  case $name in '#'* | '') continue ;; esac
  case $name in *"$words"*) ;; *) continue ;; esac
  all=$((all + 1))
  # What is said of a kind that is not served is said of Coracle alone.
  wanted=passed
  [ -z "$missing" ] || [ -n "$reference" ] || wanted=failed
  if passes "$name"; then ended=passed && passed=$((passed + 1)); else ended=failed; fi
  if [ "$ended" = "$wanted" ]; then
    echo "$ended: $name${missing:+ ($missing)}"
  else
    wrong=$((wrong + 1))
    echo "$ended, NOT $wanted: $name"
    tail -n 40 "$work/output"
  fi
done < "$here/conformance/specs.txt"
echo "$passed of $all specs passed"
[ "$all" -gt 0 ] && [ "$wrong" = 0 ]
