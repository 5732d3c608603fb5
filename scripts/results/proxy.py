"""How well a measurement that costs nothing stands for one that costs a pass over the data."""

import dataclasses

from ranks import rank_correlation
from small_samples import mean_of


@dataclasses.dataclass
class Proxy:
    """Two curves of each of some runs, compared; means are over the runs."""

    # Spearman's, over the epochs of each run.
    correlations: list[float]
    # Spearman's of the changes from one epoch to the next, from the third epoch on: before it, both fall steeply in every run.
    # Of none where there are fewer than three changes.
    changes: list[float]
    # Over how many steps from one epoch to the next both change alike, up or down, and how many steps there are.
    alike: int
    steps: int
    # Over how many steps what it stands for rises, and over how many of these the proxy rises too.
    rises: int
    caught: int
    # In how many runs both are smallest in the same epoch.
    same_best: int
    # The proxy over what it stands for, in the first and in the last epoch.
    first: float
    last: float
    # The proxy over the mean of what it stands for at the epoch's two ends, from the second epoch on.
    lagged: float

    @property
    def mean(self) -> float:
        return sum(self.correlations) / len(self.correlations)

    @property
    def cells(self) -> str:
        """Cells of a table: mean and worst correlation, that of the changes, rises caught, same best, first, last, lagged."""
        changes = mean_of(self.changes) if self.changes else "–"
        shares = [f"{self.caught} of {self.rises}", f"{self.same_best} of {len(self.correlations)}"]
        ratios = [f"{ratio:.2f}" for ratio in (self.first, self.last, self.lagged)]
        return " | ".join([f"{self.mean:.3f}", f"{min(self.correlations):.3f}", changes, *shares, *ratios])


def _steps(run: list[float]) -> list[float]:
    return [b - a for a, b in zip(run, run[1:])]


def proxy(curves: list[list[float]], meant: list[list[float]]) -> Proxy:
    """Compares the curves of runs with those that they are to stand for."""
    pairs = list(zip(curves, meant, strict=True))
    both = [list(zip(_steps(run), _steps(true))) for run, true in pairs]
    every = [step for steps in both for step in steps]
    late = [steps[2:] for steps in both if len(steps) > 4]
    lags = [2 * b / (c + d) for run, true in pairs for b, c, d in zip(run[1:], true, true[1:])]
    return Proxy(
        correlations=[rank_correlation(run, true) for run, true in pairs],
        changes=[rank_correlation([step for step, _ in steps], [true for _, true in steps]) for steps in late],
        alike=sum(step * true > 0 for step, true in every),
        steps=len(every),
        rises=sum(true > 0 for _, true in every),
        caught=sum(step > 0 and true > 0 for step, true in every),
        same_best=sum(run.index(min(run)) == true.index(min(true)) for run, true in pairs),
        first=sum(run[0] / true[0] for run, true in pairs) / len(pairs),
        last=sum(run[-1] / true[-1] for run, true in pairs) / len(pairs),
        lagged=sum(lags) / len(lags),
    )
