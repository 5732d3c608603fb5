"""Searches as sequences of trials: what the best of a few draws comes to, and how soon a value is reached.

Chances are counted out, not simulated.
"""

import math
import statistics

from figures import number


def values(study, repeat: int | None = None) -> dict[int, float]:
    """The objective of each trial that has ended, by number: the mean over its runs, or one repeat's. A trial without a finite
    value is the worst there can be. Greater is better here, whatever the study's goal."""
    objective = study.report["objective"]
    sign = 1 if objective["goal"] == "maximize" else -1
    runs: dict[int, list[float]] = {}
    for run in study.runs:
        if run["state"] in ("complete", "diverged") and repeat in (None, run["repeat"]):
            found = run["metrics"].get(objective["metric"])
            usable = run["state"] == "complete" and found is not None and math.isfinite(found)
            runs.setdefault(run["trial"], []).append(sign * found if usable else -math.inf)
    return {trial: statistics.fmean(found) for trial, found in sorted(runs.items())}


class Searches:
    """A study of independent draws as searches of so many trials each, in the order of the trials' numbers. The last search is
    left out where it has not ended."""

    def __init__(self, study, length: int):
        found = values(study)
        self.length, self.searches = length, []
        while all(trial in found for trial in range(len(self.searches) * length, (len(self.searches) + 1) * length)):
            start = len(self.searches) * length
            self.searches.append([found[trial] for trial in range(start, start + length)])
        if not self.searches:
            raise LookupError(f"{study.name} has no search of {length} trials that has ended")

    def __len__(self) -> int:
        return len(self.searches)

    @property
    def draws(self) -> list[float]:
        return [value for search in self.searches for value in search]

    @property
    def best(self) -> list[float]:
        """The best value of each search."""
        return [max(search) for search in self.searches]

    def until(self, value: float) -> list[int]:
        """The trials that each search needed to reach a value; one more than it has where it never did."""
        return [next((i + 1 for i, found in enumerate(search) if found >= value), self.length + 1) for search in self.searches]

    def reached(self, value: float) -> int:
        """How many searches reached a value."""
        return sum(found <= self.length for found in self.until(value))

    def p_as_soon(self, grid: dict[int, float], value: float) -> float:
        """The two-sided p of searches that reach a value as soon as a grid whose trials come in any order: the sum of their counts,
        none above length + 1, against its distribution under the grid's."""
        chances = limited(first_time(len(grid), sum(found >= value for found in grid.values())), self.length)
        total = {0: 1.0}
        for _ in self.searches:
            following: dict[int, float] = {}
            for reached, chance in total.items():
                for count, more in chances.items():
                    following[reached + count] = following.get(reached + count, 0) + chance * more
            total = following
        seen = sum(self.until(value))
        below = sum(chance for count, chance in total.items() if count <= seen)
        above = sum(chance for count, chance in total.items() if count >= seen)
        return min(1.0, 2 * min(below, above))

    def distribution(self, grid: dict[int, float], value: float) -> str:
        """A table: how many searches needed how many trials until a value, and how many would if they were as soon as a grid in any
        order."""
        chances = limited(first_time(len(grid), sum(found >= value for found in grid.values())), self.length)
        lines = ["| trials needed | searches | as many from the grid, in any order |", "| --- | ---: | ---: |"]
        for start in range(1, self.length + 1, 2):
            counts = range(start, min(start + 2, self.length + 1))
            seen = sum(found in counts for found in self.until(value))
            expected = len(self) * sum(chances.get(count, 0.0) for count in counts)
            lines.append(f"| {' or '.join(str(count) for count in counts)} | {seen} | {expected:.1f} |")
        never = len(self) - self.reached(value)
        lines.append(f"| not within {self.length} | {never} | {len(self) * chances[self.length + 1]:.1f} |")
        return "\n".join(lines)


def first_time(trials: int, sufficing: int) -> dict[int, float]:
    """How likely so many trials are needed until the first of those that suffice, where all come in any order: the negative
    hypergeometric distribution."""
    ways = math.comb(trials, sufficing)
    return {t: math.comb(trials - t, sufficing - 1) / ways for t in range(1, trials - sufficing + 2)} if sufficing else {}


def limited(chances: dict[int, float], most: int) -> dict[int, float]:
    """A distribution of which no more than so many trials are watched: later, or never, counts as one more."""
    kept = {count: chance for count, chance in chances.items() if count <= most}
    return kept | {most + 1: max(0.0, 1 - sum(kept.values()))}


def chance_within(grid: dict[int, float], value: float, most: int) -> float:
    """How likely a grid whose trials come in any order reaches a value within so many."""
    return 1 - limited(first_time(len(grid), sum(found >= value for found in grid.values())), most)[most + 1]


def ahead(best: list[float], grid: dict[int, float], draws: int) -> float:
    """How likely one of these searches' best is above the best of so many of the grid's trials drawn at random, ties by half."""
    ways = math.comb(len(grid), draws)

    def below(value: float, or_equal: bool) -> float:
        return math.comb(sum(found < value or or_equal and found == value for found in grid.values()), draws) / ways

    return statistics.fmean((below(value, False) + below(value, True)) / 2 for value in best)


def optimism(study) -> list[float]:
    """For each repeat as if it were all: how much better the trial that it would have chosen was in it than in the other repeats,
    on average. What a repeat does to all trials alike is not counted: values are those above the repeat's median."""
    repeats = sorted({run["repeat"] for run in study.runs})
    by_repeat = {repeat: values(study, repeat) for repeat in repeats}
    medians = {repeat: statistics.median(found.values()) for repeat, found in by_repeat.items()}
    found = []
    for repeat, seen in by_repeat.items():
        chosen = max(seen, key=seen.get)
        elsewhere = statistics.fmean(by_repeat[other][chosen] - medians[other] for other in repeats if other != repeat)
        found.append(seen[chosen] - medians[repeat] - elsewhere)
    return found


def side_by_side(first, second, parameter: str, count: int) -> str:
    """A table of the first trials of two studies, pair by pair: a parameter and the objective of each."""
    metric = first.report["objective"]["metric"]
    headings = [f"{study.name}: {what}" for study in (first, second) for what in (parameter, metric)]
    lines = ["| trial | " + " | ".join(headings) + " |", "| ---: |" + " ---: |" * len(headings)]
    trials = [{trial["number"]: trial for trial in study.trials} for study in (first, second)]
    for i in range(count):
        cells = [number(found) for by_number in trials for found in (by_number[i]["parameters"][parameter], by_number[i]["metrics"].get(metric))]
        lines.append(f"| {i} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
