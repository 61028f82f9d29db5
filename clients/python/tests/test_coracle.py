# SPDX-License-Identifier: Apache-2.0
"""What coracle.py promises, with a server of its own and with one that runs already; and what is left of runners that
fail or are killed.

Runs of pytest within these tests are processes of their own, as a user's are.
"""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from asking import config_map, config_maps, create

import coracle as plugin

HERE = Path(__file__).parent
# In seconds; long for any machine.
PATIENCE = 120

shop = plugin.prepared("{apiVersion: v1, kind: ConfigMap, metadata: {name: shop}, data: {value: shop}}")
times = []


@plugin.prepared
def counted(world):
    times.append(world.name)
    world.apply([config_map("base", "base")])
    assert Path(world.kubeconfig_file).exists()


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Starts pytest with such a file of tests, in a process that has a temporary folder of its own."""
    for variable in [found for found in os.environ if found.startswith("PYTEST_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE.parent), str(HERE)]))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["coracle"]\n')
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")

    def start(tests, *options, **environment):
        (tmp_path / "test_inner.py").write_text(
            "import os, time, pytest, coracle as plugin\nfrom asking import *\n" + tests
        )
        words = [sys.executable, "-m", "pytest", "--basetemp", str(tmp_path / "base"), *options]
        return subprocess.Popen(
            words,
            cwd=tmp_path,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def finished(process):
    """How it ended, and what it said."""
    said, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def poll(until, what):
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def is_there(pid):
    """Not so is one that has ended and that nobody has asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def worlds(server):
    return [world["name"] for world in server.call("GET", "worlds")["items"]]


@pytest.fixture
def running():
    """A server that runs already, for others."""
    with plugin.Server() as server:
        yield server


# A world a test


def test_worlds_are_apart(coracle_server):
    together = Barrier(20)

    def one(n):
        with coracle_server.world() as world:
            world.apply(config_map("same", n))
            together.wait(PATIENCE)
            return world.name, config_maps(world)

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(one, range(20)))
    assert [seen for _, seen in found] == [[str(n)] for n in range(20)]
    assert not {name for name, _ in found} & set(worlds(coracle_server))


@pytest.mark.parametrize("n", range(3))
def test_a_prepared_world_is_forked_for_each(shop, counted, n):
    assert (config_maps(shop), config_maps(counted)) == (["shop"], ["base"])
    shop.apply(config_map("more", n))
    assert config_maps(shop) == [str(n), "shop"]
    assert len(times) == 1 and times[0] != counted.name


def test_a_running_server_keeps_nothing(run, running):
    """By 4 workers at once; also of a test that fails, and of one that leaves forks and snapshots behind."""
    tests = """
shop = plugin.prepared(config_map("shop", "shop"))

@pytest.mark.parametrize("n", range(20))
def test_alone(coracle, n):
    coracle.apply(config_map("same", n))
    assert config_maps(coracle) == [str(n)]

@pytest.mark.parametrize("n", range(4))
def test_prepared(shop, n):
    shop.apply(config_map("own", n))
    assert config_maps(shop) == [str(n), "shop"]
    shop.fork().snapshot()
    assert os.path.exists(shop.kubeconfig_file)

def test_failing(coracle):
    assert coracle.name in [world["name"] for world in coracle._at.call("GET", "worlds")["items"]]
    raise AssertionError("as a test may")
"""
    code, said = finished(run(tests, "-n", "4", CORACLE_KUBECONFIG=running.kubeconfig_file))
    assert code == 1 and "1 failed, 24 passed" in said, said
    assert worlds(running) == ["main"]
    assert running.call("GET", "snapshots")["items"] == []
    # Deleted one by one, and not with the server.
    assert running.pid and is_there(running.pid)


def test_a_world_is_gone_after_its_test(run):
    """With a server of its own, and a file on the way."""
    tests = """
seen = []
def test_failing(coracle):
    seen.extend([coracle.name, coracle.kubeconfig_file])
    assert os.path.exists(seen[1])
    raise AssertionError("as a test may")

def test_after(coracle_server):
    assert [world["name"] for world in coracle_server.call("GET", "worlds")["items"]] == ["main"]
    assert seen and not os.path.exists(seen[1])
"""
    code, said = finished(run(tests))
    assert code == 1 and "1 failed, 1 passed" in said, said


# The end of a runner


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_a_killed_runner_leaves_nothing(run, tmp_path, options):
    # Workers of pytest-xdist finish their test first, or are ended by it after 15 seconds.
    tests = f"""
@pytest.mark.parametrize("n", range(2))
def test_long(coracle, coracle_server, n):
    assert os.path.exists(coracle.kubeconfig_file)
    with open("{tmp_path}/began", "a") as began:
        began.write(f"{{coracle_server.pid}}\\n")
    time.sleep({2 if options else 600})
"""
    runner = run(tests, *options)
    began = tmp_path / "began"
    poll(lambda: began.exists() and len(began.read_text().split()) == max(1, len(options)), "it does not begin")
    servers = [int(pid) for pid in began.read_text().split()]
    assert all(is_there(pid) for pid in servers) and list((tmp_path / "tmp").iterdir())
    runner.kill()
    finished(runner)
    poll(lambda: not any(is_there(pid) for pid in servers), "a server is left")
    assert [file.name for file in (tmp_path / "tmp").iterdir()] == []


def test_worlds_of_a_killed_runner_go_in_time(run, tmp_path, running):
    tests = f"""
def test_long(coracle):
    open("{tmp_path}/began", "w").close()
    time.sleep(600)
"""
    runner = run(tests, "-o", "coracle_ttl=1s", CORACLE_KUBECONFIG=running.kubeconfig_file)
    poll((tmp_path / "began").exists, "it does not begin")
    runner.kill()
    finished(runner)
    poll(lambda: worlds(running) == ["main"], "a world is left")


def test_a_prepared_world_outlives_its_time_as_long_as_it_is_forked(running):
    with plugin.Server(kubeconfig=running.kubeconfig_file, ttl="6s") as server:
        prepared = server.prepared(config_map("a", 1))
        for _ in range(10):
            time.sleep(0.75)
            with prepared.fork() as fork:
                assert config_maps(fork) == ["1"]
        assert worlds(running) == ["main", prepared.name]
    assert worlds(running) == ["main"]


def test_ctrl_c_is_the_tests_own_matter(run, tmp_path):
    """The server outlives it until the tests have cleaned up."""
    tests = f"""
@pytest.fixture
def cleaning(coracle):
    yield coracle
    print("still there:", config_maps(coracle))

def test_long(cleaning):
    open("{tmp_path}/began", "w").close()
    time.sleep(600)
"""
    # Ctrl-C goes to the whole group, and ends it though who runs these tests may pass it over.
    group = "import signal; os.setpgid(0, 0); signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    runner = run(group + tests, "-s")
    poll((tmp_path / "began").exists, "it does not begin")
    os.killpg(runner.pid, signal.SIGINT)
    code, said = finished(runner)
    assert code == 2 and "still there: []" in said and "rror" not in said, said
    assert [file.name for file in (tmp_path / "tmp").iterdir()] == []


# What does not start


def test_no_program(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CORACLE")
    with pytest.raises(plugin.Error, match="not on PATH: install it .*CORACLE=/path/to/coracle"):
        plugin.Server()
    monkeypatch.setenv("CORACLE", "/no/such/coracle")
    with pytest.raises(plugin.Error, match="of the environment variable CORACLE, /no/such/coracle, is not there"):
        plugin.Server()


def test_the_named_program_comes_first_then_the_environment_then_path(tmp_path, monkeypatch):
    for name in ("named", "variable", "coracle"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CORACLE", str(tmp_path / "variable"))
    assert plugin.find_program(str(tmp_path / "named")) == str(tmp_path / "named")
    assert plugin.find_program() == str(tmp_path / "variable")
    monkeypatch.delenv("CORACLE")
    assert plugin.find_program() == str(tmp_path / "coracle")
    # The last is what the package brings.
    monkeypatch.setenv("PATH", "")
    (tmp_path / "coracle_program.py").write_text("def path(): return '/of/the/package'\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert plugin.find_program() == "/of/the/package"


def test_a_bad_option_is_told_in_the_servers_words(run):
    code, said = finished(run("def test_it(coracle): pass\n", "--coracle-serve=--no-such-option"))
    assert code == 1 and "unexpected argument '--no-such-option' found" in said, said


def test_a_server_that_is_never_ready_is_ended(tmp_path):
    program = tmp_path / "slow"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\necho of its own >&2\nexec sleep 600\n")
    program.chmod(0o755)
    with pytest.raises(plugin.Error, match="(?s)is not ready after 0.5 s; it said:.*of its own"):
        plugin.Server(str(program), timeout=0.5)
    assert not is_there(int((tmp_path / "pid").read_text()))


def test_a_kubeconfig_that_is_of_no_server(tmp_path, coracle):
    with pytest.raises(plugin.Error, match="cannot be read: .*no-such"):
        plugin.Server(kubeconfig=tmp_path / "no-such")
    other = tmp_path / "other"
    other.write_text("kind: Config\nclusters: []\n")
    with pytest.raises(plugin.Error, match="it has no server or no token"):
        plugin.Server(kubeconfig=other)
    with pytest.raises(plugin.Error, match="leads to one world"):
        plugin.Server(kubeconfig=coracle.kubeconfig_file)


def test_a_server_that_ended_says_so():
    with plugin.Server() as server:
        world = server.world()
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(plugin.Error, match="(?s)the server has ended with -9, and said:.*accepting requests"):
            poll(lambda: world.requests() and False, "it lives on")
    assert not Path(server.kubeconfig_file).parent.exists()


def test_options_are_the_servers(run, tmp_path):
    """A seed by a path that begins at the root of the tests, plain HTTP, and a variable that would contradict it."""
    (tmp_path / "seed.yaml").write_text("{apiVersion: v1, kind: ConfigMap, metadata: {name: s}, data: {value: sown}}")
    tests = """
seeded = plugin.prepared(from_world="main")
def test_seeded(seeded, coracle):
    assert (config_maps(seeded), config_maps(coracle)) == (["sown"], [])
    assert seeded.server.startswith("http://") and seeded.ca is None
"""
    code, said = finished(
        run(tests, "-o", "coracle_serve=--seed seed.yaml", "--coracle-serve=--http", CORACLE_DATA="other.db")
    )
    assert code == 0, said


# What a world can do


def test_apply(coracle, tmp_path):
    assert coracle.apply(config_map("a", 1)) == 1
    assert coracle.apply([config_map("b", 2), {"apiVersion": "v1", "kind": "List", "items": [config_map("c", 3)]}]) == 2
    assert (
        coracle.apply('{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "d"}, "data": {"value": "4"}}')
        == 1
    )
    file = tmp_path / "two.yaml"
    file.write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e}\ndata: {value: '5'}\n---\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: f}\ndata: {value: '6'}\n"
    )
    assert coracle.apply(file) == 2
    assert coracle.apply(file.read_text()) == 2
    assert config_maps(coracle) == list("123456")
    for bad in (
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}},
        "{apiVersion: v1, kind: Pod, metadata: {name: p}}",
    ):
        with pytest.raises(plugin.Error, match="there is no kind Pod in version v1"):
            coracle.apply(bad)


def test_forks_resets_and_snapshots(coracle, coracle_server):
    coracle.apply(config_map("a", 1))
    fork = coracle.fork()
    fork.apply(config_map("b", 2))
    taken = fork.snapshot()
    assert (config_maps(coracle), config_maps(fork)) == (["1"], ["1", "2"])
    fork.reset()
    assert config_maps(fork) == ["1"]
    fork.reset(taken)
    assert config_maps(fork) == ["1", "2"]
    fork.reset(coracle)
    assert config_maps(fork) == ["1"]
    with coracle_server.world("by-name", from_snapshot=taken, ttl="1m") as again:
        assert again.name == "by-name" and config_maps(again) == ["1", "2"]
    with pytest.raises(plugin.Error, match='snapshots "none" not found') as raised:
        fork.reset("none")
    assert (raised.value.code, raised.value.reason) == (404, "NotFound")
    coracle.delete()
    coracle.delete()
    assert not {coracle.name, fork.name, "by-name"} & set(worlds(coracle_server))
    assert taken not in [found["name"] for found in coracle_server.call("GET", "snapshots")["items"]]


def test_faults_requests_and_waits(coracle):
    busy = {"error": {"code": 503, "message": "busy"}}
    added = coracle.fault({"match": {"verbs": ["create"]}, "when": {"nth": 1}, "then": busy})
    code, said = create(coracle, "a", 1)
    assert (code, said["message"]) == (503, "busy")
    assert create(coracle, "a", 1)[0] == 201
    assert [asked["code"] for asked in coracle.requests(verb="create", resource="configmaps")] == [503, 201]
    assert coracle.requests(verb="create", code=409) == []
    assert coracle.call("GET", f"faults/{added['name']}")["fired"] == 1
    coracle.wait("jsonpath={.data.value}=1", resource="configmaps", namespace="default", name="a")
    coracle.wait(requests=2, verb="create", dryRun=False)
    coracle.wait(quiet="10ms", timeout="5s")
    with pytest.raises(plugin.Error, match='"none" is not there') as raised:
        coracle.wait("create", resource="configmaps", namespace="default", name="none", timeout=0.1)
    assert raised.value.code == 504


def test_the_python_client(coracle):
    # Here and not above: each worker would read it, which takes longer than all of this.
    from kubernetes import client, watch

    api = client.CoreV1Api(coracle.api_client)
    began = api.list_namespaced_config_map("default").metadata.resource_version
    api.create_namespaced_config_map("default", config_map("a", 1))
    api.patch_namespaced_config_map("a", "default", {"data": {"value": "2"}})
    with pytest.raises(client.ApiException) as raised:
        api.create_namespaced_config_map("default", config_map("a", 1))
    assert raised.value.status == 409
    events = []
    stream = watch.Watch()
    for event in stream.stream(
        api.list_namespaced_config_map, "default", resource_version=began, timeout_seconds=PATIENCE
    ):
        events.append((event["type"], event["object"].data["value"]))
        if len(events) == 2:
            stream.stop()
    assert events == [("ADDED", "1"), ("MODIFIED", "2")]


def test_the_example(run, tmp_path):
    """What README.md shows runs as it stands."""
    examples = re.findall(r"```python\n# (\S+)\n(.*?)```", (HERE.parent / "README.md").read_text(), re.DOTALL)
    assert [name for name, _ in examples] == ["conftest.py", "test_shop.py"]
    for name, text in examples:
        (tmp_path / name).write_text(text)
    code, said = finished(run("", "test_shop.py"))
    assert code == 0 and "2 passed" in said, said


def test_the_kubeconfig_is_a_file_for_its_owner(coracle):
    file = Path(coracle.kubeconfig_file)
    assert file.read_text() == coracle.kubeconfig and coracle.server in coracle.kubeconfig
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    coracle.delete()
    assert not file.exists()
