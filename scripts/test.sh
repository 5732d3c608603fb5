#!/usr/bin/env bash
# Runs every test. Tests that wait for processes or servers come apart: they would keep the others' threads waiting as
# well. All parts run whatever the first one finds, and what failed is said once more at the end, where it is seen.
set -uo pipefail
cd "$(dirname "$0")/.."

swift=${SWIFT:-swift}
process_tests='CommandTests|WorkersTests|ProcessesTests|FetcherTests|PeerTests'

"$swift" build --build-tests || exit 1
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
failed=0
for selection in --skip --filter; do
    "$swift" test --skip-build "$selection" "$process_tests" 2>&1 | tee -a "$log" || failed=1
done
if python3 -c 'import tomllib' 2>/dev/null; then
    export PYTHONDONTWRITEBYTECODE=1
    python3 -m unittest discover --buffer -s scripts/results 2>&1 | tee -a "$log" || failed=1
    python3 -m unittest discover --buffer -s Benchmarks -t Benchmarks 2>&1 | tee -a "$log" || failed=1
else
    echo "scripts/results and Benchmarks/harness: not tested, python3 3.11 or newer is not here"
fi
if [ "$failed" -ne 0 ]; then
    echo
    echo "What failed:"
    grep -aE 'recorded an issue|^error:|Fatal error|unexpected signal|^✘ Test run|^(FAIL|ERROR): ' "$log" | cut -c1-600
    exit 1
fi
