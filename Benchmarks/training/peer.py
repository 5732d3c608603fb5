"""PyTorch's side of the training benchmark: the same networks, images and steps as TrainingBenchmark, on one thread.

usage: peer.py DIRECTORY, which holds MNIST's two training files as plain IDX. Each line of standard input asks for one
measurement, {"workload": …, "steps": …, "start": …, "variant": {"optimizer": …, "memory_format": …}}; the answer is a line
of figures in JSON. `start` is the directory where TrainingBenchmark wrote the network, its initial values and the orders.
What a variant says of the allocator is for whoever starts this program.

The images lie in memory as floats and a batch is taken by its indices, which is much faster than a DataLoader.
"""

import json
import math
import sys
import time
from itertools import islice
from pathlib import Path

import torch

EVALUATED_ROWS = 4_000
WORKLOADS = {each["name"]: each for each in json.loads((Path(__file__).parent / "workloads.json").read_text())}


def idx(path, header):
    return numbers(path, torch.uint8)[header:]


def numbers(path, kind):
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=kind)


def start_of(directory):
    """The network as our side began with it, and the order of the images in each epoch."""
    start = json.loads((directory / "start.json").read_text())
    # Our own program wrote it: torch.nn.Sequential(torch.nn.Linear(784, 1024), …).
    network = eval(start["module"], {"torch": torch})
    state, values = {}, numbers(directory / "values.f32", torch.float32)
    for tensor in start["tensors"]:
        count = math.prod(tensor["shape"])
        state[tensor["name"]] = values[:count].view(tensor["shape"])
        values = values[count:]
    # Batch normalizations also count their batches, from 0.
    missing = network.load_state_dict(state, strict=False).missing_keys
    assert all(name.endswith("num_batches_tracked") for name in missing) and not len(values)
    return network, numbers(directory / "orders.i32", torch.int32).long().view(start["epochs"], -1)


def optimizer_of(workload, parameters, implementation):
    rate = workload["optimizer"]["learning_rate"]
    how = {"fused": {"fused": True}, "default": {}}[implementation]
    return {
        "sgd": lambda: torch.optim.SGD(parameters, lr=rate, **how),
        "momentum": lambda: torch.optim.SGD(parameters, lr=rate, momentum=0.9, **how),
        "adam": lambda: torch.optim.Adam(parameters, lr=rate, **how),
    }[workload["optimizer"]["algorithm"]]()


def batches(images, labels, size, orders):
    """Epoch after epoch in its order; all rows at once need none."""
    for order in orders:
        if size == len(labels):
            yield images, labels
            continue
        for first in range(0, len(labels), size):
            batch = order[first : first + size]
            yield images[batch], labels[batch]


def train(network, optimizer, criterion, stream, steps):
    """Returns the number of images; the loss is summed up as a curve would need it."""
    rows = 0
    total = torch.zeros(())
    for images, labels in islice(stream, steps):
        optimizer.zero_grad()
        loss = criterion(network(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.detach()
        rows += len(labels)
    total.item()
    return rows


@torch.no_grad()
def evaluate(network, criterion, images, labels):
    network.eval()
    loss = correct = 0.0
    for first in range(0, len(labels), 1000):
        outputs, classes = network(images[first : first + 1000]), labels[first : first + 1000]
        loss += criterion(outputs, classes).item() * len(classes)
        correct += (outputs.argmax(1) == classes).sum().item()
    return loss / len(labels), correct / len(labels)


def measure(request, images, labels):
    workload, variant = WORKLOADS[request["workload"]], request["variant"]
    network, orders = start_of(Path(request["start"]))
    images = images[: workload["rows"]].view(-1, *workload.get("image", [784]))
    labels = labels[: workload["rows"]]
    if "memory_format" in variant:
        memory_format = getattr(torch, variant["memory_format"])
        network, images = network.to(memory_format=memory_format), images.contiguous(memory_format=memory_format)
    optimizer = optimizer_of(workload, network.parameters(), variant["optimizer"])
    criterion = torch.nn.CrossEntropyLoss()
    stream = batches(images, labels, workload["batch"], orders)
    train(network, optimizer, criterion, stream, workload["warm_up"])
    start, processor_start = time.perf_counter(), time.process_time()
    rows = train(network, optimizer, criterion, stream, request["steps"])
    seconds, processor_seconds = time.perf_counter() - start, time.process_time() - processor_start
    loss, accuracy = evaluate(network, criterion, images[:EVALUATED_ROWS], labels[:EVALUATED_ROWS])
    return {
        "workload": workload["name"], "library": f"PyTorch {torch.__version__}", "steps": request["steps"],
        "rows": rows, "seconds": seconds, "processor_seconds": processor_seconds, "loss": loss, "accuracy": accuracy,
        "variant": variant,
    }


def main():
    torch.set_num_threads(1)
    directory = Path(sys.argv[1])
    images = idx(directory / "train-images-idx3-ubyte", 16).view(-1, 784).float() / 255
    labels = idx(directory / "train-labels-idx1-ubyte", 8).long()
    for line in sys.stdin:
        print(json.dumps(measure(json.loads(line), images, labels)), flush=True)


if __name__ == "__main__":
    main()
