"""How figures are written."""

import math


def number(value, digits: int = 4) -> str:
    """A number to so many significant digits; whole numbers as they are."""
    if value is None:
        return "–"
    if isinstance(value, (bool, str)):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value):
        return "not finite"
    if value != 0 and not 1e-4 <= abs(value) < 1e6:
        return f"{value:.{digits - 1}e}"
    whole = 0 if value == 0 else math.floor(math.log10(abs(value)))
    return f"{value:.{max(0, digits - 1 - whole)}f}"


def probability(p: float | None) -> str:
    """`p = 0.012`, or a bound where it is tiny."""
    if p is None:
        return "no p"
    return "p < 1e-6" if p < 1e-6 else f"p = {p:.2g}"


def duration(seconds: float) -> str:
    """Seconds, minutes or hours, to two or three digits."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"
