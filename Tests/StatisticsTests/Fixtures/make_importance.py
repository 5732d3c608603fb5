"""Writes importance.json: trials of searches with known parts, and what Optuna's evaluator of functional analysis of
variance (a forest of scikit-learn) says of them: the mean over several of its seeds. Optuna weighs a logarithmic
parameter evenly over its plain range, whatever its distribution says; it is therefore given the logarithm.

    python make_importance.py > importance.json        (made with Optuna 5.0.0, scikit-learn 1.9.1)
"""

import json

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator

optuna.logging.set_verbosity(optuna.logging.ERROR)


def evaluate(name, distributions, draw, objective, count, seed):
    """`draw` makes a trial's parameters, of a random generator and the trial's number."""
    random = np.random.default_rng(seed)
    study = optuna.create_study(direction="maximize")
    trials = []
    for number in range(count):
        parameters = draw(random, number)
        value = float(objective(parameters, random))
        study.add_trial(optuna.trial.create_trial(params=parameters, distributions=distributions, value=value))
        trials.append({"parameters": parameters, "value": value})
    shares = {}
    for evaluator_seed in range(8):
        importance = FanovaImportanceEvaluator(n_trees=64, seed=evaluator_seed).evaluate(study)
        for parameter, share in importance.items():
            shares[parameter] = shares.get(parameter, 0) + share / 8
    return {"name": name, "trials": trials, "shares": shares}


searches = [
    evaluate(
        "additive", {n: FloatDistribution(0, 1) for n in ["strong", "weak", "idle"]},
        lambda r, i: {n: float(r.uniform()) for n in ["strong", "weak", "idle"]},
        lambda p, r: 3 * p["strong"] + p["weak"] + r.normal(0, 0.05), 100, 1),
    evaluate(
        "network", {"log_learning_rate": FloatDistribution(-3, 0), "width": IntDistribution(16, 256),
                    "activation": CategoricalDistribution(["relu", "tanh", "sigmoid"])},
        lambda r, i: {"log_learning_rate": float(r.uniform(-3, 0)), "width": int(r.integers(16, 257)),
                   "activation": str(r.choice(["relu", "tanh", "sigmoid"]))},
        lambda p, r: 0.95 - 0.03 * (p["log_learning_rate"] + 1.2) ** 2 + 0.0001 * p["width"]
        - (0.06 if p["activation"] == "sigmoid" else 0) + r.normal(0, 0.003), 60, 2),
    evaluate(
        "interaction", {n: CategoricalDistribution([-1.0, 0.0, 1.0]) for n in ["x", "y", "z"]},
        lambda r, i: {n: float(r.integers(-1, 2)) for n in ["x", "y", "z"]},
        lambda p, r: p["x"] * p["y"] + 0.5 * p["z"] + r.normal(0, 0.02), 120, 3),
    # Every combination once: a sample with replacement leaves a third of them out.
    evaluate(
        "grid", {"log_learning_rate": FloatDistribution(-4, 0), "log_decay": FloatDistribution(-5, -1)},
        lambda r, i: {"log_learning_rate": float(i // 5 - 4), "log_decay": float(i % 5 - 5)},
        lambda p, r: 0.95 - 0.05 * (p["log_learning_rate"] + 1.5) ** 2 - 0.025 * (p["log_decay"] + 3.5) ** 2
        + r.normal(0, 0.01), 25, 4),
]
print(json.dumps(searches, indent=1))
