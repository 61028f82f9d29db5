#!/usr/bin/env python3
"""Flips single bits in what a server has stored, one at a time, and says what a start then does.

    python3 tests/damage/flip.py [PROGRAM]        target/debug/coracle by default; takes a minute or two

A log after kill -9, 40 flips: refused, as it was, or an older state served in silence. Values without history, 60 flips: refused with
the object's name, as it was, or served changed. Talks to loopback only.
"""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/debug/coracle")
ALL = "/api/v1/namespaces/default/endpoints"
TOKEN = "flip"


class Server:
    """A server of a data file; without an address where it does not start."""

    def __init__(self, data):
        words = [PROGRAM, "serve", "--http", "--listen", "127.0.0.1:0", "--data", data]
        environment = {**os.environ, "CORACLE_TOKEN": TOKEN, "RUST_LOG": "off"}
        self.process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        ready = re.match(r"ready (\S+)", self.process.stdout.readline())
        self.address = ready and ready[1]
        self.error = "" if ready else self.process.stderr.read()

    def ask(self, path, method="GET", body=None):
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, body and json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def state(self):
        """All objects and the revision of the list."""
        found = self.ask(ALL)
        return found["metadata"]["resourceVersion"], json.dumps(found["items"], sort_keys=True)

    def end(self, how):
        self.process.send_signal(how)
        self.process.communicate()


def fill(server):
    for number in range(12):
        value = "".join(random.choices("abcdefghijklmnop", k=200))
        server.ask(ALL, "POST", {"metadata": {"name": f"e{number}", "annotations": {"value": value}}})


def flip(path, bit):
    with open(path, "r+b") as file:
        file.seek(bit // 8)
        byte = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))


def each(source, flips, suffix, bits, before):
    """Counts what a start makes of each flip; source is a folder with a data file in it."""
    counts = {"refused": 0, "as it was": 0, "SERVED OTHERWISE": 0}
    first = ""
    for bit in random.sample(bits, flips):
        with tempfile.TemporaryDirectory() as folder:
            here = shutil.copytree(source, os.path.join(folder, "data"))
            flip(os.path.join(here, "coracle.db" + suffix), bit)
            server = Server(os.path.join(here, "coracle.db"))
            if not server.address:
                counts["refused"] += 1
                first = first or server.error.replace(folder, "").strip()
                server.process.wait()
                continue
            counts["as it was" if server.state() == before else "SERVED OTHERWISE"] += 1
            server.end(signal.SIGTERM)
    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    print("  " + first)
    return counts["SERVED OTHERWISE"] == 0


def main():
    random.seed(1)
    good = True
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "coracle.db")
        server = Server(data)
        fill(server)
        before = server.state()
        server.end(signal.SIGKILL)
        print("40 flips in the write-ahead log after kill -9: ", end="", flush=True)
        good &= each(folder, 40, "-wal", range(os.path.getsize(data + "-wal") * 8), before)
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "coracle.db")
        server = Server(data)
        fill(server)
        before = server.state()
        server.end(signal.SIGTERM)
        subprocess.run([PROGRAM, "compact", "--data", data], check=True, stdout=subprocess.DEVNULL)
        with open(data, "rb") as file:
            content = file.read()
        bits = [match.start() * 8 + bit for match in re.finditer(b"[a-p]{200}", content) for bit in range(1600)]
        print("60 flips in values without history: ", end="", flush=True)
        good &= each(folder, 60, "", bits, before)
    sys.exit(not good)


main()
