#!/usr/bin/env python3
"""Records what a running reference says in OpenAPI of the kinds that are served here: facts, no prose.

    tests/api/openapi/record.py https://127.0.0.1:6443 admintoken

Writes v2.json and v3.json beside itself. Kept are the paths of the kinds, of reviews and of the pages about the server, and
the types that those reach. Left out are descriptions; parameters that are shared stand where they are used, since their names
depend on their descriptions.
"""
import json
import pathlib
import re
import ssl
import sys
import urllib.request

HERE = pathlib.Path(__file__).parent
# The kinds that are served, by the names of their recorded data (one has its own elsewhere): plural name, group.
KINDS = [file.stem.partition(".")[::2] for file in (HERE / "../../wire/kinds").glob("*.json")]
KINDS.append(("customresourcedefinitions", "apiextensions.k8s.io"))
GROUPS = sorted({group for _, group in KINDS if group} | {"authentication.k8s.io", "authorization.k8s.io"})
OURS = re.compile(
    r"/(api|apis|api/v1|version)/"
    + "".join(f"|/apis/{re.escape(group)}/(v1/)?" for group in GROUPS)
    + r"|/apis/authentication\.k8s\.io/v1/(selfsubject|token)reviews"
    r"|/apis/authorization\.k8s\.io/v1/((namespaces/\{namespace\}/local|self)?subjectaccess|selfsubjectrules)reviews"
    + "".join(
        rf"|/{f'apis/{re.escape(group)}' if group else 'api'}/v1(/watch)?(/namespaces/\{{namespace\}})?/{plural}(/\{{name\}}(/(status|finalize))?)?"
        for plural, group in KINDS
    )
)


def get(path):
    """The document at a path of the reference."""
    request = urllib.request.Request(sys.argv[1] + path, headers={"Authorization": "Bearer " + sys.argv[2]})
    unchecked = ssl._create_unverified_context()  # the reference's certificate is its own
    return json.load(urllib.request.urlopen(request, context=unchecked))


def references(value):
    """Every $ref within a value."""
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        value = list(value.values())
    for inner in value if isinstance(value, list) else []:
        yield from references(inner)


def reached(value, types, prefix, found):
    """The types that a value refers to, directly or not, into found."""
    for reference in references(value):
        name = reference.removeprefix(prefix)
        if reference.startswith(prefix) and name not in found:
            found[name] = types[name]
            reached(types[name], types, prefix, found)
    return found


def facts(value, parameters, names=False):
    """The same without prose; names: are the members named by the API rather than by OpenAPI?"""
    if isinstance(value, list):
        return [facts(inner, parameters) for inner in value]
    if not isinstance(value, dict):
        return value
    if str(value.get("$ref", "")).startswith("#/parameters/"):
        return facts(parameters[value["$ref"].removeprefix("#/parameters/")], parameters)
    return {k: facts(v, parameters, not names and k == "properties") for k, v in value.items() if names or k != "description"}


def cut(document, types, prefix):
    """The part of a document that is served here, and the types that it reaches."""
    parameters = document.pop("parameters", {})
    document["paths"] = facts({p: v for p, v in document["paths"].items() if OURS.fullmatch(p)}, parameters)
    return facts(dict(sorted(reached(document["paths"], types, prefix, {}).items())), parameters)


def write(name, documents, depth):
    """A file in which what stands this deep and deeper is on one line."""
    text = json.dumps(documents, indent=1, sort_keys=True)
    lines = re.sub(r"\n {%d,}" % depth, " ", text)
    (HERE / name).write_text(lines + "\n")


second = get("/openapi/v2")
second["definitions"] = cut(second, second["definitions"], "#/definitions/")
write("v2.json", facts(second, {}), 4)
third = {}
for name in ("api", "api/v1", "apis", "version", *(f"apis/{group}{version}" for group in GROUPS for version in ("", "/v1"))):
    document = get("/openapi/v3/" + name)
    schemas = cut(document, document["components"]["schemas"], "#/components/schemas/")
    document["components"] = {**facts(document["components"], {}), "schemas": schemas}
    third[name] = document
write("v3.json", third, 6)
