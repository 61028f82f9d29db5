# Who asks, and what they may do. Read by ../kubectl.sh.

run create namespace "$ns"
echo "## who asks, and what they may do"
run auth whoami -o jsonpath='{.status.userInfo.username} {.status.userInfo.groups}{"\n"}'
run auth whoami --as=alice --as-group=devs --as-uid=7 --as-user-extra=team=one
run auth whoami --as=alice -o yaml
run auth can-i get endpoints
run auth can-i create namespaces
run auth can-i delete ep/web --as=alice
run auth can-i get /healthz --as=alice
run auth can-i get /metrics --as=alice
run auth can-i list things
run auth can-i get namespaces --subresource=status
run auth can-i '*' '*'
run auth can-i '*' '*' --as=alice --all-namespaces
run auth can-i get ep -A --quiet
run auth can-i get ep --as=alice --quiet
run auth can-i nothing
run auth can-i --list
run auth can-i --list --no-headers --as=alice
run get ep --as=alice
run get ep --as=alice --as-group=system:masters -o name
run create namespace "$ns-none" --as=alice
run delete namespace "$ns" --wait=false
