#!/usr/bin/env python3
"""Sends the same custom resources, of random definitions, to two servers and prints where their answers differ.

    objects.py --ours URL --theirs URL [--token TOKEN] --schemas COUNT [--objects COUNT] [--seed NUMBER] [--rules SHARE]
    objects.py --ours URL --theirs URL [--token TOKEN] --updates COUNT [--objects COUNT] [--seed NUMBER]

With --schemas, each seed gives a definition whose schema is structural, and objects that follow from the schema, some of them wrong. Each
object is created, and what was created is then replaced, patched, applied by two managers, read and deleted. With --updates the definition,
too, is changed again and again, by PUT and by patches, while objects of it are stored and written. With --rules schemas have rules in CEL,
some of which are refused, and then left out.

Compared are the status, reason, message, causes and warnings, the object (text by text and in order, with its managers, but for uid, times
and resourceVersion), and whether its resourceVersion changed. The reference finds errors in any order where it walks maps: causes are
compared sorted, and a refusal that differs is asked for again. Ends with 1 where anything differs.
"""

import argparse
import collections
import copy
import json
import random
import re
import sys
import time

from compare import PATH, Server, around, only, settle
from rules import rules, without_type

# How often a schema has rules in CEL (--rules).
RULES = 0
GROUP = "objects.example.com"
NAMES = ["a", "b", "c", "d", "name", "x-y"]
# Of each: what has the form, and what has it not or hardly. Those of all formats are tried as others, too.
FORMATS = {
    "bsonobjectid": ["507f1f77bcf86cd799439011"], "uri": ["http://a/b", "/a", "a b", "urn:x"], "email": ["a@b.c", "a@b", "A <a@b.c>"],
    "hostname": ["a", "a.b", "-a"], "ipv4": ["1.2.3.4", "01.2.3.4", "::1"], "ipv6": ["::1", "fe80::1%a", "::ffff:1.2.3.4"],
    "cidr": ["10.0.0.0/8", "10.0.0.1/33", "::/0"], "mac": ["01:23:45:67:89:ab", "01-23-45-67-89-ab", "0123.4567.89ab"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000"], "uuid3": ["123e4567-e89b-32d3-a456-426614174000"],
    "uuid4": ["123e4567-e89b-42d3-a456-426614174000"], "uuid5": ["123e4567-e89b-52d3-a456-426614174000"],
    "isbn": ["0-306-40615-2", "978-0-306-40615-7"], "isbn10": ["0306406152"], "isbn13": ["9780306406157"],
    "creditcard": ["4111111111111111", "4111-1111-1111-1112"], "ssn": ["123-45-6789", "123456789"],
    "hexcolor": ["#fff", "ffffff", "#ffff"], "rgbcolor": ["rgb(1,2,3)", "rgb( 1, 2, 256)"], "byte": ["YQ==", "YQ", "a b"],
    "password": ["x"], "date": ["2020-01-31", "2020-02-30"], "duration": ["1h", "1 day", "-1s", "1x"],
    "date-time": ["2020-01-31T10:00:00Z", "2020-01-31T10:00:00.5+01:00", "2020-01-31t10:00:00z", "2020-01-31 10:00:00"],
    "datetime": ["2020-01-31T10:00:00Z"], "k8s-short-name": ["a-b", "A"], "k8s-long-name": ["a.b-c", "a..b"], "unknown": ["x"],
}
NUMBER_FORMATS = ["int32", "int64", "float", "double", "unknown"]
TEXTS = ["", "a", "aa", "ab", "abc", "A1", "0", "äö", "a\nb", "x" * 20, "<&>"]
PATTERNS = ["^a+$", "a", "^[a-z]*$", "^.{2,3}$", "\\d", "^(a|b)c?$", "[^\\s]", "^$"]
INTEGERS = [0, 1, 2, 3, -1, 10, 100, 2147483647, 2147483648, -2147483649, 9007199254740993, 9223372036854775807]
NUMBERS = [0.5, 1.5, -0.25, 1e3, 5.0, 1e21, 1e-7, 0.1, -0.0]
ANY = [None, True, False, 0, 1, -1, 1.5, "a", "", [], ["a"], [1, 1], [None], {}, {"a": 1}, {"a": {"b": "c"}}, {"a": None}, [[]],
       [{"a": "b"}]]


# How `Server` gives back a number that is not whole.
NUMBER = re.compile(r'"number ([^"]*)"')


class Twice(dict):
    """An object one of whose members is written twice."""

    def items(self):
        members = list(super().items())
        return members + members[:1]


def structural(chance, depth, root=False):
    """A schema that says how a value is built, and what it may be."""
    kinds = ["string", "string", "integer", "number", "boolean", "int-or-string", "any"]
    if depth > 0:
        kinds += ["object", "object", "object", "map", "array", "array", "list-map", "set", "embedded"]
    kind = "object" if root else chance.choice(kinds)
    said = {}
    below = lambda: structural(chance, depth - 1)
    if kind == "int-or-string":
        said["x-kubernetes-int-or-string"] = True
        if chance.random() < 0.5:
            said["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    elif kind == "any":
        said["x-kubernetes-preserve-unknown-fields"] = True
        if chance.random() < 0.5:
            said["type"] = chance.choice(["object", "object", "string", "array"])
            if said["type"] == "array":
                said["items"] = scalar(chance)
    elif kind == "object":
        said["type"] = "object"
        said["properties"] = {name: below() for name in chance.sample(NAMES, chance.randint(0 if not root else 1, 4))}
        if chance.random() < 0.1:
            said["x-kubernetes-preserve-unknown-fields"] = True
        if chance.random() < 0.15:
            said["x-kubernetes-map-type"] = chance.choice(["atomic", "granular"])
    elif kind == "map":
        said |= {"type": "object", "additionalProperties": chance.choice([True, below(), below()])}
        if chance.random() < 0.3:
            said["x-kubernetes-map-type"] = chance.choice(["atomic", "granular"])
    elif kind == "array":
        said |= {"type": "array", "items": below()}
        if chance.random() < 0.5:
            said["x-kubernetes-list-type"] = "atomic"
    elif kind == "set":
        said |= {"type": "array", "items": scalar(chance), "x-kubernetes-list-type": "set"}
        said["items"].pop("nullable", None)
        if chance.random() < 0.2:
            said["items"] = {"type": "object", "x-kubernetes-map-type": "atomic", "properties": {"a": scalar(chance)}}
        elif chance.random() < 0.2:
            said["items"] = {"type": "array", "x-kubernetes-list-type": "atomic", "items": scalar(chance)}
    elif kind == "list-map":
        keys = chance.sample(["a", "name", "b"], chance.choice([1, 1, 2]))
        items = {"type": "object", "properties": {name: below() for name in chance.sample(["c", "d"], chance.randint(0, 2))}}
        required = []
        for key in keys:
            ty = chance.choice(["string", "string", "integer", "boolean"])
            items["properties"][key] = {"type": ty}
            if chance.random() < 0.3:
                items["properties"][key]["default"] = {"string": "a", "integer": 1, "boolean": True}[ty]
            else:
                required.append(key)
        if required:
            items["required"] = required
        said |= {"type": "array", "items": items, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys}
    elif kind == "embedded":
        said |= {"type": "object", "x-kubernetes-embedded-resource": True, "x-kubernetes-preserve-unknown-fields": True}
        if chance.random() < 0.5:
            said["properties"] = {"spec": below()}
            if chance.random() < 0.5:
                del said["x-kubernetes-preserve-unknown-fields"]
    else:
        said = scalar(chance, kind)
    limits(chance, said)
    if said.get("type") and chance.random() < 0.15:
        for name in chance.sample(["allOf", "anyOf", "oneOf"], 1):
            said.setdefault(name, [logical(chance, said, depth) for _ in range(chance.randint(1, 3))])
        if chance.random() < 0.2:
            said["not"] = logical(chance, said, depth)
    if not root:
        if chance.random() < 0.2:
            said["nullable"] = True
        if chance.random() < 0.12 and "default" not in said:
            said["default"] = value(chance, said, 0)
            if said["default"] is None:
                del said["default"]
    if RULES and chance.random() < RULES:
        said["x-kubernetes-validations"] = rules(chance, said)
    return said


def scalar(chance, kind=None):
    said = {"type": kind or chance.choice(["string", "string", "integer", "number", "boolean"])}
    if said["type"] == "string" and chance.random() < 0.3:
        said["format"] = chance.choice(list(FORMATS))
    if said["type"] in ("integer", "number") and chance.random() < 0.3:
        said["format"] = chance.choice(NUMBER_FORMATS)
    return said


def limits(chance, said, share=0.12):
    """Adds what values may be; now and then what values of this type never break."""
    ty = said.get("type")

    def maybe(name, make, types):
        if name not in said and chance.random() < (share if ty in types else share / 20):
            said[name] = make()

    numbers, text, lists, objects = ("integer", "number"), ("string",), ("array",), ("object",)
    maybe("minimum", lambda: chance.choice([0, 1, -1, 0.5, 2]), numbers)
    maybe("maximum", lambda: chance.choice([0, 1, 10, 100, 2.5]), numbers)
    maybe("exclusiveMinimum", lambda: chance.random() < 0.7, numbers if "minimum" in said else ())
    maybe("exclusiveMaximum", lambda: chance.random() < 0.7, numbers if "maximum" in said else ())
    maybe("multipleOf", lambda: chance.choice([1, 2, 5, 0.5, 0.1]), numbers)
    maybe("minLength", lambda: chance.choice([0, 1, 2]), text)
    maybe("maxLength", lambda: chance.choice([0, 1, 3, 10]), text)
    maybe("pattern", lambda: chance.choice(PATTERNS), text)
    maybe("minItems", lambda: chance.choice([0, 1, 2]), lists)
    maybe("maxItems", lambda: chance.choice([0, 1, 3]), lists)
    maybe("minProperties", lambda: chance.choice([0, 1, 2]), objects)
    maybe("maxProperties", lambda: chance.choice([0, 1, 3]), objects)
    names = list(said.get("properties", {})) + ["z"]
    maybe("required", lambda: chance.sample(names, chance.randint(1, min(2, len(names)))), objects)
    if ty in ("string", "integer", "number", "boolean") and chance.random() < 0.08:
        said["enum"] = [plain(chance, said) for _ in range(chance.randint(1, 3))]


def logical(chance, of, depth):
    """What may stand below a logical operator: no structure, and values of properties that there are."""
    said = {"type": of["type"]}
    if "properties" in of and of["properties"] and chance.random() < 0.5:
        name = chance.choice(list(of["properties"]))
        below = of["properties"][name]
        said["properties"] = {name: logical(chance, below, depth - 1) if "type" in below and depth > 0 else {}}
        if name == "metadata":
            del said["properties"]
    limits(chance, said, 0.4)
    if "properties" in of and chance.random() < 0.6:
        said["required"] = [chance.choice([*of["properties"], "z"])]
    del said["type"]
    if chance.random() < 0.1:
        said["not"] = {"enum": [plain(chance, of)]}
    return said


def plain(chance, said):
    """A value of a type, without a look at what else is said."""
    ty = said.get("type")
    if said.get("x-kubernetes-int-or-string"):
        return chance.choice([0, 1, 80, "http", "1", "50%"])
    if ty == "string":
        return chance.choice(FORMATS[said["format"]] if said.get("format") in FORMATS and chance.random() < 0.7 else TEXTS)
    if ty == "integer":
        return chance.choice(INTEGERS)
    if ty == "number":
        return chance.choice(INTEGERS + NUMBERS * 2)
    if ty == "boolean":
        return chance.random() < 0.5
    if ty == "object":
        return {}
    if ty == "array":
        return []
    return chance.choice([v for v in ANY if v is not None])


def value(chance, said, wrong):
    """A value of a schema; at each place with this chance something that should not stand there."""
    if chance.random() < wrong:
        formatted = chance.choice(FORMATS[chance.choice(list(FORMATS))])
        return chance.choice([*ANY, chance.choice(TEXTS), chance.choice(INTEGERS + NUMBERS), formatted])
    if "enum" in said and chance.random() < 0.85:
        return chance.choice(said["enum"])
    ty = said.get("type")
    if said.get("nullable") and chance.random() < 0.1:
        return None
    if ty == "array":
        low = said.get("minItems", 0)
        high = max(low, min(said.get("maxItems", 3), 3))
        found = [value(chance, said["items"], wrong) for _ in range(chance.randint(low, high))]
        if said.get("x-kubernetes-list-type") in ("set", "map") and chance.random() > wrong:
            keys = said.get("x-kubernetes-list-map-keys")
            once = {json.dumps([item.get(key) for key in keys] if keys and isinstance(item, dict) else item): item for item in found}
            found = list(once.values())
        return found
    if ty != "object" or said.get("x-kubernetes-embedded-resource"):
        if said.get("x-kubernetes-embedded-resource"):
            return embedded(chance, said, wrong)
        for _ in range(12):
            found = plain(chance, said)
            if fits(found, said):
                break
        return found
    found = {}
    for name, below in said.get("properties", {}).items():
        if chance.random() < (0.95 - wrong if name in said.get("required", []) else 0.6):
            found[name] = value(chance, below, wrong)
    additional = said.get("additionalProperties")
    if additional:
        for name in chance.sample(NAMES, chance.randint(said.get("minProperties", 0), 3)):
            found[name] = value(chance, additional, wrong) if isinstance(additional, dict) else chance.choice(ANY)
    if said.get("x-kubernetes-preserve-unknown-fields") and chance.random() < 0.5:
        found["kept"] = chance.choice(ANY)
    if "z" in said.get("required", []) and said.get("x-kubernetes-preserve-unknown-fields"):
        found["z"] = 1
    if chance.random() < wrong:
        found[chance.choice(["unknown", "z", "a b"])] = chance.choice(ANY)
    if found and chance.random() < wrong / 3:
        return Twice(found)
    return found


def fits(found, said):
    """Is it right as far as this is looked at?"""
    if isinstance(found, str):
        return said.get("minLength", 0) <= len(found) <= said.get("maxLength", 99)
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return said.get("minimum", found) <= found <= said.get("maximum", found)
    return True


def embedded(chance, said, wrong):
    found = {"apiVersion": chance.choice(["v1", "a/v1"]), "kind": "A"}
    if chance.random() < wrong:
        found[chance.choice(list(found))] = chance.choice(ANY)
    if chance.random() < wrong:
        del found[chance.choice(list(found))]
    if chance.random() < 0.6:
        found["metadata"] = {"name": chance.choice(["a", "a", "A_" if wrong else "a"]), "labels": {"a": "b"}}
        if chance.random() < wrong:
            found["metadata"][chance.choice(["unknown", "labels", "finalizers", "name"])] = chance.choice(ANY)
    if "properties" in said:
        found["spec"] = value(chance, said["properties"]["spec"], wrong)
    return found


def names_of(number):
    return {"plural": f"things{number}", "kind": f"Thing{number}"}


def schema_of(chance):
    """A root: what is asked for, and mostly a status, too."""
    root = structural(chance, 3, root=True)
    for name in ("name",):
        root["properties"].pop(name, None)
    for name in ("allOf", "anyOf", "oneOf", "not"):
        if chance.random() < 0.5:
            root.pop(name, None)
    if chance.random() < 0.8:
        root["properties"]["spec"] = structural(chance, 3)
    if chance.random() < 0.5:
        root["properties"]["status"] = structural(chance, 2)
    if chance.random() < 0.05:
        root["properties"]["metadata"] = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 3}}}
    return root


def version_of(chance, name, root):
    said = {"name": name, "served": True, "storage": name == "v1", "schema": {"openAPIV3Schema": root}}
    if chance.random() < 0.5:
        said["subresources"] = {"status": {}}
        if any(set(root) & {"allOf", "anyOf", "oneOf", "not", "maxProperties", "minProperties", "x-kubernetes-map-type", "enum"}):
            for keyword in ("allOf", "anyOf", "oneOf", "not", "maxProperties", "minProperties", "x-kubernetes-map-type", "enum"):
                root.pop(keyword, None)
    return said


def definition(seed, number):
    chance = random.Random(seed)
    names = names_of(number)
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{names['plural']}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "names": names,
            "scope": "Namespaced",
            "versions": [version_of(chance, "v1", schema_of(chance))],
        },
    }


def normal(object_):
    """Without what is never the same in two servers."""
    object_ = copy.deepcopy(object_)
    metadata = object_.get("metadata")
    if isinstance(metadata, dict):
        for name in ("uid", "creationTimestamp", "resourceVersion"):
            metadata.pop(name, None)
        for entry in metadata.get("managedFields") or []:
            entry.pop("time", None)
        # Their order is that of their times, and one server may reach the next second before the other.
        if metadata.get("managedFields"):
            metadata["managedFields"].sort(key=json.dumps)
    if object_.get("kind") == "CustomResourceDefinition":
        for condition in object_["status"].get("conditions") or []:
            condition.pop("lastTransitionTime", None)
    return object_


# What is never the same in two servers, within a message.
OWN = re.compile(r'("(?:uid|resourceVersion|creationTimestamp|time)\\*":\s*\\*")[^"\\]*')


def bag(text):
    """The parts of a message, in any order."""
    return sorted(OWN.sub(r"\1", without_type(text or "")).replace("[", ", ").replace("]", ", ").replace("\n", ", ").split(", "))


def meaning(answer, before):
    code, warnings, said = answer
    told = {"code": code, "warnings": sorted(without_type(warning) for warning in warnings)}
    if said.get("kind") == "Status" and said.get("apiVersion") == "v1":
        details = said.get("details") or {}
        causes = sorted(OWN.sub(r"\1", without_type(json.dumps(cause))) for cause in details.get("causes") or [])
        details = {name: text for name, text in details.items() if name not in ("causes", "uid")}
        return told | {"reason": said.get("reason"), "message": bag(said.get("message")), "causes": causes, "details": details}
    version = said.get("metadata", {}).get("resourceVersion")
    return told | {"object": json.dumps(normal(said)), "changed": version != before}


class Both:
    """The two servers, and what was found so far."""

    def __init__(self, servers, trace=False):
        self.servers = servers
        self.trace = trace
        self.counts = collections.Counter()
        self.codes = collections.Counter()

    def ask(self, name, method, path, bodies, content="application/json", before=(None, None)):
        """Asks both (a pair is one body for each), prints what differs, and gives both answers."""
        if not isinstance(bodies, tuple):
            bodies = (bodies, bodies)
        texts = [None if body is None else NUMBER.sub(r"\1", json.dumps(body)) for body in bodies]
        answers = [server.ask(method, path, text, content) for server, text in zip(self.servers, texts)]
        if self.trace:
            print(f"> {name}: {method} {path} {content}\n  sent {texts[0]}")
            print(*(f"  {whose} {answer}" for whose, answer in zip(["ours  ", "theirs"], answers)), sep="\n")
        self.counts["asked"] += 1
        self.codes[answers[1][0]] += 1
        if answers[1][0] == 0:
            return answers
        ours = meaning(answers[0], before[0])
        theirs = meaning(answers[1], before[1])
        # An apply tells each map's members until the first that is unknown, in any order.
        again = 200 if "field not declared" in json.dumps(answers[1][2]) else 6
        for _ in range(again):
            if ours == theirs or answers[1][0] < 400 or answers[0][0] < 400:
                break
            answers[1] = self.servers[1].ask(method, path, texts[1], content)
            theirs = meaning(answers[1], before[1])
        if ours != theirs:
            self.counts["different"] += 1
            print(f"{name}: {method} {path} {content}\n  sent   {texts[0]}")
            for part in sorted(ours.keys() | theirs.keys()):
                here, there = ours.get(part), theirs.get(part)
                if here != there:
                    if part == "object" and here and there:
                        here, there = around(here, there)
                    elif part in ("causes", "message") and here and there:
                        here, there = only(here, there), only(there, here)
                    print(f"  {part}\n    ours   {here}\n    theirs {there}")
            sys.stdout.flush()
        return answers


def wait(both, names, version="v1"):
    """Waits until both serve objects of these kinds, in this version."""
    for server in both.servers:
        for plural in names:
            until = time.monotonic() + 90
            path = f"/apis/{GROUP}/{version}/namespaces/default/{plural}"
            while server.ask("GET", f"{path}?limit=1")[0] != 200:
                if time.monotonic() > until:
                    sys.exit(f"{plural} is not served by {server.url.netloc}")
                time.sleep(0.02)


MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"


def parts_of(body):
    """All places in a value, as JSON pointers, with what stands there."""
    found = []

    def walk(at, value):
        found.append((at, value))
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
        for name, below in members:
            walk(f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}", below)

    walk("", {name: below for name, below in body.items() if name not in ("metadata", "apiVersion", "kind")})
    return found[1:]


def json_patch(chance, current, fresh):
    """Operations that lead from what is stored towards something else."""
    places = parts_of(current)
    values = [value for _, value in parts_of(fresh)] or [1]
    said = []
    for _ in range(chance.randint(1, 3)):
        at = chance.choice(places)[0] if places and chance.random() < 0.8 else f"/{chance.choice(['spec', 'a', 'status', 'b'])}"
        kind = chance.choice(["replace", "add", "remove", "test", "copy", "move", "add", "replace"])
        if kind == "add" and chance.random() < 0.3:
            at += chance.choice(["/-", "/0", "/a"])
        each = {"op": kind, "path": at}
        if kind in ("replace", "add", "test"):
            each["value"] = copy.deepcopy(chance.choice(values))
        if kind in ("copy", "move"):
            each["from"] = chance.choice(places)[0] if places else "/a"
        said.append(each)
    return said


def fresh_object(chance, root, kind, name, wrong, version="v1"):
    body = value(chance, root, wrong)
    if not isinstance(body, dict):
        body = {"a": body}
    body = {n: v for n, v in body.items() if n not in ("metadata", "apiVersion", "kind")}
    head = {"apiVersion": f"{GROUP}/{version}", "kind": kind, "metadata": {"name": name, "namespace": "default"}}
    return (Twice if wrong and chance.random() < 0.02 else dict)(head | body)


def write(both, label, chance, root, kind, plural, name, current, status, version="v1"):
    """One write of what is stored; what is stored then, in both, or None where it is gone."""
    path = f"/apis/{GROUP}/{version}/namespaces/default/{plural}/{name}"
    wrong = chance.choice([0, 0, 0.05, 0.2])
    fresh = fresh_object(chance, root, kind, name, wrong, version)
    validation = chance.choice(["", "fieldValidation=Strict&", "fieldValidation=Warn&", "fieldValidation=Ignore&"])
    before = [each["metadata"].get("resourceVersion") for each in current]
    part = "/status" if status and chance.random() < 0.25 else ""
    kind_of_write = chance.choice(["put", "put", "merge", "merge", "json", "json", "apply", "apply", "apply", "get", "same", "stale"])
    manager = f"fieldManager={chance.choice(['one', 'two'])}"
    content, bodies, method = "application/json", fresh, "PUT"
    query = f"?{validation}{manager}"
    if kind_of_write in ("put", "same", "stale"):
        bodies = []
        at, stale = chance.randint(0, 3), chance.choice(["1", ""])
        for each in current:
            body = copy.deepcopy(fresh if kind_of_write != "same" else each)
            if kind_of_write == "put" and at < 2:
                # Most of what is stored, and a part that is new.
                body = copy.deepcopy(each) | {n: v for n, v in list(fresh.items())[3 + at :]}
            body["metadata"] = copy.deepcopy(each["metadata"])
            if kind_of_write == "stale":
                body["metadata"]["resourceVersion"] = stale
            bodies.append(body)
        bodies = tuple(bodies)
    elif kind_of_write == "merge":
        method, content = "PATCH", MERGE
        bodies = {n: v for n, v in fresh.items() if n not in ("apiVersion", "kind", "metadata")}
        if chance.random() < 0.3:
            bodies[chance.choice(["spec", "status", "a", "b"])] = None
    elif kind_of_write == "json":
        method, content, bodies = "PATCH", JSON_PATCH, json_patch(chance, current[1], fresh)
    elif kind_of_write == "apply":
        method, content = "PATCH", APPLY
        query += chance.choice(["", "", "&force=true", "&force=true"])
    elif kind_of_write == "get":
        method, bodies, query = "GET", None, ""
    answers = both.ask(f"{label} {kind_of_write}", method, path + part + query, bodies, content, before)
    if all(answer[0] in (200, 201) for answer in answers):
        return [answer[2] for answer in answers]
    return current


def story(both, label, chance, spec, number, at, writes=5):
    """An object from its creation to its end."""
    version = spec["versions"][0]
    root, names = version["schema"]["openAPIV3Schema"], spec["names"]
    name = f"o{at}"
    path = f"/apis/{GROUP}/v1/namespaces/default/{names['plural']}"
    current, tries = None, 0
    while current is None and tries < 3:
        wrong = chance.choice([0, 0.03, 0.1, 0.3]) if tries == 0 else 0
        body = fresh_object(chance, root, names["kind"], name, wrong)
        validation = chance.choice(["Strict", "Warn", "Ignore"])
        query = f"?fieldValidation={validation}&fieldManager=one"
        tries += 1
        if chance.random() < 0.15:
            answers = both.ask(f"{label} applied", "PATCH", f"{path}/{name}{query}&force=true", body, APPLY)
        else:
            answers = both.ask(f"{label} created", "POST", path + query, body)
        codes = [answer[0] for answer in answers]
        if codes == [201, 201]:
            current = [answer[2] for answer in answers]
        elif 201 in codes:
            for server in both.servers:
                server.ask("DELETE", f"{path}/{name}")
    both.counts["objects"] += 1
    if current is None:
        return
    both.counts["created"] += 1
    status = "status" in version.get("subresources", {})
    for _ in range(writes):
        current = write(both, label, chance, root, names["kind"], names["plural"], name, current, status)
    both.ask(f"{label} read", "GET", f"{path}/{name}", None, before=[each["metadata"].get("resourceVersion") for each in current])
    both.ask(f"{label} deleted", "DELETE", f"{path}/{name}", None)


def forget_rules(each, refusal):
    """Takes the rules away that a refusal names, or all where it names a default that breaks one; says whether there were any."""
    fields = [cause.get("field") or "" for cause in refusal.get("details", {}).get("causes") or []]
    found = False

    def walk(at, schema):
        nonlocal found
        named = any(field.startswith(f"{at}.x-kubernetes-validations") for field in fields)
        if (named or any(".default" in field for field in fields)) and schema.pop("x-kubernetes-validations", None):
            found = True
        for name, below in schema.get("properties", {}).items():
            walk(f"{at}.properties[{name}]", below)
        for name in ("items", "additionalProperties"):
            if isinstance(schema.get(name), dict):
                walk(f"{at}.{name}", schema[name])

    # One schema of all versions is told as that of the whole definition.
    for number, version in enumerate(each["spec"]["versions"]):
        for at in ("spec.validation", f"spec.versions[{number}].schema"):
            walk(f"{at}.openAPIV3Schema", version["schema"]["openAPIV3Schema"])
    return found


def define(both, seeds, kind=""):
    """A definition for each seed, made in both servers: the first of six that both accept."""
    made = {}
    for seed in seeds:
        for attempt in range(6):
            each = definition(f"{kind}{seed} {attempt}", f"{seed}")
            answers = both.ask(f"seed {seed}.{attempt} defined", "POST", PATH, each)
            # Rules that are refused go, and what is left is tried again.
            while [answer[0] for answer in answers] == [422, 422] and forget_rules(each, answers[1][2]):
                answers = both.ask(f"seed {seed}.{attempt} defined with fewer rules", "POST", PATH, each)
            codes = [answer[0] for answer in answers]
            if codes == [201, 201]:
                made[seed] = each
                break
            both.counts["definitions refused"] += 1
            if 201 in codes:
                settle(both.servers, each["metadata"]["name"])
        else:
            print(f"seed {seed}: no definition of it is accepted")
    return made


def schemas(both, seeds, objects, batch):
    seeds = list(seeds)
    for begin in range(0, len(seeds), batch):
        made = define(both, seeds[begin : begin + batch])
        wait(both, [each["spec"]["names"]["plural"] for each in made.values()])
        for seed, each in made.items():
            both.counts["schemas"] += 1
            for at in objects:
                story(both, f"seed {seed} object {at}", random.Random(f"{seed} {at}"), each["spec"], seed, at)
        for each in made.values():
            for server in both.servers:
                server.ask("DELETE", f"{PATH}/{each['metadata']['name']}")
        for each in made.values():
            settle(both.servers, each["metadata"]["name"])
        print(f"# {dict(both.counts)}", file=sys.stderr)


# Keywords by which a schema's change lets in what was wrong, or finds wrong what is stored.
TIGHTER = {"string": ("maxLength", [0, 1, 2]), "integer": ("maximum", [0, 5]), "number": ("minimum", [1, 50]),
           "array": ("maxItems", [0, 1]), "object": ("maxProperties", [0, 1])}
LIMITS = ["maxLength", "minLength", "pattern", "enum", "minimum", "maximum", "required", "maxItems", "minItems", "format", "allOf", "not"]
CHANGES = ["schema"] * 6 + ["add", "add", "remove", "served", "storage", "names", "names", "conversion", "columns", "subresources",
                            "subresources", "selectable", "scope", "group", "preserve", "deprecated", "same", "order"]


def nodes(schema):
    """A schema and those that it is built of."""
    yield schema
    for below in schema.get("properties", {}).values():
        yield from nodes(below)
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield from nodes(schema[name])


def change_schema(chance, root):
    node = chance.choice(list(nodes(root)))
    ty = node.get("type")
    kind = chance.choice(["tighter", "looser", "property", "drop", "default", "list-type", "preserve", "new", "nullable", "empty"])
    if kind == "tighter" and ty in TIGHTER:
        name, values = TIGHTER[ty]
        node[name] = chance.choice(values)
    elif kind == "looser":
        for name in LIMITS:
            node.pop(name, None)
    elif kind == "property" and ty == "object" and "properties" in node:
        node["properties"][chance.choice(NAMES)] = structural(chance, 1)
    elif kind == "drop" and node.get("properties"):
        del node["properties"][chance.choice(list(node["properties"]))]
    elif kind == "default" and node is not root and ty:
        node["default"] = value(chance, node, 0.1)
    elif kind == "list-type" and ty == "array":
        node["x-kubernetes-list-type"] = chance.choice(["atomic", "set", "map"])
        if chance.random() < 0.5:
            node["x-kubernetes-list-map-keys"] = ["a"]
    elif kind == "preserve":
        node["x-kubernetes-preserve-unknown-fields"] = chance.choice([True, True, False])
    elif kind == "nullable" and node is not root:
        node["nullable"] = chance.random() < 0.7
    elif kind == "empty":
        name = chance.choice(["allOf", "enum", "required", "properties", "definitions", "dependencies", "x-kubernetes-list-map-keys"])
        node.setdefault(name, {} if name in ("properties", "definitions", "dependencies") else [])
    elif kind == "new":
        root["properties"]["spec"] = structural(chance, 2)


def change_spec(chance, spec):
    """Changes a definition's spec in place, mostly to one that is right."""
    versions, names = spec["versions"], spec["names"]
    version = chance.choice(versions)
    kind = chance.choice(CHANGES)
    if kind == "schema":
        change_schema(chance, version["schema"]["openAPIV3Schema"])
    elif kind == "add":
        names_left = [name for name in ["v2", "v1beta1", "v3", "V4"] if name not in [each["name"] for each in versions]]
        added = copy.deepcopy(version) | {"name": chance.choice(names_left or ["v1"]), "storage": chance.random() < 0.1}
        versions.append(added)
    elif kind == "remove":
        versions.remove(version)
    elif kind == "served":
        version["served"] = not version["served"]
    elif kind == "storage":
        for each in versions:
            each["storage"] = each is version
    elif kind == "names":
        changed = {"singular": "one", "shortNames": chance.choice([["tt"], ["T"], []]), "listKind": "Many", "kind": "Other",
                   "categories": chance.choice([["all"], ["some", "all"]]), "plural": "others"}
        name = chance.choice(list(changed))
        names[name] = changed[name]
    elif kind == "conversion":
        webhook = {"conversionReviewVersions": ["v1"], "clientConfig": {"url": chance.choice(["https://127.0.0.1:1/a", "http://a"])}}
        spec["conversion"] = chance.choice([{"strategy": "None"}, {"strategy": "None", "webhook": webhook}, {"strategy": "Webhook"}, None])
    elif kind == "columns":
        column = {"name": "A", "type": chance.choice(["string", "integer", "text"]), "jsonPath": chance.choice([".spec.a", "a"])}
        version["additionalPrinterColumns"] = [column] * chance.randint(0, 2)
    elif kind == "subresources":
        scale = {"specReplicasPath": ".spec.a", "statusReplicasPath": ".status.a"}
        version["subresources"] = chance.choice([{"status": {}}, {"scale": scale}, {"status": {}, "scale": scale}, {}, None])
    elif kind == "selectable":
        path = lambda: chance.choice([".spec.a", ".a", ".b", ".spec", ".a"])
        version["selectableFields"] = [{"jsonPath": path()} for _ in range(chance.randint(0, 2))]
    elif kind == "scope":
        spec["scope"] = chance.choice(["Cluster", "Namespaced", ""])
    elif kind == "group":
        spec["group"] = "other.example.com"
    elif kind == "preserve":
        spec["preserveUnknownFields"] = chance.choice([True, False])
    elif kind == "deprecated":
        version["deprecated"] = chance.random() < 0.6
        version["deprecationWarning"] = chance.choice(["old", "", None])
    elif kind == "order":
        versions.reverse()


def merge_patch(before, after):
    """The merge patch that leads from one to the other; lists as a whole."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    gone = {name: None for name in before if name not in after}
    return gone | {name: merge_patch(before.get(name), value) for name, value in after.items() if before.get(name) != value}


def settled(server, path):
    """A definition once it has conditions, or gets none, and no write followed for a while."""
    until, last, rounds = time.monotonic() + 30, None, 0
    while time.monotonic() < until:
        said = server.ask("GET", path)[2]
        conditions = (said.get("status") or {}).get("conditions") or []
        now = (said["metadata"].get("resourceVersion"), len(conditions))
        rounds += now == last
        if rounds >= 1 and conditions or rounds >= 6:
            return said
        last = now
        time.sleep(0.15)
    sys.exit(f"{path} does not settle")


def change_definition(both, label, chance, path):
    """One change of a definition by one of the ways there are; whether it was taken."""
    current = [settled(server, path) for server in both.servers]
    before = [each["metadata"]["resourceVersion"] for each in current]
    seed = chance.random()
    after = []
    for each in current:
        each = copy.deepcopy(each)
        each_chance = random.Random(seed)
        for _ in range(each_chance.choice([1, 1, 2])):
            change_spec(each_chance, each["spec"])
            if not each["spec"]["versions"]:
                break
        after.append(each)
    kind = chance.choice(["put", "put", "merge", "json", "apply", "status"])
    manager = f"?fieldManager={chance.choice(['one', 'two'])}"
    if kind == "put":
        answers = both.ask(f"{label} put", "PUT", path + manager, tuple(after), before=before)
    elif kind == "merge":
        bodies = tuple(merge_patch({"spec": a["spec"]}, {"spec": b["spec"]}) for a, b in zip(current, after))
        answers = both.ask(f"{label} merge", "PATCH", path + manager, bodies, MERGE, before)
    elif kind == "json":
        bodies = tuple([{"op": "replace", "path": "/spec", "value": each["spec"]}] for each in after)
        answers = both.ask(f"{label} json", "PATCH", path + manager, bodies, JSON_PATCH, before)
    elif kind == "apply":
        head = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}
        bodies = tuple(head | {"metadata": {"name": each["metadata"]["name"]}, "spec": each["spec"]} for each in after)
        answers = both.ask(f"{label} apply", "PATCH", path + manager + chance.choice(["", "&force=true"]), bodies, APPLY, before)
    else:
        status = chance.choice([{"storedVersions": ["v1", "v2"]}, {"storedVersions": ["v1"]}, {"storedVersions": []}, {"conditions": []},
                                {"acceptedNames": {"plural": "x", "kind": "X"}}, {"conditions": [{"type": "A", "status": "True"}]}])
        answers = both.ask(f"{label} status", "PATCH", path + "/status" + manager, {"status": status}, MERGE, before)
    return all(answer[0] == 200 for answer in answers)


def updates(both, seeds, objects, batch, changes=6):
    """Definitions that change while objects are stored."""
    seeds = list(seeds)
    for begin in range(0, len(seeds), batch):
        made = define(both, seeds[begin : begin + batch], "updated ")
        wait(both, [each["spec"]["names"]["plural"] for each in made.values()])
        states = {}
        for seed, each in made.items():
            chance = random.Random(f"updated {seed}")
            spec = each["spec"]
            root, names = spec["versions"][0]["schema"]["openAPIV3Schema"], spec["names"]
            kept = {}
            for at in objects:
                body = fresh_object(chance, root, names["kind"], f"o{at}", 0)
                path = f"/apis/{GROUP}/v1/namespaces/default/{names['plural']}"
                answers = both.ask(f"seed {seed} object {at} created", "POST", f"{path}?fieldManager=one", body)
                if [answer[0] for answer in answers] == [201, 201]:
                    kept[f"o{at}"] = [answer[2] for answer in answers]
            states[seed] = (chance, kept)
        for turn in range(changes):
            for seed, each in made.items():
                chance, _ = states[seed]
                path = f"{PATH}/{each['metadata']['name']}"
                both.counts["changes"] += 1
                both.counts["changes taken"] += change_definition(both, f"seed {seed} change {turn}", chance, path)
            # The reference serves a definition as it is now some time after it was changed.
            time.sleep(2.5)
            for seed, each in made.items():
                chance, kept = states[seed]
                names = each["spec"]["names"]
                now = [settled(server, f"{PATH}/{each['metadata']['name']}") for server in both.servers]
                versions = [version for version in now[1]["spec"]["versions"] if version["served"]]
                for name, current in kept.items():
                    if not versions:
                        break
                    version = chance.choice(versions)
                    path = f"/apis/{GROUP}/{version['name']}/namespaces/default/{names['plural']}/{name}"
                    before = [each["metadata"].get("resourceVersion") for each in current]
                    answers = both.ask(f"seed {seed} after {turn} read", "GET", path, None, before=before)
                    if [answer[0] for answer in answers] != [200, 200]:
                        continue
                    current = [answer[2] for answer in answers]
                    root = json.loads(NUMBER.sub(r"\1", json.dumps(version["schema"]["openAPIV3Schema"])))
                    label, status = f"seed {seed} after {turn}", "status" in (version.get("subresources") or {})
                    kind = now[1]["spec"]["names"]["kind"]
                    kept[name] = write(both, label, chance, root, kind, names["plural"], name, current, status, version["name"])
        for each in made.values():
            for server in both.servers:
                server.ask("DELETE", f"{PATH}/{each['metadata']['name']}")
        for each in made.values():
            settle(both.servers, each["metadata"]["name"])
        print(f"# {dict(both.counts)}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--token", default="admintoken")
    parser.add_argument("--schemas", type=int, default=0)
    parser.add_argument("--updates", type=int, default=0)
    parser.add_argument("--objects", type=int, default=20)
    parser.add_argument("--object", type=int, help="this one of each schema alone")
    parser.add_argument("--trace", action="store_true", help="print all that is asked")
    parser.add_argument("--batch", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rules", type=float, default=0, help="how often a schema has rules in CEL: 0.3")
    arguments = parser.parse_args()
    global RULES
    RULES = arguments.rules
    both = Both([Server(arguments.ours, arguments.token), Server(arguments.theirs, arguments.token)], arguments.trace)
    objects = range(arguments.objects) if arguments.object is None else [arguments.object]
    schemas(both, range(arguments.seed, arguments.seed + arguments.schemas), objects, arguments.batch)
    updates(both, range(arguments.seed, arguments.seed + arguments.updates), objects, arguments.batch)
    print(", ".join(f"{count} {name}" for name, count in both.counts.items()))
    print("answers of theirs:", dict(sorted(both.codes.items())))
    return 1 if both.counts["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
