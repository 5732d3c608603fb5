"""The training workloads: rounds over all of them, each side in turn, so that what else the machine does hits both."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from .figures import Row, seconds

TRAINING = Path(__file__).resolve().parent.parent / "training"
WORKLOADS = json.loads((TRAINING / "workloads.json").read_text())
#: Both sides start from the same weights and see the images in the same order; rounding alone lets them part, the further the
#: more steps they make.
ACCURACY_TOLERANCE = 0.01
LOSS_TOLERANCE = 0.05


#: glibc's allocator gives large arrays back to the system when they are freed; with these a process keeps them.
KEEPING_MEMORY = "glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=17179869184"


class PeerProcess:
    """A process of PyTorch, which waits for requests while it is not its turn."""

    def __init__(self, data, tunables):
        self.process = subprocess.Popen(
            [sys.executable, TRAINING / "peer.py", data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | ({"GLIBC_TUNABLES": tunables} if tunables else {}),
        )

    def measure(self, request):
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise SystemExit("PyTorch's side ended; its message stands above")
        return json.loads(answer)

    def end(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait()


class Peer:
    """PyTorch's side of a round: a process as it is, and one for the variants whose allocator keeps memory."""

    def __init__(self, data):
        self.data, self.processes = data, {}

    def measure(self, request):
        tunables = KEEPING_MEMORY if "allocator" in request["variant"] else ""
        if tunables not in self.processes:
            self.processes[tunables] = PeerProcess(self.data, tunables)
        return self.processes[tunables].measure(request)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes.values():
            process.end()


class Ours:
    def __init__(self, program, data):
        self.program, self.data = program, data

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit("our side ended; its message stands above")
        return json.loads(done.stdout)

    def measure(self, name, steps, seed, start):
        """Also writes down, in the directory `start`, where the training begins."""
        figures = self.run(name, self.data, str(steps), str(seed), start)
        return figures | {key: float(figures[key]) for key in ("loss", "accuracy")}

    def product_rate(self):
        return self.run("sgemm")


def per_unit(workload, figures, clock):
    """Seconds per epoch, or per step."""
    if workload["unit"] == "step":
        return figures[clock] / figures["steps"]
    return figures[clock] * workload["rows"] / figures["rows"]


def variants(workload):
    """Those that the workload is asked for against, then those beside them."""
    return workload["peer"] + workload.get("beside", [])


def variant_text(figures):
    return ", ".join(figures["variant"].values()).replace("_", " ").replace("contiguous format", "default format")


def measure(program, data, rounds, length, clock, only=None):
    """Measures every workload once a round. Returns rows, and the machine's matrix-product rates in GFLOP/s."""
    workloads = [each for each in WORKLOADS if not only or each["name"] in only]
    rows = {each["name"]: new_row(each) for each in workloads}
    rates = []
    ours = Ours(program, data)
    rate_key = "gigaflops" if clock == "seconds" else "processor_gigaflops"
    for number in range(rounds if workloads else 0):
        with Peer(data) as peer:
            rates.append(ours.product_rate()[rate_key])
            print(f"round {number + 1} of {rounds}: sgemm {rates[-1]:.0f} GFLOP/s", flush=True)
            for workload in workloads:
                steps = workload["steps"][length]
                with tempfile.TemporaryDirectory() as start:
                    mine = ours.measure(workload["name"], steps, number + 1, start)
                    request = {"workload": workload["name"], "steps": steps, "start": start}
                    answers = [peer.measure(request | {"variant": variant}) for variant in variants(workload)]
                add(rows[workload["name"]], workload, mine, answers, rates[-1], clock)
    for workload in workloads:
        conclude(rows[workload["name"]], workload, clock)
    return list(rows.values()), rates


def new_row(workload):
    share = workload.get("share", {})
    return Row(
        name=workload["name"], title=workload["title"], unit="×", least=workload["least"], aim=workload["aim"],
        share_least=share.get("least"), share_aim=share.get("aim"),
    )


def add(row, workload, mine, answers, rate, clock):
    """Adds a pair: the fastest of the variants that the workload is asked for against counts."""

    def ratio(key, answers):
        return min(per_unit(workload, each, key) for each in answers) / per_unit(workload, mine, key)

    judges = answers[: len(workload["peer"])]
    row.measures.append(ratio(clock, judges))
    row.processor_measures.append(ratio("processor_seconds", judges))
    if len(answers) > len(judges):
        row.beside_measures.append(ratio(clock, answers))
    row.shares.append(mine["operations"] / mine[clock] / 1e9 / rate)
    row.raw.append({"ours": mine, "peer": answers, "gigaflops": rate})
    theirs = ", ".join(f"{seconds(per_unit(workload, each, clock))} ({variant_text(each)})" for each in answers)
    losses = " ".join(f"{each['loss']:.4f}" for each in [*answers, mine])
    accuracies = " ".join(f"{each['accuracy']:.4f}" for each in [*answers, mine])
    print(
        f"  {row.name:<2} ratio {row.measures[-1]:5.2f} (of processor time {row.processor_measures[-1]:5.2f}), share "
        f"{row.shares[-1]:.2f}; per {workload['unit']} ours {seconds(per_unit(workload, mine, clock))}, peer {theirs}; "
        f"loss {losses}; accuracy {accuracies}",
        flush=True,
    )


def conclude(row, workload, clock):
    """Sums up all rounds, and checks that both sides did the same work."""
    unit = workload["unit"]
    row.ours = f"{seconds(statistics.median(per_unit(workload, raw['ours'], clock) for raw in row.raw))} per {unit}"
    times = [
        (statistics.median(per_unit(workload, each, clock) for each in answers), variant_text(answers[0]))
        for answers in zip(*(raw["peer"] for raw in row.raw))
    ]
    judges, beside = sorted(times[: len(workload["peer"])]), sorted(times[len(workload["peer"]) :])
    if beside:
        row.beside = min(times)[1]
    row.peer = f"{seconds(judges[0][0])} per {unit}"
    if len(times) > 1:
        others = [f"{text}: {seconds(time)}" for time, text in judges[1:] + beside]
        row.peer += f" ({'; '.join([judges[0][1], *others])})"
    row.doubts = list(dict.fromkeys(doubts(row.raw)))


def doubts(pairs):
    """In what the two sides' work differs, taken over all pairs."""
    for number in range(len(pairs[0]["peer"])):
        sides = [(pair["ours"], pair["peer"][number]) for pair in pairs]
        if any(ours[key] != peer[key] for ours, peer in sides for key in ("steps", "rows")):
            yield "the sides trained on different numbers of images"
        loss, peer_loss, accuracy, peer_accuracy = (
            statistics.mean(pair[side][key] for pair in sides) for key in ("loss", "accuracy") for side in (0, 1)
        )
        # Written so that a figure that is not a number counts as a difference.
        if not abs(accuracy - peer_accuracy) <= ACCURACY_TOLERANCE:
            yield f"accuracies differ: {peer_accuracy:.3f} and {accuracy:.3f}"
        if not abs(loss - peer_loss) <= LOSS_TOLERANCE * peer_loss:
            yield f"losses differ: {peer_loss:.3f} and {loss:.3f}"
