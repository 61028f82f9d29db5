# SPDX-License-Identifier: Apache-2.0
"""Coracle in tests: a Kubernetes API server that starts in milliseconds, and a world of its own for each test.

A plugin of pytest in one file, without dependencies. In conftest.py:

    pytest_plugins = ["coracle"]

Then a test that takes the fixture `coracle` has a world: a whole API server that nobody else sees, and that is deleted
when the test ends.

    from kubernetes import client

    def test_it_is_empty(coracle):
        assert not client.CoreV1Api(coracle.api_client).list_namespaced_config_map("default").items

The first world starts one server for the process, in memory; it ends with the process, also when that is killed. Where
CORACLE_KUBECONFIG names the kubeconfig of a server that runs already, worlds are made there instead.
"""

from __future__ import annotations

import atexit
import functools
import http.client
import json
import os
import re
import selectors
import shutil
import ssl
import subprocess
import tempfile
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Union
from urllib.parse import quote, urlencode, urlsplit

import pytest

__all__ = ["Error", "Server", "World", "prepared"]

# In seconds: how long a server may take to start and to end, and an answer to come; a wait takes 10 minutes at most.
START, STOP, ANSWER, WAIT = 30, 10, 60, 660
# How much of what a server says on standard error is shown when it fails.
SHOWN = 8192

# What objects are put in as: one, several, their YAML or JSON as text, or a file or folder of them.
Objects = Union[Mapping[str, Any], Iterable[Mapping[str, Any]], str, "os.PathLike[str]"]


class Error(Exception):
    """What could not be done, and why. `code` and `reason` are those of the server's answer, such as 404 and NotFound;
    None without one."""

    def __init__(self, message: str, code: int | None = None, reason: str | None = None):
        super().__init__(message)
        self.code, self.reason = code, reason


class Server:
    """A server: one that is started, or, where `kubeconfig` or CORACLE_KUBECONFIG names one, one that runs already. It
    may be used by several threads at once, and as a context: it is stopped at the end."""

    def __init__(
        self,
        program: str | None = None,
        serve: Sequence[str] = (),
        *,
        kubeconfig: str | os.PathLike[str] | None = None,
        ttl: str = "1h",
        folder: str | os.PathLike[str] | None = None,
        timeout: float = START,
    ):
        """`program` is coracle's path, `serve` are further options of `coracle serve`, and `folder` is where their
        relative paths begin; it has `timeout` seconds to start. On a server that runs already these mean nothing; a
        world there is deleted once nobody has asked it for anything for `ttl`. Raises Error where there is no program,
        or with the server's own words where it does not start."""
        self._program = program
        self._process: Any = None
        self._log: Any = None
        self._lock, self._preparing = threading.Lock(), threading.Lock()
        self._worlds: set[World] = set()
        self._prepared: dict[Any, World] = {}
        self._scratch: str | None = None
        running = kubeconfig or os.environ.get("CORACLE_KUBECONFIG")
        self.ttl = ttl if running else None
        try:
            file = str(running) if running else self._start(list(serve), folder, timeout)
            self.url, self.ca, self.token = _read_kubeconfig(file)
        except BaseException:
            self.stop()
            raise
        #: The kubeconfig of the server itself, a file.
        self.kubeconfig_file = file
        self._tls = ssl.create_default_context(cadata=self.ca) if self.ca else None

    @property
    def pid(self) -> int | None:
        """The number of the process that was started."""
        return self._process.pid if self._process else None

    def world(
        self,
        name: str | None = None,
        *,
        from_world: str | World | None = None,
        from_snapshot: str | None = None,
        ttl: str | None = None,
    ) -> World:
        """Makes a world, in memory: from nothing, as a fork of another one, or of a snapshot. `name` is a DNS label;
        without it, it gets one. `delete` it, or use it as a context. Raises Error where the server refuses it."""
        wanted: dict[str, Any] = {"ephemeral": True, "name": name, "ttl": ttl or self.ttl}
        if from_world is not None:
            wanted["from"] = {"world": str(from_world)}
        if from_snapshot is not None:
            wanted.setdefault("from", {})["snapshot"] = from_snapshot
        made = World(
            self, self.call("POST", "worlds", {key: value for key, value in wanted.items() if value is not None})
        )
        self._worlds.add(made)
        return made

    def prepared(
        self,
        prepare: Callable[[World], Any] | Objects,
        *,
        from_world: str | None = None,
        from_snapshot: str | None = None,
    ) -> World:
        """The world that `prepare` was called with, or that those objects were put into, once: to be forked. It is
        deleted when the server is stopped."""
        key = (prepare if isinstance(prepare, (str, os.PathLike)) else id(prepare), from_world, from_snapshot)
        with self._preparing:
            if key not in self._prepared:
                world = self.world(from_world=from_world, from_snapshot=from_snapshot)
                try:
                    prepare(world) if callable(prepare) else world.apply(prepare)
                except BaseException:
                    world.delete()
                    raise
                # Kept with the world, so that nothing else gets its id.
                world._prepare = prepare
                self._prepared[key] = world
            return self._prepared[key]

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Asks for what is below /coracle/v1/ of the server, such as `call("GET", "worlds")`; the answer is JSON.
        Raises Error with the server's message where it refuses, or does not answer."""
        return self._call(method, f"/coracle/v1/{path}", body, query)

    def stop(self) -> None:
        """Stops the server and all worlds with it; on one that runs already, deletes the worlds that were made by this.
        May be called again. Raises Error where a world cannot be deleted."""
        try:
            if self._process is None:
                for world in list(self._worlds):
                    world.delete()
            else:
                self._process.terminate()
                try:
                    self._process.wait(STOP)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
                self._process.stdout.close()
        finally:
            if self._log is not None:
                self._log.close()
            self._worlds.clear()
            self._prepared.clear()
            self._remove_scratch()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self, serve: list[str], folder: Any, timeout: float) -> str:
        """Starts it, and waits for the line that names its kubeconfig."""
        program = find_program(self._program)
        # By its id, so that it is missed also where it is killed before the server has begun to look.
        parent = f"--exit-with-parent={os.getpid()}"
        words = [program, "serve", "--ephemeral", "--listen", "127.0.0.1:0", parent, *serve]
        # It would contradict --ephemeral; all others are the user's to set, as for any coracle serve.
        environment = {key: value for key, value in os.environ.items() if key != "CORACLE_DATA"}
        # It has no name, and goes with the process.
        self._log = tempfile.TemporaryFile()
        try:
            # In a session of its own: not ended by the Ctrl-C that ends the tests, nor by who kills their process
            # group. It sees that they are gone, and removes what it has made.
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._log,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise Error(f"{program} cannot be started: {error}") from error
        line = _first_line(self._process.stdout, timeout)
        ready, _, file = line.rstrip("\n").partition(" kubeconfig=")
        if line.endswith("\n") and ready.startswith("ready ") and file:
            # What is written for a world goes with the server's own files, whatever becomes of this process.
            self._scratch = os.path.dirname(file)
            return file
        try:
            # What has closed its output is about to end.
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            what = f"is not ready after {timeout:g} s"
        else:
            what = f"ended with {code}"
        raise Error(f"{' '.join(words)}\n{what}; it said:\n{line}{self._said()}")

    def _said(self) -> str:
        """The end of what it said on standard error."""
        if self._log.closed:
            return "(it was stopped)"
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - SHOWN))
        return self._log.read().decode(errors="replace").strip() or "(nothing)"

    def _call(
        self, method: str, path: str, body: Any = None, query: Mapping[str, Any] = {}, seconds: float = ANSWER
    ) -> Any:
        words = {
            key: str(value).lower() if isinstance(value, bool) else value
            for key, value in query.items()
            if value is not None
        }
        to = urlsplit(self.url)
        target = f"{to.path.rstrip('/')}{path}{'?' if words else ''}{urlencode(words)}"
        # A connection each: no thread waits for another one, and none is found closed. No proxy is asked.
        host = to.hostname or ""
        if to.scheme == "https":
            connection: Any = http.client.HTTPSConnection(host, to.port, timeout=seconds, context=self._tls)
        else:
            connection = http.client.HTTPConnection(host, to.port, timeout=seconds)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request(method, target, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Error(f"{method} {self.url}{path}: {error or type(error).__name__}{self._if_ended()}") from error
        finally:
            connection.close()
        read = _json(text)
        if answer.status >= 300:
            said = read if isinstance(read, dict) else {}
            message = said.get("message") or text.strip() or answer.reason
            raise Error(f"{message} ({answer.status}, {method} {path})", answer.status, said.get("reason"))
        return read

    def _if_ended(self) -> str:
        if self._process is None:
            return ""
        try:
            # One that was killed has closed its connections a moment earlier.
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return ""
        return f"; the server has ended with {code}, and said:\n{self._said()}"

    def _file(self, name: str, text: str) -> str:
        """A file that goes with the server, or with this process; only its owner may read it."""
        with self._lock:
            if self._scratch is None:
                self._scratch = tempfile.mkdtemp(prefix="coracle-worlds-")
                atexit.register(self._remove_scratch)
        path = os.path.join(self._scratch, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

    def _remove_scratch(self) -> None:
        # That of a server that was started removes it itself; a killed one could not.
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None


class World:
    """A Kubernetes API server of its own: objects, kinds, revisions and watches that no other world sees. What was made
    of it (forks, snapshots, files) goes with it."""

    def __init__(self, at: Server, made: Mapping[str, Any]):
        """Of a server, what it answered when the world was made; see Server.world."""
        self._at = at
        self._of: World | None = None
        self._forks: set[World] = set()
        self._snapshots: list[str] = []
        self._deleted = False
        self._prepare: Any = None
        #: What it is called.
        self.name: str = made["name"]
        #: Its URL, as every client takes it.
        self.server: str = made["server"]
        #: Its kubeconfig, as text.
        self.kubeconfig: str = made["kubeconfig"]
        #: The bearer token that it takes, and the authority of its certificate in PEM; None for plain HTTP.
        self.token, self.ca = at.token, at.ca

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<World {self.name} at {self.server}>"

    @functools.cached_property
    def kubeconfig_file(self) -> str:
        """The path of a file with its kubeconfig, for programs such as kubectl. It is removed with the world."""
        return self._at._file(f"{self.name}.kubeconfig", self.kubeconfig)

    @functools.cached_property
    def api_client(self) -> Any:
        """The ApiClient of the package `kubernetes`, for its CoreV1Api and the like. It is closed when the world is
        deleted."""
        from kubernetes import client

        configuration = client.Configuration(host=self.server, api_key={"authorization": f"Bearer {self.token}"})
        # Of this machine or of a test's network: what the environment says of the way out is not meant.
        configuration.proxy = None
        if self.ca:
            configuration.ssl_ca_cert = self._at._file(f"{self.name}.ca.crt", self.ca)
        return client.ApiClient(configuration)

    def fork(self, name: str | None = None, *, ttl: str | None = None) -> World:
        """Makes a world that begins with what this one has now. It goes with this one, if it is not deleted earlier."""
        if self._at.ttl is not None:
            # To be forked is not to be asked, and would not keep it.
            self.call("GET", "clock")
        fork = self._at.world(name, from_world=self, ttl=ttl)
        fork._of = self
        self._forks.add(fork)
        return fork

    def reset(self, to: World | str | None = None) -> None:
        """Puts it back to what it began with, to what another world has, or to a snapshot by its name. Watches are told
        410."""
        body = None if to is None else {"to": {"world": to.name} if isinstance(to, World) else {"snapshot": to}}
        self._at.call("POST", f"worlds/{self.name}/reset", body)

    def snapshot(self, name: str | None = None) -> str:
        """Takes a snapshot of it and says its name, for `reset` and for `Server.world(from_snapshot=…)`."""
        body = {"world": self.name} if name is None else {"world": self.name, "name": name}
        taken: str = self._at.call("POST", "snapshots", body)["name"]
        self._snapshots.append(taken)
        return taken

    def apply(self, objects: Objects) -> int:
        """Puts objects in, all of them or none, for the manager coracle-import, and says how many; lists among them are
        taken apart. Text that is no JSON, and files and folders, are read by the program coracle. Raises Error where
        one of them is refused."""
        if isinstance(objects, os.PathLike):
            return self._import(os.fspath(objects))
        if isinstance(objects, str):
            read = _json(objects)
            if not isinstance(read, (dict, list)):
                return self._import("-", objects)
            objects = read
        items: list[Any] = []
        for found in [objects] if isinstance(objects, Mapping) else list(objects):
            is_list = str(found.get("kind", "")).endswith("List") and isinstance(found.get("items"), list)
            items.extend(found["items"] if is_list else [found])
        applied: int = self.call("POST", "import", {"items": items})["applied"]
        return applied

    def fault(self, rule: Mapping[str, Any]) -> Any:
        """Has requests go wrong from now on: {"match": {"verbs": ["create"]}, "then": {"error": {"code": 409}}}. The
        answer has its name. The server must have been started with --faults."""
        return self.call("POST", "faults", rule)

    def requests(self, **query: Any) -> Any:
        """The last requests that it was asked, the oldest first: those with verb="create", resource="configmaps",
        code=409, since=NUMBER and the like."""
        return self.call("GET", "requests", **query)["items"]

    def wait(self, until: str | None = None, timeout: float | str = 30, **query: Any) -> Any:
        """Waits until something is so, for at most so many seconds (or "1m"), and says what there is:

            wait("create", resource="configmaps", namespace="default", name="a")
            wait("delete", …), wait("condition=Ready", …), wait("jsonpath={.data.a}=1", …)
            wait(requests=3, verb="list", resource="configmaps")    that so many were asked
            wait(quiet="2s")                                        that nothing is written for so long

        Raises Error with the code 504, and what there is instead, where it is not so in time."""
        bound = timeout if isinstance(timeout, str) else f"{int(timeout * 1000)}ms"
        query = {"for": until, "timeout": bound, **query}
        return self._at._call("GET", f"{self._path}/wait", None, query, WAIT)

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Asks for what else is below /coracle/v1/ of this world, such as `call("GET", "log", resource="configmaps",
        name="a")`. Raises Error as Server.call does."""
        return self._at._call(method, f"{self._path}/{path}", body, query)

    def delete(self) -> None:
        """Deletes it and what was made of it. One that is gone already is no error."""
        if self._deleted:
            return
        for fork in list(self._forks):
            fork.delete()
        if "api_client" in self.__dict__:
            self.api_client.close()
        for path in [f"snapshots/{quote(name)}" for name in self._snapshots] + [f"worlds/{self.name}"]:
            try:
                self._at.call("DELETE", path)
            except Error as error:
                if error.code != 404:
                    raise
        self._deleted = True
        self._at._worlds.discard(self)
        if self._of is not None:
            self._of._forks.discard(self)
        if self._at._scratch is not None:
            for ending in ("kubeconfig", "ca.crt"):
                Path(self._at._scratch, f"{self.name}.{ending}").unlink(missing_ok=True)

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.delete()

    @property
    def _path(self) -> str:
        return f"/worlds/{self.name}/coracle/v1"

    def _import(self, path: str, text: str = "") -> int:
        try:
            program = find_program(self._at._program)
        except Error as error:
            raise Error(f"YAML and files are read by the program coracle; JSON needs none. {error}") from None
        words = [
            program,
            "import",
            path,
            "--kubeconfig",
            self._at.kubeconfig_file,
            "--world",
            self.name,
            "--output",
            "json",
        ]
        # The command line says all.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("CORACLE_")}
        ended = subprocess.run(words, input=text, capture_output=True, text=True, env=environment, timeout=WAIT)
        if ended.returncode != 0:
            raise Error(ended.stderr.strip())
        return int(json.loads(ended.stdout)["objects"])


def find_program(program: str | None = None) -> str:
    """The program's path: `program` itself, else that of the environment variable CORACLE, else `coracle` on PATH, else
    that of the package coracle. Raises Error where there is none."""
    for found, origin in (
        (program, "that was named"),
        (os.environ.get("CORACLE"), "of the environment variable CORACLE"),
    ):
        if found:
            path = shutil.which(found)
            if path is None:
                raise Error(f"the program {origin}, {found}, is not there, or may not be run")
            return os.path.abspath(path)
    path = shutil.which("coracle")
    if path is not None:
        return os.path.abspath(path)
    try:
        import coracle_program

        return str(coracle_program.path())
    except (ImportError, OSError):
        raise Error(
            "the program coracle is not on PATH: install it from a release's files, or name it: "
            "CORACLE=/path/to/coracle, or pytest --coracle=/path/to/coracle"
        ) from None


def prepared(
    prepare: Callable[[World], Any] | Objects | None = None,
    *,
    from_world: str | None = None,
    from_snapshot: str | None = None,
) -> Any:
    """A fixture of pytest: a world for each test that begins as a fork of one that is prepared once in the process.

        shop = coracle.prepared(Path(__file__).with_name("shop.yaml"))

        @coracle.prepared
        def busy(world):
            world.apply(…)

    `prepare` is a function of the world, or what World.apply takes. The world that is prepared begins with nothing, or
    as `from_world` or `from_snapshot` say; without `prepare`, so does that of each test."""

    @pytest.fixture
    def world(coracle_server: Server) -> Any:
        begins = {"from_world": from_world, "from_snapshot": from_snapshot}
        if prepare is None:
            made = coracle_server.world(**begins)
        else:
            made = coracle_server.prepared(prepare, **begins).fork()
        with made:
            yield made

    return world


@pytest.fixture(scope="session")
def coracle_server(pytestconfig: pytest.Config) -> Any:
    """The server of this process: started with the first test that needs it, and stopped after the last one."""
    option, ini = pytestconfig.getoption, pytestconfig.getini
    program = option("coracle") or ini("coracle")
    if os.sep in program:
        program = str(pytestconfig.rootpath / program)
    serve = [*ini("coracle_serve"), *option("coracle_serve")]
    with Server(program, serve, ttl=ini("coracle_ttl"), folder=pytestconfig.rootpath) as server:
        yield server


@pytest.fixture
def coracle(coracle_server: Server) -> Any:
    """A world for this test, from nothing; it is deleted when the test ends."""
    with coracle_server.world() as world:
        yield world


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("coracle", "Coracle, a Kubernetes API server for tests")
    program = (
        "the program coracle; without it, that of the environment variable CORACLE, of PATH, or of the package coracle"
    )
    serve = "further options of coracle serve; paths in them begin at the root of the tests"
    group.addoption("--coracle", metavar="FILE", default="", help=program)
    # One word each, so that it may be a flag itself: --coracle-serve=--faults.
    group.addoption("--coracle-serve", metavar="OPTION", action="append", default=[], help=f"{serve}; may be repeated")
    parser.addini("coracle", program, default="")
    parser.addini("coracle_serve", serve, type="args", default=[])
    parser.addini("coracle_ttl", "how long a world lives that nobody asks, on a server that runs already", default="1h")


def _json(text: str) -> Any:
    """What the text says as JSON; itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _first_line(pipe: Any, seconds: float) -> str:
    """What comes up to the end of the first line, or of the time or the pipe."""
    deadline = time.monotonic() + seconds
    line = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while b"\n" not in line and len(line) < SHOWN and selector.select(max(0, deadline - time.monotonic())):
            more = os.read(pipe.fileno(), SHOWN)
            if not more:
                break
            line += more
    return line.decode(errors="replace")


def _read_kubeconfig(file: str) -> tuple[str, str | None, str]:
    """The URL, the authority in PEM (None for plain HTTP) and the token of a kubeconfig as coracle serve writes it: a
    value a line."""
    try:
        text = Path(file).read_text()
    except (OSError, ValueError) as error:
        raise Error(f"the server's kubeconfig cannot be read: {error}") from error
    found = {}
    for key in ("server", "certificate-authority-data", "token"):
        values = re.findall(rf"^[ -]*{key}: *(.+?) *$", text, re.MULTILINE)
        if len(values) > 1:
            raise Error(f"{file}: it has several of {key}; give one that coracle serve has written")
        found[key] = values[0] if values else ""
    url, ca, token = (json.loads(value) if value.startswith('"') else value for value in found.values())
    if not url.startswith(("https://", "http://")) or not token:
        raise Error(f"{file}: it has no server or no token; give one that coracle serve has written")
    if "/worlds/" in url:
        raise Error(f"{file} leads to one world, and worlds are made by the kubeconfig of the server itself")
    return url, b64decode(ca).decode() if ca else None, token
