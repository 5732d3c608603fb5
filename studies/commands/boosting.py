"""Boosted trees on the breast cancer data; LightGBM logs its own evaluation."""

import json
import os

import lightgbm
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

with open(os.environ["HPSEARCH_PARAMETERS"]) as file:
    parameters = json.load(file)

features, labels = load_breast_cancer(return_X_y=True)
seed = int(os.environ["HPSEARCH_SEED"])
train_x, valid_x, train_y, valid_y = train_test_split(features, labels, test_size=0.3, random_state=seed)
lightgbm.train(
    {"objective": "binary", "metric": ["auc", "binary_logloss"], "verbosity": -1, "deterministic": True,
     "num_threads": int(os.environ["OMP_NUM_THREADS"]), "seed": seed, **parameters},
    lightgbm.Dataset(train_x, train_y),
    num_boost_round=40,
    valid_sets=[lightgbm.Dataset(valid_x, valid_y)],
    callbacks=[lightgbm.log_evaluation(5)],
)
