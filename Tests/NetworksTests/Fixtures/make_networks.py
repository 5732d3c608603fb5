"""Writes networks.json: PyTorch's outputs, gradients and ten-step loss curves from given weights and batches.

    python make_networks.py > networks.json        (made with PyTorch 2.13.0)

A layer is written as "dense:6", "relu", "sigmoid", "tanh", "batch_norm", "layer_norm", "flatten",
"conv:channels,kernel,stride,padding", "max_pool:size,stride" or "avg_pool:size,stride".
"""

import json

import numpy
import torch

torch.set_num_threads(1)
torch.manual_seed(4)


def shortest(value):
    single = numpy.float32(value)
    return next(short for digits in range(1, 10) if numpy.float32(short := float(f"{single:.{digits}g}")) == single)


def numbers(tensor):
    return [shortest(value) for value in tensor.detach().flatten().tolist()]


def module(kind, settings, shape):
    if kind == "dense":
        return torch.nn.Linear(shape[0], *settings)
    if kind == "conv":
        return torch.nn.Conv2d(shape[0], *settings)
    if kind == "max_pool":
        return torch.nn.MaxPool2d(*settings)
    if kind == "avg_pool":
        return torch.nn.AvgPool2d(*settings)
    if kind in ("batch_norm", "layer_norm"):
        if kind == "layer_norm":
            result = torch.nn.LayerNorm(shape)
        else:
            result = torch.nn.BatchNorm2d(shape[0]) if len(shape) == 3 else torch.nn.BatchNorm1d(shape[0])
        torch.nn.init.uniform_(result.weight, 0.5, 1.5)
        torch.nn.init.uniform_(result.bias, -0.5, 0.5)
        return result
    return {
        "relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "flatten": torch.nn.Flatten,
    }[kind]()


def build(layers, shape):
    modules = []
    for layer in layers:
        kind, _, settings = layer.partition(":")
        modules.append(module(kind, [int(number) for number in settings.split(",") if number], list(shape)))
        shape = modules[-1].eval()(torch.zeros(1, *shape)).shape[1:]
    return torch.nn.Sequential(*modules).train(), shape[0]


def parameters(network):
    return [numbers(p) for p in network.parameters()]


def statistics(network):
    return [numbers(b) for name, b in network.named_buffers() if "running" in name]


def one_hot(labels, outputs):
    """What the squared error holds the outputs against: ones and zeros, in a column for each class or in one alone."""
    if outputs == 1:
        return labels[:, None].to(torch.get_default_dtype())
    return torch.nn.functional.one_hot(labels, outputs).to(torch.get_default_dtype())


def loss_of(kind, outputs, y):
    if kind == "cross_entropy":
        return torch.nn.functional.cross_entropy(outputs, y)
    target = y[:, None] if y.is_floating_point() else one_hot(y, outputs.shape[1])
    return torch.nn.functional.mse_loss(outputs, target.to(outputs.dtype))


def gradient_case(name, layers, shape, rows, kind="cross_entropy", targets=None):
    shape = shape if isinstance(shape, list) else [shape]
    network, outputs = build(layers, shape)
    classes = {None: outputs, "binary": 2, "numbers": 0}[targets]
    x, y = torch.round(torch.randn(rows, *shape) * 150) / 100, torch.randint(0, max(classes, 1), (rows,))
    if targets == "numbers":
        y = torch.round(torch.randn(rows) * 100) / 100
    case = {
        "name": name, "layers": layers, "shape": shape, "loss": kind, "classes": classes, "rows": rows,
        "input": numbers(x), "labels": [] if targets == "numbers" else y.tolist(),
        "numbers": numbers(y) if targets == "numbers" else [], "parameters": parameters(network),
    }
    # In double precision, so that the rounding measured is ours alone.
    network, x = network.double(), x.double()
    outputs = network(x)
    loss = loss_of(kind, outputs, y)
    loss.backward()
    case |= {
        "outputs": numbers(outputs), "lossValue": loss.item(),
        "gradients": [numbers(p.grad) for p in network.parameters()], "statistics": statistics(network),
    }
    network.eval()
    case["evaluationLoss"] = loss_of(kind, network(x), y).item()
    return case


def curve_case(name, layers, optimizer, shape=[6], kind="cross_entropy", clip=None, schedule=None):
    # The last batch of the plain network has one row; batch normalization could not train on it.
    rows, batch = 32 if "batch_norm" in layers else 33, 8
    network, classes = build(layers, shape)
    x, y = torch.round(torch.randn(rows, *shape) * 100) / 100, torch.randint(0, classes, (rows,))
    case = {
        "name": name, "layers": layers, "shape": shape, "classes": classes, "batch": batch, "optimizer": optimizer,
        "loss": kind, "clipNorm": clip, "schedule": schedule,
        "input": numbers(x), "labels": y.tolist(), "parameters": parameters(network),
    }
    decay = 0.01
    step = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.2, weight_decay=decay),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=decay),
        "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=decay),
        "adam": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=decay),
    }[optimizer](network.parameters())
    rates = {
        None: lambda: torch.optim.lr_scheduler.ConstantLR(step, factor=1),
        "step": lambda: torch.optim.lr_scheduler.StepLR(step, step_size=3, gamma=0.3),
        "cosine": lambda: torch.optim.lr_scheduler.CosineAnnealingLR(step, T_max=15, eta_min=0.01),
    }[schedule]()
    losses = []
    for _ in range(3):
        for first in range(0, rows, batch):
            part = slice(first, min(first + batch, rows))
            step.zero_grad()
            loss = loss_of(kind, network(x[part]), y[part])
            loss.backward()
            if clip:
                torch.nn.utils.clip_grad_norm_(network.parameters(), clip)
            step.step()
            rates.step()
            losses.append(loss.item())
    return case | {"losses": losses[:10]}


MLP = ["dense:9", "relu", "dense:5", "tanh", "dense:4"]
CNN = ["conv:4,3,1,0", "batch_norm", "relu", "conv:5,3,1,1", "batch_norm", "relu", "max_pool:2,2", "flatten", "dense:6",
       "relu", "dense:4"]
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
        gradient_case("layer normalization", ["dense:6", "layer_norm", "relu", "dense:4"], 5, 7),
        gradient_case("layer normalization first and last", ["layer_norm", "dense:4", "layer_norm"], 5, 6),
        gradient_case("convolution", ["conv:3,3,1,0", "relu", "flatten", "dense:3"], [1, 6, 5], 4),
        gradient_case(
            "convolutions of many channels",
            ["conv:9,3,1,0", "relu", "conv:5,3,1,0", "sigmoid", "conv:2,2,1,0", "flatten", "dense:3"], [8, 7, 8], 3),
        gradient_case(
            "padding", ["conv:3,3,1,1", "tanh", "conv:9,3,1,2", "relu", "conv:2,3,1,2", "flatten", "dense:3"],
            [2, 4, 3], 3),
        gradient_case(
            "strides", ["conv:9,3,2,1", "relu", "conv:3,3,2,1", "relu", "conv:8,1,3,0", "flatten", "dense:3"],
            [9, 13, 14], 3),
        gradient_case("strides over few channels", ["conv:2,3,2,0", "relu", "conv:3,2,3,1", "flatten", "dense:3"],
                      [1, 9, 12], 3),
        gradient_case("maximum pooling", ["conv:3,2,1,0", "max_pool:2,2", "flatten", "dense:3"], [2, 6, 7], 4),
        gradient_case("overlapping maximum pooling", ["conv:3,2,1,0", "max_pool:3,2", "flatten", "dense:3"],
                      [2, 8, 9], 4),
        gradient_case("average pooling", ["conv:3,2,1,0", "avg_pool:2,2", "avg_pool:2,1", "flatten", "dense:3"],
                      [2, 8, 9], 4),
        gradient_case(
            "batch normalization of channels",
            ["batch_norm", "conv:3,3,1,0", "batch_norm", "relu", "conv:2,2,1,0", "batch_norm", "sigmoid", "flatten",
             "dense:3"], [2, 6, 7], 5),
        gradient_case("layer normalization of images", ["conv:3,3,1,0", "layer_norm", "relu", "flatten", "dense:3"],
                      [2, 6, 7], 4),
        gradient_case("squared error against classes", ["dense:6", "tanh", "dense:4"], 5, 7, "mse"),
        gradient_case("squared error on a sigmoid", ["dense:6", "relu", "dense:1", "sigmoid"], 5, 7, "mse", "binary"),
        gradient_case("squared error against numbers", ["dense:6", "sigmoid", "dense:1"], 5, 7, "mse", "numbers"),
        gradient_case("kernel as large as the image", ["conv:4,5,1,0", "relu", "flatten", "dense:3"], [3, 5, 5], 1),
    ],
    "curves": [
        curve_case(f"{name}, {optimizer}", layers, optimizer)
        for name, layers in (("MLP", MLP), ("MLP with batch normalization", NORMALIZED))
        for optimizer in ("sgd", "momentum", "nesterov", "adam")
    ] + [curve_case(f"CNN, {optimizer}", CNN, optimizer, [1, 8, 8]) for optimizer in ("sgd", "momentum", "adam")] + [
        curve_case("squared error", MLP, "momentum", kind="mse"),
        curve_case("clipped, SGD", MLP, "sgd", clip=0.2),
        curve_case("clipped, Adam", MLP, "adam", clip=0.2),
        curve_case("in steps", MLP, "momentum", schedule="step"),
        curve_case("along a cosine", MLP, "sgd", schedule="cosine"),
    ],
}))
