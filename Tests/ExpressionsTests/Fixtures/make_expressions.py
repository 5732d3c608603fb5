"""Losses and gradients of expressions in double precision, by PyTorch: expressions.json for ProgramReferenceTests.

Run it in this directory with PyTorch 2 installed: python make_expressions.py
"""

import json
import math

import torch

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(3)


def sigmoid(x):
    return torch.sigmoid(torch.as_tensor(x))


FUNCTIONS = {
    "exp": torch.exp, "log": torch.log, "sqrt": torch.sqrt, "abs": torch.abs, "sin": torch.sin, "cos": torch.cos,
    "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu, "floor": torch.floor, "ceil": torch.ceil,
    "max": lambda x, *rest: x if not rest else FUNCTIONS["max"](torch.maximum(*pair(x, rest[0])), *rest[1:]),
    "min": lambda x, *rest: x if not rest else FUNCTIONS["min"](torch.minimum(*pair(x, rest[0])), *rest[1:]),
    "pi": math.pi, "e": math.e,
}


def pair(x, y):
    return torch.broadcast_tensors(torch.as_tensor(x), torch.as_tensor(y))


# The text, its definitions, the learnt names with their values, the columns.
CASES = [
    ("(1 - x)^2 + 100*(y - x^2)^2", {}, {"x": -4.0, "y": -2.0}, []),
    ("x^3 - 2*x^-2 + x^0 + x^1 + 2^x", {}, {"x": -1.5}, []),
    ("(x*x)^y + e^x - pi^y", {}, {"x": 0.7, "y": 1.3}, []),
    ("-x^2 + 2^-x^2", {}, {"x": 0.3}, []),
    ("(x - y)^2/2 + 0.1*(x + y)^2/2", {}, {"x": 2**0.5, "y": 0.25}, []),
    ("exp(a*u) + log(b + u^2) - sqrt(a^2 + b^2)", {}, {"a": 0.4, "b": 1.1}, ["u"]),
    ("sin(a*u) * cos(b - v) / (2 + tanh(a*v))", {}, {"a": 0.8, "b": -0.6}, ["u", "v"]),
    ("relu(a*u + b) + relu(-a) + abs(v - b) + abs(a)", {}, {"a": 0.9, "b": 0.1}, ["u", "v"]),
    ("max(a*u, b*v, 0.1) + min(a, u, v, b)", {}, {"a": 0.5, "b": 0.5}, ["u", "v"]),
    ("max(a, b) + min(a, b) + max(a, b, c) + min(a, 0.5) + relu(z) + abs(z)", {},
     {"a": 0.5, "b": 0.5, "c": 0.5, "z": 0.0}, []),
    ("(sigmoid(s + b) - t)^2", {"s": "w1*u + w2*v"}, {"w1": 0.3, "w2": 0.8, "b": 0.2}, ["u", "v", "t"]),
    ("(o - t)^2", {"o": "sigmoid(c*h1 + d*h2)", "h1": "sigmoid(a*u + v)", "h2": "sigmoid(h1*u - b)"},
     {"a": 0.3, "b": 0.8, "c": 1.2, "d": -0.7}, ["u", "v", "t"]),
    ("sigmoid(800*a) + sigmoid(-800*a) + tanh(30*a)", {}, {"a": 1.0}, []),
    ("floor(3*a) * u + ceil(a) * a", {}, {"a": 0.45}, ["u"]),
    ("u / a / v + a / (1 + u)", {}, {"a": 1.7}, ["u", "v"]),
]
ROWS = 300  # More than one block.

cases = []
for text, definitions, learnt, columns in CASES:
    parameters = {name: torch.tensor(value, requires_grad=True) for name, value in learnt.items()}
    table = {name: torch.rand(ROWS, generator=generator) * 2 + 0.05 for name in columns}
    scope = FUNCTIONS | table | parameters
    waiting = dict(definitions)
    while waiting:
        for name in list(waiting):
            try:
                scope[name] = eval(waiting[name].replace("^", "**"), {}, scope)
                del waiting[name]
            except NameError:
                pass
    loss = torch.as_tensor(eval(text.replace("^", "**"), {}, scope)).mean()
    gradients = torch.autograd.grad(loss, list(parameters.values()))
    cases.append({
        "text": text, "definitions": definitions, "learnt": list(learnt), "values": list(learnt.values()),
        "columns": columns, "rows": [table[name].tolist() for name in columns], "loss": loss.item(),
        "gradients": [gradient.item() for gradient in gradients],
    })

with open("expressions.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
