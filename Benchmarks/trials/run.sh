#!/usr/bin/env bash
# How many short trials a second a study records, every one durably: a thousand one-epoch trials on the built-in digits.
# usage: Benchmarks/trials/run.sh [PAIRS] [WORKERS]
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-5}
workers=${2:-$(nproc)}
binary=.build/release/hpsearch
[ -x "$binary" ] || { echo "build first: make build" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "short trials: 1,000 one-epoch trials on digits, $workers workers, $rounds rounds"
for round in $(seq "$rounds"); do
    begin=$(date +%s.%N)
    "$binary" study Benchmarks/trials/short-trials.yaml --workers "$workers" --db "$scratch/$round.sqlite" --quiet >/dev/null
    end=$(date +%s.%N)
    complete=$("$binary" report --db "$scratch/$round.sqlite" --format json --top 1 |
        sed -nE 's/.*"complete": ?([0-9]+).*/\1/p' | head -n 1)
    awk -v b="$begin" -v e="$end" -v n="${complete:-0}" -v r="$round" \
        'BEGIN { printf "round %d: %d trials complete, %.2f s, %.0f trials/s\n", r, n, e - b, n / (e - b) }'
done | tee "$scratch/rounds"
sed -E 's/.* ([0-9]+) trials\/s/\1/' "$scratch/rounds" | sort -n |
    awk '{ v[NR] = $1 } END { printf "median: %s trials/s\n", v[int((NR + 1) / 2)] }'
