"""What changing one thing does: trials against one of their study, and how soon each gets somewhere."""

import statistics

from figures import duration, number, probability


def changes(study, parameter: str, reference) -> dict:
    """Each other value of a parameter against the reference, by the tool's own test, corrected for as many as there are: the
    trial, its objective less the reference's, and p."""
    base = study.trial(**{parameter: reference})
    others = {trial["parameters"][parameter]: trial for trial in study.trials if trial["number"] != base["number"]}
    numbers = ",".join(str(trial["number"]) for trial in others.values())
    explained = study.tool.json("explain", study.name, str(base["number"]), "--against", numbers)
    rivals = {rival["number"]: rival for rival in explained["rivals"] if rival["role"] == "chosen"}
    found = {}
    for value, trial in others.items():
        rival = rivals[trial["number"]]
        difference = None if rival["difference"] is None else -rival["difference"]
        found[value] = {"trial": trial, "difference": difference, "p": rival["p_adjusted"]}
    return found


def change_table(study, parameter: str, reference, metrics: tuple[str, ...]) -> str:
    """A table of `changes`, with some metrics of each trial; the reference comes first."""
    objective = study.report["objective"]["metric"]
    titles = [parameter, *metrics, objective, "difference", "p"]
    lines = ["| " + " | ".join(titles) + " |", "| --- |" + " ---: |" * (len(titles) - 1)]

    def line(value, trial: dict, difference: str, p: str) -> str:
        cells = [duration(trial["metrics"][name]) if name == "seconds" else number(trial["metrics"][name]) for name in metrics]
        return "| " + " | ".join([str(value), *cells, number(trial["objective"]["value"]), difference, p]) + " |"

    lines.append(line(reference, study.trial(**{parameter: reference}), "–", "–"))
    for value, change in changes(study, parameter, reference).items():
        known = change["difference"] is not None
        lines.append(line(value, change["trial"], f"{change['difference']:+.4f}" if known else "–", probability(change["p"]).removeprefix("p = ")))
    return "\n".join(lines)


def first_at(study, metric: str, value: float, unit: str, **parameters) -> float | None:
    """In which `epoch`, or after how many `seconds` of training, a measurement first is at a value or above it: the mean over a
    trial's runs, none where a run never gets there."""
    number_of_trial = study.trial(**parameters)["number"]
    found = []
    for run in study.runs:
        if run["trial"] == number_of_trial:
            curve = run["curve"]
            place = next((place for place, point in enumerate(curve) if point.get(metric) is not None and point[metric] >= value), None)
            if place is None:
                return None
            # A point's seconds are those of its epoch alone.
            found.append(sum(point["seconds"] for point in curve[: place + 1]) if unit == "seconds" else curve[place][unit])
    return statistics.fmean(found)


def arrivals(study, parameter: str, metric: str, value: float) -> str:
    """A table of `first_at` for each trial, in the order of the trials."""
    lines = [f"| {parameter} | epochs to {metric} {value} | training until then | training and evaluation in all |", "| ---: | ---: | ---: | ---: |"]
    for trial in sorted(study.trials, key=lambda trial: trial["number"]):
        chosen = {parameter: trial["parameters"][parameter]}
        epochs, seconds = (first_at(study, metric, value, unit, **chosen) for unit in ("epoch", "seconds"))
        reached = ["never", "–"] if epochs is None else [f"{epochs:.1f}", duration(seconds)]
        lines.append(f"| {number(chosen[parameter])} | " + " | ".join([*reached, duration(trial["metrics"]["seconds"])]) + " |")
    return "\n".join(lines)
