#!/usr/bin/env bash
# Do the packages for tests keep their word? The test suite of each, with the program as it is built.
#
#   clients/test.sh [LANGUAGE…]             go, javascript, python, java, rust; all without being said
#   clients/test.sh --install [LANGUAGE…]   nothing is tested: what that needs is fetched, for later
#
# What a language needs comes from its registry, in the versions that stand in its folder, and is kept in target/clients; Rust's server is
# compiled into its tests, and is not the program. A language whose tools are not there is left out, which is said; with CI=1 that is a
# failure. Ends with 0 if all went well.
#
# Environment:
#   CORACLE=target/debug/coracle    the program
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../target}
export CORACLE=${CORACLE:-$target/debug/coracle}
usage() { sed -n '4,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
missing() { echo "$*" >&2; exit 1; }

install=
[ "${1:-}" != --install ] || { install=only; shift; }
languages=("$@")
[ $# -gt 0 ] || languages=(go javascript python java rust)

# What a language needs, how it comes to be there (in its folder in target/clients, by what it names as its versions), and how its suite is
# run: "$kept" is that folder.
tools_go="go" versions_go="go.sum"
# Go keeps what it has fetched and compiled itself.
install_go() { go -C "$here/go" mod download; }
test_go() {
  local unformatted
  unformatted=$(gofmt -l "$here/go")
  [ -z "$unformatted" ] || missing "not as gofmt writes it: $unformatted"
  go -C "$here/go" vet ./...
  go -C "$here/go" test -count=1 ./...
}
tools_javascript="node npm" versions_javascript="package-lock.json"
install_javascript() {
  cp "$here"/javascript/package*.json .
  npm ci --no-audit --no-fund --loglevel=error
}
# Modules are looked for from where a module stands.
test_javascript() {
  cp -r "$here/javascript/." "$kept/"
  (cd "$kept" && npm test --silent)
}
tools_python="python3" versions_python="tests/requirements.txt"
install_python() {
  python3 -m venv .
  bin/pip install --quiet --disable-pip-version-check -r "$here/python/tests/requirements.txt"
}
# More at once than there are processors: much of it is waiting.
test_python() {
  (cd "$here/python/tests" && PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=.. "$kept/bin/python" -m pytest --quiet -n 3)
}
tools_java="java javac mvn" versions_java="tests/pom.xml"
install_java() {
  mvn --quiet --batch-mode -f "$here/java/tests/pom.xml" -Dmaven.repo.local="$PWD/repository" \
    dependency:copy-dependencies -DoutputDirectory="$PWD/jars"
}
test_java() {
  rm -rf "$kept/built"
  mkdir "$kept/built"
  # What the page shows must run as it stands.
  local maven=$kept/built/maven
  mkdir -p "$maven/src/test/java/coracle"
  sed -n '/^```java$/,/^```$/{/^```/!p}' "$here/java/README.md" | tee "$maven/src/test/java/ShopTest.java" > "$kept/built/ShopTest.java"
  # Compiled once and run for seconds: the slower of the JVM's compilers is not worth its time.
  local quick=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)
  javac "${quick[@]/#/-J}" -Xlint:all,-try -Werror --release 17 -cp "$kept/jars/*" -d "$kept/built" \
    "$here"/java/*.java "$here"/java/tests/*.java "$kept/built/ShopTest.java"
  local parallel=junit.jupiter.execution.parallel
  java "${quick[@]}" -cp "$kept/built:$kept/jars/*" org.junit.platform.console.ConsoleLauncher execute \
    --select-class coracle.CoracleTest --select-class ShopTest --disable-banner --disable-ansi-colors --details=summary \
    --config $parallel.enabled=true --config $parallel.mode.default=concurrent \
    --config $parallel.config.strategy=fixed --config $parallel.config.fixed.parallelism=4
  # By Maven, as a user does it; one that finds no test says that all is well.
  cp "$here/java/Coracle.java" "$maven/src/test/java/coracle/"
  sed -n '/^```xml$/,/^```$/{/^```/!p}' "$here/java/README.md" > "$maven/pom.xml"
  (cd "$maven" && mvn --batch-mode --no-transfer-progress -Dmaven.repo.local="$kept/repository" test) | tee "$kept/built/said"
  grep -q 'Tests run: 2, Failures: 0, Errors: 0, Skipped: 0$' "$kept/built/said" || missing "mvn test did not run the two tests of java/README.md"
}
tools_rust="cargo" versions_rust="Cargo.toml"
install_rust() { cargo fetch --quiet --locked --manifest-path "$here/../Cargo.toml"; }
test_rust() { (cd "$here/rust" && cargo test --locked --workspace --test settings); }

# Each example of a file, as one line.
examples() { # FILE
  awk '/^```$/ { if (inside) print text; inside = 0; next } /^```[a-z]/ { inside = 1; text = $0; next } inside { text = text "\\n" $0 }' "$1"
}
# The guide shows what the packages' pages do, and these the suites run.
guide=$here/../docs/guide/tests.md
shown=$(examples <(cat "$here"/*/README.md))
examples=$(examples "$guide")
while read -r example; do
  grep -Fxq -- "$example" <<< "$shown" || missing "no page of clients/ has this example of $guide: ${example:0:300}"
done <<< "$examples"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The tools that a language lacks; Python's venv is one of its own on Debian.
lacks() { # LANGUAGE
  local tools=tools_$1 tool
  for tool in ${!tools}; do command -v "$tool" > /dev/null || { echo "$tool"; return; }; done
  [ "$1" != python ] || python3 -c 'import ensurepip' 2> /dev/null || echo python3-venv
}

# Installed once for each state of what says which versions.
kept_for() { # LANGUAGE
  local versions=versions_$1
  echo "$target/clients/test-$1-$(cd "$here/$1" && sha256sum ${!versions} | sha256sum | cut -c 1-12)"
}
install() { # LANGUAGE
  local kept
  kept=$(kept_for "$1")
  [ ! -e "$kept/whole" ] || return 0
  rm -rf "$kept"
  mkdir -p "$kept"
  (cd "$kept" && "install_$1") && touch "$kept/whole"
}

tested=()
for language in "${languages[@]}"; do
  [ -n "$(type -t "test_$language")" ] || usage
  lack=$(lacks "$language")
  if [ -z "$lack" ]; then tested+=("$language"); continue; fi
  [ -z "${CI:-}" ] || missing "$language: $lack is not there"
  echo "$language: left out, since $lack is not there"
done

# What they need comes over the network, and so at once.
installing=()
for language in "${tested[@]}"; do
  install "$language" > "$work/$language.install" 2>&1 &
  installing+=($!)
done
for i in "${!tested[@]}"; do
  wait "${installing[$i]}" || { tail -n 20 "$work/${tested[$i]}.install"; missing "${tested[$i]}: what it needs could not be installed"; }
done
[ "$install" != only ] || exit 0

[ -x "$CORACLE" ] || missing "$CORACLE is not there: cargo build --locked, or name another with CORACLE"
CORACLE=$(cd "$(dirname "$CORACLE")" && pwd)/$(basename "$CORACLE")
unset CORACLE_KUBECONFIG

failed=
for language in "${tested[@]}"; do
  kept=$(cd "$(kept_for "$language")" && pwd)
  began=$SECONDS
  # In the background, where the first command that fails ends it: in a condition, none would.
  "test_$language" > "$work/$language.out" 2>&1 &
  if wait $!; then
    echo "$language: as it must be ($((SECONDS - began)) s)"
  else
    failed=yes
    tail -n 60 "$work/$language.out"
    echo "$language: FAILED"
  fi
done
[ -z "$failed" ]
