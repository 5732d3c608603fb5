"""Tests and intervals that hpsearch has no command for: of pairs across two studies, of means across two databases, of shares."""

import math
import statistics


class Paired:
    """Differences of two rows of figures, pair by pair, the first less the second; as long as the shorter one."""

    def __init__(self, first: list[float], second: list[float]):
        # Two that are infinite alike do not differ, though their difference is not a number.
        self.differences = [0.0 if a == b else a - b for a, b in zip(first, second)]

    def __len__(self) -> int:
        return len(self.differences)

    @property
    def first_greater(self) -> int:
        return sum(found > 0 for found in self.differences)

    @property
    def second_greater(self) -> int:
        return sum(found < 0 for found in self.differences)

    @property
    def median(self) -> float:
        return statistics.median(self.differences)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The median's interval between two of the ordered differences: the shortest that holds it at this rate or more. Of too few
        pairs for that, the whole range."""
        ordered, n = sorted(self.differences), len(self.differences)
        out, outside = 0, 2 / 2**n
        while outside <= 1 - level:
            out += 1
            outside += 2 * math.comb(n, out) / 2**n
        return ordered[max(0, out - 1)], ordered[min(n - 1, n - out)]

    @property
    def p(self) -> float:
        """Two-sided, of Wilcoxon's signed-rank test: exact, with mean ranks for ties, pairs without difference left out."""
        sizes = sorted(abs(found) for found in self.differences if found)
        # Twice the mean rank of each size is a whole number.
        ranks = {size: 2 * sizes.index(size) + 1 + sizes.count(size) for size in set(sizes)}
        chances = [1.0]
        for size in sizes:
            rank, before = ranks[size], len(chances)
            without = chances + [0.0] * rank
            chances = [(without[i] + (chances[i - rank] if i >= rank else 0.0)) / 2 for i in range(before + rank)]
        seen = sum(ranks[abs(found)] for found in self.differences if found > 0)
        return min(1.0, 2 * min(sum(chances[:seen + 1]), sum(chances[seen:])))


def paired_t(first: list[float], second: list[float]) -> float:
    """The two-sided p of Student's paired test: of differences pair by pair, as long as the shorter row."""
    differences = [a - b for a, b in zip(first, second)]
    error = statistics.stdev(differences) / math.sqrt(len(differences))
    if error == 0:
        return 1.0 if differences[0] == 0 else 0.0
    return student_tails(abs(statistics.fmean(differences)) / error, len(differences) - 1)


def welch(first: list[float], second: list[float]) -> float:
    """The two-sided p of Welch's test: two means of runs whose variances may differ. 1 where both rows are one and the same value."""
    shares = [statistics.variance(found) / len(found) for found in (first, second)]
    difference, variance = abs(statistics.fmean(first) - statistics.fmean(second)), sum(shares)
    if variance == 0:
        return 1.0 if difference == 0 else 0.0
    freedom = variance**2 / sum(share**2 / (len(found) - 1) for share, found in zip(shares, (first, second)))
    return student_tails(difference / math.sqrt(variance), freedom)


def another_run(runs: list[float], figure: float) -> float:
    """How likely another run of the same kind is further from the mean of these than this figure."""
    spread = math.sqrt(statistics.variance(runs) * (1 + 1 / len(runs)))
    return student_tails((figure - statistics.fmean(runs)) / spread, len(runs) - 1)


def student_tails(t: float, freedom: float) -> float:
    """How likely Student's t is further from 0 than this. With t = √freedom · tan θ its density is a power of cos θ, which
    Simpson's rule integrates to the end."""
    start, steps = math.atan(abs(t) / math.sqrt(freedom)), 2000
    width = (math.pi / 2 - start) / steps
    inner = sum((4 if i % 2 else 2) * math.cos(start + i * width) ** (freedom - 1) for i in range(1, steps))
    ends = math.cos(start) ** (freedom - 1) + (1.0 if freedom == 1 else 0.0)
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(math.pi)
    return min(1.0, 2 * scale * (inner + ends) * width / 3)


def share_interval(count: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share."""
    z = statistics.NormalDist().inv_cdf((1 + level) / 2)
    share = count / of
    middle, reach = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - reach) / (1 + z * z / of), (middle + reach) / (1 + z * z / of)
