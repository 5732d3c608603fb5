"""Scores a support vector classifier on the digits by cross-validation."""

import argparse

from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

parser = argparse.ArgumentParser()
parser.add_argument("--C", type=float, default=1.0)
parser.add_argument("--gamma", type=float, default=0.01)
options = parser.parse_args()

features, labels = load_digits(return_X_y=True)
model = make_pipeline(StandardScaler(), SVC(C=options.C, gamma=options.gamma))
print(cross_val_score(model, features, labels, cv=3).mean())
