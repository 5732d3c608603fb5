#!/usr/bin/env bash
# Measures training and whole studies against PyTorch and Optuna, and prints one table. See Benchmarks/README.md.
# usage: Benchmarks/run.sh [--quick] [--pairs N] [--only A,B] [--clock wall|processor] [--write FILE…]
# HPSEARCH_DATA holds mnist/train-images-idx3-ubyte.gz and its companions; without it made-up images take their place.
set -euo pipefail
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}

python=.build/benchmark-venv/bin/python
if ! cmp -s Benchmarks/requirements.txt .build/benchmark-venv/installed.txt; then
    echo "installing PyTorch and Optuna into .build/benchmark-venv" >&2
    python3 -m venv .build/benchmark-venv
    "$python" -m pip install --quiet --disable-pip-version-check -r Benchmarks/requirements.txt || {
        echo "PyTorch and Optuna, as Benchmarks/requirements.txt names them, cannot be installed: see above; the package index must be in reach" >&2
        exit 1
    }
    cp Benchmarks/requirements.txt .build/benchmark-venv/installed.txt
fi

# What is wrong with the arguments is told before anything is built.
harness() { PYTHONPATH=Benchmarks "$python" -m harness "$@"; }
harness --check "$@"

"$swift" build -c release --product hpsearch >&2
"$swift" build -c release --product TrainingBenchmark >&2
programs=$("$swift" build -c release --show-bin-path)

# Plain files, so that nobody's time goes into unpacking.
mnist=${HPSEARCH_DATA:+$HPSEARCH_DATA/mnist}
files="train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte"
sources=
for file in $files; do
    for source in "$mnist/$file" "$mnist/$file.gz"; do
        if [ -n "$mnist" ] && [ -e "$source" ]; then sources="$sources$source"$'\n' && break; fi
    done
done
if [ "$(printf %s "$sources" | wc -l)" = 4 ]; then
    data=.build/benchmark-data/mnist name=MNIST
    # Copied anew where the source has changed.
    state=$(printf %s "$sources" | xargs -d '\n' ls -lL)
    if [ "$(cat "$data/complete" 2>/dev/null)" != "$state" ]; then
        rm -rf "$data" && mkdir -p "$data"
        printf %s "$sources" | while read -r source; do
            file=$(basename "$source" .gz)
            if [ "$source" = "$mnist/$file" ]; then cp "$source" "$data/$file"; else gzip -dc "$source" >"$data/$file"; fi
        done
        echo "$state" >"$data/complete"
    fi
else
    data=.build/benchmark-data/synthetic/mnist name="made up, in MNIST's form"
    echo "MNIST's four files are not under HPSEARCH_DATA; made-up images take its place" >&2
    if [ ! -e "$data/complete" ]; then
        "$programs/TrainingBenchmark" synthesize "$data"
        touch "$data/complete"
    fi
fi

harness --programs "$programs" --data "$data" --data-name "$name" \
    --scratch .build --results Benchmarks/results.json "$@"

# What is no comparison of trainings or studies, in a full run only.
case " $* " in
*" --q"* | *" --only"* | *" --check"*) ;;
*)
    Benchmarks/commands/run.sh
    if [ -x Benchmarks/size/run.sh ]; then Benchmarks/size/run.sh; fi
    ;;
esac
