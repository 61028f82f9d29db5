# Kinds beside Pods: limits, ingresses, policies, storage. Read by ../kubectl.sh.

run create namespace "$ns"
class=$ns # what is in no namespace has a name of this run

echo "## limits"
file limits.yaml <<'Y'
apiVersion: v1
kind: LimitRange
metadata: {name: limits}
spec:
  limits:
  - type: Container
    max: {cpu: "2", memory: 1Gi}
    min: {cpu: 100m}
    default: {cpu: 500m}
    maxLimitRequestRatio: {cpu: "4"}
  - {type: PersistentVolumeClaim, max: {storage: 5Gi}}
Y
sed 's/100m/3/; s/name: limits/name: bad/' limits.yaml >bad-limits.yaml
run create -f limits.yaml
run create -f bad-limits.yaml
run get limits
run get limitrange limits -o yaml
run describe limits limits
run patch limitrange limits --type=json -p '[{"op":"replace","path":"/spec/limits/1/max/storage","value":"1Ti"}]'
run apply --server-side --force-conflicts -f limits.yaml
run delete limits limits

echo "## ingresses"
run create ingress web --class="$class" --rule="web.example.com/api*=web:80,tls=cert" --rule="*.example.org/=web:http" --default-backend=rest:8080
run create ingress web --rule="/=web:80"
run create ingress bad --rule="10.0.0.1/=web:80"
run get ingress | sed -E 's/ +/ /g'
run get ing web -o yaml
file bucket.yaml <<'Y'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: files, annotations: {kubernetes.io/ingress.class: old}}
spec:
  defaultBackend: {resource: {apiGroup: example.com, kind: Bucket, name: files}}
Y
run apply -f bucket.yaml
run describe ingress files --show-events=false
run patch ingress files --subresource=status --type=merge -p '{"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.7"},{"hostname":"lb.example.com"}]}}}'
run patch ingress files --subresource=status --type=merge -p '{"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.07"}]}}}'
run get ingress -o wide | sed -E 's/ +/ /g'
run annotate ingress files kubernetes.io/ingress.class-
run delete ingress --all

echo "## network policies"
file policy.yaml <<'Y'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {namespaceSelector: {}, podSelector: {matchLabels: {app: front}}}]
    ports: [{port: 80}, {port: 8000, endPort: 8100, protocol: UDP}]
  egress: [{}]
Y
sed 's#10.1.0.0/16#11.0.0.0/8#; s/name: web/name: bad/' policy.yaml >bad-policy.yaml
run apply -f policy.yaml
run apply -f bad-policy.yaml
run get networkpolicies
run get netpol web -o yaml
run describe netpol web | sed -E 's/^Created on: .*/Created on: TIME/'
run patch netpol web --type=merge -p '{"spec":{"ingress":[]}}'
run get netpol web -o jsonpath='{.metadata.generation} {.spec.ingress}{"\n"}'
run delete netpol web

echo "## disruption budgets"
run create poddisruptionbudget web --selector=app=web --min-available=50%
run create pdb bad --selector=app=web --max-unavailable=101%
run get pdb
run get pdb web -o yaml
run describe pdb web --show-events=false
run patch pdb web --type=merge -p '{"spec":{"minAvailable":null,"maxUnavailable":1}}'
run get pdb web -o jsonpath='{.metadata.generation} {.spec}{"\n"}'
run delete pdb web

echo "## storage"
file storage.yaml <<Y
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: $class}
provisioner: csi.example.com
parameters: {type: fast}
allowVolumeExpansion: true
mountOptions: [ro]
---
apiVersion: storage.k8s.io/v1
kind: CSIDriver
metadata: {name: $class}
spec: {podInfoOnMount: true, storageCapacity: true}
---
apiVersion: storage.k8s.io/v1
kind: CSINode
metadata: {name: $class}
spec: {drivers: [{name: csi.example.com, nodeID: one, topologyKeys: [example.com/zone], allocatable: {count: 10}}]}
---
apiVersion: storage.k8s.io/v1
kind: CSIStorageCapacity
metadata: {name: here}
storageClassName: $class
nodeTopology: {matchLabels: {example.com/zone: a}}
capacity: 10Gi
---
apiVersion: storage.k8s.io/v1
kind: VolumeAttributesClass
metadata: {name: $class}
driverName: csi.example.com
parameters: {iops: "100"}
Y
run apply -f storage.yaml
for kind in storageclass csidriver csinode volumeattributesclass; do
  run get "$kind" "$class" | sed -E 's/ +/ /g'
  run get "$kind" "$class" -o yaml
  run describe "$kind" "$class" --show-events=false | sed -E 's/^CreationTimestamp: .*/CreationTimestamp: TIME/'
done
run get csistoragecapacities
run describe csistoragecapacity here --show-events=false
run patch sc "$class" --type=merge -p '{"reclaimPolicy":"Retain"}'
run patch sc "$class" --type=merge -p '{"allowVolumeExpansion":false}'
run patch vac "$class" --type=merge -p '{"parameters":{"iops":"200"}}'
run delete -f storage.yaml --wait=false
run delete namespace "$ns" --wait=false
