#!/usr/bin/env python3
"""Times crates/cel and the reference's libraries (cel-go and apiserver's) on the same rules in CEL, in turn.

    cargo build --release -p coracle-bench && bench/cel.py --corpus FILE
    bench/cel.py --ours-only --milliseconds 1      a smoke: does it run, and what comes of each object?

FILE has a CustomResourceDefinition in JSON a line; without it, the definitions of cel/definitions.jsonl are taken.

Both sides compile all rules of all definitions, in their places: read, typed, estimated, made ready to be evaluated. Schemas have been read
before. Then some of the rules (--rules, chosen by --seed) are evaluated over objects that follow from their schemas, as when an
object is validated: from the decoded object to the outcome, with the cost counted. What is timed: from the value in memory, without
the search for rules. Rules that look at what an object was before are left out.

Both tell what the costs are and what became of each object, and this script fails where the two are not the same.

Times are CPU µs of the one thread that does it: medians of the rounds, in which the two sides take turns. What Go's collector does on
other threads is in the process's time, which is printed beside.
"""

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests/definitions"))
from objects import NUMBER, value  # noqa: E402


def rules_of(schema, root=True):
    """The rules of a schema and all within it, each with its schema."""
    for rule in schema.get("x-kubernetes-validations", []):
        if "oldSelf" not in rule["rule"]:
            yield rule["rule"], {name: said for name, said in schema.items() if name != "x-kubernetes-validations"}, root
    for below in [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]:
        if isinstance(below, dict):
            yield from rules_of(below, below.get("x-kubernetes-embedded-resource", False))


def cases(definitions, count, seed, objects):
    """Some of the rules, each text once, with objects."""
    found = {}
    for definition in definitions:
        for version in definition["spec"]["versions"]:
            schema = version.get("schema", {}).get("openAPIV3Schema")
            for rule, schema, root in rules_of(schema) if schema else ():
                found.setdefault(rule, (schema, root))
    chance = random.Random(seed)
    for rule in chance.sample(sorted(found), min(count, len(found))):
        schema, root = found[rule]
        made = [value(chance, schema, 0) for _ in range(objects)]
        yield {"rule": rule, "schema": schema, "root": root, "objects": [each for each in made if each is not None]}


def run(command):
    return [json.loads(line) for line in subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()]


def compare(ours, theirs):
    """Ends where something did not come to the same."""
    for mine, other in zip(ours, theirs, strict=True):
        if mine["results"] != other["results"]:
            differ = [pair for pair in zip(mine["results"], other["results"]) if pair[0] != pair[1]]
            sys.exit(f"{mine.get('rule', 'compiled')}\n ours   {differ[0][0]}\n theirs {differ[0][1]}\n ({len(differ)} differ)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default=HERE.parent / "target/release/coracle-bench-cel", help="our program, built")
    parser.add_argument("--theirs", help="the Go program, where it is built already; else it is, by go build in bench/cel")
    parser.add_argument("--ours-only", action="store_true", help="run ours, once, and print what each rule took")
    parser.add_argument("--corpus", type=pathlib.Path, default=HERE / "cel/definitions.jsonl")
    parser.add_argument("--rules", type=int, default=100)
    parser.add_argument("--objects", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--milliseconds", type=int, default=20, help="how long each rule is timed in a round")
    options = parser.parse_args()
    definitions = [json.loads(line) for line in options.corpus.read_text().splitlines()]
    definitions = [each for each in definitions if each.get("spec", {}).get("versions")]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "definitions").write_text("".join(json.dumps(each) + "\n" for each in definitions))
        asked = list(cases(definitions, options.rules, options.seed, options.objects))
        (work / "rules").write_text("".join(NUMBER.sub(r"\1", json.dumps(each)) + "\n" for each in asked))
        arguments = [["-compile", f"{work}/definitions"], ["-milliseconds", str(options.milliseconds), f"{work}/rules"]]
        if options.ours_only:
            for argument in arguments:
                for line in run([options.ours, *argument]):
                    print(f"{line.get('rule', 'all compiled')}: {line['thread_us']:.2f} µs, {line['results'][:3]}")
            return
        theirs = options.theirs or work / "theirs"
        if not options.theirs:
            subprocess.run(["go", "build", "-o", theirs, "."], cwd=HERE / "cel", check=True)
        rounds = []
        for i in range(options.rounds):
            sides = [options.ours, theirs]
            lines = [[run([side, *argument]) for argument in arguments] for side in (sides if i % 2 == 0 else sides[::-1])]
            rounds.append(lines if i % 2 == 0 else lines[::-1])
            for part in range(2):
                compare(rounds[-1][0][part], rounds[-1][1][part])
            print(f"round {i + 1} of {options.rounds} is done", file=sys.stderr)

        def median(side, part, at, figure):
            return statistics.median(each[side][part][at][figure] for each in rounds)

        ours, whole, process = median(0, 0, 0, "thread_us"), median(1, 0, 0, "thread_us"), median(1, 0, 0, "process_us")
        rules = len(rounds[0][0][0][0]["results"])
        print(f"{rules} rules compiled: theirs {whole / 1000:,.1f} ms (with the collector {process / 1000:,.1f}), ours {ours / 1000:,.1f} ms: "
              f"{whole / ours:.1f} times")
        each = [(median(1, 1, at, "thread_us"), median(0, 1, at, "thread_us")) for at in range(len(asked))]
        ratios = sorted(theirs / ours for theirs, ours in each)
        print(f"{len(each)} rules evaluated: theirs {sum(pair[0] for pair in each):,.1f} µs together, ours {sum(pair[1] for pair in each):,.1f}; a rule: "
              f"median {statistics.median(ratios):.1f} times, least {ratios[0]:.1f}, most {ratios[-1]:.1f}")


if __name__ == "__main__":
    main()
