#!/usr/bin/env bash
# Do real clients' informers hold what a world has, after all that can go wrong with their lists, watches and writes on demand?
#
#   tests/clients/faults.sh [SECONDS]     a server of its own; 20 seconds
#
# client-go's informers (informer/) watch a world while a writer changes Endpoints and namespaces at random, and rules of `coracle fault`
# drop, stall and cut watches, take history away, refuse lists and watches with each code, delay them, and have answers to writes get
# lost. Every event is held against the laws of watches; in the end, without rules, each store must be equal to a list. Every rule
# must have hit something, and nothing in the world beside. A line for each rule and each informer; ends with 0 if all was well.
#
# Environment:
#   CORACLE=target/release/coracle    the server
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
coracle=${CORACLE:-$target/release/coracle}
missing() { echo "$*" >&2; exit 1; }

seconds=${1:-20}
[ $# -le 1 ] && [[ $seconds =~ ^[1-9][0-9]*$ ]] || { sed -n '4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command -v go > /dev/null || missing "go is not there: informer/ is built with it"
[ -x "$coracle" ] || missing "$coracle is not there: cargo build --release --locked, or name another with CORACLE"
work=$(mktemp -d)
server=
clients=()
clean_up() {
  for pid in $server "${clients[@]}"; do kill -9 "$pid" 2> /dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT

(cd "$here/informer" && go build -o "$work/informer" .)
"$coracle" serve --faults --data "$work/coracle.db" --listen 127.0.0.1:0 > "$work/ready" 2> "$work/server.log" &
server=$!
for _ in $(seq 600); do
  [ "$(wc -l < "$work/ready")" = 0 ] || break
  kill -0 "$server" 2> /dev/null || break
  sleep 0.05
done
read -r _ _ kubeconfig < "$work/ready" || { tail -n 20 "$work/server.log"; missing "the server does not start"; }
export KUBECONFIG=${kubeconfig#kubeconfig=}

"$coracle" world create faulty --kubeconfig-out "$work/faulty.kubeconfig" > /dev/null
fault() { "$coracle" fault add --world faulty "$@" > /dev/null; }
fault drop --watch drop --after-events 7 --every 5
fault stall --watch stall --after-events 3 --every 7
fault gone --watch gone --after-events 5 --every 6
fault late-drop --watch drop --after-time 700ms --every 4
fault forgets --verb watch --compact --every 8
fault cut-watch --verb watch --truncate --every 6
fault watch-410 --verb watch --code 410 --every 9
fault busy --verb list,watch --code 429 --retry-after-seconds 1 --every 7
fault cut-list --verb list --truncate --every 4
fault broken --verb list,watch --code 500 --every 11
fault away --verb list,watch --code 503 --every 11
fault late --verb list,watch --code 504 --every 11
fault list-410 --verb list --code 410 --every 5
fault slow --verb list,watch --delay 300ms --every 3
fault lost --verb create,update,patch,delete --after --code 504 --probability 0.05 --seed 1
fault conflict --verb update --code 409 --every 3
rules=$("$coracle" fault list --world faulty | tail -n +2 | wc -l)

asked=(--kubeconfig "$work/faulty.kubeconfig" --namespace "faults-$$-$RANDOM" --seconds "$seconds" --faults)
"$work/informer" watch "${asked[@]}" > "$work/client-go.out" 2> "$work/client-go.log" &
clients+=($!)
failed=
"$work/informer" write "${asked[@]}" > "$work/writer.out" 2>&1 || failed=yes
idle() { awk 'NR > 1 && $3 == 0 { print $1 }' "$work/rules.out"; }
# Informers go on asking, so that each rule has its turn, and then without any, so that they can come to their end.
for _ in $(seq 60); do
  "$coracle" fault list --world faulty > "$work/rules.out"
  [ -n "$(idle)" ] && kill -0 "${clients[0]}" 2> /dev/null || break
  sleep 0.5
done
"$coracle" fault remove --world faulty --all > "$work/rules.out"
for pid in "${clients[@]}"; do wait "$pid" || failed=yes; done
clients=()
cat "$work"/rules.out "$work"/writer.out "$work"/client-go.out

[ -z "$(idle)" ] || { echo "these rules have hit nothing:" $(idle); failed=yes; }
[ "$(tail -n +2 "$work/rules.out" | wc -l)" = "$rules" ] || { echo "not $rules rules were removed"; failed=yes; }
[ "$("$coracle" fault list -o json)" = '{"items":[]}' ] || { echo "the first world has rules"; failed=yes; }
pid=$server server=
kill "$pid"
wait "$pid" || { tail -n 20 "$work/server.log"; missing "the server did not end well"; }
"$coracle" verify --data "$work/coracle.db" || failed=yes
if [ -n "$failed" ]; then
  tail -n 30 "$work"/*.log
  exit 1
fi
