"""Optuna's and PyTorch's side of whole studies: several processes share a storage, each trains on one thread.

usage: peer.py REQUEST, a file of JSON: {"objective": "digits" | "mnist" | "nothing", "configurations": [{…}, …] or null,
"trials": …, "workers": …, "storage": "sqlite" | "journal", "path": …, "parts": {…}, "images": …, "digits": …}. The answer is
a line of JSON: seconds from the moment all processes are ready until the last one ends, their processor time, and the mean
of the objective.

With configurations these are the trials, which wait in the storage from the beginning; without, a random sampler draws them. Waiting
trials need the journal: from SQLite two processes may be handed the same one.
"""

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

import optuna


def storage_of(request):
    if request["storage"] == "sqlite":
        return optuna.storages.RDBStorage(f"sqlite:///{request['path']}", engine_kwargs={"connect_args": {"timeout": 100}})
    return optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(request["path"]))


def nothing(_):
    return lambda trial: trial.suggest_float("c", 0, 1) ** 2


def train_networks(parts, widths_of, learning_rate_of, settings):
    """An objective: trains, looks at the validation part after each epoch and at the held-out part at the end."""
    import torch

    torch.set_num_threads(1)
    parts = {name: (features.float() / settings["scale"], labels.long()) for name, (features, labels) in parts.items()}
    criterion = torch.nn.CrossEntropyLoss()
    size, epochs = settings["batch"], settings["epochs"]

    @torch.no_grad()
    def evaluate(network, features, labels):
        loss = correct = 0.0
        for first in range(0, len(labels), 1000):
            outputs, classes = network(features[first : first + 1000]), labels[first : first + 1000]
            loss += criterion(outputs, classes).item() * len(classes)
            correct += (outputs.argmax(1) == classes).sum().item()
        return correct / len(labels)

    def objective(trial):
        torch.manual_seed(trial.number)
        widths = [parts["training"][0].shape[1], *widths_of(trial), 10]
        modules = []
        for inputs, outputs in zip(widths, widths[1:]):
            modules += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
        network = torch.nn.Sequential(*modules[:-1])
        rate, beta = learning_rate_of(trial)
        optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=beta, fused=True)
        features, labels = parts["training"]
        for _ in range(epochs):
            order = torch.randperm(len(labels))
            total = torch.zeros(())
            for first in range(0, len(labels), size):
                batch = order[first : first + size]
                optimizer.zero_grad()
                loss = criterion(network(features[batch]), labels[batch])
                loss.backward()
                optimizer.step()
                total += loss.detach()
            accuracy = evaluate(network, *parts["validation"])
            for name in settings["also"]:
                evaluate(network, *parts[name])
        evaluate(network, *parts["test"])
        return accuracy

    return objective


def digits(request):
    import torch

    rows = [[int(x) for x in line.split(",")] for line in gzip.open(request["digits"], "rt").read().split()]
    table = torch.tensor(rows)
    parts = {
        name: (table[first:last, :-1], table[first:last, -1])
        for name, first, last in (("training", 0, 1097), ("validation", 1097, 1447), ("test", 1447, 1797))
    }
    return train_networks(
        parts,
        lambda trial: [trial.suggest_int("width", 16, 128, log=True)],
        lambda trial: (trial.suggest_float("learning_rate", 0.01, 0.2, log=True), trial.suggest_float("beta", 0.5, 0.95)),
        {"scale": 16, "batch": 32, "epochs": 30, "also": []},
    )


def mnist(request):
    import torch

    def idx(name, header):
        raw = bytearray((Path(request["images"]) / name).read_bytes())
        return torch.frombuffer(raw, dtype=torch.uint8)[header:]

    counts = request["parts"]
    images, labels = idx("train-images-idx3-ubyte", 16).view(-1, 784), idx("train-labels-idx1-ubyte", 8)
    parts = {
        "training": (images[: counts["training"]], labels[: counts["training"]]),
        "validation": (images[-counts["validation"] :], labels[-counts["validation"] :]),
        "test": (
            idx("t10k-images-idx3-ubyte", 16).view(-1, 784)[: counts.get("test")],
            idx("t10k-labels-idx1-ubyte", 8)[: counts.get("test")],
        ),
    }
    return train_networks(
        parts,
        lambda trial: [
            trial.suggest_categorical("wide", [2048, 1024, 512]), trial.suggest_categorical("narrow", [256, 128, 64])
        ],
        lambda trial: (0.1, trial.suggest_categorical("beta", [0.95, 0.9, 0.85])),
        {"scale": 255, "batch": 100, "epochs": 1, "also": ["training"]},
    )


def work(request):
    """One process of the study. It says when it is ready, and waits to be told to begin."""
    objective = {"digits": digits, "mnist": mnist, "nothing": nothing}[request["objective"]](request)
    study = optuna.load_study(
        study_name="benchmark", storage=storage_of(request), sampler=optuna.samplers.RandomSampler()
    )
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.process_time()
    while True:
        # Trials that wait are handed out first; one with a number beyond the last means that all have been.
        trial = study.ask()
        if trial.number >= request["trials"]:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
            break
        study.tell(trial, objective(trial))
    print(time.process_time() - start, flush=True)


def lead(path, request):
    study = optuna.create_study(study_name="benchmark", storage=storage_of(request), direction="maximize")
    for configuration in request["configurations"] or []:
        study.enqueue_trial(configuration)
    workers = [
        subprocess.Popen([sys.executable, __file__, path, "work"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(request["workers"])
    ]
    for worker in workers:
        if worker.stdout.readline() != "ready\n":
            raise SystemExit("a worker of Optuna's study ended; its message stands above")
    start = time.perf_counter()
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    processor_seconds = sum(float(worker.stdout.readline()) for worker in workers)
    seconds = time.perf_counter() - start
    for worker in workers:
        worker.wait()
    values = [trial.value for trial in study.get_trials(states=(optuna.trial.TrialState.COMPLETE,))]
    print(json.dumps({
        "trials": len(values), "seconds": seconds, "processor_seconds": processor_seconds,
        "mean": sum(values) / len(values), "library": f"Optuna {optuna.__version__}, {request['storage']}",
    }))


if __name__ == "__main__":
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    request = json.loads(Path(sys.argv[1]).read_text())
    if sys.argv[2:] == ["work"]:
        work(request)
    else:
        lead(sys.argv[1], request)
