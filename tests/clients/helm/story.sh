#!/usr/bin/env bash
# What Helm does with a chart of ConfigMaps and Secrets, and what must have come of it. Ends with 0 if it did.
#
#   story.sh HELM KUBECONFIG NAMESPACE
#
# Twice: with releases in Secrets and applied by the server, as Helm 4 does; and in ConfigMaps with patches made by Helm, as
# Helm 3 did. The chart looks for what is there already, runs a hook, and has an object that comes and goes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
helm=$1 namespace=$3
export KUBECONFIG=$2 HELM_NAMESPACE=$3
# Its caches and settings are this run's.
HOME=$(mktemp -d); trap 'rm -rf "$HOME"' EXIT
export HOME

fail() { echo "helm: $*" >&2; exit 1; }
quietly() { "$helm" "$@" > "$HOME/out" 2>&1 || { cat "$HOME/out"; fail "$*"; }; }
refused() { # PATTERN COMMAND...
  local pattern=$1; shift
  ! "$helm" "$@" > "$HOME/out" 2>&1 || fail "not refused: $*"
  grep -q -- "$pattern" "$HOME/out" || { cat "$HOME/out"; fail "refused otherwise: $*"; }
}
# The objects of a release as the server has them. `all` and `none` say what must be there and what must not.
live() { "$helm" status one -o json > "$HOME/live"; }
all() { local text; for text in "$@"; do grep -qF -- "$text" "$HOME/live" || fail "no $text in $(cat "$HOME/live")"; done; }
none() { local text; for text in "$@"; do ! grep -qF -- "$text" "$HOME/live" || fail "$text in $(cat "$HOME/live")"; done; }
password() { grep -oE '"password":"[^"]+"' "$HOME/live" | head -n 1; }
# How each revision of the release ended.
history_is() { # STATUS...
  local told
  told=$("$helm" history one -o json | grep -oE '"status":"[^"]+"' | cut -d '"' -f 4 | xargs)
  [ "$told" = "$*" ] || fail "the history is $told, not $*"
}

story() { # FLAG-OF-APPLYING RELEASES-IN-SECRETS
  local applied=$1 counted=$2 first
  quietly install one "$here/chart" --dry-run=server
  refused 'release: not found' status one
  quietly install one "$here/chart" --create-namespace --wait "$applied"
  live; all '"color":"blue"' '"shape":"round"' '"name":"one-more"' '"releases":"0"'; first=$(password)
  refused 'cannot reuse a name' install one "$here/chart" "$applied"

  quietly upgrade one "$here/chart" --set color=red,more=false --wait "$applied"
  live; all '"color":"red"' "\"releases\":\"$counted\""; none '"name":"one-more"'
  [ "$(password)" = "$first" ] || fail "the upgrade has not found the password"
  history_is superseded deployed

  refused 'a valid config key' upgrade one "$here/chart" --set key=a/b --rollback-on-failure "$applied"
  history_is superseded superseded failed deployed
  live; all '"color":"red"' '"shape":"round"'

  quietly rollback one 1 --wait "$applied"
  live; all '"color":"blue"' '"name":"one-more"'
  history_is superseded superseded failed superseded deployed
  [ "$("$helm" list --all-namespaces --filter '^one$' --output json | grep -o "\"namespace\":\"$namespace\",\"revision\":\"5\"" | wc -l)" = 1 ] ||
    fail "the release is not listed"

  quietly uninstall one --wait
  refused 'release: not found' status one
  [ -z "$("$helm" list --short)" ] || fail "a release is left"
}

# The chart has counted the Secrets of the releases' own type.
story --server-side=true 1
HELM_DRIVER=configmap story --server-side=false 0
echo "charts of ConfigMaps and Secrets are installed, upgraded, rolled back and removed"
