#!/usr/bin/env bash
# Fuzzes the readers of study files, data files and protocol lines, each for some seconds, guided by what an input reaches
# (libFuzzer); where the compiler cannot build that, by plain mutation. Ends with status 1 at the first finding, whose input
# is kept under .build/fuzz/findings.
# usage: scripts/fuzz.sh [SECONDS] [TARGET…]
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
if [ $# -eq 0 ]; then set -- study expression table idx command report; fi
swift=${SWIFT:-swift}
build=.build/fuzz
mkdir -p $build/findings
# Swift's own crash report would come before libFuzzer, which keeps the input.
export SWIFT_BACKTRACE=enable=no

# The C parsers inside are instrumented too; gold cannot link it, lld comes with the Swift toolchain.
guided=(-c release --product Fuzz --scratch-path $build -Xswiftc -sanitize=fuzzer -Xswiftc -DCOVERAGE_GUIDED
    -Xswiftc -use-ld=lld -Xcc -fsanitize=fuzzer-no-link)
if "$swift" build "${guided[@]}" >$build/build.log 2>&1; then
    fuzz() {
        mkdir -p "$build/corpus/$1"
        $build/release/Fuzz "$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
            -print_final_stats=1 -artifact_prefix="$build/findings/$1-" "$build/corpus/$1" "Tests/Fuzz/Corpus/$1" \
            ${2:+"$2"} >"$build/$1.log" 2>&1 && status=0 || status=$?
        if [ $status -ne 0 ]; then
            tail -n 40 "$build/$1.log"
            echo "fuzz: $1: a finding; its input is $build/findings/$1-…, the log $build/$1.log" >&2
            exit 1
        fi
        runs=$(sed -nE 's/^stat::number_of_executed_units: *//p' "$build/$1.log")
        memory=$(sed -nE 's/^stat::peak_rss_mb: *//p' "$build/$1.log")
        slowest=$(sed -nE 's/^stat::slowest_unit_time_sec: *//p' "$build/$1.log")
        reached=$(sed -nE 's/.* cov: ([0-9]+) .*/\1/p' "$build/$1.log" | tail -n 1)
        echo "$1: $runs inputs, $reached places reached, at most ${memory} MiB and ${slowest} s; no finding"
    }
else
    echo "fuzz: this compiler cannot build with -sanitize=fuzzer (see $build/build.log); mutating without guidance"
    "$swift" build -c release --product Fuzz
    fuzz() { .build/release/Fuzz "$1" "$seconds" "Tests/Fuzz/Corpus/$1" ${2:+"$2"}; }
fi
for target in "$@"; do
    if [ "$target" = study ]; then fuzz study studies; else fuzz "$target"; fi
done
