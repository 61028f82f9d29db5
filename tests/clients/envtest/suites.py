#!/usr/bin/env python3
"""controller-runtime's own suites that start an environment, unchanged, with one folder of programs or with several side by side.

  tests/clients/envtest/suites.py NAME=ASSETS [NAME=ASSETS...] [--only PACKAGE]... [--keep FILE]

ASSETS is what KUBEBUILDER_ASSETS is set to: a folder that `coracle envtest` made, or one with the reference's programs. The module is
the one that go.mod beside this names; it is copied to target/clients, its tests are compiled there, and each package is run for each
folder. Prints tables in Markdown: specs that passed, of all that are there, and how long each package took; then, of what passed with
the first folder and not with another, how much is for want of which kind; then the rest, spec by spec, with the first lines of why.
(With one folder, all that did not pass.) --keep writes down every spec's end as JSON. Ends with 0 if there is no such rest. Needs Go.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import typing

HERE = pathlib.Path(__file__).resolve().parent
MODULE = "sigs.k8s.io/controller-runtime"
# Those with an envtest.Environment or a control plane in their tests.
PACKAGES = """envtest client client/apiutil cache webhook manager manager/internal/integration cluster builder controller
controller/controllerutil internal/controller internal/recorder internal/testing/controlplane source handler reconcile
metrics/filters""".split()
# No package takes a minute where all is served; what is not served is waited for. Ginkgo ends first, so that it can write its report.
TIMEOUT, GINKGO_TIMEOUT = "6m", "5m"
# Kinds that the suites use, by group and version.
KINDS = {
    "v1": "Pod Node Service ServiceAccount Namespace ConfigMap Secret Event".split(),
    "apps/v1": "Deployment ReplicaSet StatefulSet DaemonSet".split(),
    "rbac.authorization.k8s.io/v1": "ClusterRoleBinding ClusterRole RoleBinding Role".split(),
    "admissionregistration.k8s.io/v1": "ValidatingWebhookConfiguration MutatingWebhookConfiguration".split(),
    "certificates.k8s.io/v1": ["CertificateSigningRequest"],
    "events.k8s.io/v1": ["Event"],
    "coordination.k8s.io/v1": ["Lease"],
    "policy/v1": ["PodDisruptionBudget"],
    "batch/v1": "CronJob Job".split(),
}


BEFORE = ("BeforeSuite", "SynchronizedBeforeSuite")


class Spec(typing.NamedTuple):
    """How a spec ended, what was said, and where in the source (file, line)."""
    state: str
    text: str = ""
    at: tuple[str, int] = ("", 0)


def copy() -> pathlib.Path:
    """The module as it is published, where its tests can be compiled."""
    out = subprocess.run(["go", "list", "-m", "-json", MODULE], cwd=HERE, check=True, capture_output=True, text=True)
    found = json.loads(out.stdout)
    if "Dir" not in found:
        subprocess.run(["go", "mod", "download", MODULE], cwd=HERE, check=True)
        return copy()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "../../../target")).resolve()
    place = target / "clients" / f"controller-runtime-{found['Version']}"
    if not place.exists():
        shutil.copytree(found["Dir"], place, copy_function=shutil.copyfile)
        for path in [place, *place.rglob("*")]:
            # What is in the module cache is read-only; the suites bring scripts of their own.
            path.chmod(0o755 if path.is_dir() or path.suffix == ".sh" else 0o644)
    return place


def compiled(place: pathlib.Path, package: str) -> pathlib.Path:
    """The package's tests as a program."""
    program = place / "pkg" / package / "suite.test"
    if not program.exists():
        subprocess.run(["go", "test", "-c", "-ldflags=-s -w", "-o", str(program), f"./pkg/{package}"], cwd=place, check=True)
    return program


def of_ginkgo(report: pathlib.Path) -> dict[str, Spec]:
    """The end of each spec that is meant to be run, and of what fails before the first (BeforeSuite) or behind the last."""
    ends = {}
    for suite in json.loads(report.read_text()):
        for spec in suite["SpecReports"] or []:
            failure = spec.get("Failure", {})
            place = failure.get("Location", {})
            text = "\n".join(filter(None, [failure.get("Message"), failure.get("ForwardedPanic")]))
            end = Spec(spec["State"], text, (place.get("FileName", ""), place.get("LineNumber", 0)))
            name = " ".join([*(spec["ContainerHierarchyTexts"] or []), spec["LeafNodeText"]])
            if spec["LeafNodeType"] != "It":
                # The report has no specs where what is before the first of them failed.
                if end.state != "passed":
                    ends[spec["LeafNodeType"]] = end
                continue
            # Two specs may have one name.
            while name in ends:
                name += "'"
            if end.state != "pending":
                ends[name] = end
    return ends


def of_go(output: str, of: str) -> dict[str, Spec]:
    """The same of tests without Ginkgo: but for the one that runs Ginkgo's, and for those that are only there to hold others."""
    ends = {name: Spec({"PASS": "passed", "SKIP": "skipped"}.get(end, "failed"), output if end == "FAIL" else "")
            for end, name in re.findall(r"--- (PASS|FAIL|SKIP): (\S+)", output)}
    ginkgo = re.findall(r"func (Test\w+)\(t \*testing\.T\) \{[^}]*RunSpecs\(", of)
    return {name: end for name, end in ends.items()
            if name not in ginkgo and not any(other.startswith(name + "/") for other in ends)}


def source(at: tuple[str, int]) -> tuple[list[str], list[str]]:
    """The lines of the source down to this one, and those behind it."""
    try:
        lines = pathlib.Path(at[0]).read_text().splitlines()
    except OSError:
        return [], []
    return lines[:at[1]], lines[at[1]:]


def nearest(kinds: list[str], at: tuple[str, int]) -> str | None:
    """The kind of these whose name, or whose resource's, stands nearest above a line of the source, or else below it."""
    above, below = source(at)
    for line in [*reversed(above), *below]:
        for kind in kinds:
            if re.search(rf"\b{kind}(s|List|Spec)?\b", line):
                return kind
    return None


def wanting(spec: Spec) -> str | None:
    """The kind for want of which a spec failed: what was said names it, or its group, or that there is no such resource."""
    if found := re.search(r'no matches for kind "(\w+)" in version "([\w./]+)"', spec.text):
        return f"{found[1]} ({found[2]})"
    if found := re.search(r"no matches for ([\w.]+/\w+), Resource=", spec.text):
        kind = nearest(KINDS.get(found[1], []), spec.at)
        return f"{kind} ({found[1]})" if kind else found[1]
    if found := re.search(r"could not find the requested resource(?: \(\w+ (\w+)\.?([\w.]*)\))?", spec.text):
        if found[1]:
            of = {f"{kind.lower()}s": f"{kind} ({version})" for version, kinds in KINDS.items() for kind in kinds
                  if version.rpartition("/")[0] == found[2]}
            return of.get(found[1], f"{found[1]}.{found[2]}")
        if any('SubResource("token")' in line for line in source(spec.at)[0][-4:]):
            return "ServiceAccount's token (v1)"
        kind = nearest([kind for kinds in KINDS.values() for kind in kinds], spec.at)
        version = next((version for version, kinds in KINDS.items() if kind in kinds), "")
        return f"{kind} ({version})" if kind else None
    return None


def left_by(other: Spec, spec: Spec) -> bool:
    """Whether a spec found what another one made shortly before it failed, and which was not removed for that."""
    found = re.search(r'\w+ "([^"]+)" already exists', spec.text)
    return bool(found) and any(f'"{found[1]}"' in line for line in source(other.at)[0][-40:])


def run(place: pathlib.Path, package: str, assets: pathlib.Path) -> tuple[dict[str, Spec], float]:
    """How a package's specs ended with these programs, and the seconds that it took."""
    program = compiled(place, package)
    report = program.with_name("report.json")
    report.unlink(missing_ok=True)
    environment = {**os.environ, "KUBEBUILDER_ASSETS": str(assets)}
    environment.pop("USE_EXISTING_CLUSTER", None)
    words = [str(program), "-test.v", f"-test.timeout={TIMEOUT}"]
    tests = "".join(test.read_text() for test in program.parent.glob("*_test.go"))
    ginkgo = "onsi/ginkgo" in tests
    if ginkgo:
        words += [f"-ginkgo.timeout={GINKGO_TIMEOUT}", "-ginkgo.seed=1", f"-ginkgo.json-report={report}"]
    began = time.monotonic()
    done = subprocess.run(words, cwd=program.parent, env=environment, capture_output=True, text=True, errors="replace")
    took = time.monotonic() - began
    program.with_name("output.txt").write_text(done.stdout + done.stderr)
    ends = of_ginkgo(report) if report.exists() else {}
    if ginkgo and not ends:
        ends = {BEFORE[0]: Spec("failed", "no report: " + (done.stdout + done.stderr)[-1000:])}
    return {**ends, **of_go(done.stdout, tests)}, took


def main() -> int:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("assets", nargs="+", metavar="NAME=ASSETS")
    read.add_argument("--only", action="append", choices=PACKAGES, metavar="PACKAGE")
    read.add_argument("--keep", type=pathlib.Path)
    options = read.parse_args()
    folders = {name: pathlib.Path(folder).resolve() for name, _, folder in (word.partition("=") for word in options.assets)}
    if lacking := [name for name, folder in folders.items() if not (folder / "kube-apiserver").exists()]:
        read.error(f"no kube-apiserver in the folder of {', '.join(lacking)}")
    first = next(iter(folders))
    place = copy()
    packages = options.only or PACKAGES
    for package in packages:
        compiled(place, package)
    ends: dict[tuple[str, str], dict[str, Spec]] = {}
    print("| package | " + " | ".join(f"{name} | s" for name in folders) + " |")
    print("|---" + "|--:" * 2 * len(folders) + "|")
    total = {name: [0, 0, 0.0] for name in folders}
    for package in packages:
        cells, all_of_it = [], {}
        took = {}
        for name, folder in folders.items():
            ends[package, name], took[name] = run(place, package, folder)
            all_of_it |= dict.fromkeys(ends[package, name])
        for spec in BEFORE:
            if any(spec not in ends[package, name] for name in folders):
                all_of_it.pop(spec, None)
        for name in folders:
            of = ends[package, name]
            before = next((of[spec] for spec in BEFORE if spec in of), Spec("missing"))
            ends[package, name] = of = {spec: of.get(spec, before) for spec in all_of_it}
            passed = sum(spec.state == "passed" for spec in of.values())
            cells += [f"{passed} of {len(of)}", f"{took[name]:.1f}"]
            total[name] = [sum(pair) for pair in zip(total[name], (passed, len(of), took[name]))]
        print(f"| {package} | " + " | ".join(cells) + " |", flush=True)
    print("| all | " + " | ".join(f"{passed} of {of} | {took:.0f}" for passed, of, took in total.values()) + " |")
    wants, rest = collections.Counter(), []
    for (package, name), of in ends.items():
        if name == first and len(folders) > 1:
            continue
        left: list[tuple[str, Spec]] = []
        for spec, end in of.items():
            if end.state == "passed" or (len(folders) > 1 and ends[package, first][spec].state != "passed"):
                continue
            kind = wanting(end) or next((kind for kind, other in left if left_by(other, end)), None)
            if kind:
                wants[kind] += 1
                left.append((kind, end))
            else:
                said = " ".join(end.text.split())
                rest.append(f"- {package} ({name}): {spec}: {end.state}{': ' if said else ''}{said[:300]}")
    if wants:
        print("\n| kind that is not served | specs |\n|---|--:|")
        print("\n".join(f"| {kind} | {count} |" for kind, count in wants.most_common()))
    if rest:
        print("\n" + "\n".join(rest))
    if options.keep:
        options.keep.write_text(json.dumps([{"package": package, "with": name, "specs": {spec: end._asdict() for spec, end in of.items()}}
                                            for (package, name), of in ends.items()], indent=1))
    return 1 if rest else 0


if __name__ == "__main__":
    sys.exit(main())
