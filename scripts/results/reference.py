"""Adam on Rosenbrock's function in plain Python, to hold what was recorded against."""

import functools
import math


@functools.cache
def adam_on_rosenbrock(step: float, iterations: int, beta1: float = 0.9, beta2: float = 0.99, epsilon: float = 1e-8) -> list[tuple[float, float]]:
    """x and y from (−4, −2) on, after each iteration; epsilon is inside the root."""
    x, y = -4.0, -2.0
    first_x = first_y = second_x = second_y = 0.0
    way = [(x, y)]
    for iteration in range(1, iterations + 1):
        slope_x, slope_y = -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
        first_x, first_y = beta1 * first_x + (1 - beta1) * slope_x, beta1 * first_y + (1 - beta1) * slope_y
        second_x, second_y = beta2 * second_x + (1 - beta2) * slope_x**2, beta2 * second_y + (1 - beta2) * slope_y**2
        one, two = 1 - beta1**iteration, 1 - beta2**iteration
        x -= step * (first_x / one) / math.sqrt(second_x / two + epsilon)
        y -= step * (first_y / one) / math.sqrt(second_y / two + epsilon)
        way.append((x, y))
    return way


def agrees_until(study, step: float, within: float = 1e-8, **parameters) -> int:
    """The last recorded iteration of a trial's first run up to which x and y are those of `adam_on_rosenbrock`."""
    recorded = [(iteration, x, y) for (iteration, x), (_, y) in zip(study.curve("x", **parameters), study.curve("y", **parameters))]
    way = adam_on_rosenbrock(step, recorded[-1][0])
    reached = recorded[0][0]
    for iteration, x, y in recorded:
        if max(abs(x - way[iteration][0]), abs(y - way[iteration][1])) > within:
            break
        reached = iteration
    return reached
