#!/usr/bin/env python3
"""Times crates/merge and the reference's libraries (apimachinery's managedfields over structured-merge-diff) on the same writes, in turn.

    cargo build --release -p coracle-bench && bench/merge.py
    bench/merge.py --ours-only --milliseconds 1      a smoke: does it run, and does each write end somehow?

The cases are made of merge/documents: `{"from": NAME, ...}` is that document with these members merged in, and
`{"repeat": COUNT, "begin": FROM, "item": ...}` is so many items; with a "name" they are members. Texts in it may name {i}, the number
({j} where it says "as": "j"), {tail} (its last digit), {high} and {low} (by 256).

Both sides get the same cases and do their "before" themselves; then each write is timed over what that came to. Each side tells what became
of it, and this script fails where the two are not the same (but for times).

The whole write begins with objects that have been decoded, in which each manager's fieldsV1 is JSON still, and ends with such:

- theirs: FieldManager.Apply or UpdateNoErrors, with the object converters and defaults that the server has; a built-in kind is Go
  structs of one version, so the server's conversion between its internal and its published version is not in it. What the collector does
  on other threads is only in the process's time, which is printed beside. Everything is as it comes (GOGC, the allocator).
- ours: fieldsV1 read from JSON (once, as there: of the object that the managers are taken from), `apply` or `update`, what came of an
  apply put in its kind's form with defaults, fieldsV1 written as JSON, and all of it freed. The allocator is the server's.

The merge alone is Updater.Apply or Update of structured-merge-diff over typed values and sets that are there; ours is what `apply` and `update`
do between reading managedFields and writing them. In neither is anything decoded, checked or encoded.

Times are CPU µs of the one thread that does it: medians of the rounds, in which the two sides take turns.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def merged(base, patch):
    """The base with a merge patch over it."""
    if not isinstance(patch, dict) or not isinstance(base, dict):
        return patch
    return base | {name: merged(base.get(name), value) for name, value in patch.items()}


class Documents:
    def __init__(self, named):
        self.named = named

    def made(self, value, numbers=None):
        numbers = numbers or {}
        if isinstance(value, str):
            return value.format(**numbers) if numbers else value
        if isinstance(value, list):
            return [self.made(item, numbers) for item in value]
        if not isinstance(value, dict):
            return value
        if "repeat" in value:
            return self.repeated(value, numbers)
        made = {name: self.made(item, numbers) for name, item in value.items() if name != "from"}
        return merged(self.made(self.named[value["from"]]), made) if "from" in value else made

    def repeated(self, value, numbers):
        begin, name = value.get("begin", 0), value.get("as", "i")
        items, members = [], {}
        for i in range(begin, begin + value["repeat"]):
            of = numbers | {name: i, "tail": i % 10, "high": i // 256, "low": i % 256}
            item = self.made(value["item"], of)
            items.append(item)
            if "name" in value:
                members[value["name"].format(**of)] = item
        return members or items


def case(path):
    """The case with all its documents in place."""
    case = json.loads(path.read_text())
    documents = Documents(case.pop("documents"))
    case["before"] = documents.made(case["before"])
    for write in case["before"] + case["writes"]:
        for operation in ("apply", "force", "update"):
            if isinstance(write.get(operation), str):
                write[operation] = documents.made(documents.named[write[operation]])
    return case


def run(command, cases, milliseconds):
    command = [*command, "--milliseconds", str(milliseconds), *cases]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return {(line["case"], line["write"]): line for line in map(json.loads, done.stdout.splitlines())}


def result(line):
    """What became of a write. Managers are in order of time, which is not the same on the two sides."""
    result = line["result"]
    if "object" in result:
        result["object"]["metadata"]["managedFields"].sort(key=lambda entry: (entry["operation"], entry["manager"]))
    return json.dumps(result, sort_keys=True)


def compare(ours, theirs):
    """Ends where a write did not come to the same."""
    for key, line in ours.items():
        if result(line) != result(theirs[key]):
            sys.exit(f"{key}\n ours   {result(line)}\n theirs {result(theirs[key])}")


def table(rounds):
    yield "| write | theirs: whole (with the collector) | ours | times | merge alone: theirs | ours | times |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    shown = None
    for key in rounds[0][0]:
        def median(side, figure):
            return statistics.median(round[side][key][figure] for round in rounds)

        if key[0] != shown:
            yield f"| **{key[0]}** | | | | | | |"
            shown = key[0]
        whole, merge = [median(1, "whole_us"), median(0, "whole_us")], [median(1, "merge_us"), median(0, "merge_us")]
        yield (
            f"| {key[1]} | {whole[0]:,.1f} ({median(1, 'process_us'):,.1f}) | {whole[1]:,.1f} | **{whole[0] / whole[1]:.1f}** "
            f"| {merge[0]:,.1f} | {merge[1]:,.1f} | **{merge[0] / merge[1]:.1f}** |"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default=HERE.parent / "target/release/coracle-bench-merge", help="our program, built")
    parser.add_argument("--theirs", help="the Go program, where it is built already; else it is, by go build in bench/merge")
    parser.add_argument("--ours-only", action="store_true", help="run ours, once, and print what each write took")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--milliseconds", type=int, default=100, help="how long each write is timed in a round")
    parser.add_argument("cases", nargs="*", type=pathlib.Path, default=sorted((HERE / "merge/documents").glob("*.json")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        cases = []
        for path in options.cases:
            cases.append(f"{work}/{path.name}")
            pathlib.Path(cases[-1]).write_text(json.dumps(case(path)))
        if options.ours_only:
            for (name, write), line in run([options.ours], cases, options.milliseconds).items():
                print(f"{name}, {write}: {line['whole_us']:.1f} µs, {line['merge_us']:.1f} µs the merge alone")
            return
        theirs = options.theirs or f"{work}/theirs"
        if not options.theirs:
            subprocess.run(["go", "build", "-o", theirs, "."], cwd=HERE / "merge", check=True)
        rounds = []
        for i in range(options.rounds):
            sides = [[options.ours], [theirs]]
            lines = [run(side, cases, options.milliseconds) for side in (sides if i % 2 == 0 else sides[::-1])]
            rounds.append(lines if i % 2 == 0 else lines[::-1])
            compare(*rounds[-1])
            print(f"round {i + 1} of {options.rounds} is done", file=sys.stderr)
        print("\n".join(table(rounds)))


if __name__ == "__main__":
    main()
