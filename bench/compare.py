#!/usr/bin/env python3
"""Starts servers in turn, runs the same workloads against each, and prints what they came to side by side.

    cargo build --release --workspace
    bench/compare.py reference=FOLDER coracle=target/release/coracle
    bench/compare.py before=OLD/coracle after=target/release/coracle --rounds 5 get list

The first server is what the others are compared with. A server is a name and, behind `=`, a Coracle binary, or for the
name `reference` the folder of reference/up. Each round starts every server anew on empty data and runs all workloads;
what is printed are medians of the rounds. Nothing else should be running: the load takes part of the machine.
"""
import argparse, json, statistics, subprocess, sys

from servers import LOAD, start

WORKLOADS = ["create", "patch-json", "patch-merge", "patch-strategic", "apply", "update", "patch-one-worker",
             "patch-hot", "get", "list", "list-selector", "list-page", "watch50"]


def measure(server, options):
    """What each workload came to on one server, by its name."""
    command = [options.load, "load", "--url", server.url, "--token", server.token, "--seconds", str(options.seconds),
               "--objects", str(options.objects)]
    if options.watches:
        command += ["--watches", str(options.watches)]
    for pid in server.pids:
        command += ["--pid", str(pid)]
    ran = subprocess.run(command + options.workloads, check=True, stdout=subprocess.PIPE, text=True)
    rows = {row["workload"]: row for row in map(json.loads, ran.stdout.splitlines())}
    for name, row in rows.items():
        if row["failed"]:
            print(f"{name}: {row['failed']} failed, the first: {row['first_failure']}", file=sys.stderr)
        if row["lost"]:
            print(f"{name}: {row['lost']} events were lost", file=sys.stderr)
    return rows


def table(names, rounds, workloads):
    """Medians of the rounds as lines of Markdown: throughput, and CPU of the server an operation."""
    median = lambda name, workload, what: statistics.median(r[name][workload][what] or 0 for r in rounds)
    spread = lambda name, workload, what: max(r[name][workload][what] for r in rounds) / max(
        1e-9, min(r[name][workload][what] for r in rounds))
    heads = [f"{n} {what}" for n in names for what in ("a second", "p99 ms", "CPU µs", "bytes written", "MiB")]
    heads += [f"{n}/{names[0]} {what}" for n in names[1:] for what in ("a second", "CPU")] + ["spread of CPU"]
    yield "| workload | " + " | ".join(heads) + " |"
    yield "|---" + "|--:" * len(heads) + "|"
    for workload in workloads:
        cells = []
        for name in names:
            get = lambda what: median(name, workload, what)
            cells += [f"{get('per_second'):,.0f}", f"{get('p99_us') / 1000:,.1f}", f"{get('server_cpu_us'):,.1f}",
                      f"{get('written_bytes'):,.0f}", f"{get('resident_kib') / 1024:,.0f}"]
        for name in names[1:]:
            for what in ("per_second", "server_cpu_us"):
                cells.append(f"{median(name, workload, what) / max(1e-9, median(names[0], workload, what)):.2f}")
        cells.append(", ".join(f"{spread(name, workload, 'server_cpu_us'):.2f}" for name in names))
        yield f"| {workload} | " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--load", default=LOAD, help="the built load generator")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--objects", type=int, default=1000)
    parser.add_argument("--watches", type=int, help="how many watches; each workload that watches has its own number")
    parser.add_argument("--raw", help="a file for what was measured, a line of JSON a round")
    parser.add_argument("servers", nargs="*", metavar="NAME=WHERE|WORKLOAD")
    options = parser.parse_intermixed_args()
    servers = dict(part.split("=", 1) for part in options.servers if "=" in part)
    options.workloads = [part for part in options.servers if "=" not in part] or WORKLOADS
    if not servers:
        parser.error("no server is named")
    rounds = []
    for i in range(options.rounds):
        rounds.append({})
        # In turn, and the other way round the next time, so that what drifts does so for all.
        for name in list(servers)[:: 1 if i % 2 == 0 else -1]:
            server = start(name, servers[name])
            try:
                rounds[-1][name] = measure(server, options)
            finally:
                server.stop()
            print(f"round {i + 1} of {options.rounds}: {name} is done", file=sys.stderr)
        if options.raw:
            with open(options.raw, "a") as raw:
                raw.write(json.dumps(rounds[-1]) + "\n")
    print("\n".join(table(list(servers), rounds, options.workloads)))


if __name__ == "__main__":
    main()
