"""PyTorch's side of the training benchmark: the same network, data, batches and number of steps, on one thread."""

import sys
import time
from pathlib import Path

import torch

ROWS = 50_000

directory, epochs = Path(sys.argv[1]), int(sys.argv[2])
algorithm = sys.argv[3] if len(sys.argv) > 3 else "sgd"
torch.set_num_threads(1)
torch.manual_seed(1)


def idx(name, header):
    raw = bytearray((directory / name).read_bytes())
    return torch.frombuffer(raw, dtype=torch.uint8)[header:]


images = idx("images.idx", 16)[: ROWS * 784].reshape(ROWS, 784).float() / 255
labels = idx("labels.idx", 8)[:ROWS].long()
network = torch.nn.Sequential(
    torch.nn.Linear(784, 1024), torch.nn.ReLU(),
    torch.nn.Linear(1024, 256), torch.nn.ReLU(),
    torch.nn.Linear(256, 10),
)
optimizer = {
    "sgd": lambda: torch.optim.SGD(network.parameters(), lr=0.1),
    "momentum": lambda: torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9),
    "adam": lambda: torch.optim.Adam(network.parameters(), lr=0.001),
}[algorithm]()
criterion = torch.nn.CrossEntropyLoss()

seconds = []
for _ in range(epochs):
    start = time.perf_counter()
    order = torch.randperm(ROWS)
    total = torch.zeros(())
    for batch in order.split(100):
        optimizer.zero_grad()
        loss = criterion(network(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.detach()
    mean = total.item() / (ROWS / 100)
    seconds.append(time.perf_counter() - start)

print(f"peer PyTorch {torch.__version__} loss {mean:.4f} seconds", *(f"{value:.4f}" for value in seconds))
