#!/usr/bin/env python3
"""Many objects: what they take in memory, what it takes to list them and to start with them. In turn for each server.

    cargo build --release --workspace
    bench/large.py reference=FOLDER coracle=target/release/coracle

For each server: ready on nothing (median of 20 starts; of the reference, the one start), memory idle; then, with 100,000 objects of
some 1 KiB, memory, the time of a list of all and of a list by a label that one in fifty has (one client, medians), by how much
memory rose above what it was meanwhile, and, of Coracle, how soon it is ready again (median of 5). Needs a quiet machine.
"""
import argparse, json, pathlib, statistics, subprocess, sys, tempfile, time

from servers import LOAD, Coracle, reset_peak, resident_mib, start


def load(server, options, *workload):
    """What the load generator says of a workload by one client."""
    command = [options.load, "load", "--url", server.url, "--token", server.token, "--objects", str(options.objects),
               "--pad", str(options.pad), "--clients", "1", "--seconds", str(options.seconds), *workload]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(ran.stdout)


def looked(server, options, workload):
    """The median time of a list in ms, and by how many MiB memory rose meanwhile."""
    before = resident_mib(server)
    reset_peak(server)
    row = load(server, options, workload)
    return row["p50_us"] / 1000, resident_mib(server, "VmHWM") - before


def starts(binary, count, data=None):
    """How long it took to be ready, in ms: the median of so many starts."""
    times = []
    for _ in range(count):
        server = Coracle(binary, data)
        times.append(server.ready_seconds * 1000)
        server.stop()
    return statistics.median(times)


def measure(name, where, options):
    """A line of the table: each figure by its name."""
    row = {}
    row["ready cold, ms"] = None if name == "reference" else starts(where, 20)
    folder = tempfile.TemporaryDirectory()
    data = pathlib.Path(folder.name, "coracle.db")
    server = start(name, where) if name == "reference" else Coracle(where, data)
    try:
        if name == "reference":
            row["ready cold, ms"] = server.ready_seconds * 1000
        time.sleep(2)
        row["memory idle, MiB"] = resident_mib(server)
        load(server, options, "get")
        time.sleep(15)
        row["memory with all, MiB"] = resident_mib(server)
        row["list of all, ms"], row["list of all, MiB more"] = looked(server, options, "list")
        row["list by label, ms"], row["list by label, MiB more"] = looked(server, options, "list-selector")
    finally:
        server.stop()
    row["ready with all, ms"] = None if name == "reference" else starts(where, 5, data)
    folder.cleanup()
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--load", default=LOAD, help="the built load generator")
    parser.add_argument("--objects", type=int, default=100_000)
    parser.add_argument("--pad", type=int, default=250, help="bytes of an annotation: with 250, 1 KiB is stored for an object")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("servers", nargs="+", metavar="NAME=WHERE")
    options = parser.parse_args()
    rows = {}
    for part in options.servers:
        name, where = part.split("=", 1)
        rows[name] = measure(name, where, options)
        print(f"{name} is done", file=sys.stderr)
    print("| with " + f"{options.objects:,} objects | " + " | ".join(rows) + " |")
    print("|---" + "|--:" * len(rows) + "|")
    for figure in next(iter(rows.values())):
        cells = [rows[name][figure] for name in rows]
        print(f"| {figure} | " + " | ".join("" if cell is None else f"{cell:,.1f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
