"""Where the processor time of a workload or a study goes, by kind of work and by function; by Linux's perf.

usage: PYTHONPATH=Benchmarks python3 -m harness.profile NAME [PROGRAMS [DIRECTORY]], after `make benchmark-quick`
NAME is that of a line of the table; PROGRAMS holds the binaries, DIRECTORY the plain IDX files.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from . import studies, training

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("TrainingBenchmark", "hpsearch")
#: What a function's name holds, in whose code it is (a library's name holds this), what it is for; the first match counts.
KINDS = [
    ("copy_", "openblas", "packing operands of products"),
    ("", "openblas", "matrix products"),
    ("convol", OURS, "convolution around its products"),
    ("Planes", OURS, "convolution around its products"),
    ("gather", OURS, "gathering batches"),
    ("$s8Datasets", OURS, "gathering batches"),
    ("ColumnRuns", OURS, "packing inputs that are not zero, unpacking gradients"),
    ("combine", OURS, "update"),
    ("ParityPlanes", OURS, "convolution around its products"),
    ("inograd", OURS, "convolution around its products"),
    ("transform", OURS, "convolution around its products"),
    ("$s10Randomness", OURS, "random numbers: orders, initial weights"),
    ("$s10Optimizers", OURS, "update"),
    ("softmax", OURS, "loss"),
    ("exponentials", OURS, "loss"),
    ("ormalization", OURS, "normalization"),
    ("Moments", OURS, "normalization"),
    ("gradientSums", OURS, "normalization"),
    ("normalizeChannels", OURS, "normalization"),
    ("ooling", OURS, "pooling"),
    ("poolMaximum", OURS, "pooling"),
    ("$s7Kernels", OURS, "bias, activation and sums"),
    ("$s8Networks", OURS, "bias, activation and sums"),
    ("$s", OURS, "the tool around the training"),
    ("", "sqlite", "SQLite"),
    ("", "oundation", "Swift's runtime and libraries"),
    ("", "swift", "Swift's runtime and libraries"),
    ("alloc", "libc", "allocation"),
    ("_int_free", "libc", "allocation"),
    ("mem", "libc", "copying and zeroing"),
    ("", "kernel", "the system: faults, disk, switches"),
    ("", "", "start of processes and others"),
]


def kind_of(library, symbol):
    def is_there(place):
        return library in place if place is OURS else place in library

    return next(kind for name, place, kind in KINDS if name in symbol and is_there(place))


def command_of(name, programs, images, scratch):
    """What is run under perf: a training of five seconds, so that the start of the process is of no weight, or a quick study."""
    for workload in training.WORKLOADS:
        if workload["name"] == name:
            program, steps = programs / "TrainingBenchmark", workload["steps"]["quick"]
            trial = training.Ours(program, images).run(name, images, str(steps))
            return [program, name, images, str(int(5 * steps / trial["seconds"]) + 1)]
    if name not in [row.name for row in studies.new_rows()]:
        raise SystemExit(f"there is nothing called '{name}' in the table\n\n{__doc__}")
    (scratch / "study.yaml").write_text(studies.text_of(name, quick=True))
    return [programs / "hpsearch", "study", scratch / "study.yaml", "--db", scratch / "study.sqlite", "--quiet"]


def main():
    if not 2 <= len(sys.argv) <= 4:
        raise SystemExit(__doc__)
    if not shutil.which("perf"):
        raise SystemExit("perf is not here (on Debian: apt-get install linux-perf)")
    programs = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / ".build/release"
    prepared = [ROOT / ".build/benchmark-data" / name for name in ("mnist", "synthetic/mnist")]
    images = (Path(sys.argv[3]) if len(sys.argv) > 3 else next(filter(Path.exists, prepared), prepared[0])).resolve()
    if not images.exists():
        raise SystemExit(f"{images} is not there; `make benchmark-quick OPTIONS='--only A --pairs 1'` prepares it")
    with tempfile.TemporaryDirectory(dir=ROOT / ".build") as directory:
        record = Path(directory) / "perf.data"
        command = command_of(sys.argv[1], programs, images, Path(directory))
        environment = os.environ | {"HPSEARCH_DATA": str(images.parent)}
        subprocess.run(["perf", "record", "--quiet", "-F", "999", "-o", record, *command], check=True, env=environment)
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
