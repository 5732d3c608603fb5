"""Trains a small net on two interleaved spirals and prints a line per epoch."""

import argparse
import math

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.01)
parser.add_argument("--width", type=int, default=16)
parser.add_argument("--activation", choices=["relu", "tanh"], default="relu")
parser.add_argument("--epochs", type=int, default=40)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()

torch.manual_seed(options.seed)


def spirals(count):
    turn = torch.rand(count) * 2.5 * math.pi
    label = torch.randint(0, 2, (count,))
    angle = turn + math.pi * label
    points = torch.stack([turn * angle.cos(), turn * angle.sin()], dim=1) / 8
    return points + 0.02 * torch.randn(count, 2), label


train_x, train_y = spirals(1000)
valid_x, valid_y = spirals(500)
activation = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[options.activation]
net = torch.nn.Sequential(
    torch.nn.Linear(2, options.width), activation(),
    torch.nn.Linear(options.width, options.width), activation(),
    torch.nn.Linear(options.width, 2),
)
optimizer = torch.optim.Adam(net.parameters(), lr=options.lr)
for epoch in range(1, options.epochs + 1):
    for batch in torch.randperm(len(train_x)).split(50):
        loss = torch.nn.functional.cross_entropy(net(train_x[batch]), train_y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        scores = net(valid_x)
        accuracy = (scores.argmax(dim=1) == valid_y).float().mean().item()
        valid_loss = torch.nn.functional.cross_entropy(scores, valid_y).item()
    print(f"epoch {epoch}/{options.epochs}  val_loss: {valid_loss:.4f}  val_acc: {accuracy:.4f}")
