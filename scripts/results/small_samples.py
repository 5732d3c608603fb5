"""Tests and intervals of few runs: of means, of pairs, of signs, of counts; and what several tests at once make of their p."""

import math
import statistics

from figures import number
from significance import student_tails


def half_width(values: list[float], level: float = 0.95) -> float:
    """By how much a mean's interval of Student's t reaches beyond it on either side."""
    return quantile(level, len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))


def mean_interval(values: list[float], level: float = 0.95) -> tuple[float, float]:
    """The interval of a mean by Student's t."""
    mean, reach = statistics.fmean(values), half_width(values, level)
    return mean - reach, mean + reach


def quantile(level: float, freedom: float) -> float:
    """Between which value and its negative Student's t lies at this rate."""
    low, high = 0.0, 1.0
    while student_tails(high, freedom) > 1 - level:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if student_tails(middle, freedom) > 1 - level else (low, middle)
    return high


def mean_of(values: list[float]) -> str:
    """A mean with half the width of its interval, to two digits of the latter: `0.9764 ± 0.0021`. The mean alone of a single value,
    and of values that are all the same."""
    mean, reach = statistics.fmean(values), half_width(values) if len(values) > 1 else 0.0
    if reach == 0:
        return number(mean)
    decimals = max(0, 1 - math.floor(math.log10(reach)))
    return f"{mean:.{decimals}f} ± {reach:.{decimals}f}"


def figures_against(figures: list[float], runs: list[list[float]]) -> tuple[float, float]:
    """How far single figures lie above the means of as many rows of runs, on average, and the two-sided p of Student's test of it:
    the variance of a single run is pooled over the rows, and each figure has it too."""
    differences = [figure - statistics.fmean(row) for figure, row in zip(figures, runs, strict=True)]
    freedom = sum(len(row) - 1 for row in runs)
    variance = sum((len(row) - 1) * statistics.variance(row) for row in runs) / freedom
    error = math.sqrt(sum(variance * (1 + 1 / len(row)) for row in runs)) / len(runs)
    return statistics.fmean(differences), student_tails(statistics.fmean(differences) / error, freedom)


def sign_test(count: int, of: int) -> float:
    """The two-sided p of so many signs alike, or more, where both are as likely."""
    more = max(count, of - count)
    return min(1.0, 2 * sum(math.comb(of, found) for found in range(more, of + 1)) / 2**of)


def fisher(first: int, of_first: int, second: int, of_second: int) -> float:
    """The two-sided p of Fisher's exact test of two counts: of all tables with the same sums, those that are no likelier."""
    total = first + second
    ways = {found: math.comb(of_first, found) * math.comb(of_second, total - found) for found in range(max(0, total - of_second), min(of_first, total) + 1)}
    return sum(count for count in ways.values() if count <= ways[first]) / sum(ways.values())


def holm(chances: list[float]) -> list[float]:
    """The p of several tests, corrected by Holm's method, in the order given."""
    corrected, least = [0.0] * len(chances), 0.0
    for rank, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        least = max(least, min(1.0, (len(chances) - rank) * chances[place]))
        corrected[place] = least
    return corrected
