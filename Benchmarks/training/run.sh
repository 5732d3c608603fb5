#!/bin/sh
# Training seconds per epoch of 784-1024-256-10 on MNIST, ours and PyTorch's, alternately, each on one thread, and the
# median of the ratios (PyTorch's time over ours: above 1, we are faster).
#
# usage: Benchmarks/training/run.sh [PAIRS] [EPOCHS] [sgd|momentum|adam]
# HPSEARCH_DATA holds mnist/*.gz; PYTHON is an interpreter with PyTorch (default: python3).
set -eu
pairs=${1:-5}
epochs=${2:-2}
optimizer=${3:-sgd}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
: "${HPSEARCH_DATA:?is not set: the directory that holds mnist/train-images-idx3-ubyte.gz}"
python=${PYTHON:-python3}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gzip -dc "$HPSEARCH_DATA/mnist/train-images-idx3-ubyte.gz" > "$work/images.idx"
gzip -dc "$HPSEARCH_DATA/mnist/train-labels-idx1-ubyte.gz" > "$work/labels.idx"
(cd "$root" && swift build -c release --product TrainingBenchmark >&2)
bin=$(cd "$root" && swift build -c release --show-bin-path)

pair=0
while [ "$pair" -lt "$pairs" ]; do
    "$bin/TrainingBenchmark" "$work" "$epochs" "$optimizer"
    "$python" "$here/peer.py" "$work" "$epochs" "$optimizer"
    pair=$((pair + 1))
done | "$python" "$here/ratios.py"
