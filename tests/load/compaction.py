#!/usr/bin/env python3
"""Endless updates: how large the data file and the server's memory become, before, during and after.

    cargo build --release && tests/load/compaction.py target/release/coracle [UPDATES [OBJECTS [BYTES]]]

Starts the server on a free port of the loopback, with data of its own, makes 1,000 objects of about 1 KiB, sends 1,000,000
updates (merge patches that change an annotation), and prints the table of docs/evidence/compaction.md. "largest together" is the most
that file and write-ahead log had since the row before, looked at every 20 ms. Updates come from 64 connections in two
processes, each with up to 8 of them under way. Stops with 1 at the first answer that is not 200, or after two hours. Linux
only; standard library only.
"""
import http.client, json, multiprocessing, os, re, selectors, signal, socket, sqlite3, subprocess, sys, tempfile, time

ALL = "/api/v1/namespaces/default/endpoints"
PROCESSES, CONNECTIONS, UNDER_WAY = 2, 64, 8
ROWS = 20
SECONDS_MAX = 7200
ANSWER = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class Server:
    def __init__(self, program):
        self.program, self.home = program, tempfile.TemporaryDirectory()
        self.data = self.home.name + "/coracle.db"
        command = [program, "serve", "--http", "--listen", "127.0.0.1:0", "--token", "t", "--data", self.data]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(re.search(r":(\d+) ", self.process.stdout.readline()).group(1))

    def ask(self, method, path, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        c.request(method, path, body, {"Authorization": "Bearer t", "Content-Type": "application/json"})
        r = c.getresponse()
        text = r.read()
        c.close()
        if r.status >= 300:
            sys.exit(f"{method} {path}: {r.status} {text[:300]}")
        return text

    def coracle(self, command):
        words = [self.program, command, "--server", "--kubeconfig", self.home.name + "/coracle.db.kubeconfig"]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()

    def memory(self):
        return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{self.process.pid}/status").read()).group(1)) * 1024

    def sizes(self):
        return [os.stat(path).st_size if os.path.exists(path) else 0 for path in (self.data, self.data + "-wal")]

    def kept(self):
        """How many events the log has. Reads the file beside the server, for a moment."""
        db = sqlite3.connect(f"file:{self.data}?mode=ro", uri=True, timeout=10)
        first, last = db.execute("SELECT (SELECT min(revision) FROM events), (SELECT max(revision) FROM events)").fetchone()
        db.close()
        return last - first + 1 if first else 0

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def make_objects(server, objects, size):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=90)
    for n in range(objects):
        # What is not the note has some 500 bytes, with the fields that the client owns.
        body = {"metadata": {"name": f"o{n}", "annotations": {"n": "0", "note": "x" * max(0, size - 500)}},
                "subsets": [{"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 80}]}]}
        connection.request("POST", ALL, json.dumps(body), {"Authorization": "Bearer t", "Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status != 201 or not answer.read():
            sys.exit(f"POST: {answer.status}")
    connection.close()


def requests(connection, updates, objects):
    """The updates of one connection, as bytes: every CONNECTIONS-th of all."""
    for n in range(connection, updates, CONNECTIONS):
        body = '{"metadata":{"annotations":{"n":"%d"}}}' % (n + 1)
        head = (f"PATCH {ALL}/o{n % objects}?fieldManager=load HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\n"
                f"Content-Type: application/merge-patch+json\r\nContent-Length: {len(body)}\r\n\r\n")
        yield (head + body).encode()


def work(port, number, updates, objects, done):
    """One process: sends its connections' updates and counts the answers."""
    selector = selectors.DefaultSelector()
    for connection in range(number, CONNECTIONS, PROCESSES):
        s = socket.create_connection(("127.0.0.1", port), timeout=90)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(s, selectors.EVENT_READ, [requests(connection, updates, objects), 0, b""])
        fill(s, selector.get_key(s).data, UNDER_WAY)
    while selector.get_map():
        for key, _ in selector.select(90):
            state, received = key.data, key.fileobj.recv(1 << 18)
            if not received:
                sys.exit("the server has closed a connection")
            text = state[2] + received
            codes = ANSWER.findall(text)
            if any(code != b"200" for code in codes):
                sys.exit(text.decode(errors="replace")[:2000])
            # The beginning of an answer that is not whole yet: one byte less than what was looked for.
            state[2] = text[-12:]
            done[number] += len(codes)
            state[1] -= len(codes)
            fill(key.fileobj, state, UNDER_WAY)
            if state[1] == 0:
                selector.unregister(key.fileobj)
                key.fileobj.close()


def fill(s, state, limit):
    batch = []
    while state[1] < limit and (request := next(state[0], None)):
        batch.append(request)
        state[1] += 1
    s.sendall(b"".join(batch))


class Table:
    def __init__(self, server):
        self.server, self.began, self.largest = server, time.monotonic(), 0
        print("| | s | updates | file | write-ahead log | largest together | memory | events kept |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|")

    def look(self):
        self.largest = max(self.largest, sum(self.server.sizes()))

    def row(self, when, updates):
        self.look()
        mib = [f"{size / (1 << 20):.1f} MiB" for size in (*self.server.sizes(), self.largest, self.server.memory())]
        seconds, kept = time.monotonic() - self.began, self.server.kept()
        print(f"| {when} | {seconds:.0f} | {updates:,} | {' | '.join(mib)} | {kept:,} |", flush=True)
        self.largest = 0


def run(server, updates, objects, size):
    make_objects(server, objects, size)
    items = json.loads(server.ask("GET", ALL))["items"]
    live = sum(len(json.dumps(item, separators=(",", ":"))) for item in items)
    print(f"{len(items):,} objects with {live / (1 << 20):.1f} MiB of JSON\n")
    table = Table(server)
    table.row("before", 0)
    done = multiprocessing.Array("Q", PROCESSES, lock=False)
    workers = [multiprocessing.Process(target=work, args=(server.port, n, updates, objects, done)) for n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    try:
        rows = 1
        while any(worker.is_alive() for worker in workers):
            time.sleep(0.02)
            table.look()
            made = sum(done)
            if made >= updates * rows // ROWS and made < updates:
                table.row("during", made)
                rows += 1
            if any(worker.exitcode for worker in workers) or time.monotonic() - table.began > SECONDS_MAX:
                sys.exit(1)
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()
    if sum(done) != updates:
        sys.exit(f"{sum(done)} of {updates} updates were answered")
    table.row("after", updates)
    said = server.coracle("compact")
    table.row("compacted", updates)
    print(f"\n{said}\n{server.coracle('verify')}")


def main():
    numbers = [int(word) for word in sys.argv[2:]]
    updates, objects, size = numbers + [1_000_000, 1_000, 1024][len(numbers):]
    server = Server(sys.argv[1])
    try:
        run(server, updates, objects, size)
    finally:
        code = server.stop()
    sys.exit(code)


if __name__ == "__main__":
    main()
