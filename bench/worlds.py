#!/usr/bin/env python3
"""What worlds and snapshots cost: times of single requests over one connection, and memory.

    bench/worlds.py --coracle target/release/coracle [--objects 10000] [--repeat 51]

Each time is a median with the quarter above and below which a quarter lies, in milliseconds, from the request's first byte to
the answer's last, of a server on this machine without TLS. Memory is VmRSS and VmHWM of the server, in MiB.
"""

import argparse
import http.client
import json
import os
import re
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

TOKEN = "bench"


class Server:
    """A server with a file of its own, or in memory."""

    def __init__(self, program, data, *options):
        words = [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--http", "--token", TOKEN, *options]
        began = time.monotonic()
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline()
        self.started = time.monotonic() - began
        if not ready:
            sys.exit(self.process.stderr.read())
        self.host = ready.split()[1].removeprefix("http://")
        self.connection = http.client.HTTPConnection(self.host)

    def ask(self, method, path, body=None, connection=None):
        connection = connection or self.connection
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        if method == "PATCH":
            headers["Content-Type"] = "application/merge-patch+json"
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {text[:500]}")
        return json.loads(text) if text else None

    def timed(self, method, path, body=None):
        began = time.perf_counter()
        found = self.ask(method, path, body)
        return (time.perf_counter() - began) * 1000, found

    def memory(self, what="VmRSS"):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(rf"{what}:\s+(\d+)", status.read())[1]) / 1024

    def fill(self, count, prefix="", value_bytes=1024):
        """Makes so many ConfigMaps, of about so many bytes each."""
        def some(numbers):
            connection = http.client.HTTPConnection(self.host)
            for n in numbers:
                body = {"metadata": {"name": f"c{n}"}, "data": {"k": "x" * (value_bytes - 300)}}
                self.ask("POST", f"{prefix}/api/v1/namespaces/default/configmaps", body, connection)
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(some, [range(start, count, 16) for start in range(16)]))

    def stop(self):
        self.process.terminate()
        self.process.wait()


def report(name, times):
    quarters = statistics.quantiles(times, n=4)
    print(f"{name:58} {statistics.median(times):8.2f} ({quarters[0]:.2f} to {quarters[2]:.2f}), {len(times)} times", flush=True)


def patch(server, prefix, name, value):
    return server.timed("PATCH", f"{prefix}/api/v1/namespaces/default/configmaps/{name}", {"data": {"k": value}})[0]


def times(server, kept, repeat, objects):
    """Of worlds, in memory or kept in the file."""
    where = "kept" if kept else "in memory"
    body = {} if kept else {"ephemeral": True}
    fresh, forks, reads, writes, resets, deletes = [], [], [], [], [], []
    for n in range(repeat):
        took, world = server.timed("POST", "/coracle/v1/worlds", body)
        fresh.append(took)
        deletes.append(server.timed("DELETE", f"/coracle/v1/worlds/{world['name']}")[0])
        took, world = server.timed("POST", "/coracle/v1/worlds", {**body, "from": {"world": "main"}})
        forks.append(took)
        prefix = f"/worlds/{world['name']}"
        reads.append(server.timed("GET", f"{prefix}/api/v1/namespaces/default/configmaps/c1")[0])
        writes.append(patch(server, prefix, "c1", f"{n}"))
        for m in range(10):
            patch(server, prefix, f"c{m}", f"{n}")
        resets.append(server.timed("POST", f"/coracle/v1/worlds/{world['name']}/reset", {})[0])
        server.ask("DELETE", f"/coracle/v1/worlds/{world['name']}")
    report(f"a fresh world, {where}", fresh)
    report(f"a fork of {objects} objects, {where}", forks)
    report("  its first read", reads)
    report("  its first write", writes)
    report("  its reset after eleven writes", resets)
    report(f"a deletion of a fresh world, {where}", deletes)


def snapshots(server, repeat, objects):
    """Of snapshots of the first world."""
    taken, restored, dropped = [], [], []
    for n in range(repeat):
        patch(server, "", f"c{n}", f"{n}")
        taken.append(server.timed("POST", "/coracle/v1/snapshots", {"name": "s"})[0])
        for m in range(10):
            patch(server, "", f"c{m}", f"{n} {m}")
        restored.append(server.timed("POST", "/coracle/v1/snapshots/s/restore")[0])
        dropped.append(server.timed("DELETE", "/coracle/v1/snapshots/s")[0])
    report(f"a snapshot of {objects} objects", taken)
    report("  its restore after ten writes", restored)
    report("  its deletion", dropped)


def merges(server, repeat, kept, objects):
    """Of forks in which ten objects, or a thousand, were changed, and what differs in them."""
    body = {"from": {"world": "main"}} if kept else {"from": {"world": "main"}, "ephemeral": True}
    for changed, repeat in [(10, repeat), (1000, 7)]:
        differ, merged = [], []
        for n in range(repeat):
            world = server.ask("POST", "/coracle/v1/worlds", body)["name"]
            for m in range(changed):
                patch(server, f"/worlds/{world}", f"c{m}", f"{n} {m} {kept}")
            took, found = server.timed("GET", f"/coracle/v1/diff?from=now&to=world:{world}")
            if len(found["items"]) != changed:
                sys.exit(f"{len(found['items'])} differ")
            differ.append(took)
            merged.append(server.timed("POST", f"/coracle/v1/worlds/{world}/merge")[0])
            server.ask("DELETE", f"/coracle/v1/worlds/{world}")
        where = "kept" if kept else "in memory"
        report(f"what differs in a fork of {objects} objects, {changed} of them changed, {where}", differ)
        report("  its merge", merged)


def imports(program, server, folder, objects):
    """Of as many objects, exported to a file by the command and imported to another server, the starts of the commands included."""
    kubeconfig = os.path.join(folder, "times.db.kubeconfig")
    file = os.path.join(folder, "all.yaml")

    def command(*words):
        began = time.perf_counter()
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        return (time.perf_counter() - began) * 1000

    exported, imported = [], []
    for n in range(5):
        exported.append(command("export", "--to", file, "--kubeconfig", kubeconfig))
        other = Server(program, os.path.join(folder, f"import-{n}.db"))
        imported.append(command("import", file, "--kubeconfig", os.path.join(folder, f"import-{n}.db.kubeconfig")))
        found = other.ask("GET", "/api/v1/namespaces/default/configmaps?limit=1")
        if found["metadata"].get("remainingItemCount", 0) + 1 < objects:
            sys.exit(f"{found['metadata']}")
        other.stop()
    report(f"{objects} objects exported to a file", exported)
    report("  imported to an empty server", imported)


def memory(program, folder, kept, forks, objects):
    """Of forks of a world with so many objects."""
    server = Server(program, os.path.join(folder, f"memory-{kept}.db"), "--max-worlds", "5000")
    server.fill(objects)
    body = {"from": {"world": "main"}} if kept else {"from": {"world": "main"}, "ephemeral": True}
    server.ask("POST", "/coracle/v1/worlds", body)
    before = server.memory()
    worlds = [server.ask("POST", "/coracle/v1/worlds", body)["name"] for _ in range(forks)]
    after = server.memory()
    for name in worlds:
        patch(server, f"/worlds/{name}", "c1", name)
    written = server.memory()
    where = "kept" if kept else "in memory"
    print(f"{forks} forks of {objects} objects, {where}: {before:.1f} MiB before, {after:.1f} after, "
          f"{written:.1f} when each was written to once", flush=True)
    informers(server, worlds)
    server.stop()


def informers(server, worlds):
    """A list and a watch of each world, and how long until a write of each is told to its own watch."""
    address, port = server.host.split(":")
    lists, sockets = [], {}
    for name in worlds:
        path = f"/worlds/{name}/api/v1/configmaps"
        took, found = server.timed("GET", path)
        lists.append(took)
        watch = socket.create_connection((address, int(port)))
        version = found["metadata"]["resourceVersion"]
        watch.sendall(f"GET {path}?watch=true&resourceVersion={version} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode())
        sockets[watch] = name
    for watch in sockets:
        head = b""
        while b"\r\n\r\n" not in head:
            head += watch.recv(4096)
        if b" 200 " not in head:
            sys.exit(head)
    with_watches = server.memory()
    poll = select.epoll()
    by_number = {watch.fileno(): (watch, name) for watch, name in sockets.items()}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    began, told = {}, {}
    started = time.perf_counter()

    def write(names):
        connection = http.client.HTTPConnection(server.host)
        for name in names:
            began[name] = time.perf_counter()
            path = f"/worlds/{name}/api/v1/namespaces/default/configmaps/c2"
            server.ask("PATCH", path, {"data": {"k": name}}, connection)

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, worlds[start::4]) for start in range(4)]
        while len(told) < len(worlds):
            for number, _ in poll.poll(30):
                watch, name = by_number[number]
                text = watch.recv(65536)
                if f'"{name}"'.encode() in text and name not in told:
                    told[name] = time.perf_counter()
        for one in writing:
            one.result()
    ended = time.perf_counter()
    report("a list of a world of these", lists)
    report("from a write to its watch's event, four writers", [(told[name] - began[name]) * 1000 for name in worlds])
    print(f"{len(worlds)} worlds with an informer each: {with_watches:.1f} MiB with all watches open, "
          f"{server.memory():.1f} at the end; {len(worlds)} writes told in {(ended - started) * 1000:.0f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coracle", required=True)
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=51)
    parser.add_argument("--forks", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(options.coracle, os.path.join(folder, "times.db"))
        server.fill(options.objects)
        for kept in [False, True]:
            times(server, kept, options.repeat, options.objects)
        snapshots(server, options.repeat, options.objects)
        for kept in [False, True]:
            merges(server, options.repeat, kept, options.objects)
        imports(options.coracle, server, folder, options.objects)
        server.stop()
        for kept in [False, True]:
            memory(options.coracle, folder, kept, options.forks, 1000)


if __name__ == "__main__":
    main()
