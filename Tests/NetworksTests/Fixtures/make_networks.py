"""Writes networks.json: PyTorch's outputs, gradients and ten-step loss curves from given weights and batches.

    python make_networks.py > networks.json        (made with PyTorch 2.13.0)

A layer is written as "dense:6", "relu", "sigmoid", "tanh" or "batch_norm".
"""

import json

import torch

torch.set_num_threads(1)
torch.manual_seed(4)


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def build(layers, inputs):
    modules = []
    for layer in layers:
        kind, _, count = layer.partition(":")
        if kind == "dense":
            modules.append(torch.nn.Linear(inputs, int(count)))
            inputs = int(count)
        elif kind == "batch_norm":
            module = torch.nn.BatchNorm1d(inputs)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
            modules.append(module)
        else:
            modules.append({"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}[kind]())
    return torch.nn.Sequential(*modules), inputs


def parameters(network):
    return [numbers(p) for p in network.parameters()]


def statistics(network):
    return [numbers(b) for name, b in network.named_buffers() if "running" in name]


def gradient_case(name, layers, inputs, rows):
    network, classes = build(layers, inputs)
    x, y = torch.randn(rows, inputs) * 1.5, torch.randint(0, classes, (rows,))
    case = {
        "name": name, "layers": layers, "inputs": inputs, "classes": classes, "rows": rows,
        "input": numbers(x), "labels": y.tolist(), "parameters": parameters(network),
    }
    outputs = network(x)
    loss = torch.nn.functional.cross_entropy(outputs, y)
    loss.backward()
    case |= {
        "outputs": numbers(outputs), "loss": loss.item(),
        "gradients": [numbers(p.grad) for p in network.parameters()], "statistics": statistics(network),
    }
    network.eval()
    case["evaluationLoss"] = torch.nn.functional.cross_entropy(network(x), y).item()
    return case


def curve_case(name, layers, optimizer):
    # The last batch of the plain network has one row; batch normalization could not train on it.
    inputs, rows, batch = 6, 32 if "batch_norm" in layers else 33, 8
    network, classes = build(layers, inputs)
    x, y = torch.randn(rows, inputs), torch.randint(0, classes, (rows,))
    case = {
        "name": name, "layers": layers, "inputs": inputs, "classes": classes, "batch": batch, "optimizer": optimizer,
        "input": numbers(x), "labels": y.tolist(), "parameters": parameters(network),
    }
    decay = 0.01
    step = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.2, weight_decay=decay),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=decay),
        "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=decay),
        "adam": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=decay),
    }[optimizer](network.parameters())
    losses = []
    for _ in range(3):
        for first in range(0, rows, batch):
            part = slice(first, min(first + batch, rows))
            step.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(x[part]), y[part])
            loss.backward()
            step.step()
            losses.append(loss.item())
    return case | {"losses": losses[:10]}


MLP = ["dense:9", "relu", "dense:5", "tanh", "dense:4"]
NORMALIZED = ["dense:9", "batch_norm", "relu", "dense:5", "batch_norm", "sigmoid", "dense:4"]
print(json.dumps({
    "gradients": [
        gradient_case("dense", ["dense:4"], 5, 7),
        gradient_case("relu", ["dense:6", "relu", "dense:4"], 5, 7),
        gradient_case("sigmoid", ["dense:6", "sigmoid", "dense:4"], 5, 7),
        gradient_case("tanh", ["dense:6", "tanh", "dense:4"], 5, 7),
        gradient_case("batch normalization", ["dense:6", "batch_norm", "relu", "dense:4"], 5, 7),
        gradient_case("batch normalization first and last", ["batch_norm", "dense:4", "batch_norm"], 5, 9),
        gradient_case("activations apart", ["tanh", "dense:6", "relu", "sigmoid", "dense:3"], 5, 6),
        gradient_case("wide", ["dense:21", "sigmoid", "dense:17", "tanh", "dense:2"], 18, 19),
        gradient_case("sizes of one", ["dense:1", "tanh", "dense:2"], 1, 1),
    ],
    "curves": [
        curve_case(f"{name}, {optimizer}", layers, optimizer)
        for name, layers in (("MLP", MLP), ("MLP with batch normalization", NORMALIZED))
        for optimizer in ("sgd", "momentum", "nesterov", "adam")
    ],
}))
