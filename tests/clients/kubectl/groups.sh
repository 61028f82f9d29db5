# Kinds of other groups: Leases, EndpointSlices and IngressClasses. Read by ../kubectl.sh.

run create namespace "$ns"
class=$ns # IngressClasses are in no namespace, and so have a name of this run

echo "## leases"
file lease.yaml <<'Y'
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: held}
spec:
  holderIdentity: one
  leaseDurationSeconds: 15
  leaseTransitions: 2
  acquireTime: "2026-01-02T03:04:05.678901Z"
  renewTime: "2026-01-02T03:04:06.000000Z"
Y
sed 's/Seconds: 15/Seconds: 0/; s/Transitions: 2/Transitions: -1/; s/held/bad/' lease.yaml >bad-lease.yaml
sed 's/06.000000Z/06/; s/held/bad/' lease.yaml >bad-time.yaml
run create -f lease.yaml
run create -f lease.yaml
run create -f bad-lease.yaml
run create -f bad-time.yaml
run get leases
run get lease held -o yaml
run get leases.coordination.k8s.io -o jsonpath='{.items[*].spec.acquireTime}{"\n"}'
run get leases.v1.coordination.k8s.io held -o custom-columns=NAME:.metadata.name,HOLDER:.spec.holderIdentity,RENEWED:.spec.renewTime
run get lease none
run describe lease held
run patch lease held --type=merge -p '{"spec":{"holderIdentity":"two","leaseTransitions":3}}'
run get lease held -o jsonpath='{.spec.holderIdentity} {.spec.leaseTransitions}{"\n"}'
run patch lease held --type=merge -p '{"spec":{"leaseDurationSeconds":-1}}'
run annotate lease held note=kept
EDITOR="sed -i s/two/three/" run edit lease held
run replace -f lease.yaml
run apply --server-side --force-conflicts -f lease.yaml
run delete lease held

echo "## endpoint slices"
file slice.yaml <<'Y'
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP, appProtocol: example.com/dns}]
endpoints:
- {addresses: [10.1.2.3], conditions: {ready: true, serving: true}, zone: z1, nodeName: n1, targetRef: {kind: Pod, name: a, namespace: default}}
- {addresses: [10.1.2.4], hostname: two, hints: {forZones: [{name: z1}]}, conditions: {ready: false, terminating: true}}
- {addresses: [10.1.2.5]}
- {addresses: [10.1.2.6], deprecatedTopology: {a: b}}
Y
sed 's/web-1/six/; s/IPv4/IPv6/; s/10\.1\.2\.\([0-9]\)/"2001:db8::\1"/' slice.yaml >six.yaml
sed 's/web-1/bad/; s/10\.1\.2\.3/10.1.2/; s/port: 53/port: 0/; s/name: dns/name: http/; s/zone: z1/zone: "z 1"/' slice.yaml >bad-slice.yaml
sed 's/web-1/type/; s/IPv4/Name/' slice.yaml >bad-type.yaml
run create -f slice.yaml
run create -f six.yaml
run create -f bad-slice.yaml
run create -f bad-type.yaml
run get endpointslices
run get endpointslice -o wide --show-labels
run get endpointslices.discovery.k8s.io -l kubernetes.io/service-name=web -o name
run get endpointslice web-1 -o yaml
run get endpointslice -o custom-columns='NAME:.metadata.name,ADDRESSES:.endpoints[*].addresses'
run describe endpointslice web-1
run patch endpointslice web-1 -p '{"ports":[{"name":"http","port":8080}]}'
run patch endpointslice web-1 --type=merge -p '{"addressType":"IPv6"}'
run patch endpointslice web-1 --type=json -p '[{"op":"replace","path":"/endpoints/0/addresses/0","value":"10.9.9.9"}]'
run label endpointslice web-1 kubernetes.io/service-name-
run get endpointslice web-1 -o jsonpath='{.ports} {.endpoints[0].addresses} {.metadata.generation}{"\n"}'
EDITOR="sed -i s/8080/8081/" run edit endpointslice web-1
run apply --server-side --force-conflicts -f slice.yaml
run replace -f slice.yaml
run delete endpointslice --all

echo "## ingress classes"
file class.yaml <<Y
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: $class, labels: {made-by: walk-$ns}}
spec:
  controller: example.com/ingress
  parameters: {apiGroup: example.com, kind: Parameters, name: one, scope: Namespace, namespace: there}
Y
sed 's#controller: .*#controller: nonsense#; s#, namespace: there##; s#name: N#name: bad-N#' class.yaml >bad-class.yaml
run create -f class.yaml
run create -f class.yaml
run create -f bad-class.yaml
run get ingressclasses -l "made-by=walk-$ns"
run get ingressclass "$class" -o wide --show-labels
run get ingressclass "$class" -o yaml
run get ingressclasses.networking.k8s.io -l "made-by=walk-$ns" -o name
run get ingressclass "$class-none"
run describe ingressclass "$class"
run annotate ingressclass "$class" ingressclass.kubernetes.io/is-default-class=true
run get ingressclass "$class" -o jsonpath='{.metadata.annotations} {.metadata.generation}{"\n"}'
run patch ingressclass "$class" -p '{"spec":{"controller":"example.com/other"}}'
run patch ingressclass "$class" -p '{"spec":{"parameters":{"scope":"Cluster","namespace":null}}}'
run get ingressclass "$class" -o jsonpath='{.spec} {.metadata.generation}{"\n"}'
EDITOR="sed -i s/one/two/" run edit ingressclass "$class"
run apply -f class.yaml
run apply --server-side --force-conflicts -f class.yaml
run delete ingressclass "$class"
run delete namespace "$ns" --wait=false
