"""What a study has recorded, for the marks of pages and rows."""

import functools
import math

from figures import number
from proxy import Proxy, proxy
from ranks import rank_correlation
from small_samples import mean_interval
from tool import Tool


def _same(found, wanted) -> bool:
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


class StudyResult:
    def __init__(self, tool: Tool, file: str, name: str, pictures: "Pictures"):
        self.tool, self.file, self.name, self.pictures = tool, file, name, pictures
        self.report = tool.json("report", name)

    @property
    def trials(self) -> list[dict]:
        """Best first, as the report has them."""
        return self.report["trials"]

    @functools.cached_property
    def runs(self) -> list[dict]:
        return self.tool.lines("export", self.name)

    @property
    def statistics(self) -> dict:
        return self.report["statistics"]

    def trial(self, **parameters) -> dict:
        """The one trial with these values.
        - Throws: `LookupError` where none or several have them."""
        found = [t for t in self.trials if all(_same(t["parameters"].get(key), value) for key, value in parameters.items())]
        if len(found) != 1:
            raise LookupError(f"{self.name} has {len(found)} trials with {parameters}, where one was meant")
        return found[0]

    def value(self, metric: str, **parameters) -> float:
        return self.trial(**parameters)["metrics"][metric]

    def interval(self, **parameters) -> str:
        """A trial's objective with its interval."""
        objective = self.trial(**parameters)["objective"]
        if objective["low"] is None:
            return number(objective["value"])
        return f"{number(objective['value'])} ({number(objective['low'])} … {number(objective['high'])})"

    def mean(self, metric: str, **parameters) -> str:
        """The mean of a metric over a trial's runs, with its interval by Student's t."""
        low, high = mean_interval(self.each(metric, **parameters))
        return f"{number((low + high) / 2)} ({number(low)} … {number(high)})"

    def each(self, metric: str, **parameters) -> list[float]:
        """A metric of every run of a trial, in the order of the repeats."""
        trial = self.trial(**parameters)["number"]
        return [run["metrics"][metric] for run in self.runs if run["trial"] == trial]

    def curve(self, metric: str, **parameters) -> list[tuple[int, float]]:
        """What was recorded along a trial's first run: step and value."""
        trial = self.trial(**parameters)["number"]
        run = next(run for run in self.runs if run["trial"] == trial)
        return [(next(iter(point.values())), point[metric]) for point in run["curve"] if point.get(metric) is not None]

    def at(self, metric: str, step: int, **parameters) -> float:
        """What a trial's first run had recorded by a step."""
        return [value for reached, value in self.curve(metric, **parameters) if reached <= step][-1]

    def decade(self, metric: str, start: int, end: int, **parameters) -> float:
        """Over how many steps a measurement falls to a tenth, on average between two steps."""
        fall = math.log10(self.at(metric, start, **parameters) / self.at(metric, end, **parameters))
        return (end - start) / fall

    def middle(self, metric: str, share: float, **parameters) -> tuple[float, float]:
        """Between what the middle share of a trial's runs lies."""
        values = sorted(self.each(metric, **parameters))
        out = round((1 - share) / 2 * (len(values) - 1))
        return values[out], values[-1 - out]

    def span(self, metric: str, start: int, **parameters) -> tuple[float, float]:
        """The smallest and the greatest value that a trial's first run recorded after a step."""
        values = [value for step, value in self.curve(metric, **parameters) if step > start]
        return min(values), max(values)

    def recorded(self, metric: str, start: int) -> list[float]:
        """All that the runs of all trials recorded after a step, in ascending order."""
        points = (point for run in self.runs for point in run["curve"] if next(iter(point.values())) > start)
        return sorted(point[metric] for point in points if point.get(metric) is not None)

    def quantile(self, metric: str, fraction: float, start: int) -> float:
        """What so much of all that was recorded after a step lies below."""
        values = self.recorded(metric, start)
        return values[round(fraction * (len(values) - 1))]

    def share_above(self, metric: str, value: float, start: int) -> float:
        """How much of all that was recorded after a step lies above a value."""
        values = self.recorded(metric, start)
        return sum(found > value for found in values) / len(values)

    def curves(self, metric: str, **parameters) -> list[list[float]]:
        """What each of a trial's runs recorded, in the order of the repeats."""
        trial = self.trial(**parameters)["number"]
        return [[point[metric] for point in run["curve"] if point.get(metric) is not None] for run in self.runs if run["trial"] == trial]

    def over(self, metric: str, first: int, last: int, **parameters) -> float:
        """The mean of what all of a trial's runs recorded from one step to another, both included."""
        trial = self.trial(**parameters)["number"]
        points = (point for run in self.runs if run["trial"] == trial for point in run["curve"])
        values = [point[metric] for point in points if first <= next(iter(point.values())) <= last and point.get(metric) is not None]
        return sum(values) / len(values)

    def proxy(self, metric: str, meant: str, **parameters) -> Proxy:
        """How well one curve of a trial's runs stands for another."""
        return proxy(self.curves(metric, **parameters), self.curves(meant, **parameters))

    def agreement(self, metric: str, other: str, **parameters) -> float:
        """The rank correlation of two metrics over all complete runs: of all trials, or of the one with these values."""
        trial = self.trial(**parameters)["number"] if parameters else None
        complete = [run["metrics"] for run in self.runs if run["state"] == "complete" and trial in (None, run["trial"])]
        return rank_correlation([found[metric] for found in complete], [found[other] for found in complete])

    def against(self, other: dict, **parameters) -> dict:
        """The tool's own test of a trial against a chosen other one: `difference`, `p` and the rest of a rival."""
        chosen = str(self.trial(**other)["number"])
        explained = self.tool.json("explain", self.name, str(self.trial(**parameters)["number"]), "--against", chosen)
        return next(rival for rival in explained["rivals"] if rival["role"] == "chosen")

    def against_best(self, **parameters) -> dict:
        """The tool's own test of a trial against the best: `difference`, `p_adjusted`, `tied` and the rest of a rival."""
        explained = self.tool.json("explain", self.name, str(self.trial(**parameters)["number"]))
        return next(rival for rival in explained["rivals"] if rival["role"] == "best")

    def table(self, hide: str = "", held_out: str = "") -> str:
        """The report's ranked table with the sentences below it.
        - Parameter hide: patterns of columns to leave out, with spaces between.
        - Parameter held_out: of which trials to show held-out figures, as the report's option says; by default of all."""
        columns = ["--columns", ",".join(f"!{pattern}" for pattern in hide.split())] if hide else []
        columns += ["--held-out", held_out] if held_out else []
        return self.tool.text("report", self.name, "--format", "markdown", "--parts", "table,notes,importance", *columns).strip()

    def picture(self, kind: str, format: str = "svg", named: str = "", **options: str) -> str:
        """A picture of `hpsearch plot`, and what it shows in words."""
        return self.pictures.draw(self, kind, format, named, **options)

    @property
    def seconds(self) -> float:
        """The time by the clock in which at least one run was in hand: pauses between launches are left out."""
        return self.report["execution"]["seconds"] or 0.0

    @property
    def workers(self) -> int:
        return self.report["execution"]["workers"]

    @property
    def provenance(self) -> dict[str, str]:
        return self.tool.json("show", self.name, "0")["provenance"]
