#!/usr/bin/env python3
"""Hostile input: what it is answered, what it costs, and that another client is served meanwhile.

    cargo build --release && tests/hostile/run.py target/release/coracle

Starts the server on a free port of the loopback, with data of its own, and prints the table of docs/hostile-input.md. For each
case: the answers, the server's peak of resident memory (VmHWM, reset before the case), the time until the case ended, and
how long 99 of 100 of the other client's GETs took at most, and all of them, one every 20 ms. Each group of cases has a server of its own. With words behind the program,
only the cases whose names contain one of them. Bounded in count and time. Linux only; standard library only.
"""
import http.client, json, os, sys, threading, time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import definitions
import rules
from server import ALL, ONE, PROTOBUF, TABLE, YAML, Server, first_line, head, many


def yaml_bomb(s):
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for n in range(1, 12):
        lines.append(f"{chr(97 + n)}: &{chr(97 + n)} [" + ",".join(["*" + chr(96 + n)] * 9) + "]")
    return [s.code("POST", ALL, "\n".join(lines), "application/yaml")]


def deep_json(s):
    deep = "[" * 10_000 + "]" * 10_000
    return [s.code("POST", ALL, '{"metadata":{"name":"d"},"x":%s}' % deep),
            s.code("POST", ALL, '{"metadata":{"name":"d"},"x":%s}' % ("[" * 1_000_000)),
            s.code("PATCH", ONE, '{"x":%s}' % deep, "application/merge-patch+json"),
            s.code("PATCH", ONE + "?fieldManager=m", '{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"one"},"x":%s}' % deep, "application/apply-patch+yaml")]


def one_key(s):
    key = "k" * (3 * 1024 * 1024 - 200)
    return [s.code("POST", ALL, '{"metadata":{"name":"k","labels":{"%s":""}}}' % key),
            s.code("POST", ALL, '{"%s":1}' % ("k" * (3 * 1024 * 1024)))]


def many_elements(s):
    return [s.code("POST", ALL, '{"metadata":{"name":"m"},"subsets":[%s]}' % ",".join(["{}"] * 1_000_000)),
            s.code("POST", ALL, '{"metadata":{"name":"m","finalizers":[%s]}}' % ",".join(['"a"'] * 700_000)),
            s.code("POST", ALL, json.dumps({"metadata": {"name": "m", "labels": {f"k{n}": "" for n in range(180_000)}}}))]


def copy_bomb(s):
    ops = [{"op": "add", "path": "/metadata/annotations", "value": {"a": "x" * 1000}}]
    ops += [{"op": "copy", "from": "/metadata/annotations", "path": f"/metadata/annotations/b{n}"} for n in range(30)]
    return [s.code("PATCH", ONE, json.dumps(ops), "application/json-patch+json"),
            s.code("PATCH", ONE, json.dumps([{"op": "test", "path": "/kind", "value": "Endpoints"}] * 10_000), "application/json-patch+json"),
            s.code("PATCH", ONE, json.dumps([{"op": "test", "path": "/kind", "value": "x"}] * 10_001), "application/json-patch+json")]


def long_names(s):
    name = "n" * 65_536
    return [s.code("POST", ALL, json.dumps({"metadata": {"name": name}})), s.code("GET", f"{ALL}/{name}"),
            s.code("GET", f"{ALL}?labelSelector={name}"), s.code("POST", f"{ALL}?fieldManager={name}", "{}")]


def header_flood(s):
    few = s.code("GET", ONE, headers=[(f"X-{n}", "v") for n in range(90)])
    c = s.connect()
    c.sendall(b"GET / HTTP/1.1\r\n")
    try:
        for n in range(20_000):
            c.sendall(f"X-{n}: {'v' * 100}\r\n".encode())
    except OSError:
        pass
    return [few, first_line(c)]


def slow_bodies(s):
    sockets = []
    for _ in range(150):
        c = s.connect()
        c.sendall(head("PATCH", ONE + "?timeout=3s", 100, "application/merge-patch+json") + b"{")
        sockets.append(c)
    time.sleep(1)
    for c in sockets:
        c.sendall(b" ")
    answers = {first_line(c) for c in sockets}
    return sorted(answers)


def slow_readers(s):
    sockets = []
    for _ in range(50):
        c = s.connect()
        c.sendall(head("GET", ALL))
        sockets.append(c)
    time.sleep(45)
    # Who reads nothing for 30 s is cut off: what the kernel had taken may still be read, then it ends.
    cut = 0
    for c in sockets:
        try:
            while c.recv(65_536):
                pass
        except OSError:
            cut += 1
    return [f"{cut} of 50 cut off"]


def eight_megabytes(s):
    for n in range(50):
        body = {"metadata": {"name": f"big{n}"}, "subsets": [{"addresses": [{"ip": "10.0.0.1"}] * 8000, "ports": [{"port": 1}]}]}
        assert s.code("POST", ALL, json.dumps(body)) == 201


def idle_connections(s):
    sockets = [s.connect() for _ in range(2_000)]
    time.sleep(3)
    return [f"{len(sockets)} open"]


def deaf_watches(s, updates, size):
    watches = [s.deaf(ALL + "?watch=true") for _ in range(1_000)]
    writes = []
    for n in range(updates):
        # As it is stored, a port takes some 45 bytes.
        ports = [{"name": f"n{n}-{i}", "port": 1} for i in range(size // 45)]
        body = json.dumps({"subsets": [{"addresses": [{"ip": "10.0.0.1"}], "ports": ports}]})
        writes.append(s.code("PATCH", ONE, body, "application/merge-patch+json"))
    return ["watches: " + ", ".join(many(code for _, code in watches)), "updates: " + ", ".join(map(str, many(writes)))]


def too_many_watches(s):
    watches = [s.deaf(ALL + "?watch=true") for _ in range(1_000)]
    watches.pop(0)[0].close()
    time.sleep(1)
    again = s.deaf(ALL + "?watch=true")[1]
    return many([code for _, code in watches] + ["200"]) + [f"one more after one has left: {again}"]


def many_objects(s, count, note=None):
    """Objects with labels, and an annotation where there is one to give."""
    def create(worker):
        c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=90)
        for n in range(worker, count, 16):
            metadata = {"name": f"e{n:05}", "labels": {"half": str(n % 2)}, **({"annotations": {"note": note}} if note else {})}
            body = json.dumps({"metadata": metadata, "subsets": [{"addresses": [{"ip": "10.0.0.1"}]}]})
            c.request("POST", ALL, body, {"Authorization": "Bearer t", "Content-Type": "application/json"})
            r = c.getresponse()
            r.read()
            assert r.status == 201, r.status
    s.all_at_once(16, create)


def ten_thousand(s):
    many_objects(s, 10_000)


def after_a_while(s):
    time.sleep(15)
    return f"15 s later {s.status('VmRSS'):.0f} MiB"


def whole_list(s, accept, encoding="identity"):
    """Reads a list to its end without keeping it."""
    c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=90)
    c.request("GET", ALL, headers={"Authorization": "Bearer t", "Accept": accept, "Accept-Encoding": encoding})
    r, size = c.getresponse(), 0
    while piece := r.read(1 << 20):
        size += len(piece)
    return f"{r.status}, {size >> 20} MiB"


def lists_at_once(s, count, accept, encoding="identity"):
    return many(s.all_at_once(count, lambda _: whole_list(s, accept, encoding))) + [after_a_while(s)]


def deaf_lists(s):
    readers = [s.deaf(ALL, accept=accept) for accept in (YAML, TABLE, PROTOBUF, "application/json") for _ in range(50)]
    return many([code for _, code in readers])


def deaf_beginnings(s):
    watches = [s.deaf(ALL + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan") for _ in range(40)]
    def replace(worker):
        c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=90)
        for n in range(worker, 10_000, 16):
            body = json.dumps({"metadata": {"annotations": {"note": chr(97 + n % 26) * 5_000}}})
            c.request("PATCH", f"{ALL}/e{n:05}", body, {"Authorization": "Bearer t", "Content-Type": "application/merge-patch+json"})
            r = c.getresponse()
            r.read()
            assert r.status == 200, r.status
    s.all_at_once(16, replace)
    return ["watches: " + ", ".join(many([code for _, code in watches])), after_a_while(s)]


def page_by_page(s):
    c, seen, token = http.client.HTTPConnection("127.0.0.1", s.port, timeout=90), 0, ""
    while True:
        c.request("GET", f"{ALL}?limit=1&continue={token}", headers={"Authorization": "Bearer t"})
        r = c.getresponse()
        page = json.loads(r.read())
        if r.status != 200:
            return [f"{r.status} after {seen}"]
        seen += len(page["items"])
        token = page["metadata"].get("continue")
        if not token:
            return [f"200, {seen:,} objects"]


def long_selectors(s):
    terms, size = [], 0
    while size < 60 * 1024:
        terms.append(f"k!={len(terms)}")
        size += len(terms[-1]) + 1
    labels, fields = ",".join(terms), ",".join(["metadata.name!=x"] * (60 * 1024 // 17))
    values = f"k notin ({','.join(['v'] * 30_000)})"
    ask = lambda parameter, text: s.code("GET", f"{ALL}?{parameter}={quote(text, safe='!=,()')}")
    return [ask("labelSelector", labels), ask("fieldSelector", fields), ask("labelSelector", values)]


def long_selectors_at_once(s):
    terms = ",".join(f"k!={n}" for n in range(7_600))
    return many(s.all_at_once(8, lambda _: s.code("GET", f"{ALL}?limit=1&labelSelector={terms},half=2")))


def to_come(s):
    return many(s.all_at_once(50, lambda _: s.code("GET", ALL + "?resourceVersion=9000000000")))


def long_ago(s):
    return many(s.all_at_once(50, lambda _: s.code("GET", ALL + "?limit=1&resourceVersion=10&resourceVersionMatch=Exact")))


def half_of_them(s):
    return [s.code("DELETE", ALL + "?labelSelector=half%3D1")]


def large_object(s):
    ports = [{"name": f"p{n}", "port": n % 60_000 + 1} for n in range(70_000)]
    body = {"metadata": {"name": "large"}, "subsets": [{"addresses": [{"ip": "10.0.0.1"}], "ports": ports}]}
    code = s.code("POST", ALL, json.dumps(body, separators=(",", ":")))
    assert code == 201, code


def small_changes(s):
    label = lambda n: json.dumps([{"op": "add", "path": "/metadata/labels", "value": {"a": str(n)}}])
    change = lambda n, query="": s.code("PATCH", f"{ALL}/large{query}", label(n), "application/json-patch+json")
    made = many(s.all_at_once(20, change))
    late = many(s.all_at_once(6, lambda n: change(n, "?timeout=100ms")))
    before = s.cpu_seconds()
    time.sleep(3)
    return [*made, "with ?timeout=100ms: " + ", ".join(late), f"{s.cpu_seconds() - before:.1f} s of processor afterwards"]


def a_megabyte(s):
    for n in range(6):
        assert s.code("POST", ALL, json.dumps({"metadata": {"name": f"n{n}", "annotations": {"note": "x" * 200_000}}})) == 201


def deaf_readers(s):
    readers = [s.deaf(ALL, "u") for _ in range(410)]
    time.sleep(3)
    return many(code for _, code in readers)


def lists_of_everything(s):
    empty = "/api/v1/namespaces/kube-public/endpoints"
    with ThreadPoolExecutor(8) as pool:
        everything = [pool.submit(s.code, "GET", ALL, headers=[("Authorization", "Bearer u")]) for _ in range(24)]
        few = [s.code("GET", empty) for _ in range(100)]
        return [*many(e.result() for e in everything), "of an empty namespace: " + ", ".join(many(few))]


def nobodys_connections(s):
    idle, closed = [], 0
    for _ in range(9_200):
        c = s.connect()
        c.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        assert first_line(c).startswith("HTTP/1.1 200")
        idle.append(c)
    for c in idle:
        c.setblocking(False)
        try:
            closed += c.recv(1) == b""
        except OSError:
            pass
    return [f"{len(idle) - closed:,} stay open", f"a newcomer: {s.code('GET', ONE)}"]


def quarter_megabyte(name):
    return json.dumps({"metadata": {"name": name, "annotations": {"note": "x" * 250_000}}})


def fill(s, numbers):
    """Creates of 250 KB, 8 at once. How often which answer came."""
    def create(n):
        code, body = s.ask("POST", ALL, quarter_megabyte(f"n{n}"))
        return str(code) if code == 201 else f"{code} {json.loads(body)['message'].split(':')[0]}"
    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(create, numbers))


def times(codes):
    return [f"{code} ({count:,} times)" for code, count in sorted(codes.items())]


def empty(s, count):
    """Deletes those of them that are there."""
    codes = Counter(s.all_at_once(count, lambda n: s.code("DELETE", f"{ALL}/n{n}")))
    del codes[404]
    return ["deletions: " + ", ".join(times(codes))]


def beyond_the_limit(s):
    made = fill(s, range(300))
    size = sum(os.path.getsize(s.path("coracle.db" + end)) for end in ["", "-wal"])
    return times(made) + empty(s, 300) + [f"file and log: {size / 2**20:.0f} MiB"]


def full_disk(s):
    made = fill(s, range(20))
    # What is left is another program's.
    try:
        with open(s.path("others"), "wb", buffering=0) as others:
            while True:
                others.write(b"x" * 4096)
    except OSError:
        pass
    return times(made + fill(s, range(20, 120))) + empty(s, 120)


# Groups: the server's options, what it needs, and its cases. A case: what, the limit, how.
GROUPS = [
    ([], large_object, [
        ("20 patches of a label of an object of 2.1 MB at once; six with ?timeout=100ms", "a line for each large record; two turns a processor", small_changes),
    ]),
    ([], a_megabyte, [
        ("410 readers of one user that do not read a list of 1.2 MB", "`--max-requests-inflight` for each user", deaf_readers),
    ]),
    ([], None, [
        ("9,200 idle connections that asked for /healthz without a token", "4,096 that showed no user", nobodys_connections),
    ]),
    ([], None, [
        ("YAML bomb (9^12 nodes by aliases)", "alias ratio", yaml_bomb),
        ("JSON 10,000 deep; a million deep; in a merge patch; in an apply", "depth 10,000", deep_json),
        ("3 MiB of one key; one byte key more", "3 MiB", one_key),
        ("a million subsets; 700,000 finalizers; 180,000 labels", "3 MiB", many_elements),
        ("30 doubling copies; 10,000 operations; 10,001", "3 MiB of copies, 10,000 operations", copy_bomb),
        ("names of 64 KiB: in a body, a path, a selector, a manager", "head of a request, rules of names", long_names),
        ("90 headers; 20,000 headers", "96 headers, 128 KiB", header_flood),
        ("150 bodies that do not end, ?timeout=3s", "deadline", slow_bodies),
        ("2,000 idle connections", "4,096 that showed no user; 10 s for a head", idle_connections),
    ]),
    ([], eight_megabytes, [
        ("50 readers of a list of 8 MB that do not read", "30 s without progress; `--max-requests-inflight`", slow_readers),
    ]),
    ([], lambda s: many_objects(s, 100_000, "x" * 600), [
        ("100,000 objects of 1 KiB, a list in YAML", "a piece at a time", lambda s: lists_at_once(s, 1, YAML)),
        ("the same, three at once", "two pieces a processor at once", lambda s: lists_at_once(s, 3, YAML)),
        ("the same as a Table", "a piece at a time", lambda s: lists_at_once(s, 1, TABLE)),
        ("the same in protobuf, compressed, three at once", "384 KiB for each compression, 8 MiB for all", lambda s: lists_at_once(s, 3, PROTOBUF, "gzip")),
        ("200 of such lists that are not read, in four forms", "a position and a piece each", deaf_lists),
    ]),
    ([], lambda s: many_objects(s, 10_000, "x" * 5_000), [
        ("40 watches that do not read their beginning of 10,000 objects, each of which is then replaced", "a position", deaf_beginnings),
    ]),
    ([], None, [
        ("1,000 watches that do not read, 200 updates of 100 KB", "a watch holds a position, no queue", lambda s: deaf_watches(s, 200, 100_000)),
    ]),
    ([], None, [
        ("1,000 watches that do not read, 20 updates of 1 MB", "the same", lambda s: deaf_watches(s, 20, 1_000_000)),
    ]),
    (["--max-watches", "100"], None, [
        ("1,000 watches, `--max-watches 100`", "`--max-watches`", too_many_watches),
    ]),
    (["--max-bytes", "96MiB"], None, [
        ("300 creates of 250 KB, `--max-bytes 96MiB`; then deletions", "a quarter of it for objects", beyond_the_limit),
    ]),
    (["disk=48m"], None, [
        ("120 creates of 250 KB on a disk of 48 MiB, which others fill meanwhile; then deletions", "the disk, and a reserve of 16 MiB", full_disk),
    ]),
    ([], ten_thousand, [
        ("10,000 objects in pages of one", "none: each page is a request", page_by_page),
        ("selectors of 60 KiB over 10,000 objects: 7,800 labels; 3,600 fields; 30,000 values", "head of a request", long_selectors),
        ("8 at once of 7,600 labels that select nothing", "head of a request; two turns a processor", long_selectors_at_once),
        ("50 lists of a revision that is far off", "3 s", to_come),
        ("50 lists of one object as of before the other 9,990 were made", "two turns a processor", long_ago),
        ("8 lists of everything at once, and lists of nothing beside", "two turns a processor, half for a user", lists_of_everything),
        ("DELETE of 5,000 of 10,000 objects", "64 at once", half_of_them),
    ]),
]


def rank(times, part):
    """So many milliseconds take this part of them at most."""
    return sorted(times)[min(int(len(times) * part), len(times) - 1)] * 1000


def run_case(s, case):
    what, limit, run = case
    done, times, wrong = threading.Event(), [0.0], []

    def other():
        while not done.is_set():
            t = time.time()
            code = s.code("GET", ONE)
            times.append(time.time() - t)
            if code != 200:
                wrong.append(code)
            time.sleep(0.02)

    s.reset_peak()
    before, watcher, began = s.status("VmRSS"), threading.Thread(target=other, daemon=True), time.time()
    watcher.start()
    answers = run(s)
    took = time.time() - began
    done.set()
    watcher.join()
    assert not wrong, (what, wrong)
    return f"| {what} | {limit} | {', '.join(map(str, answers))} | {before:.0f} → {s.status('VmHWM'):.0f} MiB | {took:.2f} s | {rank(times, 0.99):.0f}, {rank(times, 1):.0f} ms |"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    words, rows = sys.argv[2:], []
    for options, prepare, cases in GROUPS + definitions.GROUPS + rules.GROUPS:
        cases = [case for case in cases if not words or any(word in case[0] for word in words)]
        if not cases:
            continue
        s = Server(os.path.abspath(sys.argv[1]), options)
        assert s.code("POST", ALL, '{"metadata":{"name":"one"}}') == 201
        if prepare:
            prepare(s)
        for case in cases:
            rows.append(run_case(s, case))
            print(rows[-1], flush=True)
        assert s.code("GET", ONE) == 200
        assert s.stop() == 0
    print("\n| case | limit | answer | memory before → peak | time | other GETs: 99 of 100, all |\n|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
