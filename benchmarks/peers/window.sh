#!/usr/bin/env bash
# Checks 3 million rows x 100 columns against a stored profile, chunk by chunk, in a heap of 512 MB: numbers only, and numbers with
# missing cells beside categories. Prints rows/s, the largest heap and the verdict. About a minute for each JDK.
#
#   benchmarks/peers/window.sh [JDK_HOME ...]     JDK 17 and 25 of /usr/lib/jvm unless given, or JAVA_HOME
#
# ROWS and THREADS override 3000000 and "1 2".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
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
for home in "${homes[@]}"; do
    for kind in numbers mixed; do
        for threads in ${THREADS:-1 2}; do
            "$home/bin/java" -Xmx512m -cp "$jar" io.github.modelkeel.benchmarks.LongWindow "${ROWS:-3000000}" "$kind" "$threads"
        done
    done
done
