"""Rosenbrock's function from (-4, -2) by plain double-precision loops: trajectories.json for ExactRowTests.

No package is needed: python make_trajectories.py
"""

import json
import math


def gradient(x, y):
    return -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)


def loss(x, y):
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def adam(rate, iterations, marks):
    """Adam (0.9, 0.99) with epsilon 1e-8 inside the root."""
    point, means, squares = [-4.0, -2.0], [0.0, 0.0], [0.0, 0.0]
    path = []
    for step in range(1, iterations + 1):
        for index, slope in enumerate(gradient(*point)):
            means[index] = 0.9 * means[index] + 0.1 * slope
            squares[index] = 0.99 * squares[index] + 0.01 * slope * slope
            mean = means[index] / (1 - 0.9**step)
            square = squares[index] / (1 - 0.99**step)
            point[index] -= rate * mean / math.sqrt(square + 1e-8)
        if step in marks:
            path.append([step, point[0], point[1], loss(*point)])
    return path


cases = [
    {"rate": rate, "path": adam(rate, last, set(range(every, last + 1, every)))}
    for rate, last, every in [(1e-4, 20000, 1000), (1e-3, 5000, 250), (1e-2, 1500, 75)]
]
with open("trajectories.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
