#!/usr/bin/env python3
"""Creates the same CustomResourceDefinitions in two servers and prints where their answers differ.

    compare.py --ours URL --theirs URL [--token TOKEN] --corpus FOLDER [--store]
    compare.py --ours URL --theirs URL [--token TOKEN] --random COUNT [--seed NUMBER]

A corpus is a folder with crds.jsonl.gz: a definition a line. With --store each is really created, read again and deleted, and what is
stored is compared, too; otherwise all is asked as a dry run. Random definitions are small, mostly wrong, and follow from their seed.

Compared are the status, what is stored (text by text and in order, but for uid, time and resourceVersion), all errors, and warnings. The
reference finds errors in any order where it walks maps; so they are compared sorted. Ends with 1 where anything differs.
"""

import argparse
import collections
import gzip
import http.client
import json
import pathlib
import random
import ssl
import sys
import time
import urllib.parse

from rules import rules, without_type

PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


class Server:
    """One of the two."""

    def __init__(self, url, token):
        self.url = urllib.parse.urlsplit(url)
        self.token = token
        self.connection = None

    def connect(self):
        if self.url.scheme == "https":
            context = ssl._create_unverified_context()
            return http.client.HTTPSConnection(self.url.hostname, self.url.port, context=context, timeout=60)
        return http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=60)

    def ask(self, method, path, body=None, content="application/json"):
        """The status, the warnings and the body as JSON whose members keep their order and whose numbers keep their text."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content}
        self.connection = self.connection or self.connect()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except http.client.RemoteDisconnected:
            # The reference does so where it panics.
            self.connection = None
            return 0, [], {"kind": "Status", "message": "no answer"}
        warnings = [value for name, value in answer.getheaders() if name.lower() == "warning"]
        if not answer.getheader("Content-Type", "").startswith("application/json"):
            return answer.status, warnings, {"kind": "Status", "apiVersion": "v1", "message": text.decode()}
        value = json.loads(text, parse_float=lambda number: f"number {number}")
        return answer.status, warnings, value


def errors_of(status):
    """All that is wrong, sorted; the whole message where nothing tells its parts."""
    causes = status.get("details", {}).get("causes")
    if not causes:
        return [without_type(status.get("message"))]
    return sorted(without_type(json.dumps(cause)) for cause in causes)


def meaning(answer, stored=False):
    """What must be the same of an answer; of what is stored, without the status, which a controller goes on with."""
    code, warnings, value = answer
    said = {"code": code, "warnings": warnings}
    if value.get("kind") == "Status":
        return said | {"reason": value.get("reason"), "errors": errors_of(value)}
    for name in ("uid", "creationTimestamp", "resourceVersion"):
        value["metadata"].pop(name, None)
    for entry in value["metadata"].get("managedFields", []):
        entry.pop("time", None)
    if stored:
        value.pop("status", None)
        value["metadata"].pop("managedFields", None)
    return said | {"object": json.dumps(value)}


def ask_both(servers, *request):
    return [server.ask(*request) for server in servers]


def only(here, there):
    """What is more often in one list than in the other."""
    return [error for error in (collections.Counter(here) - collections.Counter(there)).elements()]


def around(here, there):
    """Both texts around the first place where they differ."""
    at = next((i for i, (a, b) in enumerate(zip(here, there)) if a != b), min(len(here), len(there)))
    return [text[max(0, at - 60) : at + 60] for text in (here, there)]


def compare(name, answers, stored=False):
    """Prints what differs; says whether anything does."""
    ours, theirs = (meaning(answer, stored) for answer in answers)
    for part in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(part), theirs.get(part)
        if here != there:
            if part == "object" and here and there:
                here, there = around(here, there)
            elif part == "errors" and here and there:
                here, there = only(here, there), only(there, here)
                if len(here) == len(there) == 1:
                    here, there = around(here[0], there[0])
            print(f"{name}: {part}\n  ours   {here}\n  theirs {there}")
    return ours != theirs


def settle(servers, name):
    """Deletes a definition and waits until it is gone."""
    for server in servers:
        server.ask("DELETE", f"{PATH}/{name}")
    for server in servers:
        until = time.monotonic() + 60
        while server.ask("GET", f"{PATH}/{name}")[0] != 404:
            if time.monotonic() > until:
                sys.exit(f"{name} does not go")
            time.sleep(0.05)


def create(servers, name, definition, store):
    """Creates one in both; says whether their answers differ, and what they are."""
    body = json.dumps(definition)
    answers = ask_both(servers, "POST", PATH if store else f"{PATH}?dryRun=All", body)
    codes = [answer[0] for answer in answers]
    if codes[1] == 0:
        return False, codes
    differ = compare(name, answers)
    if store and 201 in codes:
        at = definition["metadata"]["name"]
        differ |= compare(f"{name}, stored", ask_both(servers, "GET", f"{PATH}/{at}"), stored=True)
        settle(servers, at)
    return differ, codes


def corpus(folder):
    with gzip.open(pathlib.Path(folder) / "crds.jsonl.gz", "rt") as lines:
        for number, line in enumerate(lines):
            definition = json.loads(line)
            yield f"{number} {definition.get('metadata', {}).get('name')}", definition


# What random definitions are made of.
TYPES = ["string", "integer", "number", "boolean", "object", "array", "object", "array", "null", "", "text"]
FORMATS = ["date-time", "int32", "int64", "byte", "uuid", "ipv4", "email", "none", "double", ""]
PATTERNS = ["^a+$", "[", "(?=a)", "a{2,1}", "\\d", "", "(?P<n>a)", "*"]
NAMES = ["a", "b", "metadata", "kind", "apiVersion", "spec", "status", "name", "generateName", "x.y", "labels"]
VALUES = [None, True, 0, 1, -1, 1.5, "a", "", "2020-01-01T00:00:00Z", [], ["a", "a"], [1], {}, {"a": 1}, {"a": {"b": "c"}},
          {"metadata": {"name": "A_"}}, {"kind": 1}, {"x": 1}, {"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}}]


def schema(chance, depth):
    """A schema, mostly of what one may say."""
    said = {}

    def maybe(share, name, make):
        if chance.random() < share:
            said[name] = make()

    def below():
        return schema(chance, depth - 1)

    def number():
        return chance.choice([0, 1, 2, -1, 1.5])

    maybe(0.9, "type", lambda: chance.choice(TYPES[:8] if chance.random() < 0.93 else TYPES))
    ty = said.get("type")
    if depth > 0:
        names = lambda: {name: below() for name in chance.sample(NAMES, chance.randint(0, 3))}
        maybe(0.85 if ty == "object" else 0.05, "properties", names)
        maybe(0.9 if ty == "array" else 0.05, "items", below)
        maybe(0.1, "additionalProperties", lambda: chance.choice([True, False, below()]))
        for name in ("allOf", "anyOf", "oneOf"):
            maybe(0.05, name, lambda: [nested(chance, depth - 1) for _ in range(chance.randint(0, 2))])
        maybe(0.04, "not", lambda: nested(chance, depth - 1))
        maybe(0.01, "definitions", names)
        maybe(0.01, "patternProperties", names)
        maybe(0.01, "additionalItems", lambda: chance.choice([True, False, below()]))
        maybe(0.01, "dependencies", lambda: {"a": chance.choice([["b"], below()])})
    maybe(0.12, "default", lambda: chance.choice(VALUES))
    maybe(0.08, "format", lambda: chance.choice(FORMATS))
    maybe(0.08, "pattern", lambda: chance.choice(PATTERNS))
    maybe(0.08, "enum", lambda: chance.sample(VALUES, chance.randint(0, 3)))
    maybe(0.1, "required", lambda: chance.sample(NAMES, chance.randint(0, 2)))
    maybe(0.08, "nullable", lambda: chance.random() < 0.8)
    for name in ("minimum", "maximum", "multipleOf"):
        maybe(0.04, name, number)
    for name in ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"):
        maybe(0.04, name, lambda: chance.choice([0, 1, 2, -1]))
    for name in ("uniqueItems", "exclusiveMinimum"):
        maybe(0.02, name, lambda: chance.random() < 0.5)
    maybe(0.05, "title", lambda: "t")
    maybe(0.02, "example", lambda: chance.choice(VALUES))
    maybe(0.01, "$ref", lambda: "#/a")
    maybe(0.01, "$schema", lambda: "a")
    maybe(0.01, "id", lambda: chance.choice(["", "a"]))
    maybe(0.08, "x-kubernetes-preserve-unknown-fields", lambda: chance.random() < 0.9)
    maybe(0.08, "x-kubernetes-int-or-string", lambda: chance.random() < 0.9)
    maybe(0.1, "x-kubernetes-embedded-resource", lambda: chance.random() < 0.9)
    maybe(0.4 if ty == "array" else 0.03, "x-kubernetes-list-type", lambda: chance.choice(["atomic", "set", "map", "map", "x"]))
    is_map = said.get("x-kubernetes-list-type") == "map"
    maybe(0.8 if is_map else 0.02, "x-kubernetes-list-map-keys", lambda: chance.choices(["a", "b", "name"], k=chance.randint(0, 2)))
    maybe(0.1 if ty == "object" else 0.02, "x-kubernetes-map-type", lambda: chance.choice(["atomic", "granular", "x"]))
    maybe(0.06, "x-kubernetes-validations", lambda: rules(chance, said))
    return said


def nested(chance, depth):
    """What may stand below a logical operator, and sometimes what may not."""
    said = schema(chance, depth)
    if chance.random() < 0.7:
        structure = ["type", "default", "title", "nullable"]
        for name in [name for name in said if name in structure or name.startswith("x-kubernetes")]:
            del said[name]
    return said


def version(chance, name):
    root = schema(chance, 4)
    if chance.random() < 0.9:
        root["type"] = "object"
        for keyword in ("default", "nullable", "format", "additionalProperties", "items", "x-kubernetes-list-type", "x-kubernetes-int-or-string"):
            root.pop(keyword, None)
    said = {"name": name, "served": chance.random() < 0.9, "storage": chance.random() < 0.5}
    if chance.random() < 0.95:
        said["schema"] = {"openAPIV3Schema": root} if chance.random() < 0.95 else {}
    paths = [".spec.a", ".status.a", ".a", "a", "", ".spec", ".spec.a[0]", ".metadata.name", ".spec['a']", ".a.b", ".a."]
    path = lambda: chance.choice(paths)
    if chance.random() < 0.4:
        said["subresources"] = {}
        if chance.random() < 0.7:
            said["subresources"]["status"] = {}
        if chance.random() < 0.6:
            said["subresources"]["scale"] = {"specReplicasPath": path(), "statusReplicasPath": path()}
            if chance.random() < 0.5:
                said["subresources"]["scale"]["labelSelectorPath"] = path()
    if chance.random() < 0.3:
        column = lambda: {"name": chance.choice(["A", "A", "B", ""]), "jsonPath": chance.choice([*paths, ".a[", ".a[?(@.b)]"]),
                          "type": chance.choice(["string", "date", "integer", "text", ""]), "format": chance.choice(["", "byte", "x"])}
        said["additionalPrinterColumns"] = [column() for _ in range(chance.randint(0, 2))]
    if chance.random() < 0.3:
        said["selectableFields"] = [{"jsonPath": path()} for _ in range(chance.choice([0, 1, 2, 9]))]
    if chance.random() < 0.15:
        said["deprecated"] = chance.random() < 0.8
        said["deprecationWarning"] = chance.choice(["", "old", "a\tb", "x" * 257])
    return said


def definition(seed):
    """A definition that may be wrong in some ways."""
    chance = random.Random(seed)
    wrong = lambda right, others, share=0.04: chance.choice(others) if chance.random() < share else right
    versions = [version(chance, wrong(name, ["v1", "V1", "1", ""])) for name in ["v1", "v2", "v1beta1"][: chance.choice([1, 1, 1, 2, 3])]]
    if chance.random() < 0.85:
        for i, each in enumerate(versions):
            each["storage"] = i == 0
    if len(versions) > 1 and chance.random() < 0.5:
        same = chance.choice(["schema", "subresources", "additionalPrinterColumns", "selectableFields"])
        for each in versions[1:]:
            each.pop(same, None)
            if same in versions[0]:
                each[same] = versions[0][same]
    group, plural = wrong("random.example.com", ["example", "", "a_b.c", "x.k8s.io"]), wrong("things", ["Things", "", "1a"])
    names = {"plural": plural, "kind": wrong("Thing", ["", "thing.x", "ThingList", "1"])}
    if chance.random() < 0.2:
        names["singular"] = chance.choice(["thing", "Thing", "a b"])
    if chance.random() < 0.2:
        names["listKind"] = chance.choice(["ThingList", "Thing", "x y"])
    if chance.random() < 0.2:
        names["shortNames"] = chance.choice([["t"], ["T"], [""], []])
    if chance.random() < 0.2:
        names["categories"] = chance.choice([["all"], ["A"], []])
    spec = {"group": group, "names": names, "scope": wrong("Namespaced", ["Cluster", "", "cluster"]), "versions": versions}
    if chance.random() < 0.06:
        spec["preserveUnknownFields"] = chance.random() < 0.7
    if chance.random() < 0.15:
        spec["conversion"] = conversion(chance)
    metadata = {"name": wrong(f"{plural}.{group}", ["x", "things.random.example.com"])}
    if group == "x.k8s.io" and chance.random() < 0.7:
        approval = chance.choice(["https://github.com/a/b/pull/1", "unapproved", "unapproved, yet", "", "x", "https://", "a://b"])
        metadata["annotations"] = {"api-approved.kubernetes.io": approval}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": metadata, "spec": spec}


def conversion(chance):
    said = {"strategy": chance.choice(["None", "Webhook", "Webhook", "", "X"])}
    if chance.random() < 0.7:
        webhook = said["webhook"] = {}
        webhook["conversionReviewVersions"] = chance.choice([["v1"], ["v1beta1"], ["v2"], [], ["v1", "v1"], ["1"]])
        if chance.random() < 0.9:
            config = webhook["clientConfig"] = {}
            if chance.random() < 0.6:
                urls = ["https://a/b", "http://a", "https://", "https://u:p@a", "https://a#f", "https://a?q", "a b", ":", "https://a:x", "%"]
                config["url"] = chance.choice(urls)
            if chance.random() < 0.6:
                service = {"namespace": chance.choice(["a", ""]), "name": chance.choice(["b", ""])}
                if chance.random() < 0.5:
                    service["path"] = chance.choice(["/a", "a", "/", "//", "/a//b", "/A", ""])
                if chance.random() < 0.3:
                    service["port"] = chance.choice([0, 443, 65536, -1])
                config["service"] = service
            if chance.random() < 0.3:
                config["caBundle"] = chance.choice(["", "YQ==", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCllRPT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo="])
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--token", default="admintoken")
    parser.add_argument("--corpus")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    servers = [Server(arguments.ours, arguments.token), Server(arguments.theirs, arguments.token)]
    all_of_them = list(corpus(arguments.corpus)) if arguments.corpus else []
    seeds = range(arguments.seed, arguments.seed + arguments.random)
    all_of_them += [(f"seed {seed}", definition(seed)) for seed in seeds]
    counts = {"asked": 0, "accepted by both": 0, "refused by both": 0, "not answered by theirs": 0, "different": 0}
    for name, each in all_of_them:
        differ, codes = create(servers, name, each, arguments.store)
        counts["asked"] += 1
        counts["not answered by theirs"] += codes[1] == 0
        counts["different"] += differ
        counts["accepted by both"] += codes == [201, 201]
        counts["refused by both"] += codes[1] != 0 and 201 not in codes
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 1 if counts["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
