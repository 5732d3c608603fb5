"""Sixty iterations of PyTorch's optimizers with its schedulers and clip_grad_norm_, in double precision:
schedules.json for ExpressionScheduleTests.

Run it in this directory: python make_schedules.py        (made with PyTorch 2.13.0)
"""

import json

import torch
from torch.optim import lr_scheduler as schedulers

torch.set_default_dtype(torch.float64)
ITERATIONS, START = 60, (-1.2, 1.0, 0.5)
MINIMIZE = "(1 - x)^2 + 10*(y - x^2)^2 + (z - x*y)^2"

OPTIMIZERS = [
    {"sgd": {"learning_rate": 0.01}},
    {"momentum": {"learning_rate": 0.004, "beta": 0.8, "nesterov": True, "weight_decay": 0.01}},
    {"adam": {"learning_rate": 0.05}},
    {"rmsprop": {"learning_rate": 0.02, "decay": 0.9}},
    {"adamw": {"learning_rate": 0.05, "weight_decay": 0.1}},
]
SCHEDULES = [
    None,
    {"constant": {"warm_up": 6}},
    {"step": {"every": 7, "factor": 0.6}},
    {"step": {"every": 10, "factor": 0.5, "warm_up": 4, "warm_up_start": 0.1}},
    {"exponential": {"factor": 0.97}},
    {"exponential": {"factor": 0.95, "warm_up": 5, "warm_up_start": 0.5}},
    "cosine",
    {"cosine": {"minimum": 0.001}},
    {"cosine": {"minimum": 0.002, "warm_up": 12, "warm_up_start": 0.05}},
]


def loss(x, y, z):
    return (1 - x) ** 2 + 10 * (y - x**2) ** 2 + (z - x * y) ** 2


def optimizer(description, parameters):
    (name, settings), = description.items()
    settings = dict(settings)
    rate, decay = settings.pop("learning_rate"), settings.pop("weight_decay", 0)
    if name == "adam":
        return torch.optim.Adam(parameters, lr=rate, weight_decay=decay)
    if name == "adamw":
        return torch.optim.AdamW(parameters, lr=rate, weight_decay=decay)
    if name == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=rate, alpha=settings["decay"], weight_decay=decay)
    return torch.optim.SGD(
        parameters, lr=rate, momentum=settings.get("beta", 0), nesterov=settings.get("nesterov", False),
        weight_decay=decay)


def scheduler(description, optimizer):
    (name, settings), = (description if isinstance(description, dict) else {description or "constant": {}}).items()
    warm_up = settings.get("warm_up", 0)
    main = {
        "constant": lambda: schedulers.ConstantLR(optimizer, factor=1),
        "step": lambda: schedulers.StepLR(optimizer, step_size=settings["every"], gamma=settings["factor"]),
        "exponential": lambda: schedulers.ExponentialLR(optimizer, gamma=settings["factor"]),
        "cosine": lambda: schedulers.CosineAnnealingLR(
            optimizer, T_max=ITERATIONS - warm_up, eta_min=settings.get("minimum", 0)),
    }[name]()
    if not warm_up:
        return main
    linear = schedulers.LinearLR(optimizer, start_factor=settings.get("warm_up_start", 1 / 3), total_iters=warm_up)
    return schedulers.SequentialLR(optimizer, [linear, main], milestones=[warm_up])


def path(optimizer_description, schedule, clip):
    parameters = [torch.tensor(value, requires_grad=True) for value in START]
    chosen = optimizer(optimizer_description, parameters)
    rates = scheduler(schedule, chosen)
    points = []
    clipped = 0
    for iteration in range(1, ITERATIONS + 1):
        chosen.zero_grad()
        loss(*parameters).backward()
        if clip:
            clipped += torch.nn.utils.clip_grad_norm_(parameters, clip).item() > clip
        chosen.step()
        rates.step()
        if iteration % 5 == 0:
            values = [value.item() for value in parameters]
            points.append([iteration, *values, loss(*parameters).item()])
    return points, clipped


def case(description, schedule, limits):
    for clip in limits:
        points, clipped = path(description, schedule, clip)
        # A limit that always or never applies would test less.
        if clip is None or 5 < clipped < ITERATIONS - 5:
            return {"minimize": MINIMIZE, "start": START, "iterations": ITERATIONS, "optimizer": description,
                    "schedule": schedule, "clip_norm": clip, "path": points}
    raise ValueError(f"no limit fits {description} with {schedule}")


cases = []
for number, schedule in enumerate(SCHEDULES):
    cases.append(case(OPTIMIZERS[number % len(OPTIMIZERS)], schedule, [None]))
    cases.append(case(OPTIMIZERS[(number + 2) % len(OPTIMIZERS)], schedule, [2.0, 4.0, 6.0, 8.0, 10.0, 1.0, 0.5]))
with open("schedules.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
