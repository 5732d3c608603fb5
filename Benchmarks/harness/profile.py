"""Where the processor time of a workload goes, by kind of work and by function; by Linux's perf.

usage: PYTHONPATH=Benchmarks python3 -m harness.profile WORKLOAD [PROGRAM [DIRECTORY]], after `make benchmark-quick`
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
#: What a function's name or its library begins with or holds, and what it is for; the first match counts.
KINDS = [
    ("copy_", "openblas", "packing operands of products"),
    ("", "openblas", "matrix products"),
    ("convol", "Training", "convolution around its products"),
    ("Planes", "Training", "convolution around its products"),
    ("gather", "Training", "gathering batches"),
    ("$s8Datasets", "Training", "gathering batches"),
    ("$s10Randomness", "Training", "gathering batches"),
    ("$s10Optimizers", "Training", "update"),
    ("softmax", "Training", "loss"),
    ("ormalization", "Training", "normalization"),
    ("Moments", "Training", "normalization"),
    ("gradientSums", "Training", "normalization"),
    ("normalizeChannels", "Training", "normalization"),
    ("ooling", "Training", "pooling"),
    ("$s7Kernels", "Training", "bias, activation and sums"),
    ("$s8Networks", "Training", "bias, activation and sums"),
    ("mem", "libc", "copying and zeroing"),
    ("", "", "start of the process and system"),
]


def kind_of(library, symbol):
    return next(kind for name, place, kind in KINDS if name in symbol and place in library)


def main():
    if not 2 <= len(sys.argv) <= 4:
        raise SystemExit(__doc__)
    if not shutil.which("perf"):
        raise SystemExit("perf is not here (on Debian: apt-get install linux-perf)")
    name = sys.argv[1]
    program = sys.argv[2] if len(sys.argv) > 2 else ROOT / ".build/release/TrainingBenchmark"
    images = sys.argv[3] if len(sys.argv) > 3 else ROOT / ".build/benchmark-data/mnist"
    workloads = json.loads((ROOT / "Benchmarks/training/workloads.json").read_text())
    # Long enough for the start of the process to be of no weight.
    steps = 4 * next(each["steps"]["full"] for each in workloads if each["name"] == name)
    with tempfile.TemporaryDirectory() as directory:
        record = Path(directory) / "perf.data"
        subprocess.run(
            ["perf", "record", "--quiet", "-F", "999", "-o", record, program, name, images, str(steps)], check=True
        )
        report = subprocess.run(
            ["perf", "report", "-i", record, "--stdio", "--no-children", "-F", "overhead,dso,symbol", "-t", "\t"],
            check=True, capture_output=True, text=True,
        ).stdout
    lines = [line.split("\t") for line in report.splitlines() if line.strip() and not line.startswith("#")]
    functions = [(float(share.strip().rstrip("%")), library.strip(), symbol.strip()[4:]) for share, library, symbol in lines]
    kinds = Counter()
    for share, library, symbol in functions:
        kinds[kind_of(library, symbol)] += share
    print("\n| % | kind of work |\n| --- | --- |")
    for kind, share in kinds.most_common():
        print(f"| {share:.1f} | {kind} |")
    top = functions[:20]
    names = "\n".join(symbol for _, _, symbol in top)
    if shutil.which("swift"):
        names = subprocess.run(
            ["swift", "demangle", "--compact", "--simplified"], input=names, check=True, capture_output=True, text=True
        ).stdout
    print("\n| % | function |\n| --- | --- |")
    for (share, _, _), symbol in zip(top, names.splitlines()):
        print(f"| {share:.1f} | `{symbol[:110]}` |")


if __name__ == "__main__":
    main()
