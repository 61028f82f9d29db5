#!/usr/bin/env bash
# Does a program that uses a client of another language see what it must? A story in each, told to a server of its own.
#
#   tests/clients/stories.sh [STORY…]                        a server of its own; all stories: python, javascript, fabric8, helm, leader, envtest,
#                                                            discovery
#   tests/clients/stories.sh --kubeconfig FILE [STORY…]      a running server, such as the reference
#   tests/clients/stories.sh --install [STORY…]              no story is told: what they need is fetched, for later
#
# Each installs its client from its registry, in the version that stands in its folder, and keeps it in target/clients. The first three
# create, list, patch, apply with a conflict, watch, resume and delete; helm installs a chart, leader is controller-runtime with its
# leader election, envtest its control planes for tests, and discovery is kube-rs. All fail on anything that they do not expect. A story
# whose tools are not there is left out, which is said; with CI=1 that is a failure. Ends with 0 if all went well.
#
# Environment:
#   CORACLE=target/debug/coracle    the server
#   KUBEBUILDER_ASSETS              for envtest: other programs than Coracle's, such as the reference's
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
coracle=${CORACLE:-$target/debug/coracle}
usage() { sed -n '4,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
missing() { echo "$*" >&2; exit 1; }

kubeconfig=
install=
[ "${1:-}" != --install ] || { install=only; shift; }
[ "${1:-}" != --kubeconfig ] || { kubeconfig=${2:-}; [ -f "$kubeconfig" ] || usage; shift 2; }
stories=("$@")
[ $# -gt 0 ] || stories=(python javascript fabric8 helm leader envtest discovery)

# What a story needs, how its client comes to be there, and how it is told: KUBECONFIG NAMESPACE.
tools_python="python3" tools_javascript="node npm" tools_fabric8="java mvn" tools_helm="go" tools_leader="go" tools_envtest="go" tools_discovery="cargo"
install_python() {
  python3 -m venv .
  bin/pip install --quiet --disable-pip-version-check -r "$here/python/requirements.txt"
}
tell_python() { "$kept/bin/python" -W ignore "$here/python/story.py" "$@"; }
install_javascript() {
  cp "$here/javascript/package.json" "$here/javascript/package-lock.json" .
  npm ci --no-audit --no-fund --loglevel=error
}
# A module finds its packages from where it stands.
tell_javascript() { cp "$here/javascript/story.js" "$kept/" && NODE_NO_WARNINGS=1 node "$kept/story.js" "$@"; }
install_fabric8() {
  mvn --quiet --batch-mode -f "$here/fabric8/pom.xml" -Dmaven.repo.local="$PWD/repository" \
    dependency:copy-dependencies -DoutputDirectory="$PWD/jars"
}
tell_fabric8() { java -cp "$kept/jars/*" "$here/fabric8/Story.java" "$@"; }
# One after the other: what one has compiled, the next need not. Each stands in a folder of its own beside the others.
go_build() { flock .. go build "$@"; }
# Built from its published module, as a tool of a module of ours that says which versions.
install_helm() { go_build -C "$here/helm" -o "$PWD/helm" helm.sh/helm/v4/cmd/helm; }
tell_helm() { "$here/helm/story.sh" "$kept/helm" "$@"; }
install_leader() { go_build -C "$here/leader" -o "$PWD/leader" .; }
tell_leader() { "$kept/leader" --kubeconfig "$1" --namespace "$2"; }
install_envtest() { go_build -C "$here/envtest" -o "$PWD/envtest" .; }
# The programs are Coracle's links, or what KUBEBUILDER_ASSETS names: the reference's.
tell_envtest() {
  local assets=${KUBEBUILDER_ASSETS:-}
  [ -n "$assets" ] || { assets=$work/assets && "$coracle" envtest "$assets" > /dev/null; }
  KUBEBUILDER_ASSETS=$assets "$kept/envtest" --kubeconfig "$1" --namespace "$2"
}
# Without optimization, which takes half as long to compile and is no matter for a few hundred requests.
install_discovery() {
  cargo build --quiet --locked --manifest-path "$here/kube-rs/Cargo.toml" --bin kube-rs-discovery --target-dir "$built" \
    --config profile.dev.debug=false
  cp "$built/debug/kube-rs-discovery" .
}
tell_discovery() { "$kept/kube-rs-discovery" "$@"; }

mkdir -p "$target/kube-rs"
built=$(cd "$target/kube-rs" && pwd)
work=$(mktemp -d)
server=
clean_up() {
  [ -z "$server" ] || kill -9 "$server" 2> /dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

# The tools that a story lacks; Python's venv is a tool of its own on Debian.
lacks() { # STORY
  local tools=tools_$1 tool
  for tool in ${!tools}; do command -v "$tool" > /dev/null || { echo "$tool"; return; }; done
  [ "$1" != python ] || python3 -c 'import ensurepip' 2> /dev/null || echo python3-venv
}

# Installed once for each state of what says which versions, and of programs that are compiled.
kept_for() { # STORY
  local folder=$here/$1
  [ "$1" != discovery ] || folder=$here/kube-rs
  echo "$target/clients/$1-$(cat "$folder"/{requirements.txt,package-lock.json,pom.xml,go.sum,*.go,Cargo.lock,src/bin/*.rs} 2> /dev/null |
    sha256sum | cut -c 1-12)"
}
install() { # STORY
  local kept
  kept=$(kept_for "$1")
  [ ! -e "$kept/whole" ] || return 0
  rm -rf "$kept"
  mkdir -p "$kept"
  kept=$(cd "$kept" && pwd)
  (cd "$kept" && "install_$1") && touch "$kept/whole"
}

told=()
for story in "${stories[@]}"; do
  [ -n "$(type -t "tell_$story")" ] || usage
  lack=$(lacks "$story")
  if [ -z "$lack" ]; then told+=("$story"); continue; fi
  [ -z "${CI:-}" ] || missing "$story: $lack is not there"
  echo "$story: left out, since $lack is not there"
done

# They come over the network, and so at once.
installing=()
for story in "${told[@]}"; do
  install "$story" > "$work/$story.install" 2>&1 &
  installing+=($!)
done
for i in "${!told[@]}"; do
  wait "${installing[$i]}" || { tail -n 20 "$work/${told[$i]}.install"; missing "${told[$i]}: the client could not be installed"; }
done
[ "$install" != only ] || exit 0

if [ -z "$kubeconfig" ]; then
  [ -x "$coracle" ] || missing "$coracle is not there: cargo build --locked, or name another with CORACLE"
  "$coracle" serve --data "$work/coracle.db" --listen 127.0.0.1:0 > "$work/ready" 2> "$work/server.log" &
  server=$!
  for _ in $(seq 600); do
    [ "$(wc -l < "$work/ready")" = 0 ] || break
    kill -0 "$server" 2> /dev/null || break
    sleep 0.05
  done
  read -r _ _ kubeconfig < "$work/ready" || { tail -n 20 "$work/server.log"; missing "the server does not start"; }
  kubeconfig=${kubeconfig#kubeconfig=}
fi

failed=
for story in "${told[@]}"; do
  kept=$(cd "$(kept_for "$story")" && pwd)
  if "tell_$story" "$kubeconfig" "story-$story-$$-$RANDOM" > "$work/$story.out" 2>&1; then
    cat "$work/$story.out"
    echo "$story: as it must be"
  else
    failed=yes
    tail -n 40 "$work/$story.out"
    echo "$story: FAILED"
  fi
done
if [ -n "$server" ]; then
  pid=$server
  server=
  kill "$pid"
  wait "$pid" || { tail -n 20 "$work/server.log"; missing "the server did not end well"; }
fi
[ -z "$failed" ]
