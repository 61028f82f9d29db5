# ServiceAccounts. Read by ../kubectl.sh.

run create namespace "$ns"
echo "## service accounts"
run create serviceaccount robot
run create sa robot
run create sa dry --dry-run=client -o yaml
run create sa dry --dry-run=server -o yaml
file robot.yaml <<'Y'
apiVersion: v1
kind: ServiceAccount
metadata: {name: reader, labels: {made-by: walk}}
automountServiceAccountToken: false
secrets: [{name: one}, {name: two}]
imagePullSecrets: [{name: pull}]
Y
run apply -f robot.yaml
run get serviceaccounts
run get sa robot reader -o wide --show-labels
run get sa reader -o yaml
run get sa -o custom-columns=NAME:.metadata.name,MOUNTED:.automountServiceAccountToken
run describe sa reader
run patch sa reader -p '{"secrets":[{"name":"three"}],"imagePullSecrets":[{"name":"other"}]}'
run patch sa reader -p '{"imagePullSecrets":[{"$patch":"delete","name":"pull"}]}'
run get sa reader -o jsonpath='{.secrets} {.imagePullSecrets}{"\n"}'
run apply -f robot.yaml
run label sa robot team=one
EDITOR="sed -i s/false/true/" run edit sa reader
run get sa reader -o jsonpath='{.automountServiceAccountToken}{"\n"}'
run delete sa robot reader
run delete namespace "$ns" --wait=false
