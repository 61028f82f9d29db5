# Endpoints and namespaces: everything that kubectl does with an object. Read by ../kubectl.sh.

file ns.yaml <<Y
apiVersion: v1
kind: Namespace
metadata: {name: $ns, labels: {made-by: walk}}
Y
file web.yaml <<'Y'
apiVersion: v1
kind: Endpoints
metadata:
  name: web
  labels: {app: web}
subsets:
- addresses: [{ip: 10.1.2.3}, {ip: 10.1.2.4, hostname: two}]
  notReadyAddresses: [{ip: 10.1.2.5}]
  ports: [{name: http, port: 80}, {name: https, port: 443}]
Y
sed 's/port: 80/port: 8080/; s/app: web/app: web, tier: front/' web.yaml >web2.yaml
sed 's/name: web/name: db/; s/app: web/app: db/' web.yaml >db.yaml
file bad.yaml <<'Y'
apiVersion: v1
kind: Endpoints
metadata: {name: Bad_Name, labels: {"-x": "y"}}
subsets: [{addresses: [{ip: 127.0.0.1}], ports: [{port: 0}]}]
Y
file unknown.yaml <<'Y'
apiVersion: v1
kind: Endpoints
metadata: {name: unknown}
subset: []
Y

echo "## namespaces"
run create -f ns.yaml
run get namespace "$ns" --show-labels
run create namespace "$ns-two" --dry-run=server
run create namespace "$ns-two"
run get namespace "$ns-two" -o jsonpath='{.status.phase}{"\n"}'
run delete namespace "$ns-two" --wait=false
run get namespace default -o name

echo "## create and get"
run create -f web.yaml
run create -f web.yaml
run create -f db.yaml --save-config
run create -f bad.yaml
run create -f unknown.yaml
run create -f unknown.yaml --validate=false
run delete endpoints unknown
run get endpoints
run get ep web
run get ep -o wide --show-labels
run get ep -l app=web -o name
run get ep -l 'app in (db, none),!missing' -o name
run get ep --field-selector metadata.name=db -o name
run get ep none
run get ep web -o yaml
run get ep web -o json --show-managed-fields
run get ep -o jsonpath='{range .items[*]}{.metadata.name}{" "}{end}{"\n"}'
run get ep -o custom-columns=NAME:.metadata.name,IP:.subsets[0].addresses[0].ip
run get --raw "/api/v1/namespaces/$ns/endpoints/none"
run describe ep web

echo "## apply, on the client's side"
run diff -f web2.yaml
run apply -f web2.yaml
run apply -f web2.yaml
run apply -f db.yaml
run apply view-last-applied endpoints/web -o json
run apply -f web.yaml --dry-run=server

echo "## label, annotate, patch"
run label ep web tier=back
run label ep web tier=back --overwrite
run label ep web tier-
run annotate ep web note='a <b> & "c"' --overwrite
run annotate ep web note-
run patch ep web --type=json -p '[{"op":"add","path":"/metadata/annotations/test-key","value":"test-value"}]'
run patch ep web --type=json -p '[{"op":"test","path":"/metadata/name","value":"other"}]'
run patch ep web --type=merge -p '{"metadata":{"labels":{"m":"1"}}}'
run patch ep web -p '{"metadata":{"labels":{"m":null,"s":"1"}}}'
run patch ep web -p '{"metadata":{"labels":{"s":"1"}}}'
run patch ep web -p '{"metadata":{"resourceVersion":"1"}}'
run patch ep web --type=merge -p '{"metadata":{"labels":{"dry":"run"}}}' --dry-run=server -o jsonpath='{.metadata.labels}{"\n"}'
run get ep web -o jsonpath='{.metadata.labels} {.metadata.annotations.test-key}{"\n"}'
run patch namespace "$ns" --type=merge -p '{"metadata":{"labels":{"patched":"yes"}}}'
run patch namespace "$ns" --subresource=status --type=merge -p '{"metadata":{"labels":{"status":"ignored"}}}'

echo "## edit and replace"
EDITOR="sed -i /port:/s/8443/8444/" run edit ep web
EDITOR="sed -i /port:/s/443/8443/" run edit ep web
run replace -f web.yaml
run replace -f web.yaml --force --grace-period=0
run get ep web -o jsonpath='{.subsets[0].ports[*].port}{"\n"}'

echo "## apply, on the server's side"
file ssa.yaml <<'Y'
apiVersion: v1
kind: Endpoints
metadata: {name: ssa, labels: {a: "1", b: "1"}}
subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]
Y
file other.yaml <<'Y'
apiVersion: v1
kind: Endpoints
metadata: {name: ssa, labels: {b: "2", c: "2"}}
Y
sed 's/, b: "1"//' ssa.yaml >fewer.yaml
run apply --server-side -f ssa.yaml
run apply --server-side -f ssa.yaml
tick; run apply --server-side -f ssa.yaml --field-manager=second
run apply --server-side -f other.yaml --field-manager=other
tick; run apply --server-side -f other.yaml --field-manager=other --force-conflicts
run get ep ssa -o yaml --show-managed-fields
run apply --server-side -f ssa.yaml
tick; run apply --server-side -f fewer.yaml
run apply --server-side -f fewer.yaml --dry-run=server
run get ep ssa -o json --show-managed-fields
run diff --server-side -f ssa.yaml
run diff --server-side -f ssa.yaml --force-conflicts
run diff --server-side -f fewer.yaml
run apply --server-side -f web2.yaml
tick; run apply --server-side -f web2.yaml --force-conflicts
run get ep web -o yaml --show-managed-fields
tick; run label ep ssa d=3 --field-manager=labeller
run get ep ssa -o jsonpath='{.metadata.managedFields[*].manager}{"\n"}' --show-managed-fields
run apply --server-side -f unknown.yaml

echo "## many objects in one file"
file list.yaml <<'Y'
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Endpoints
  metadata: {name: one, labels: {listed: "yes"}}
  subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]
- apiVersion: v1
  kind: Endpoints
  metadata: {name: two, labels: {listed: "yes"}}
Y
sed 's/subsets/subset/' list.yaml >unknown-list.yaml
sed 's/kind: Endpoints/kind: Thing/' list.yaml >things.yaml
file thing.yaml <<'Y'
{apiVersion: example.com/v1, kind: Thing, metadata: {name: one}}
Y
run create -f list.yaml
run create -f list.yaml
run replace -f list.yaml
run apply -f unknown-list.yaml
run apply -f unknown-list.yaml --validate=warn
run create -f things.yaml
run create -f thing.yaml
run apply --server-side -f list.yaml --force-conflicts
"$kubectl" -n "$ns" get ep -l listed=yes -o yaml >listed.yaml
run apply -f listed.yaml
run apply -f listed.yaml
EDITOR="sed -i s/10.0.0.1/10.0.0.2/" run edit ep one two
EDITOR="sed -i s/10.0.0.2/10.0.0.3/" run edit -f list.yaml
run get ep -l listed=yes -o jsonpath='{.items[*].subsets[*].addresses[*].ip}{"\n"}'
run delete -f list.yaml

echo "## explain"
explain endpoints --recursive
explain namespaces --recursive
explain ep.subsets
explain ep.subsets.ports.protocol
explain ns.status.phase
explain ns.metadata.managedFields
explain ns.metadata.managedFields.fieldsV1
explain ep.subsets.nothing
explain nothing

echo "## pages, watches, waiting"
for i in 1 2 3 4 5; do "$kubectl" -n "$ns" create -f - >out 2>&1 <<Y
{"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "page-$i", "labels": {"page": "yes"}}}
Y
done
run get ep -l page=yes -o name --chunk-size=2
run get ep --chunk-size=3 -o name
run get --raw "/api/v1/namespaces/$ns/endpoints?limit=2&continue=nonsense"
meanwhile() {
  run label ep page-2 turn=one
  run label ep page-3 page-
  run delete ep page-4
  run patch ep page-3 --type=merge -p '{"metadata":{"labels":{"page":"yes"}}}'
}
during 10 get ep -l page=yes --watch --output-watch-events
meanwhile() { run label ep page-1 turn=two; run label ep page-2 turn=two --overwrite; }
during 2 get ep page-2 --watch -o 'jsonpath={.metadata.labels.turn}{"\n"}'
meanwhile() { run label ep page-5 ready=yes; }
during 0 wait ep/page-5 --for='jsonpath={.metadata.labels.ready}=yes' --timeout=30s
meanwhile() { run delete ep page-5; }
during 0 wait ep/page-5 --for=delete --timeout=30s
run patch ep page-1 --type=merge -p '{"metadata":{"finalizers":["example.com/hold"]}}'
meanwhile() { run patch ep page-1 --type=merge -p '{"metadata":{"finalizers":null}}'; }
during 0 delete ep page-1 --timeout=30s
run delete ep -l page=yes

echo "## delete"
run patch ep db --type=merge -p '{"metadata":{"finalizers":["example.com/hold"]}}'
run delete ep db --wait=false
run get ep db -o jsonpath='{.metadata.finalizers} {.metadata.deletionGracePeriodSeconds}{"\n"}'
run patch ep db --type=merge -p '{"metadata":{"finalizers":null}}'
run get ep db
run delete -f web.yaml --dry-run=server
run delete -f web.yaml
run delete ep web
run delete ep web --ignore-not-found
run delete ep ssa
run get ep
run delete namespace kube-system
run create namespace "$ns-full"
"$kubectl" -n "$ns-full" create -f web.yaml >out 2>&1
run delete namespace "$ns-full" --timeout=60s
run get namespace "$ns-full"
run delete namespace "$ns" --wait=false
