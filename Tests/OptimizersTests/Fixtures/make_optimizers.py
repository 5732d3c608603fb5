"""Writes optimizers.json: ten steps of each optimizer with and without weight decay, from given gradients, at a constant
rate (every step) and under each schedule (the last step), in double precision by PyTorch; Adam with epsilon inside the
root, which PyTorch has not, by its formula.

    python make_optimizers.py > optimizers.json        (made with PyTorch 2.13.0)
"""

import json

import torch
from torch.optim import lr_scheduler as schedulers

torch.manual_seed(2)
STEPS, COUNT = 10, 7
start = torch.randn(COUNT, dtype=torch.float64)
gradients = torch.randn(STEPS, COUNT, dtype=torch.float64)
gradients[3] = 0
gradients[:, 2] *= 1e-4

makers = {
    "sgd": lambda p, decay: torch.optim.SGD(p, lr=0.1, weight_decay=decay),
    "momentum": lambda p, decay: torch.optim.SGD(p, lr=0.05, momentum=0.8, weight_decay=decay),
    "nesterov": lambda p, decay: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True, weight_decay=decay),
    "adam": lambda p, decay: torch.optim.Adam(p, lr=0.02, betas=(0.85, 0.98), eps=1e-6, weight_decay=decay),
    "adamw": lambda p, decay: torch.optim.AdamW(p, lr=0.02, betas=(0.85, 0.98), eps=1e-6, weight_decay=decay),
    "rmsprop": lambda p, decay: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, eps=1e-6, weight_decay=decay),
    "adagrad": lambda p, decay: torch.optim.Adagrad(p, lr=0.1, eps=1e-6, weight_decay=decay),
}


shapes = {
    "constant": lambda o: schedulers.ConstantLR(o, factor=1),
    "step": lambda o: schedulers.StepLR(o, step_size=3, gamma=0.5),
    "exponential": lambda o: schedulers.ExponentialLR(o, gamma=0.8),
    "cosine": lambda o: schedulers.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.001),
    "warm_up": lambda o: schedulers.SequentialLR(
        o, [schedulers.LinearLR(o, start_factor=0.25, total_iters=4), schedulers.ExponentialLR(o, gamma=0.8)],
        milestones=[4]),
}


def run(make, decay, shape):
    """The parameters after each step, and the rate of each."""
    parameter = torch.nn.Parameter(start.clone())
    optimizer = make([parameter], decay)
    scheduler = shapes[shape](optimizer)
    path, rates = [], []
    for gradient in gradients:
        rates.append(optimizer.param_groups[0]["lr"])
        parameter.grad = gradient.clone()
        optimizer.step()
        scheduler.step()
        path.append(parameter.tolist())
    return path, rates


def adam_inside(decay, rates):
    w, m, v = start.clone(), torch.zeros(COUNT, dtype=torch.float64), torch.zeros(COUNT, dtype=torch.float64)
    path = []
    for t, (g, rate) in enumerate(zip(gradients, rates), 1):
        g = g + decay * w
        m = 0.85 * m + 0.15 * g
        v = 0.98 * v + 0.02 * g * g
        w = w - rate * (m / (1 - 0.85**t)) / (v / (1 - 0.98**t) + 1e-6).sqrt()
        path.append(w.tolist())
    return path


cases = []
for shape in shapes:
    for decay in (0.0, 0.03):
        paths = {name: run(make, decay, shape) for name, make in makers.items()}
        paths["adam_inside"] = adam_inside(decay, paths["adam"][1]), None
        for name, (path, _) in paths.items():
            kept = path if shape == "constant" else path[-1:]
            cases.append({"optimizer": name, "weightDecay": decay, "schedule": shape, "path": kept})
print(json.dumps({"start": start.tolist(), "gradients": gradients.tolist(), "cases": cases}))
