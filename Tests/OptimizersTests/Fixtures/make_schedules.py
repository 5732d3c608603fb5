"""Writes schedules.json: the learning rates of PyTorch's schedulers, period by period.

    python make_schedules.py > schedules.json        (made with PyTorch 2.13.0)
"""

import json

import torch
from torch.optim import lr_scheduler as schedulers

BASE, TOTAL = 0.4, 24


def rates(shape, warm_up, start):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=BASE)
    scheduler = {
        "constant": lambda: schedulers.ConstantLR(optimizer, factor=1),
        "step": lambda: schedulers.StepLR(optimizer, step_size=4, gamma=0.3),
        "exponential": lambda: schedulers.ExponentialLR(optimizer, gamma=0.9),
        "cosine": lambda: schedulers.CosineAnnealingLR(optimizer, T_max=TOTAL - warm_up, eta_min=0.01),
    }[shape]()
    if warm_up:
        linear = schedulers.LinearLR(optimizer, start_factor=start, total_iters=warm_up)
        scheduler = schedulers.SequentialLR(optimizer, [linear, scheduler], milestones=[warm_up])
    result = []
    for _ in range(TOTAL):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return result


print(json.dumps([
    {"shape": shape, "warmUp": warm_up, "warmUpStart": start, "rates": rates(shape, warm_up, start)}
    for shape in ("constant", "step", "exponential", "cosine") for warm_up, start in ((0, 1.0), (5, 0.2), (1, 0.5))
]))
