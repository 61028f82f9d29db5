"""A server of the hostile cases' own, and what they all ask of it."""
import http.client, os, re, signal, socket, subprocess, tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

ALL = "/api/v1/namespaces/default/endpoints"
ONE = ALL + "/one"
YAML, PROTOBUF = "application/yaml", "application/vnd.kubernetes.protobuf"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


class Server:
    def __init__(self, program, options):
        self.home = tempfile.TemporaryDirectory()
        self.data = self.home.name + "/data"
        os.mkdir(self.data)
        users = self.home.name + "/users.csv"
        with open(users, "w") as file:
            file.write("t,one,1,system:masters\nu,other,2,system:masters\n")
        command = [program, "serve", "--http", "--listen", "127.0.0.1:0", "--token-file", users, "--data", self.data + "/coracle.db"]
        disk = [option for option in options if option.startswith("disk=")]
        options = [option for option in options if option not in disk]
        command += options
        if disk:
            # In namespaces of its own, a small disk lies over the data's folder; path() sees it from without.
            mount = f'mount -t tmpfs -o size={disk[0][5:]} tmpfs "$0" && exec "$@"'
            command = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, self.data] + command
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(re.search(r":(\d+) ", self.process.stdout.readline()).group(1))

    def path(self, name):
        return f"/proc/{self.process.pid}/root{self.data}/{name}"

    def status(self, name):
        text = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(name + r":\s+(\d+)", text).group(1)) / 1024

    def reset_peak(self):
        open(f"/proc/{self.process.pid}/clear_refs", "w").write("5")

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=90)

    def cpu_seconds(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def deaf(self, path, token="t", accept="*/*"):
        """A connection that asks for something, reads the first line of the answer and then nothing."""
        c = socket.socket()
        c.settimeout(90)
        c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        c.connect(("127.0.0.1", self.port))
        c.sendall(head("GET", path, more=f"Accept: {accept}\r\n", token=token))
        line = b""
        while not line.endswith(b"\r\n"):
            line += c.recv(1) or b"closed\r\n"
        return c, line.decode().split(" ")[1]

    def all_at_once(self, count, ask):
        """What `ask` returns for each number below `count`, asked by as many threads, at most 64."""
        with ThreadPoolExecutor(min(count, 64)) as pool:
            return list(pool.map(ask, range(count)))

    def ask(self, method, path, body=None, kind="application/json", headers=()):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            c.request(method, path, body, {"Authorization": "Bearer t", "Content-Type": kind, **dict(headers)})
            r = c.getresponse()
            return r.status, r.read()
        finally:
            c.close()

    def code(self, *a, **k):
        try:
            return self.ask(*a, **k)[0]
        except (OSError, http.client.HTTPException) as e:
            return type(e).__name__

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def head(method, path, length=None, kind="application/json", more="", token="t"):
    length = "" if length is None else f"Content-Length: {length}\r\nContent-Type: {kind}\r\n"
    return f"{method} {path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n{length}{more}\r\n".encode()


def first_line(s):
    try:
        return s.recv(4096).split(b"\r\n")[0].decode() or "closed"
    except OSError as e:
        return type(e).__name__


def many(answers):
    """`200 (8 times), 429`"""
    return [code if n == 1 else f"{code} ({n:,} times)" for code, n in sorted(Counter(answers).items(), key=str)]
