# ConfigMaps and Secrets: made in all ways, changed, shown, applied with pruning. Read by ../kubectl.sh.

run create namespace "$ns"
file app.properties <<'Q1'
color=blue
# not a word
size = 7
Q1
file app.env <<'Q1'
COLOR=blue
SIZE=7
Q1
printf '\x00\xff\x01binary' >blob.bin
mkdir -p many; printf one >many/one.txt; printf 'two\nlines\n' >many/two.txt

echo "## configmaps, made in all ways"
run create configmap words --from-literal=color=blue --from-literal=note='a <b> & "c"'
run create configmap words --from-literal=color=red
run create cm files --from-file=app.properties --from-file=renamed=app.properties --from-file=blob.bin
run create cm folder --from-file=many
run create cm env --from-env-file=app.env
run create cm twice --from-literal=a=1 --from-literal=a=2
run create cm both --from-env-file=app.env --from-literal=a=1
run create cm hashed --from-literal=a=1 --append-hash
run create cm dry --from-literal=a=1 --dry-run=client -o yaml
run create cm dry --from-literal=a=1 --dry-run=server -o yaml
run create cm dry --from-literal=a=1 --dry-run=server -o name
run create cm made --from-literal=a=1 -o json --save-config --field-manager=maker
run create cm Bad_Name --from-literal=a=1
run create cm bad-key --from-literal='a/b=1'
run create cm empty
file cms.yaml <<'Q1'
apiVersion: v1
kind: ConfigMap
metadata: {name: bad}
data: {"..": dots, same: "1", "sp ace": x}
binaryData: {same: MQ==, "b/c": MQ==}
Q1
run create -f cms.yaml | LC_ALL=C sort # in any order
file not-base64.yaml <<'Q1'
{apiVersion: v1, kind: ConfigMap, metadata: {name: bad}, binaryData: {a: "%"}}
Q1
run create -f not-base64.yaml
file number.yaml <<'Q1'
{apiVersion: v1, kind: ConfigMap, metadata: {name: bad}, data: {a: 1}, dota: {}}
Q1
run create -f number.yaml

echo "## configmaps, shown"
run get cm
run get configmaps -o wide --show-labels
run get cm words files -o yaml
run get cm env -o json
run get cm -o name
run get cm words -o jsonpath='{.data.color}{"\n"}'
run get cm words -o go-template='{{range $k, $v := .data}}{{$k}}={{$v}};{{end}}{{"\n"}}'
run get cm -o custom-columns='NAME:.metadata.name,COLOR:.data.color,BINARY:.binaryData' --sort-by=.metadata.name
run get cm none
run describe cm files --show-events=false
run describe cm words env

echo "## configmaps, changed"
run label cm words env kind=words
run annotate cm words note=first
run annotate cm words note=second
run patch cm words --type=merge -p '{"data":{"color":null,"shape":"round"}}'
run patch cm words -p '{"data":{"color":"red"},"immutable":true}'
run patch cm words -p '{"data":{"color":"blue"}}'
run patch cm words -p '{"binaryData":{"blob":"MQ=="}}'
run patch cm words -p '{"immutable":false}'
run patch cm words -p '{"immutable":null}'
run patch cm words --type=json -p '[{"op":"replace","path":"/metadata/annotations/note","value":"third"}]'
run label cm words immutable=still-labelled
EDITOR="sed -i s/blue/green/" run edit cm env
EDITOR="sed -i s/blue/green/" run edit cm words
run get cm words env -o jsonpath='{range .items[*]}{.data} {.immutable} {.metadata.annotations}{"\n"}{end}'
"$kubectl" -n "$ns" create cm env --from-literal=only=this --dry-run=client -o yaml >replaced.yaml
run replace -f replaced.yaml
run get cm env -o jsonpath='{.data}{"\n"}'
run set env cm/env A=1
run delete cm words folder
run delete cm -l kind=words
run get cm -l kind=words

echo "## secrets"
file tls.crt <<'Q1'
-----BEGIN CERTIFICATE-----
MIIBgzCCASmgAwIBAgIUQpFDKy9vVQWezuqLB7zm4XYhNf8wCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLZXhhbXBsZS5jb20wIBcNMjYxMTI5MDQwNTQ1WhgPMjEyNjEx
MDUwNDA1NDVaMBYxFDASBgNVBAMMC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEwA9divZwCrAdKOCAX8367STycC3z0X6yt+89u7mdC/D76ZqM
9Q/FCo/hhnRUms21BwUf3cXG9tSP3LiC4b/BkKNTMFEwHQYDVR0OBBYEFC9v9VNY
U2JN4l3DKFqUmZe6eAuoMB8GA1UdIwQYMBaAFC9v9VNYU2JN4l3DKFqUmZe6eAuo
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgMgfHCCbjaptJsNnx
Ky6jQ9rtwk+OnZIpzyPRdeaHTi0CIQDpvsLoqa5oguhgYPlJvPFeHvPBraJnNnzM
cnwTC2H+uQ==
-----END CERTIFICATE-----
Q1
file tls.key <<'Q1'
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIL8/srFf+Rs3wv0SPErhvVRg70dKXYnf97xGboWuMZVcoAoGCCqGSM49
AwEHoUQDQgAEwA9divZwCrAdKOCAX8367STycC3z0X6yt+89u7mdC/D76ZqM9Q/F
Co/hhnRUms21BwUf3cXG9tSP3LiC4b/BkA==
-----END EC PRIVATE KEY-----
Q1
run create secret generic words --from-literal=user=admin --from-literal=pass='p w'
run create secret generic files --from-file=app.properties --from-file=blob=blob.bin --type=example.com/files
run create secret generic env --from-env-file=app.env
run create secret generic words --from-literal=a=1
run create secret tls served --cert=tls.crt --key=tls.key
run create secret tls served --cert=tls.crt --key=app.env
run create secret docker-registry pull --docker-username=u --docker-password=p --docker-email=e@example.com --docker-server=registry.example.com
run create secret docker-registry pull-file --from-file=.dockerconfigjson=app.env
run create secret generic dry --from-literal=a=1 --dry-run=client -o yaml
run create secret generic dry --from-literal=a=1 --dry-run=server -o yaml
run create secret generic hashed --from-literal=a=1 --append-hash -o name
for type in kubernetes.io/basic-auth kubernetes.io/ssh-auth kubernetes.io/tls kubernetes.io/dockercfg kubernetes.io/dockerconfigjson \
  kubernetes.io/service-account-token; do run create secret generic bad --from-literal=a=1 --type="$type"; done
file strings.yaml <<'Q1'
apiVersion: v1
kind: Secret
metadata: {name: strings, labels: {kind: strings}}
data: {a: MQ==, b: Mg==}
stringData: {b: two, c: three}
Q1
run create -f strings.yaml
run get secret strings -o jsonpath='{.data} {.stringData} {.type}{"\n"}'
run get secrets
run get secret -o wide --show-labels
run get secret --field-selector type=kubernetes.io/tls -o name
run get secret --field-selector type!=Opaque -o name
run get secret --field-selector data=x
run get secret pull served words -o yaml
run get secret -o custom-columns=NAME:.metadata.name,TYPE:.type,USER:.data.user
run describe secret files served
run describe secret pull
run patch secret words -p '{"stringData":{"pass":"other"},"data":{"user":null}}'
run patch secret words -p '{"type":"example.com/other"}'
run patch secret words --type=merge -p '{"immutable":true}'
run patch secret words -p '{"stringData":{"pass":"third"}}'
run get secret words -o jsonpath='{.data} {.immutable}{"\n"}'
EDITOR="sed -i s/dHdv/Mw==/" run edit secret strings
run delete secret -l kind=strings
run delete secret served files
run get secret served
run delete namespace "$ns" --wait=false
