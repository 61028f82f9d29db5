#!/usr/bin/env python3
"""How what a request costs grows with the number of objects: a picture of curves for each workload, as SVG.

    cargo build --release --workspace
    bench/curves.py --out docs/performance reference=FOLDER:100000 coracle=target/release/coracle:1000000

For each server and each number of objects, from 100 in steps of ten times up to the one behind the colon, it starts the server
on nothing, makes the objects, and runs each workload. The picture shows the server's CPU time an operation, in µs, both
scales logarithmic. A line of JSON for each point goes to standard output. Needs a quiet machine, and time: a million objects take minutes.
"""
import argparse, json, math, pathlib, subprocess, sys

from servers import LOAD, start

WORKLOADS = ["get", "patch-merge", "apply", "list-page", "list-selector"]
COLOURS = ["#c0392b", "#2471a3", "#239b56", "#7d3c98"]


def points(name, where, most, options):
    """A row for each number of objects and each workload."""
    objects = 100
    while objects <= most:
        server = start(name, where)
        try:
            command = [options.load, "load", "--url", server.url, "--token", server.token, "--objects", str(objects),
                       "--seconds", str(options.seconds)]
            command += [part for pid in server.pids for part in ("--pid", str(pid))]
            ran = subprocess.run(command + WORKLOADS, check=True, capture_output=True, text=True)
        finally:
            server.stop()
        for row in map(json.loads, ran.stdout.splitlines()):
            yield {"server": name, **row}
        print(f"{name}: {objects:,} objects are done", file=sys.stderr)
        objects *= 10


def picture(workload, rows):
    """Curves of one workload as SVG."""
    width, height, left, top = 460, 300, 60, 30
    sizes = sorted({row["objects"] for row in rows})
    costs = [row["server_cpu_us"] for row in rows if row["server_cpu_us"] > 0]
    low, high = math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs)))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])
    x = lambda size: left + (math.log10(size) - first) / max(1e-9, last - first) * (width - left - 90)
    y = lambda cost: top + (high - math.log10(cost)) / max(1, high - low) * (height - top - 50)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">'
    yield f'<rect width="{width}" height="{height}" fill="white"/>'
    yield f'<text x="{left}" y="16" font-size="13">{workload}: CPU of the server, µs an operation</text>'
    for power in range(low, high + 1):
        at = y(10 ** power)
        yield f'<line x1="{left}" x2="{width - 90}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>'
        yield f'<text x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{10 ** power:,}</text>'
    for size in sizes:
        yield f'<text x="{x(size):.1f}" y="{height - 32}" text-anchor="middle">{size:,}</text>'
    yield f'<text x="{(left + width - 90) / 2:.0f}" y="{height - 12}" text-anchor="middle">objects</text>'
    for name, colour in zip(dict.fromkeys(row["server"] for row in rows), COLOURS):
        own = sorted((row["objects"], row["server_cpu_us"]) for row in rows if row["server"] == name)
        own = [(x(size), y(cost)) for size, cost in own if cost > 0]
        yield f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in own)}"/>'
        yield from (f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in own)
        yield f'<text x="{own[-1][0] + 8:.1f}" y="{own[-1][1] + 4:.1f}" fill="{colour}">{name}</text>'
    yield "</svg>"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--load", default=LOAD, help="the built load generator")
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--out", required=True, type=pathlib.Path, help="the folder for the pictures")
    parser.add_argument("--points", help="draws from a file of such points, and measures nothing")
    parser.add_argument("servers", nargs="*", metavar="NAME=WHERE:MOST")
    options = parser.parse_args()
    rows = [json.loads(line) for line in open(options.points)] if options.points else []
    for part in options.servers:
        name, where = part.split("=", 1)
        where, most = where.rsplit(":", 1)
        for row in points(name, where, int(most), options):
            rows.append(row)
            print(json.dumps(row), flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    for workload in WORKLOADS:
        own = [row for row in rows if row["workload"] == workload]
        (options.out / f"{workload}.svg").write_text("\n".join(picture(workload, own)) + "\n")


if __name__ == "__main__":
    main()
