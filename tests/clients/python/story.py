"""What a program does with the official Python client, and what it must see. Ends with 0 if it saw that.

    story.py KUBECONFIG NAMESPACE

It checks certificates as Python 3.13 and newer do by default, whichever Python runs it.
"""

import ssl
import sys

from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException

KUBECONFIG, NAMESPACE = sys.argv[1:]
APPLY = "application/apply-patch+yaml"
# Long for any machine, and less than a run may take.
PATIENCE = 60


def main():
    api = connect()
    meta = client.V1ObjectMeta
    api.create_namespace(client.V1Namespace(metadata=meta(name=NAMESPACE)))
    try:
        create_and_list(api)
        patch(api)
        apply(api)
        follow(api)
        delete(api)
    finally:
        api.delete_namespace(NAMESPACE)


def connect():
    config.load_kube_config(KUBECONFIG)
    api = client.CoreV1Api()
    setup = api.api_client.configuration
    if setup.verify_ssl:
        strict = ssl.create_default_context(cafile=setup.ssl_ca_cert)
        strict.verify_flags |= ssl.VERIFY_X509_STRICT
        api.api_client.rest_client.pool_manager.connection_pool_kw["ssl_context"] = strict
    return api


def endpoints(name, address="10.1.2.3", **labels):
    subset = client.V1EndpointSubset(
        addresses=[client.V1EndpointAddress(ip=address)],
        ports=[client.CoreV1EndpointPort(name="http", port=80)],
    )
    return client.V1Endpoints(metadata=client.V1ObjectMeta(name=name, labels=labels), subsets=[subset])


def create_and_list(api):
    made = api.create_namespaced_endpoints(NAMESPACE, endpoints("web", app="web"))
    expect(made.metadata.uid and made.metadata.resource_version and made.metadata.creation_timestamp)
    refused(409, "AlreadyExists", lambda: api.create_namespaced_endpoints(NAMESPACE, endpoints("web")))
    refused(422, "Invalid", lambda: api.create_namespaced_endpoints(NAMESPACE, endpoints("bad", address="127.0.0.1")))
    api.create_namespaced_endpoints(NAMESPACE, endpoints("db", app="db"))
    names = lambda found: [item.metadata.name for item in found.items]
    expect(names(api.list_namespaced_endpoints(NAMESPACE)) == ["db", "web"])
    expect(names(api.list_namespaced_endpoints(NAMESPACE, label_selector="app=web")) == ["web"])
    page = api.list_namespaced_endpoints(NAMESPACE, limit=1)
    expect(names(page) == ["db"] and page.metadata.remaining_item_count == 1)
    rest = api.list_namespaced_endpoints(NAMESPACE, limit=1, _continue=page.metadata._continue)
    expect(names(rest) == ["web"] and not rest.metadata._continue)
    read = api.read_namespaced_endpoints("web", NAMESPACE)
    expect(read == made and read.subsets[0].ports[0].protocol == "TCP")
    refused(404, "NotFound", lambda: api.read_namespaced_endpoints("none", NAMESPACE))


def patch(api):
    def patched(body, kind):
        return api.patch_namespaced_endpoints("web", NAMESPACE, body, _content_type=kind).metadata.labels

    add = [{"op": "add", "path": "/metadata/labels/tier", "value": "front"}]
    expect(patched(add, "application/json-patch+json") == {"app": "web", "tier": "front"})
    expect(patched({"metadata": {"labels": {"tier": None}}}, "application/merge-patch+json") == {"app": "web"})
    strategic = "application/strategic-merge-patch+json"
    expect(patched({"metadata": {"labels": {"s": "1"}}}, strategic) == {"app": "web", "s": "1"})
    failing = [{"op": "test", "path": "/metadata/name", "value": "other"}]
    refused(422, "Invalid", lambda: patched(failing, "application/json-patch+json"))
    stale = api.read_namespaced_endpoints("web", NAMESPACE)
    patched({"metadata": {"labels": {"s": "2"}}}, strategic)
    refused(409, "Conflict", lambda: api.replace_namespaced_endpoints("web", NAMESPACE, stale))


def apply(api):
    def applied(manager, color, force=None):
        meta = {"name": "applied", "labels": {"color": color}}
        body = {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta}
        return api.patch_namespaced_endpoints(
            "applied", NAMESPACE, body, field_manager=manager, force=force, _content_type=APPLY
        )

    expect(applied("first", "red").metadata.labels == {"color": "red"})
    said = refused(409, "Conflict", lambda: applied("second", "blue"))
    expect('conflict with "first": .metadata.labels.color' in said)
    forced = applied("second", "blue", force=True)
    expect(forced.metadata.labels == {"color": "blue"})
    owners = [m.manager for m in forced.metadata.managed_fields if "f:color" in str(m.fields_v1)]
    expect(owners == ["second"])


def follow(api):
    began = api.list_namespaced_endpoints(NAMESPACE).metadata.resource_version
    api.create_namespaced_endpoints(NAMESPACE, endpoints("seen", n="1"))
    for n in ["2", "3"]:
        api.patch_namespaced_endpoints("seen", NAMESPACE, {"metadata": {"labels": {"n": n}}})
    api.delete_namespaced_endpoints("seen", NAMESPACE)
    expected = [("ADDED", "1"), ("MODIFIED", "2"), ("MODIFIED", "3"), ("DELETED", "3")]
    events = watched(api, began, 4)
    expect([(kind, labels["n"]) for kind, labels, _ in events] == expected)
    versions = [int(version) for _, _, version in events]
    expect(versions == sorted(set(versions)))
    # Who was away goes on where it was.
    resumed = watched(api, events[1][2], 2)
    expect(resumed == events[2:])


def watched(api, version, count):
    """So many events behind a resourceVersion: type, labels, resourceVersion."""
    events = []
    stream = watch.Watch()
    for event in stream.stream(
        api.list_namespaced_endpoints, NAMESPACE, resource_version=version, timeout_seconds=PATIENCE
    ):
        meta = event["object"].metadata
        events.append((event["type"], meta.labels, meta.resource_version))
        if len(events) == count:
            stream.stop()
    expect(len(events) == count)
    return events


def delete(api):
    api.delete_namespaced_endpoints("web", NAMESPACE)
    refused(404, "NotFound", lambda: api.delete_namespaced_endpoints("web", NAMESPACE))
    api.delete_collection_namespaced_endpoints(NAMESPACE, label_selector="app=db")
    left = [item.metadata.name for item in api.list_namespaced_endpoints(NAMESPACE).items]
    expect(left == ["applied"])


def expect(holds):
    """Ends the story where something is not as it must be; the traceback says what."""
    if not holds:
        raise AssertionError("not as expected")


def refused(code, reason, call):
    """The message of the failure that a call must end in."""
    try:
        call()
    except ApiException as error:
        expect(error.status == code and f'"reason":"{reason}"' in error.body)
        return error.body.replace('\\"', '"')
    raise AssertionError(f"not refused with {code} {reason}")


main()
