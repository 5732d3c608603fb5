#!/usr/bin/env bash
# Commands as trials: how many runs of /bin/true a second are recorded durably, beside `xargs -P` and GNU parallel in the same
# round, which record nothing; the scheduler's private memory in the course of 10,000 runs, and its peak over runs that
# write a gigabyte each.
# usage: Benchmarks/commands/run.sh [ROUNDS] [WORKERS]
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-3}
workers=${2:-2}
binary=${HPSEARCH:-.build/release/hpsearch}
[ -x "$binary" ] || { echo "build first: make build" >&2; exit 1; }
mkdir -p .build
scratch=$(mktemp -d "$PWD/.build/commands.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
runs=10000

now() { date +%s.%N; }
rate() { awk -v n="$1" -v b="$2" -v e="$3" 'BEGIN { printf "%.0f", n / (e - b) }'; }
# A process's private memory and its peak memory in KiB, looked at until it has ended; each look in a line.
watch_memory() {
    while line=$(awk '/^VmHWM|^RssAnon/ { printf "%s ", $2 }' "/proc/$1/status" 2>/dev/null) && [ -n "$line" ]; do
        echo "$line" | awk '{ print $2, $1 }'
        sleep 0.2
    done
}
# The private memory at the look that is this part of all.
memory_at() { awk -v part="$1" '{ v[NR] = $1 } END { print v[int((NR + part - 1) / part)] }' "$scratch/memory"; }
# Runs a study; leaves the looks at its scheduler's memory in a file.
study() {
    "$binary" study "Benchmarks/commands/$1.yaml" --workers "$workers" --db "$2" --quiet >/dev/null &
    local pid=$!
    watch_memory $pid >"$3"
    wait $pid
}

command -v parallel >/dev/null || echo "GNU parallel is not here; its figure is left out"
echo "$runs runs of /bin/true, $workers at a time, $rounds rounds"
for round in $(seq "$rounds"); do
    begin=$(now)
    study true "$scratch/$round.sqlite" "$scratch/memory"
    ours=$(rate $runs "$begin" "$(now)")
    begin=$(now)
    seq $runs | xargs -P "$workers" -n 1 /bin/true
    line="round $round: hpsearch $ours runs/s, xargs -P$workers $(rate $runs "$begin" "$(now)") runs/s"
    if command -v parallel >/dev/null; then
        begin=$(now)
        seq $runs | parallel -j "$workers" /bin/true >/dev/null 2>&1
        line="$line, parallel -j$workers $(rate $runs "$begin" "$(now)") runs/s"
    fi
    echo "$line; scheduler's private memory $(memory_at 4) KiB after a quarter, $(memory_at 1.25) KiB near the end"
done

begin=$(now)
study gigabyte "$scratch/gigabyte.sqlite" "$scratch/memory"
awk -v b="$begin" -v e="$(now)" -v m="$(tail -n 1 "$scratch/memory" | awk '{ print $2 }')" \
    'BEGIN { printf "2 GB of output: %.1f s, scheduler'"'"'s peak memory %d KiB\n", e - b, m }'
