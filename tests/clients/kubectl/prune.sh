# Files that are applied as a whole: pruning, sets, kustomizations. Read by ../kubectl.sh.

run create namespace "$ns"
listed=(--prune-allowlist=core/v1/ConfigMap --prune-allowlist=core/v1/Secret)
file set.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: kept, labels: {set: one}}
data: {a: "1"}
---
apiVersion: v1
kind: Secret
metadata: {name: goes, labels: {set: one}}
stringData: {a: one}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: goes, labels: {set: one}}
Y
sed '/^---/,$d' set.yaml >less.yaml

echo "## apply, and what is no longer there"
run create cm stays --from-literal=a=1
run label cm stays set=one
run apply --prune -l set=one "${listed[@]}" -f set.yaml
run apply --prune -l set=one "${listed[@]}" -f set.yaml
run apply --prune -l set=one "${listed[@]}" -f less.yaml --dry-run=server
run apply --prune -l set=one "${listed[@]}" -f less.yaml
run get cm,secret -l set=one
run apply --prune --all --prune-allowlist=core/v1/Thing -f less.yaml

echo "## apply, as a set"
export KUBECTL_APPLYSET=true
run apply --prune --applyset=set -f set.yaml
run apply --server-side --force-conflicts --prune --applyset=secrets/set -f set.yaml
run get secret set -o yaml
run apply --prune --applyset=secrets/set -f less.yaml | LC_ALL=C sort # it prunes at once, in any order
run get cm,secret -l applyset.kubernetes.io/part-of -o name
run apply --server-side --force-conflicts --prune --applyset=configmaps/set -f less.yaml | LC_ALL=C sort
run get secret set -o jsonpath='{.metadata.annotations}{"\n"}'
unset KUBECTL_APPLYSET

echo "## kustomizations"
mkdir -p base
file base/kustomization.yaml <<'Y'
namePrefix: k-
labels: [{pairs: {made-by: kustomize}}]
configMapGenerator: [{name: settings, literals: [color=blue]}]
secretGenerator: [{name: words, literals: [user=admin], type: example.com/words}]
Y
run kustomize base
run apply -k base
run get cm,secret -l made-by=kustomize
run diff -k base
sed -i s/blue/green/ base/kustomization.yaml
run apply -k base --prune -l made-by=kustomize "${listed[@]}"
run delete -k base
run delete namespace "$ns" --wait=false
