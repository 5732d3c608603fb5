"""Agreement of two measurements in their order."""


def ranks(values: list[float]) -> list[float]:
    """The rank of each value, 1 for the smallest; equal ones share the mean of theirs."""
    order = sorted(values)
    return [order.index(value) + (order.count(value) + 1) / 2 for value in values]


def rank_correlation(first: list[float], second: list[float]) -> float:
    """Spearman's rank correlation of pairs.
    - Throws: `ValueError` where one of the two never changes, and nothing can be said."""
    one, other = ranks(first), ranks(second)
    middle = (len(one) + 1) / 2
    products = sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    squares = sum((a - middle) ** 2 for a in one) * sum((b - middle) ** 2 for b in other)
    if squares == 0:
        raise ValueError("no rank correlation with what never changes")
    return products / squares**0.5
