"""Whole studies with two workers: `hpsearch study` against Optuna and PyTorch in two processes."""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from .figures import Row, seconds, trials_a_second

BENCHMARKS = Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
WORKERS = 2
#: Both sides train the same configurations, from weights of their own: so far may their mean validation accuracies differ.
ACCURACY_TOLERANCE = 0.01


@dataclass
class Place:
    """Where everything is."""

    program: Path
    images: Path
    #: On the disk on which studies are to be recorded durably.
    scratch: Path


def study_text(path, replacements=()):
    text = path.read_text()
    for old, new in replacements:
        if text.count(old) != 1:
            raise SystemExit(f"{path} holds '{old}' {text.count(old)} times, not once")
        text = text.replace(old, new)
    return text


def timed(command, **options):
    """Runs a command to its end. Returns what became of it, its seconds, and the processor seconds of all its processes."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, **options)
    elapsed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done, {"seconds": elapsed, "processor_seconds": processor}


def run_ours(place, directory, text, workers=WORKERS):
    """Runs a study to its final report. Returns its seconds, its processor seconds and its runs."""
    (directory / "study.yaml").write_text(text)
    database = directory / f"study-{workers}.sqlite"
    environment = os.environ | {"HPSEARCH_DATA": str(place.images.parent)}
    _, figures = timed(
        [place.program, "study", directory / "study.yaml", "--db", database, "--workers", str(workers), "--quiet"],
        check=True, stdout=subprocess.DEVNULL, env=environment,
    )
    exported = subprocess.run(
        [place.program, "export", "--db", database], check=True, capture_output=True, text=True
    ).stdout
    return figures, [json.loads(line) for line in exported.splitlines()]


def run_peer(place, directory, request, whole):
    """Runs the peer's study. The figures of its trials alone are those it tells itself; with `whole`, those of everything from the
    command's start to its end stand in their place, as ours do, and these beside them."""
    request |= {
        "workers": WORKERS, "path": str(directory / "peer.storage"), "images": str(place.images),
        "digits": str(ROOT / "Sources/Datasets/Resources/digits.csv.gz"),
    }
    (directory / "request.json").write_text(json.dumps(request))
    command = [sys.executable, BENCHMARKS / "studies/peer.py", directory / "request.json"]
    done, figures = timed(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit("Optuna's side ended; its message stands above")
    answer = json.loads(done.stdout)
    return answer | {f"trials_{key}": answer[key] for key in figures} | (figures if whole else {})


def compare(row, place, text, request, clock, trials=None, whole=True):
    """One pair: our study, then the first `trials` of its configurations, or all, by the peer; `whole` as in `run_peer`."""
    with tempfile.TemporaryDirectory(dir=place.scratch) as directory:
        mine, runs = run_ours(place, Path(directory), text)
        chosen = runs[:trials]
        configurations = [run["parameters"] for run in chosen] if request["storage"] == "journal" else None
        theirs = run_peer(place, Path(directory), request | {"trials": len(chosen), "configurations": configurations}, whole)
    mine["trials"] = len(runs)
    if any(run["state"] != "complete" for run in runs) or theirs["trials"] != len(chosen):
        row.doubts = ["trials failed"]
    elif configurations:
        mine["mean"] = statistics.mean(run["metrics"]["validation.accuracy"] for run in chosen)
        if abs(mine["mean"] - theirs["mean"]) > ACCURACY_TOLERANCE:
            row.doubts = [f"mean accuracies differ: {theirs['mean']:.3f} and {mine['mean']:.3f}"]

    def rate(figures, key):
        return figures["trials"] / figures[key]

    row.measures.append(rate(mine, clock) if row.unit == "/s" else rate(mine, clock) / rate(theirs, clock))
    if whole:
        row.beside = "the peer's trials without its start"
        row.beside_measures.append(rate(mine, clock) / rate(theirs, f"trials_{clock}"))
    row.processor_measures.append(rate(mine, "processor_seconds") / rate(theirs, "processor_seconds"))
    row.raw.append({"ours": mine, "peer": theirs})
    row.ours, row.peer = (
        trials_a_second(statistics.median(rate(raw[side], clock) for raw in row.raw)) for side in ("ours", "peer")
    )
    trials_alone = f", without its start {trials_a_second(rate(theirs, f'trials_{clock}'))}" if whole else ""
    means = f"; mean accuracy {theirs['mean']:.4f} {mine['mean']:.4f}" if configurations else ""
    print(
        f"  {row.title}: {row.measures[-1]:.4g}{row.unit} (ratio of processor time {row.processor_measures[-1]:.2f}); "
        f"ours {trials_a_second(rate(mine, clock))}, peer {trials_a_second(rate(theirs, clock))}{trials_alone}{means}",
        flush=True,
    )


def scale(row, place, text, order=(1, 2)):
    """One pair: the same study with one worker and with two, in this order. Both must come to the same figures, bit for bit."""
    found = {}
    with tempfile.TemporaryDirectory(dir=place.scratch) as directory:
        for workers in order:
            figures, runs = run_ours(place, Path(directory), text, workers=workers)
            for run in runs:
                run["metrics"].pop("seconds", None)
            found[workers] = figures, [(run["trial"], run["repeat"], run["metrics"]) for run in runs]
    (one, of_one), (two, of_two) = found[1], found[2]
    if of_one != of_two:
        row.doubts = ["figures differ by the number of workers"]
    row.measures.append(one["seconds"] / two["seconds"])
    row.raw.append({"one": one, "two": two})
    row.peer = f"one worker: {seconds(statistics.median(raw['one']['seconds'] for raw in row.raw))}"
    row.ours = f"two: {seconds(statistics.median(raw['two']['seconds'] for raw in row.raw))}"
    print(
        f"  {row.title}: {row.measures[-1]:.3f}; one worker {one['seconds']:.2f} s ({one['processor_seconds']:.2f} s of "
        f"processor time), two {two['seconds']:.2f} s ({two['processor_seconds']:.2f} s)",
        flush=True,
    )


def new_rows():
    return [
        Row("digits", "random search on digits, 200 trials of 30 epochs, Optuna + PyTorch", "×", 20, 60),
        Row("grid", "27 networks on MNIST for one epoch, Optuna + PyTorch", "×", 1.4, 2),
        Row("nothing", "10,000 trials that cost nothing, Optuna with SQLite", "/s", 2000, 5000),
        Row("workers", "one worker against two, workload A", "×", 1.85, 1.97),
    ]


#: How a study is smaller in a quick measurement.
QUICK_PARTS = {
    "digits": "the first 30 by the peer, without its start", "grid": "18 of them, on a tenth of it, the peer without its start",
    "nothing": "50 by the peer", "workers": "on a fifth of it",
}


def text_of(name, quick):
    """The study's file; with fewer trials or images if it is to be quick."""
    if name == "grid":
        # A tenth of all images: the same shares of training and evaluation.
        fewer = [
            ("train: 50000, validation: 10000", "train: 5000, validation: 1000, test: 300"),
            ("beta: [0.95, 0.9, 0.85]", "beta: [0.95, 0.9]"),
        ]
        return study_text(ROOT / "studies/grid.yaml", [("epochs: 10", "epochs: 1"), ("  repeats: 3 ", "  repeats: 1 "), *(fewer if quick else [])])
    fewer = [("train: 50000", "train: 10000")] if name == "workers" and quick else []
    return study_text(BENCHMARKS / f"studies/{name}.yaml", fewer)


def measure(place, rounds, quick, clock, only=None):
    """Measures every study once a round. What waits for the disk, and one worker against two, always goes by the clock."""
    rows = {row.name: row for row in new_rows() if not only or row.name in only}
    parts = {"training": 5_000, "validation": 1_000, "test": 300} if quick else {"training": 50_000, "validation": 10_000}
    requests = {
        "digits": ({"objective": "digits", "storage": "journal"}, clock, 30 if quick else None),
        "grid": ({"objective": "mnist", "storage": "journal", "parts": parts}, clock, None),
        "nothing": ({"objective": "nothing", "storage": "sqlite"}, "seconds", 50 if quick else 300),
    }
    for number in range(rounds if rows else 0):
        print(f"studies, round {number + 1} of {rounds}", flush=True)
        for name, row in rows.items():
            if name == "workers":
                # What the machine's speed does meanwhile hits each of them first.
                scale(row, place, text_of(name, quick), (1, 2) if number % 2 == 0 else (2, 1))
            else:
                request, clock_of_study, trials = requests[name]
                compare(row, place, text_of(name, quick), request, clock_of_study, trials, whole=not quick and name != "nothing")
    for name, part in QUICK_PARTS.items() if quick else ():
        if name in rows:
            rows[name].title += f" ({part})"
    return list(rows.values())
