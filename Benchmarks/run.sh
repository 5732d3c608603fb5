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
    "$python" -m pip install --quiet --disable-pip-version-check -r Benchmarks/requirements.txt
    cp Benchmarks/requirements.txt .build/benchmark-venv/installed.txt
fi

"$swift" build -c release --product hpsearch >&2
"$swift" build -c release --product TrainingBenchmark >&2
programs=$("$swift" build -c release --show-bin-path)

# Plain files, so that nobody's time goes into unpacking.
mnist=${HPSEARCH_DATA:+$HPSEARCH_DATA/mnist}
first=$mnist/train-images-idx3-ubyte
if [ -n "$mnist" ] && { [ -e "$first" ] || [ -e "$first.gz" ]; }; then
    data=.build/benchmark-data/mnist name=MNIST
    if [ ! -e "$data/complete" ]; then
        mkdir -p "$data"
        for file in train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte; do
            if [ -e "$mnist/$file" ]; then cp "$mnist/$file" "$data/$file"; else gzip -dc "$mnist/$file.gz" >"$data/$file"; fi
        done
        touch "$data/complete"
    fi
else
    data=.build/benchmark-data/synthetic/mnist name="made up, in MNIST's form"
    echo "MNIST is not under HPSEARCH_DATA; made-up images take its place" >&2
    if [ ! -e "$data/complete" ]; then
        "$programs/TrainingBenchmark" synthesize "$data"
        touch "$data/complete"
    fi
fi

PYTHONPATH=Benchmarks "$python" -m harness --programs "$programs" --data "$data" --data-name "$name" \
    --scratch .build --results Benchmarks/results.json "$@"

# What is no comparison of trainings or studies, in a full run only.
case " $* " in
*" --quick "* | *" --only "*) ;;
*)
    Benchmarks/commands/run.sh
    if [ -x Benchmarks/size/run.sh ]; then Benchmarks/size/run.sh; fi
    ;;
esac
