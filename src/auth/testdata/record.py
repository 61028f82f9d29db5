#!/usr/bin/env python3
"""Records what a running reference allows by RBAC where its Roles are those of rights.yaml, and its ready roles.

    src/auth/testdata/record.py 127.0.0.1:6443 admintoken

Writes rights.jsonl beside itself, and ../roles.json. The first line says what was asked: each verb for each resource in each namespace and
of each name, by each user; the lines after it what was allowed. Roles and bindings are made for it, all named rights-..., and removed again.
"""
import http.client
import itertools
import json
import pathlib
import ssl
import sys
import time

import yaml

HERE = pathlib.Path(__file__).parent
RBAC = "/apis/rbac.authorization.k8s.io/v1/"
# What each ready role adds to the one before it.
READY = ("view", "edit", "admin")
USERS = {name: [] for name in ("vera", "eva", "ada", "ari", "lea", "stan", "odd", "ivy", "metro", "nobody")} | {"shop": ["shopkeepers"]}
VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate", "impersonate:user-info")
RESOURCES = """
/endpoints /namespaces /namespaces/status /namespaces/finalize /configmaps /secrets /serviceaccounts /serviceaccounts/token /pods /pods/log
/pods/status /pods/exec /pods/eviction /services /services/status /services/proxy /nodes /nodes/status /events /limitranges /resourcequotas
/persistentvolumes /persistentvolumeclaims /replicationcontrollers/scale /bindings /users /groups /uids /userextras/scopes
discovery.k8s.io/endpointslices coordination.k8s.io/leases networking.k8s.io/ingressclasses networking.k8s.io/ingresses
networking.k8s.io/ingresses/status networking.k8s.io/networkpolicies events.k8s.io/events apps/deployments apps/deployments/scale
apps/deployments/status apps/controllerrevisions batch/jobs policy/poddisruptionbudgets scheduling.k8s.io/priorityclasses
rbac.authorization.k8s.io/roles rbac.authorization.k8s.io/rolebindings rbac.authorization.k8s.io/clusterroles
authorization.k8s.io/subjectaccessreviews authorization.k8s.io/localsubjectaccessreviews authorization.k8s.io/selfsubjectaccessreviews
authentication.k8s.io/tokenreviews authentication.k8s.io/userextras/scopes authentication.k8s.io/users authentication.k8s.io/groups
authentication.k8s.io/endpoints discovery.k8s.io/endpoints x.example/things x.example/things/status
""".split()
NAMESPACES = ("rights-shop", "rights-other")
PLACES = (("rights-shop", ""), ("rights-shop", "leader"), ("rights-other", ""), ("", ""), ("", "leader"))
PATHS = ("/metrics", "/metrics/x", "/readyz", "/readyz/ping", "/apis/x", "/apis/xy", "/apis/")

connection = http.client.HTTPSConnection(sys.argv[1], context=ssl._create_unverified_context())  # the reference's certificate is its own


def ask(method, path, body=None):
    """The code and the document of an answer."""
    headers = {"Authorization": "Bearer " + sys.argv[2], "Content-Type": "application/json"}
    connection.request(method, path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def ready(role):
    """The rules of a ready role."""
    return ask("GET", f"{RBAC}clusterroles/system:aggregate-to-{role}")[1]["rules"]


def objects():
    """The Roles and bindings of rights.yaml: each a path and a document. The roles that aggregate others have no rules where no controller runs,
    so their parts are bound."""
    for number, entry in enumerate(yaml.safe_load((HERE / "rights.yaml").read_text())):
        roles = [f"system:aggregate-to-{part}" for part in READY[: READY.index(entry["role"]) + 1]] if "role" in entry else []
        if "rules" in entry:
            roles = [f"rights-{number}"]
            yield "clusterroles", {"metadata": {"name": roles[0]}, "rules": entry["rules"]}
        subjects = [{"kind": kind, "apiGroup": "rbac.authorization.k8s.io", "name": name} for kind, of in (("User", "users"), ("Group", "groups"))
                    for name in entry.get(of, [])]
        for part, role in enumerate(roles):
            binding = {"metadata": {"name": f"rights-{number}-{part}"}, "subjects": subjects,
                       "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}}
            places = [f"namespaces/{namespace}/rolebindings" for namespace in entry.get("namespaces", [])] or ["clusterrolebindings"]
            yield from ((place, binding) for place in places)


def allowed(user, attributes):
    """Is it allowed?"""
    spec = {"user": user, "groups": [*USERS[user], "system:authenticated"], **attributes}
    code, answer = ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {"spec": spec})
    assert code == 201, answer
    return answer["status"]["allowed"]


def attributes(resource, namespace, name, verb):
    group, resource, *part = resource.split("/", 2)
    return {"resourceAttributes": {"group": group, "resource": resource, "subresource": "".join(part), "namespace": namespace, "name": name,
                                   "verb": verb}}


def rows():
    """What is allowed of all that is asked."""
    for user, resource, (namespace, name) in itertools.product(USERS, RESOURCES, PLACES):
        verbs = [verb for verb in VERBS if allowed(user, attributes(resource, namespace, name, verb))]
        if verbs:
            yield [user, resource, namespace, name, verbs]
    for user, path in itertools.product(USERS, PATHS):
        if allowed(user, {"nonResourceAttributes": {"path": path, "verb": "get"}}):
            yield [user, path]


(HERE.parent / "roles.json").write_text(
    "{\n" + ",\n".join(f'  "{role}": [\n' + ",\n".join("    " + json.dumps(rule) for rule in ready(role)) + "\n  ]" for role in READY) + "\n}\n")
for namespace in NAMESPACES:
    ask("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
made = list(objects())
try:
    for place, document in made:
        code, answer = ask("POST", RBAC + place, document)
        assert code in (201, 409), answer
    time.sleep(2)  # until its caches have seen them
    asked = {"users": USERS, "verbs": VERBS, "resources": RESOURCES, "places": PLACES, "paths": PATHS}
    lines = [json.dumps(line) for line in (asked, *rows())]
finally:
    connection.close()  # whatever was under way
    for place, document in made:
        ask("DELETE", f"{RBAC}{place}/{document['metadata']['name']}")
    for namespace in NAMESPACES:
        ask("DELETE", f"/api/v1/namespaces/{namespace}")
(HERE / "rights.jsonl").write_text("\n".join(lines) + "\n")
