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
mkdir -p .build
scratch=$(mktemp -d "$PWD/.build/size.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# A study of trials that cost nothing, of a name and a number of trials; or another one of this directory.
study() { sed -e "s/^name: .*/name: $1/" -e "s/trials: [0-9]*/trials: $2/" "$root/Benchmarks/size/${3:-trials}.yaml"; }

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

# Runs a study of so many trials, and adds its costs to of-N.costs: the median by processor time of several where they take no time.
cost_of() {
    local times=1
    [ "$1" -gt 1000 ] || times=5
    rm -f once.costs
    for _ in $(seq "$times"); do
        rm -f "of-$1".sqlite*
        cost "of-$1" "$1"
        cat "of-$1.cost" >>once.costs
    done
    sort -n -k 2 once.costs | sed -n "$(((times + 1) / 2))p" >>"of-$1.costs"
}

# The median of a column of of-N.costs: 1 for the wall, 2 for the processor's seconds, 3 and 4 for the memory in MB.
middle() { awk -v column="$2" '{ print $column }' "of-$1.costs" | median; }

row() { awk -v w="$1" -v b="$2" -v m="$3" 'BEGIN { printf "| %-58s | %-22s | %-18s |\n", w, b, m }'; }

# A trial's cost is that of a study of N trials less that of a study of one, by N. The machine's speed may change within minutes:
# the sizes are compared within a round, in which each but the largest has its turn before and after it.
sizes=(1000 10000 100000)
[ "$runs" = 100000 ] || sizes=(1000 3000 10000)
echo "making studies of ${sizes[*]} trials" >&2
for _ in $(seq "$rounds"); do
    for count in 1 "${sizes[@]}" "${sizes[1]}" "${sizes[0]}" 1; do cost_of "$count"; done
    # The round's own, which are the last lines.
    for count in 1 "${sizes[@]}"; do
        turns=2
        [ "$count" != "$runs" ] || turns=1
        tail -n "$turns" "of-$count.costs" | awk -v n="$count" '{ sum += $2 } END { print n, sum / NR }'
    done | awk 'NR == 1 { start = $2; next } { printf "%.1f ", ($2 - start) / $1 * 1e6 } END { print "" }' >>of-each.costs
    tail -n 1 of-each.costs >&2
done

# Trials that can be compared, with as many runs.
study repeats $((runs / 5)) repeats >repeats.yaml
study nets "$runs" nets >nets.yaml
for name in repeats nets; do "$binary" study $name.yaml --db $name.sqlite --quiet >/dev/null; done

# Begins or carries on with a study, and interrupts it after its first trial. Prints the seconds until the line that tells of that
# trial's end, which comes a few milliseconds after its start.
until_a_trial() {
    local begin line pid
    rm -f lines
    mkfifo lines
    begin=$(now)
    "$binary" "$@" 2>lines >/dev/null &
    pid=$!
    exec 7<lines
    # Notices come before.
    while read -r line <&7 && [[ $line != *\]\ trial\ * ]]; do :; done
    awk -v b="$begin" -v e="$(now)" 'BEGIN { printf "%.2f\n", e - b }'
    [ -n "$line" ] || { echo "no trial was run: hpsearch $*" >&2; return 1; }
    kill "$pid"
    cat <&7 >/dev/null
    exec 7<&-
    # An interrupted study ends with 3.
    wait "$pid" || [ $? = 3 ]
}

# A study of which nearly a hundredth is still to be done: a finished one is made longer, and interrupted.
part=$((runs - runs / 100))
study part "$part" >part.yaml
"$binary" study part.yaml --db part.sqlite --quiet >/dev/null
study part "$runs" >part.yaml
until_a_trial study part.yaml --db part.sqlite >/dev/null
for _ in $(seq "$rounds"); do until_a_trial resume part --db part.sqlite; done >resumed

echo
row "what" "bound" "measured"
row "---" "---" "---"
row "report, $runs runs (the best 100)" "0.5 s" "$(wall "$binary" report --db "of-$runs.sqlite") s"
row "report --top $runs, $runs runs" "" "$(wall "$binary" report --top "$runs" --db "of-$runs.sqlite") s"
row "report with ties, $((runs / 5)) trials of 5 runs" "0.5 s" "$(wall "$binary" report --db repeats.sqlite) s"
row "report with ties, $runs nets and their predictions" "0.5 s" "$(wall "$binary" report --db nets.sqlite) s"
row "list, $runs runs" "0.5 s" "$(wall "$binary" list --db "of-$runs.sqlite") s"
row "best, $runs runs" "0.5 s" "$(wall "$binary" best --db "of-$runs.sqlite") s"
row "list, $runs nets" "0.5 s" "$(wall "$binary" list --db nets.sqlite) s"
row "best, $runs nets" "0.5 s" "$(wall "$binary" best --db nets.sqlite) s"
row "resume with some $part of $runs done, until a trial" "1 s" "$(median <resumed) s"
row "--help" "0.03 s" "$(wall "$binary" --help) s"
row "10,000 trials that cost nothing" "2,000/s, aim 5,000/s" \
    "$(middle 10000 1 | awk '{ printf "%.0f/s", 10000 / $1 }')"
for place in "${!sizes[@]}"; do
    row "processor time of a trial, study of ${sizes[place]}" "" \
        "$(awk -v column="$((place + 1))" '{ print $column }' of-each.costs | median | awk '{ printf "%.0f us", $1 }')"
done
for pair in "1 2" "2 3" "1 3"; do
    read -r first second <<<"$pair"
    row "the same within a round, ${sizes[second - 1]} against ${sizes[first - 1]}" "10 %" \
        "$(awk -v first="$first" -v second="$second" '{ print $second / $first }' of-each.costs | median |
            awk '{ printf "%+.0f %%", ($1 - 1) * 100 }')"
done
row "the scheduler's memory while $runs run, against 1,000" "1.2x" \
    "$(awk -v m="$(middle "$runs" 4)" -v s="$(middle 1000 4)" 'BEGIN { printf "%.2fx, %.0f MB", m / s, m }')"
row "the scheduler's greatest memory, $runs runs" "150 MB" "$(middle "$runs" 3 | awk '{ printf "%.0f MB", $1 }')"
