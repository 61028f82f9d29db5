"""Hostile definitions of kinds, hostile objects of these, and webhooks that should convert them and do not."""
import base64, http.client, json, ssl, subprocess, tempfile, threading, time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from server import TABLE, YAML, many

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
MERGE, APPLY = "application/merge-patch+json", "application/apply-patch+yaml"
GROUP = "hostile.example.com"
ANYTHING = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
# With the rest of a body, somewhat less than 3 MiB.
LARGE = 2_900_000


def version(schema, name="v1", **more):
    return {"name": name, "served": True, "storage": name == "v1", "schema": {"openAPIV3Schema": schema}, **more}


def definition(plural, versions, **more):
    names = {"plural": plural, "singular": plural, "kind": plural.capitalize(), "listKind": plural.capitalize() + "List"}
    spec = {"group": GROUP, "scope": "Namespaced", "names": names, "versions": versions, **more}
    head = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}
    return {**head, "metadata": {"name": f"{plural}.{GROUP}"}, "spec": spec}


def spec_of(schema):
    return {"type": "object", "properties": {"spec": schema}}


def objects(plural, version="v1"):
    return f"/apis/{GROUP}/{version}/namespaces/default/{plural}"


def thing(plural, name, spec, version="v1"):
    head = {"apiVersion": f"{GROUP}/{version}", "kind": plural.capitalize()}
    return compact({**head, "metadata": {"name": name}, "spec": spec})


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def define(s, *a, **k):
    return s.code("POST", DEFINITIONS, compact(definition(*a, **k)))


def nested(depth, begin, end, inner="{}"):
    return begin * depth + inner + end * depth


def deep_schemas(s):
    """A document nests 10,000 deep at most, and a schema 1,000."""
    text = compact(definition("deep", [version("SCHEMA")]))
    deep = lambda depth: text.replace('"SCHEMA"', nested(depth, '{"type":"object","properties":{"a":', "}}", '{"type":"string"}'))
    nots = text.replace('"SCHEMA"', '{"type":"object","not":%s}' % nested(9_980, '{"not":', "}"))
    codes = [s.code("POST", DEFINITIONS, deep(10_000)), s.code("POST", DEFINITIONS, deep(10_000), YAML)]
    codes += [s.code("POST", DEFINITIONS, deep(4_990)), s.code("POST", DEFINITIONS, deep(4_990), YAML)]
    codes += [s.code("POST", DEFINITIONS, nots), s.code("PATCH", f"{DEFINITIONS}/deep.{GROUP}?fieldManager=m", nots, APPLY)]
    return codes + [s.code("POST", DEFINITIONS, deep(450))]


def large_definitions(s):
    properties = {f"p{n:06}": {"type": "string"} for n in range(LARGE // 28)}
    values = [f"v{n:07}" for n in range(LARGE // 11)]
    tree, how = {"pattern": "a"}, "allOf"
    while len(compact(tree)) < LARGE // 16:
        tree, how = {how: [tree, tree]}, "anyOf" if how == "allOf" else "allOf"
    trees = [tree] * (LARGE // len(compact(tree)))
    return [
        define(s, "properties", [version(spec_of({"type": "object", "properties": properties}))]),
        define(s, "values", [version(spec_of({"type": "string", "enum": values}))]),
        define(s, "patterns", [version(spec_of({"type": "string", "pattern": "(a|b)*" * (LARGE // 6)}))]),
        define(s, "trees", [version(spec_of({"type": "string", "anyOf": trees}))]),
    ]


def large_objects(s):
    """Objects of those."""
    filled = {f"p{n:06}": "x" for n in range(LARGE // 14)}
    return [
        s.code("POST", objects("properties") + "?fieldValidation=Ignore", thing("properties", "a", filled)),
        s.code("POST", objects("values"), thing("values", "a", "x")),
        s.code("POST", objects("trees"), thing("trees", "a", "b" * 100)),
        s.code("POST", objects("trees"), thing("trees", "a", "b" * (LARGE - 1000) + "a")),
    ]


def many_alternatives(s):
    """100,000 elements, each against 50 alternatives that none of them fits, or the last only."""
    alternatives = [{"pattern": f"^a{n}$"} for n in range(50)]
    items = lambda how: spec_of({"type": "array", "items": {"type": "string", how: alternatives}})
    codes = [define(s, how.lower(), [version(items(how))]) for how in ("anyOf", "allOf", "oneOf")]
    elements = {"none": ["b"] * 100_000, "last": ["a49"] * 100_000}
    return codes + [s.code("POST", objects(how), thing(how, name, some)) for name, some in elements.items() for how in ("anyof", "allof", "oneof")]


def large_sets(s):
    """Lists that are sets and maps, of what differs little."""
    as_set = {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}
    item = {"type": "object", "required": ["k"], "properties": {"k": {"type": "string"}}}
    as_map = {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"], "items": item}
    codes = [define(s, "sets", [version(spec_of(as_set))]), define(s, "maps", [version(spec_of(as_map))])]
    for end in ([], ["x"], ["x"] * 100_000):
        texts = [f"{n:06}" for n in range(100_000)] + end
        codes.append(s.code("POST", objects("sets"), thing("sets", f"a{len(end)}", texts)))
        codes.append(s.code("POST", objects("maps"), thing("maps", f"a{len(end)}", [{"k": k} for k in texts])))
    return codes


def many_defaults(s):
    """Empty elements, each of which is filled in with 10 KB."""
    item = {"type": "object", "properties": {"note": {"type": "string", "default": "x" * 10_000}}}
    made = define(s, "filled", [version(spec_of({"type": "array", "items": item}))])
    return [made] + [s.code("POST", objects("filled"), thing("filled", f"a{n}", [{}] * n)) for n in (200, 100_000)]


def patterns(s):
    """Patterns that take others exponential time, or are large once they are repeated."""
    many_times = ["(a*)*b", "(a|a)*b", "((((a{0,9}){0,9}){0,9}){0,9})b", "(x{1000}){1000}", "(((a{9}){9}){9})", ".{0,999}b"]
    codes = []
    for n, pattern in enumerate(many_times):
        codes.append(define(s, f"pattern{n}", [version(spec_of({"type": "string", "pattern": pattern}))]))
        codes.append(s.code("POST", objects(f"pattern{n}"), thing(f"pattern{n}", "a", "a" * 1_000_000)))
    return codes


def many_versions(s):
    versions = [version(ANYTHING, f"v{n}") for n in range(1, 2_001)]
    made = define(s, "versions", versions)
    written = s.code("POST", objects("versions", "v2000"), thing("versions", "a", {}, "v2000"))
    return [made, written, s.code("GET", f"/apis/{GROUP}"), s.code("GET", "/openapi/v2"), s.code("DELETE", f"{DEFINITIONS}/versions.{GROUP}")]


def many_columns(s):
    columns = [{"name": f"c{n}", "type": "string", "jsonPath": ".spec.a[*]"} for n in range(10_000)]
    made = define(s, "columns", [version(ANYTHING, additionalPrinterColumns=columns)])
    written = [s.code("POST", objects("columns"), thing("columns", f"a{n}", {"a": ["x" * 100] * 100})) for n in range(20)]
    return [made, *many(written), table(s, "columns")]


def table(s, plural):
    """Reads a table to its end without keeping it."""
    c, size = http.client.HTTPConnection("127.0.0.1", s.port, timeout=90), 0
    c.request("GET", objects(plural), headers={"Authorization": "Bearer t", "Accept": TABLE})
    r = c.getresponse()
    try:
        while piece := r.read(1 << 20):
            size += len(piece)
    except (OSError, http.client.HTTPException) as e:
        return f"table: {type(e).__name__} after {size >> 20} MiB"
    return f"table: {r.status}, {size >> 20} MiB"


def paths(s):
    """Columns that look for everything, everywhere, in objects of 2.9 MB."""
    everywhere = [".spec..a", ".spec..*", ".spec.a[*].a[*]", '.spec.a[?(@.a=="b")].b', ".spec.a[?(@..a)]..a", ".spec.a[-1:-100000:-1]"]
    columns = [{"name": f"c{n}", "type": "string", "jsonPath": path} for n, path in enumerate(everywhere * 10)]
    made = define(s, "paths", [version(ANYTHING, additionalPrinterColumns=columns)])
    wide = {"a": [{"a": "b"}] * (LARGE // 10)}
    deep = thing("paths", "NAME", "SPEC").replace('"SPEC"', nested(450, '{"a":[', "]}"))
    codes = [s.code("POST", objects("paths"), thing("paths", f"wide{n}", wide)) for n in range(3)]
    codes += [s.code("POST", objects("paths"), deep.replace("NAME", f"deep{n}")) for n in range(3)]
    return [made, *many(codes), table(s, "paths")]


def thousand(s):
    """1,000 definitions and an object of each."""
    made = [define(s, f"w{n}", [version(spec_of({"type": "object", "properties": {"a": {"type": "string"}}}))]) for n in range(1_000)]
    written = [s.code("POST", objects(f"w{n}"), thing(f"w{n}", "a", {"a": "x"})) for n in range(1_000)]
    return ["definitions: " + ", ".join(many(made)), "objects: " + ", ".join(many(written))]


def thousand_asked(s):
    """Who asks for all that there is, four at once."""
    pages = ["/apis", f"/apis/{GROUP}/v1", "/openapi/v3", f"/openapi/v3/apis/{GROUP}/v1", "/openapi/v2"] * 4
    return many(s.all_at_once(len(pages), lambda n: s.code("GET", pages[n])))


def thousand_gone(s):
    gone = [s.code("DELETE", f"{DEFINITIONS}/w{n}.{GROUP}") for n in range(1_000)]
    began = time.time()
    while json.loads(s.ask("GET", DEFINITIONS + "?limit=1")[1])["items"]:
        assert time.time() - began < 120
        time.sleep(0.2)
    return many(gone) + [f"all gone {time.time() - began:.0f} s later", f"then {s.status('VmRSS'):.0f} MiB"]


def replaced(s):
    """A definition replaced a hundred times a second for 10 s, while four read its objects and somebody watches them."""
    one = lambda n: version(spec_of({"type": "object", "properties": {"a": {"type": "string"}, f"b{n}": {"type": "integer"}}}))
    assert define(s, "replaced", [one(0)]) == 201
    assert s.code("POST", objects("replaced"), thing("replaced", "a", {"a": "x"})) == 201
    done, read, watched, wrong = threading.Event(), Counter(), Counter(), []

    def reader():
        while not done.is_set():
            read[s.code("GET", objects("replaced") + "/a")] += 1

    def watcher():
        while not done.is_set():
            c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=5)
            try:
                c.request("GET", objects("replaced") + "?watch=true", headers={"Authorization": "Bearer t"})
                r = c.getresponse()
                watched[r.status] += 1
                while line := r.readline():
                    if json.loads(line)["type"] != "ADDED":
                        wrong.append(line[:100])
            except (OSError, http.client.HTTPException) as e:
                if not done.is_set():
                    wrong.append(repr(e))

    threads = [threading.Thread(target=f) for f in [reader] * 4 + [watcher]]
    for thread in threads:
        thread.start()
    began, codes = time.time(), []
    for n in range(1_000):
        if time.time() - began > 10:
            break
        codes.append(s.code("PATCH", f"{DEFINITIONS}/replaced.{GROUP}", compact({"spec": {"versions": [one(n)]}}), MERGE))
        time.sleep(max(0, began + n / 100 - time.time()))
    done.set()
    s.code("POST", objects("replaced"), thing("replaced", "last", {}))
    for thread in threads:
        thread.join()
    return ["replaced: " + ", ".join(map(str, many(codes))), "reads: " + ", ".join(map(str, many(read.elements()))),
            f"watches begun: {sum(watched.values())}"] + [f"wrong: {sorted(set(wrong))[:3]}"] * bool(wrong)


class Webhook(BaseHTTPRequestHandler):
    """Answers a review at /slow after 5 s, at /huge with a text without an end, at /never not within 60 s."""

    def do_POST(self):
        how = self.path.split("?")[0]
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if how == "/never":
            return time.sleep(60)
        if how == "/slow":
            time.sleep(5)
        request = review["request"]
        converted = [{**o, "apiVersion": request["desiredAPIVersion"]} for o in request["objects"]]
        answer = {"uid": request["uid"], "result": {"status": "Success"}, "convertedObjects": converted}
        body = compact({**review, "response": answer}).encode()
        self.send_response(200)
        if how != "/huge":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
            for _ in range(200 if how == "/huge" else 0):
                self.wfile.write(b" " * (1 << 20))
        except OSError:
            pass

    def log_message(self, *_):
        pass


def certificates(folder):
    """An authority of the webhook's own, and what it says of the webhook: a TLS context, and the authority in base64."""
    path = lambda name: f"{folder}/{name}.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split()
    authority = ["-subj", "/CN=authority", "-keyout", path("authority-key"), "-out", path("authority")]
    webhook = ["-subj", "/CN=webhook", "-keyout", path("key"), "-out", path("webhook"), "-CA", path("authority"), "-CAkey", path("authority-key"),
               "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
    for of in (authority, webhook):
        subprocess.run(make + of, check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path("webhook"), path("key"))
    with open(path("authority"), "rb") as file:
        return context, base64.b64encode(file.read()).decode()


def webhooks(s):
    """Definitions whose webhook is such, with ten objects each."""
    with tempfile.TemporaryDirectory() as folder:
        context, bundle = certificates(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("slow", "huge", "never"):
        client = {"url": f"https://127.0.0.1:{server.server_port}/{name}", "caBundle": bundle}
        conversion = {"strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v1"], "clientConfig": client}}
        code, body = s.ask("POST", DEFINITIONS, compact(definition(name, [version(ANYTHING), version(ANYTHING, "v2")], conversion=conversion)))
        assert code == 201, body
        for n in range(10):
            code, body = s.ask("POST", objects(name), thing(name, f"a{n}", {"n": n}))
            assert code == 201, body


def asked(s, name):
    """20 who ask in the version that takes a webhook, by turns for one, for all, and for a write; and 200 writes without it meanwhile."""
    path = objects(name, "v2")
    asks = [
        lambda n: s.code("GET", f"{path}/a{n % 10}"),
        lambda n: s.code("GET", path),
        lambda n: s.code("PATCH", f"{path}/a{n % 10}", '{"metadata":{"labels":{"a":"%d"}}}' % n, MERGE),
        lambda n: s.code("POST", path, thing(name, f"b{n}", {}, "v2")),
    ]
    made = []
    writer = threading.Thread(target=lambda: made.extend(s.code("POST", objects(name), thing(name, f"c{n}", {})) for n in range(200)))
    writer.start()
    codes = many(s.all_at_once(20, lambda n: asks[n % 4](n)))
    writer.join()
    return codes + ["meanwhile without it: " + ", ".join(map(str, many(made)))]


GROUPS = [
    ([], None, [
        ("definitions with a schema 10,000 deep, 4,990 deep (each in JSON, in YAML), with 9,980 nots (created, applied); 450 deep", "documents 10,000 deep, schemas 1,000", deep_schemas),
    ]),
    ([], None, [
        ("definitions of 2.9 MB: 103,571 properties; 263,636 values of an enum; one pattern; a tree of anyOf and allOf", "3 MiB; patterns of 64 KiB", large_definitions),
        ("objects of these: 207,142 properties, half of them unknown; a value that is none; 100 bytes, 2.9 MB that no branch fits but at their end", "3 MiB", large_objects),
    ]),
    ([], None, [
        ("100,000 elements that fit none of 50 patterns, or the last: under anyOf, allOf, oneOf", "errors of 16 MiB", many_alternatives),
        ("lists as sets and as maps: 100,000 elements, each once; the last new; half of them the same", "3 MiB", large_sets),
        ("200 empty elements that are filled in with 10 KB each; 100,000", "3 MiB of defaults", many_defaults),
        ("patterns that are hard or large, and a text of 1 MB against each", "1,000 repetitions, 8 MiB of program", patterns),
    ]),
    ([], None, [
        ("a definition with 2,000 versions, an object in the last, discovery, OpenAPI; its deletion", "3 MiB", many_versions),
        ("10,000 columns; 20 objects of 10 KB; a table of them", "a piece at a time", many_columns),
        ("60 columns that look everywhere, in three objects of 2.9 MB and three 900 deep; a table of them", "100,000 steps of a path", paths),
    ]),
    ([], None, [
        ("1,000 definitions, and an object of each", "none", thousand),
        ("discovery and OpenAPI of these, 20 at once", "two turns a processor", thousand_asked),
        ("their deletion", "none", thousand_gone),
    ]),
    ([], None, [
        ("a definition replaced up to 100 times a second for 10 s; four who read an object, and a watch, meanwhile", "a kind is replaced whole", replaced),
    ]),
    ([], webhooks, [
        ("20 who need a webhook that answers after 5 s; 200 writes without it", "the request waits, nobody else", lambda s: asked(s, "slow")),
        ("the same, where its answer does not end", "16 MiB", lambda s: asked(s, "huge")),
        ("the same, where it does not answer", "30 s", lambda s: asked(s, "never")),
    ]),
]
