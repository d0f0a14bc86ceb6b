#!/usr/bin/env bash
# Measures inference beside its peers and prints the tables: benchmarks/peers/inference.sh [quick]
# From any directory; JAVA_HOME names the JDK. About ten minutes; "quick" about three, with errors to match.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
options=()
if "$java" --version | grep -q '^openjdk 2[4-9]'; then
    options=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
fi
export OMP_NUM_THREADS=1
[ -f benchmarks/target/benchmarks.jar ] || ./mvnw -q -pl benchmarks -am package -DskipTests
jar=benchmarks/target/benchmarks.jar
jmh=(-jvmArgs "${options[*]:-}")
[ "${1:-}" = quick ] && jmh+=(-wi 2 -i 2 -w 300ms -r 300ms)
"$java" "${options[@]}" -jar "$jar" 'InferenceBenchmark' "${jmh[@]}" -prof gc 2>&1 \
    | grep -vE 'gc\.(count|time|alloc\.rate) |^#|^$|Iteration|MB/sec|·gc.churn' || true
newest=3.4.0 # of xgboost4j; fetched, for no module can use it: before the jar on the class path it takes the place of Tribuo's
./mvnw -q dependency:copy -Dartifact=ml.dmlc:xgboost4j_2.12:$newest -DoutputDirectory="$PWD/benchmarks/target/newest" -pl benchmarks || true
if [ -f "benchmarks/target/newest/xgboost4j_2.12-$newest.jar" ]; then
    echo "xgboost4j $newest:"
    "$java" "${options[@]}" -cp "benchmarks/target/newest/xgboost4j_2.12-$newest.jar:$jar" org.openjdk.jmh.Main 'XgboostBenchmark' "${jmh[@]}" \
        | grep -E '^(Benchmark|Xgboost)'
fi
"$java" "${options[@]}" -jar "$jar" 'ScalingBenchmark' "${jmh[@]}" | grep -E '^(Benchmark|Scaling)'
if command -v gcc >/dev/null; then
    gcc -O3 -march=native -o benchmarks/target/walk benchmarks/peers/walk.c -lm
    for trees in 100 500; do
        "$java" "${options[@]}" -cp "$jar" io.github.modelkeel.benchmarks.WalkFile benchmarks/target/walk.bin $trees
        benchmarks/target/walk benchmarks/target/walk.bin
    done
fi
"$java" "${options[@]}" -cp "$jar" io.github.modelkeel.benchmarks.ColdStart
