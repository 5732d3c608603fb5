"""Marks in templates: `{{expression}}` is put in place, `{{expression | format}}` in a format of Python's.

Expressions are Python's, over the theme's studies by their short names and what `figures` offers, so that no figure has to be typed.
"""

import re

from figures import duration, number, probability
from tool import ToolError

_MARK = re.compile(r"\{\{(.+?)(?:\s\|\s([^}|]+?))?\}\}", re.DOTALL)
_BUILT_IN = {
    "abs": abs, "all": all, "any": any, "dict": dict, "float": float, "len": len, "list": list, "max": max, "min": min, "next": next,
    "range": range, "round": round, "set": set, "sorted": sorted, "str": str, "sum": sum, "zip": zip,
    "duration": duration, "number": number, "p": probability,
}


class MarkError(Exception):
    """A mark that cannot be evaluated, with its place."""


def evaluate(expression: str, names: dict, place: str):
    try:
        return eval(f"({expression.strip()})", {"__builtins__": _BUILT_IN, **names})
    except ToolError:
        raise
    except Exception as error:
        raise MarkError(f"{place}: '{expression.strip()}': {type(error).__name__}: {error}") from error


def fill(template: str, names: dict, place: str) -> str:
    """The template with every mark's value in its place.
    - Throws: `MarkError` for a mark that cannot be evaluated or formatted."""

    def value(match: re.Match) -> str:
        line = template.count("\n", 0, match.start()) + 1
        found = evaluate(match[1], names, f"{place}:{line}")
        try:
            return format(found, match[2].strip()) if match[2] else number(found)
        except (TypeError, ValueError) as error:
            raise MarkError(f"{place}:{line}: '{match[0]}': {error}") from error

    return _MARK.sub(value, template)
