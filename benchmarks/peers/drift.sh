#!/usr/bin/env bash
# Measures mlops-drift beside commons-math3, commons-statistics and scipy, in one run on this machine, and prints the table of
# docs/benchmarks/drift.md. About eight minutes for two JDKs.
#
#   benchmarks/peers/drift.sh [JDK_HOME ...]     JDK 17 and 25 of /usr/lib/jvm unless given, or JAVA_HOME
#
# PYTHON names the interpreter with scipy (python3 unless set); without scipy its column is left out, with a message.
# JMH_OPTIONS overrides the length of a measurement. Figures are kept in benchmarks/target/drift.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
options=${JMH_OPTIONS:--f 1 -wi 4 -i 5 -w 1 -r 1}
out=benchmarks/target/drift
jar=benchmarks/target/benchmarks.jar

homes=("$@")
if [ ${#homes[@]} -eq 0 ]; then
    for home in /usr/lib/jvm/java-17-openjdk-* /usr/lib/jvm/temurin-17-jdk-* /usr/lib/jvm/java-25-openjdk-* \
        /usr/lib/jvm/temurin-25-jdk-*; do
        [ -x "$home/bin/java" ] && homes+=("$home")
    done
fi
[ ${#homes[@]} -gt 0 ] || homes=("${JAVA_HOME:?no JDK found: name its home as an argument}")

if [ ! -f "$jar" ]; then
    ./mvnw -q -ntp -pl benchmarks -am package -Dmaven.test.skip=true
fi
rm -rf "$out"
mkdir -p "$out"

"${PYTHON:-python3}" benchmarks/peers/drift_scipy.py "$out/scipy.json" \
    || echo "scipy is left out: '${PYTHON:-python3}' does not run the script" >&2

cases='KolmogorovSmirnovBenchmark.test|DriftTableBenchmark|DriftStreamBenchmark|DriftDetectorBenchmark'
number=0
for home in "${homes[@]}"; do
    number=$((number + 1))
    # shellcheck disable=SC2086
    "$home/bin/java" -Djmh.ignoreLock=true -jar "$jar" "$cases" $options -foe true -prof gc -rf json -rff "$out/jmh-$number.json" \
        -o "$out/jmh-$number.log" 2>/dev/null
done
"${homes[0]}/bin/java" -cp "$jar" io.github.modelkeel.benchmarks.DriftComparison "$out" | tee "$out/table.md"
