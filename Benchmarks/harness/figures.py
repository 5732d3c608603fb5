"""What one line of the table says: figures of both sides, and whether they reach what is asked for."""

import statistics
from dataclasses import asdict, dataclass, field


@dataclass
class Row:
    name: str
    title: str
    #: What the measures are: "×" for the peer's time over ours (or our rate over the peer's), "/s" for our rate itself.
    unit: str
    least: float
    aim: float
    #: One for each pair.
    measures: list = field(default_factory=list)
    #: The ratio against a faster figure of the peer's that the goal does not count: a variant, or its trials alone; and what that is.
    beside_measures: list = field(default_factory=list)
    beside: str = ""
    #: The same of processor time, which other work on the machine does not touch, where it is measured.
    processor_measures: list = field(default_factory=list)
    #: Both sides' figures as the table shows them.
    peer: str = "–"
    ours: str = "–"
    #: Floating-point operations a second over those of the machine's own matrix product; one for each pair.
    shares: list = field(default_factory=list)
    share_least: float | None = None
    share_aim: float | None = None
    #: What makes the comparison doubtful; empty if nothing does.
    doubts: list = field(default_factory=list)
    #: Everything measured, as it was.
    raw: list = field(default_factory=list)

    @property
    def verdict(self):
        if self.doubts:
            return "; ".join(self.doubts)
        if not self.measures:
            return "not measured"
        goals = [(statistics.median(self.measures), self.least, self.aim)]
        if self.share_least is not None and self.shares:
            goals.append((statistics.median(self.shares), self.share_least, self.share_aim))
        if all(value >= aim for value, _, aim in goals):
            text = "aim met"
        else:
            text = "met" if all(value >= least for value, least, _ in goals) else "short"
        if self.beside_measures and statistics.median(self.beside_measures) < statistics.median(self.measures):
            text += f"; {statistics.median(self.beside_measures):.2f}× against {self.beside}"
        return text

    def as_json(self):
        return asdict(self) | {
            "median": statistics.median(self.measures) if self.measures else None,
            "verdict": self.verdict,
        }


def seconds(value):
    """A time in words: three digits, in the unit that suits it."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if value * factor >= 1 or unit == "µs":
            return f"{value * factor:.3g} {unit}"


def trials_a_second(value):
    return f"{value:,.0f} trials/s" if value >= 100 else f"{value:.3g} trials/s"


def ratio(values, unit="×"):
    """The median, and between which figures the pairs lay."""
    if not values:
        return "–"
    if unit == "/s":
        return f"{statistics.median(values):,.0f}/s ({min(values):,.0f}–{max(values):,.0f})"
    return f"{statistics.median(values):.2f}{unit} ({min(values):.2f}–{max(values):.2f})"
