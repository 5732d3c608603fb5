"""How well a measurement that costs nothing stands for one that costs a pass over the data."""

import dataclasses

from ranks import rank_correlation


@dataclasses.dataclass
class Proxy:
    """Two curves of each of some runs, compared; means are over the runs."""

    # Spearman's, over the epochs of each run.
    correlations: list[float]
    # Over how many steps from one epoch to the next both change alike, up or down, and how many steps there are.
    alike: int
    steps: int
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
        """Cells of a table: mean and worst correlation, alike, same best, first, last, lagged."""
        shares = [f"{self.alike} of {self.steps}", f"{self.same_best} of {len(self.correlations)}"]
        return " | ".join([f"{self.mean:.3f}", f"{min(self.correlations):.3f}", *shares, f"{self.first:.2f}", f"{self.last:.2f}", f"{self.lagged:.2f}"])


def proxy(curves: list[list[float]], meant: list[list[float]]) -> Proxy:
    """Compares the curves of runs with those that they are to stand for."""
    pairs = list(zip(curves, meant, strict=True))
    changes = [(b - a) * (d - c) for run, true in pairs for a, b, c, d in zip(run, run[1:], true, true[1:])]
    lags = [2 * b / (c + d) for run, true in pairs for b, c, d in zip(run[1:], true, true[1:])]
    return Proxy(
        correlations=[rank_correlation(run, true) for run, true in pairs],
        alike=sum(change > 0 for change in changes),
        steps=len(changes),
        same_best=sum(run.index(min(run)) == true.index(min(true)) for run, true in pairs),
        first=sum(run[0] / true[0] for run, true in pairs) / len(pairs),
        last=sum(run[-1] / true[-1] for run, true in pairs) / len(pairs),
        lagged=sum(lags) / len(lags),
    )
