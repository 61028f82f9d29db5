#!/usr/bin/env python3
"""Does the guide say what is so? A walk through docs/guide/first-steps.md, where each command must answer what stands there but for times, and
through docs/guide/commands.md, where each must end well.

    tests/clients/guide.py

Ends with 0 if all went well. Environment: KUBECTL=kubectl and CORACLE=target/debug/coracle, the programs.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/guide"
# In seconds; long for any machine.
PATIENCE = 60
# What differs from run to run, and what the page says that it leaves out.
MASKS = [
    (r"(?m)^Warning: v1 Endpoints is deprecated.*\n", ""),
    (r"\d{4}-\d\d-\d\dT[\d:]+Z", "TIME"),
    (r"(?m)\b(\d+m)?\d+s$", "AGE"),
    (r"(https?)://127\.0\.0\.1:\d+", r"\1://ADDRESS"),
    (r"kubeconfig=\S+", "kubeconfig=FILE"),
    (r"launch=[0-9a-f]{64}", "launch=ONCE"),
]
# What is done between two paragraphs, by how the second begins.
RESTART = "Stop the server with Ctrl-C and start it again"


class Server:
    """A server with its data in the folder."""

    def __init__(self, folder, environment):
        words = ["coracle", "serve", "--listen", "127.0.0.1:0", "--faults"]
        self.process = subprocess.Popen(words, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.line = self.process.stdout.readline()
        if not self.line.startswith("ready "):
            raise SystemExit("the server did not start")
        self.url = self.line.split()[1]

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)


def steps(text):
    """The commands of a page and what they print, with what is written to files and done between them."""
    lines = iter(text.splitlines())
    command = None
    for line in lines:
        if line == "```yaml":
            yield "file", "".join(line + "\n" for line in iter(lambda: next(lines), "```")), []
        elif line.startswith("    $ "):
            if command:
                yield command
            command = ("run", line.removeprefix("    $ "), [])
        elif command and line.startswith("    ") and command[1].endswith("\\"):
            command = ("run", command[1].removesuffix("\\") + line.strip(), [])
        elif command and line.startswith("    "):
            command[2].append(line[4:])
        elif command:
            yield command
            command = None
        if line.startswith(RESTART):
            yield "restart", "", []
    if command:
        yield command


def masked(text):
    for pattern, instead in MASKS:
        text = re.sub(pattern, instead, text)
    return [line.rstrip() for line in text.splitlines()]


def agree(said, wanted):
    """Is it what stands there? A line that begins with "[…" stands for all that follows."""
    said, wanted = masked(said), masked("\n".join(wanted) + "\n")
    for at, line in enumerate(wanted):
        if line.startswith("[…"):
            return len(said) > at
        if at >= len(said) or said[at] != line:
            return False
    return len(said) == len(wanted)


def run(command, folder, environment):
    """What a command prints, and with which code it ends; a watch is ended once it has told what there is."""
    if "--watch" in command:
        command = f"timeout 3 {command}"
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True, timeout=PATIENCE,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    return done.stdout, done.returncode


def walk(server, folder, environment):
    """first-steps.md: what is printed. Returns the server that runs at the end, and how much went wrong."""
    wrong = count = 0
    for what, text, wanted in steps((GUIDE / "first-steps.md").read_text()):
        if what == "file":
            (folder / "nginx.yaml").write_text(text)
            (folder / "other.yaml").write_text(text.replace("port: 80", "port: 8080"))
        elif what == "restart":
            server.stop()
            server = Server(folder, environment)
        else:
            count += 1
            command = text.replace("https://127.0.0.1:7443", server.url)
            said = server.line if command == "coracle serve" else run(command, folder, environment)[0]
            if not agree(said, wanted):
                wrong += 1
                print(f"first-steps.md: $ {text}\n{said}instead of\n" + "\n".join(wanted))
    print(f"first-steps.md: {count} commands, {wrong} of them not as it says")
    return server, wrong if count > 10 else 1


def table(folder, environment):
    """commands.md: what ends well. Returns how much did not."""
    wrong = count = 0
    rows = [line.split(" | ")[0] for line in (GUIDE / "commands.md").read_text().splitlines() if line.startswith("| `")]
    for command in re.findall(r"`((?:source <\()?coracle [^`]*)`", "\n".join(rows)):
        # It goes on, and is what all others ask; and what reads pages need not be there.
        if command.startswith("coracle serve"):
            continue
        command = command.split(" \\| ")[0]
        count += 1
        said, code = run(command, folder, environment)
        # Yes, something differs, or is in conflict.
        if code != (1 if command.startswith("coracle diff") or " --as " in command else 0):
            wrong += 1
            print(f"commands.md: $ {command}\n{said}ended with {code}")
    print(f"commands.md: {count} commands, {wrong} of them did not end well")
    return wrong if count > 30 else 1


def prepare(folder, environment):
    """What commands.md takes for granted: an object with a field and a history, a file that conflicts with it, and a cluster."""
    web = "{apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: default}, data: {a: '%s'}}"
    (folder / "web.yaml").write_text(web % 2)
    commands = ["kubectl create cm web --from-literal=a=1", "kubectl create cm one && kubectl create cm two", "for i in 1 2 3 4 5 6 7 8; do kubectl label configmap web n=$i --overwrite; done"]
    commands.append("mkdir -p ~/.kube && cp coracle.db.kubeconfig ~/.kube/config")
    for command in commands:
        said, code = run(command, folder, environment)
        if code:
            raise SystemExit(f"{command}: {said}")


def main():
    programs = {"coracle": os.environ.get("CORACLE", ROOT / "target/debug/coracle"), "kubectl": os.environ.get("KUBECTL", "kubectl")}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder, binaries = Path(temporary, "work"), Path(temporary, "bin")
        folder.mkdir()
        binaries.mkdir()
        for name, program in programs.items():
            found = shutil.which(program)
            if not found:
                raise SystemExit(f"{program} is not there")
            (binaries / name).symlink_to(Path(found).resolve())
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CORACLE")}
        environment |= {
            "PATH": f"{binaries}:{environment['PATH']}",
            "HOME": str(folder),
            "KUBECONFIG": "coracle.db.kubeconfig",
        }
        server = Server(folder, environment)
        try:
            server, wrong = walk(server, folder, environment)
            prepare(folder, environment)
            wrong += table(folder, environment)
        finally:
            server.stop()
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
