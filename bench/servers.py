"""Servers that a benchmark starts and ends: a Coracle binary, or the real one."""
import os, pathlib, resource, subprocess, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
LOAD = HERE.parent / "target/release/coracle-bench"

# Each watch is a connection of its own.
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


class Coracle:
    """A Coracle binary, on a file of its own unless one is given."""

    def __init__(self, binary, data=None):
        self.folder = tempfile.TemporaryDirectory()
        data = data or pathlib.Path(self.folder.name, "coracle.db")
        command = [binary, "serve", "--data", data, "--listen", "127.0.0.1:0", "--max-watches", "8000"]
        began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[1]
        self.ready_seconds = time.monotonic() - began
        self.token = pathlib.Path(f"{data}.token").read_text().strip()
        self.pids = [self.process.pid]

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.folder.cleanup()


class Reference:
    """kube-apiserver and etcd, as reference/up starts them."""

    def __init__(self, folder):
        self.folder = folder
        began = time.monotonic()
        subprocess.run([HERE.parent / "reference/up", folder], check=True, stdout=subprocess.DEVNULL)
        self.ready_seconds = time.monotonic() - began
        self.url, self.token = f"https://127.0.0.1:{os.environ.get('REFERENCE_PORT', 6443)}", "admintoken"
        self.pids = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self.is_ours(pid)]

    def is_ours(self, pid):
        try:
            return os.readlink(f"/proc/{pid}/exe").startswith(str(pathlib.Path(self.folder).resolve()))
        except OSError:
            return False

    def stop(self):
        subprocess.run([HERE.parent / "reference/down", self.folder], check=True, stdout=subprocess.DEVNULL)


def start(name, where):
    """The server of this name: `reference` is the real one."""
    return (Reference if name == "reference" else Coracle)(where)


def resident_mib(server, what="VmRSS"):
    """What its processes hold in memory; with VmHWM, at most since [`reset_peak`]."""
    lines = (line for pid in server.pids for line in open(f"/proc/{pid}/status"))
    return sum(int(line.split()[1]) for line in lines if line.startswith(what + ":")) / 1024


def reset_peak(server):
    """Begins to look for the peak of memory anew."""
    for pid in server.pids:
        pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
