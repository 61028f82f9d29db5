#!/usr/bin/env bash
# Do real clients' informers hold what the server has, after minutes of writes, restarts, crashes and compactions?
#
#   tests/clients/informers.sh [SECONDS]                         a server of its own, restarted under them; 180 seconds
#   tests/clients/informers.sh --kubeconfig FILE [SECONDS]       a running server, left alone, such as the reference
#
# client-go's informers (informer/) and kube-rs's watcher and reflector (kube-rs/) watch while a writer changes Endpoints and
# namespaces at random, a few hundred times a second in bursts. Their own server ends every few seconds, by turns with SIGTERM
# and with kill -9, and comes back on the same port and data. Every event is held against the laws of watches; in the end
# each store must be equal to a list. A line for each informer; ends with 0 if all was well.
#
# Environment:
#   CORACLE=target/release/coracle    the server
#   WITHOUT_KUBE_RS=1                 client-go alone: kube-rs takes minutes to compile
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
coracle=${CORACLE:-$target/release/coracle}
usage() { sed -n '4,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
missing() { echo "$*" >&2; exit 1; }

kubeconfig=
[ "${1:-}" != --kubeconfig ] || { kubeconfig=${2:-}; [ -f "$kubeconfig" ] || usage; shift 2; }
seconds=${1:-180}
[ $# -le 1 ] && [[ $seconds =~ ^[1-9][0-9]*$ ]] || usage

command -v go > /dev/null || missing "go is not there: informer/ is built with it"
[ -n "$kubeconfig" ] || [ -x "$coracle" ] || missing "$coracle is not there: cargo build --release --locked, or name another with CORACLE"
work=$(mktemp -d)
server=
clients=()
clean_up() {
  for pid in $server "${clients[@]}"; do kill -9 "$pid" 2> /dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT

(cd "$here/informer" && go build -o "$work/informer" .)
if [ -z "${WITHOUT_KUBE_RS:-}" ]; then
  cargo build --quiet --release --locked --manifest-path "$here/kube-rs/Cargo.toml" --target-dir "$target/kube-rs"
fi

# Starts the server and waits for its line.
port=0
start() {
  : > "$work/ready"
  "$coracle" serve --data "$work/coracle.db" --listen "127.0.0.1:$port" > "$work/ready" 2>> "$work/server.log" &
  server=$!
  for _ in $(seq 600); do
    [ "$(wc -l < "$work/ready")" = 0 ] || break
    kill -0 "$server" 2> /dev/null || break
    sleep 0.05
  done
  read -r _ url kubeconfig < "$work/ready" || { tail -n 20 "$work/server.log"; missing "the server does not start"; }
  kubeconfig=${kubeconfig#kubeconfig=}
  # The first start takes a free port, and all others the same.
  port=${url##*:}
}

stop() { # SIGNAL
  local pid=$server ended=0
  server=
  kill "-$1" "$pid"
  wait "$pid" 2> /dev/null || ended=$?
  [ "$1" = KILL ] || [ "$ended" = 0 ] || { tail -n 20 "$work/server.log"; missing "after SIG$1 the server ended with $ended"; }
}

if [ -z "$kubeconfig" ]; then own=yes; start; else own=; fi
namespace=informers-$$-$RANDOM
asked=(--kubeconfig "$kubeconfig" --namespace "$namespace" --seconds "$seconds")
"$work/informer" watch "${asked[@]}" > "$work/client-go.out" 2> "$work/client-go.log" &
clients+=($!)
if [ -z "${WITHOUT_KUBE_RS:-}" ]; then
  "$target/kube-rs/release/kube-rs-watchers" "$kubeconfig" "$namespace" "$seconds" > "$work/kube-rs.out" 2> "$work/kube-rs.log" &
  clients+=($!)
fi
"$work/informer" write "${asked[@]}" > "$work/writer.out" 2>&1 &
writer=$!

terms=0 kills=0 compactions=0
if [ -n "$own" ]; then
  ends=$((SECONDS + seconds - 5))
  while [ "$SECONDS" -lt "$ends" ]; do
    sleep "$((RANDOM % 5 + 2)).$((RANDOM % 10))"
    if [ "$terms" -le "$kills" ]; then stop TERM; terms=$((terms + 1)); else stop KILL; kills=$((kills + 1)); fi
    # Long enough, at times, for clients to find nobody.
    [ "$((RANDOM % 3))" != 0 ] || sleep 0.5
    start
    # Who is not back yet comes too late.
    if [ "$((RANDOM % 2))" = 0 ]; then
      sleep 0.5
      "$coracle" compact --server --kubeconfig "$kubeconfig" >> "$work/compact.log"
      compactions=$((compactions + 1))
    fi
  done
fi

failed=
wait "$writer" || failed=yes
for pid in "${clients[@]}"; do wait "$pid" || failed=yes; done
clients=()
cat "$work/writer.out" "$work"/*-*.out
if [ -n "$own" ]; then
  stop TERM
  echo "the server was ended $((terms + kills)) times, $kills of them with kill -9, and compacted $compactions times"
  "$coracle" verify --data "$work/coracle.db" || failed=yes
fi
if [ -n "$failed" ]; then
  tail -n 30 "$work"/*.log
  exit 1
fi
