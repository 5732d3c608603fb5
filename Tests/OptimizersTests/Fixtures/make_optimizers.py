"""Writes optimizers.json: ten steps of each optimizer with and without weight decay, from given gradients, in double
precision by PyTorch; Adam with epsilon inside the root, which PyTorch has not, by its formula.

    python make_optimizers.py > optimizers.json        (made with PyTorch 2.13.0)
"""

import json

import torch

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


def adam_inside(decay):
    w, m, v = start.clone(), torch.zeros(COUNT, dtype=torch.float64), torch.zeros(COUNT, dtype=torch.float64)
    path = []
    for t, g in enumerate(gradients, 1):
        g = g + decay * w
        m = 0.85 * m + 0.15 * g
        v = 0.98 * v + 0.02 * g * g
        w = w - 0.02 * (m / (1 - 0.85**t)) / (v / (1 - 0.98**t) + 1e-6).sqrt()
        path.append(w.tolist())
    return path


cases = []
for name, make in makers.items():
    for decay in (0.0, 0.03):
        parameter = torch.nn.Parameter(start.clone())
        optimizer = make([parameter], decay)
        path = []
        for gradient in gradients:
            parameter.grad = gradient.clone()
            optimizer.step()
            path.append(parameter.tolist())
        cases.append({"optimizer": name, "weightDecay": decay, "path": path})
for decay in (0.0, 0.03):
    cases.append({"optimizer": "adam_inside", "weightDecay": decay, "path": adam_inside(decay)})
print(json.dumps({"start": start.tolist(), "gradients": gradients.tolist(), "cases": cases}))
