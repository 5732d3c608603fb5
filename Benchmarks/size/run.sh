#!/usr/bin/env bash
# What large studies cost: the database is made by the tool itself, then everything that has to stay quick is measured on it.
# Prints a table with bound and measured value.
# usage: [QUICK=1] [HPSEARCH=PROGRAM] Benchmarks/size/run.sh [ROUNDS]      QUICK: 10,000 runs instead of 100,000
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-5}
runs=100000
[ -z "${QUICK:-}" ] || runs=10000
binary=${HPSEARCH:-$PWD/.build/release/hpsearch}
[ -x "$binary" ] || { echo "build first: make build" >&2; exit 1; }
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# A study of trials that cost nothing, of a name and a number of trials.
study() { sed -e "s/^name: .*/name: $1/" -e "s/trials: [0-9]*/trials: $2/" "$root/Benchmarks/size/trials.yaml"; }

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

now() { date +%s.%N; }

# Wall seconds of a command, the median of the rounds.
wall() {
    for _ in $(seq "$rounds"); do
        begin=$(now)
        "$@" >/dev/null
        awk -v b="$begin" -v e="$(now)" 'BEGIN { printf "%.4f\n", e - b }'
    done | median
}

# Runs a study; leaves in the file NAME.cost its wall seconds, the processor seconds of all its processes, and the memory in MB
# that the scheduler's process held: the greatest, and the median, which is that of the trials and not of the launch.
cost() {
    study "$1" "$2" >"$1.yaml"
    (
        TIMEFORMAT='%R %U %S'
        time "$binary" study "$1.yaml" --db "$1.sqlite" --quiet >/dev/null
    ) 2>"$1.time" &
    local waiting=$!
    : >"$1.samples"
    while kill -0 "$waiting" 2>/dev/null; do
        for pid in $(pgrep -f "^$binary study $1.yaml" || true); do
            local held
            held=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status" 2>/dev/null || true)
            [ -z "$held" ] || echo "$held" >>"$1.samples"
        done
        sleep 0.1
    done
    wait "$waiting"
    sort -n "$1.samples" | awk '{ v[NR] = $1 } END { print v[NR], v[int((NR + 1) / 2)] }' |
        paste -d ' ' "$1.time" - | awk '{ printf "%s %.3f %.1f %.1f\n", $1, $2 + $3, $4 / 1000, $5 / 1000 }' >"$1.cost"
}

# The same for a study of so many trials, in of-N.cost: the least of several by processor time, which other work on the machine
# disturbs least; more of them where they take no time.
least_cost() {
    local times=3
    [ "$1" -gt 3000 ] || times=9
    for _ in $(seq "$times"); do
        rm -f "of-$1".sqlite*
        cost "of-$1" "$1"
        cat "of-$1.cost" >>"of-$1.costs"
    done
    sort -n -k 2 "of-$1.costs" | head -n 1 >"of-$1.cost"
}

row() { awk -v w="$1" -v b="$2" -v m="$3" 'BEGIN { printf "| %-58s | %-22s | %-18s |\n", w, b, m }'; }

# What one more trial costs is measured between two sizes, which have in common what a study costs once: workers that start, the
# report at the end.
sizes=(1000 3000 10000 30000 100000)
[ "$runs" = 100000 ] || sizes=(1000 3000 10000)
echo "making studies of ${sizes[*]} trials" >&2
for count in "${sizes[@]}"; do least_cost "$count"; done

# A study of which a hundredth is still to be done: a finished one is made longer, with a limit of time that it has reached long
# ago. Without the limit it carries on; the first line is that of the first trial's end, a few milliseconds after its start.
part=$((runs - runs / 100))
study part "$part" >part.yaml
"$binary" study part.yaml --db part.sqlite --quiet >/dev/null
{ study part "$runs"; echo "limits: {wall_time: 1s}"; } >part.yaml
"$binary" study part.yaml --db part.sqlite --quiet >/dev/null 2>&1 || [ $? = 3 ]
study part "$runs" >part.yaml
begin=$(now)
"$binary" study part.yaml --db part.sqlite 2>&1 >/dev/null | (
    read -r _
    awk -v b="$begin" -v e="$(now)" 'BEGIN { printf "%.2f\n", e - b }' >resumed
    cat >/dev/null
)

echo
row "what" "bound" "measured"
row "---" "---" "---"
row "report, $runs runs (the best 100)" "0.5 s" "$(wall "$binary" report --db "of-$runs.sqlite") s"
row "report --top $runs, $runs runs" "" "$(wall "$binary" report --top "$runs" --db "of-$runs.sqlite") s"
row "list, $runs runs" "0.5 s" "$(wall "$binary" list --db "of-$runs.sqlite") s"
row "best, $runs runs" "0.5 s" "$(wall "$binary" best --db "of-$runs.sqlite") s"
row "resume with $part of $runs done, until the first trial" "1 s" "$(cat resumed) s"
row "--help" "0.03 s" "$(wall "$binary" --help) s"
row "10,000 trials that cost nothing" "2,000/s, aim 5,000/s" \
    "$(awk '{ printf "%.0f/s", 10000 / $1 }' of-10000.cost)"
for place in "${!sizes[@]}"; do
    [ "$place" -gt 0 ] || continue
    before=${sizes[place - 1]} count=${sizes[place]}
    row "processor time of a trial, from $before to $count" "flat within 10 %" \
        "$(paste -d ' ' "of-$before.cost" "of-$count.cost" |
            awk -v n="$((count - before))" '{ printf "%.0f us", ($6 - $2) / n * 1e6 }')"
done
row "the scheduler's memory while $runs run, against 1,000" "1.2x" \
    "$(paste -d ' ' "of-$runs.cost" of-1000.cost | awk '{ printf "%.2fx, %.0f MB", $4 / $8, $4 }')"
row "the scheduler's greatest memory, $runs runs" "150 MB" "$(awk '{ printf "%.0f MB", $3 }' "of-$runs.cost")"
