"""Measures everything and prints the table. Benchmarks/run.sh prepares what this needs."""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

from . import studies, table, training


def arguments():
    parser = argparse.ArgumentParser(prog="harness", description=__doc__)
    parser.add_argument("--check", action="store_true", help="look at the arguments only")
    parser.add_argument("--programs", type=Path, help="the directory of the release binaries")
    parser.add_argument("--data", type=Path, help="the directory of the plain IDX files")
    parser.add_argument("--data-name", help="what these images are")
    parser.add_argument("--scratch", type=Path, help="a directory on the disk that studies are kept on")
    parser.add_argument("--results", type=Path, help="where the figures go as JSON")
    parser.add_argument("--quick", action="store_true", help="fewer pairs, fewer steps")
    parser.add_argument("--pairs", type=int, help="how often each side is measured (default 5; 2 with --quick)")
    parser.add_argument("--only", type=lambda text: set(text.split(",")), help="what to measure, for example A,E,digits")
    parser.add_argument(
        "--clock", choices=["wall", "processor"], default="wall",
        help="time by the clock, or each process's processor time, which a busy machine disturbs less",
    )
    parser.add_argument("--write", type=Path, nargs="+", default=[], help="files to put the table into, at their marks")
    options = parser.parse_args()
    known = [each["name"] for each in training.WORKLOADS] + [row.name for row in studies.new_rows()]
    for name in sorted((options.only or set()) - set(known)):
        parser.error(f"there is nothing called '{name}' to measure; there are {', '.join(known)}")
    if options.pairs is not None and options.pairs < 1:
        parser.error(f"--pairs takes a number of at least 1 (got {options.pairs})")
    for path in options.write:
        table.check_place(path)
    return options


def processor_name():
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def main():
    options = arguments()
    if options.check:
        return
    pairs = options.pairs or (2 if options.quick else 5)
    length = "quick" if options.quick else "full"
    clock = "seconds" if options.clock == "wall" else "processor_seconds"
    rows, rates = training.measure(
        options.programs / "TrainingBenchmark", options.data, pairs, length, clock, options.only
    )
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        place = studies.Place(options.programs / "hpsearch", options.data.resolve(), Path(scratch))
        rows += studies.measure(place, pairs, options.quick, clock, options.only)
    training_names = {each["name"] for each in training.WORKLOADS}
    trainings = sum(row.name in training_names for row in rows)
    counts = [f"{pairs} pairs of trainings"] * bool(trainings) + [f"{pairs} of studies"] * (len(rows) > trainings)
    notes = [
        f"{processor_name()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end; images: {options.data_name}; "
        f"{', '.join(counts)}, {'time by the clock' if options.clock == 'wall' else 'processor time'}."
    ]
    if rates:
        notes.append(
            f"sgemm 2048 × 2048 × 2048: {statistics.median(rates):.0f} GFLOP/s ({min(rates):.0f}–{max(rates):.0f})."
        )
    text = table.markdown(rows, notes)
    print("\n" + text)
    options.results.write_text(
        json.dumps({"notes": notes, "gigaflops": rates, "rows": [row.as_json() for row in rows]}, indent=1) + "\n"
    )
    for path in options.write:
        table.write_into(path, text)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted; nothing was written")
