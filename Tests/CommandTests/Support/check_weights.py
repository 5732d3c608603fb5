"""Loads a file of trained weights into PyTorch and says how it does on the last rows of a table.

    python check_weights.py model.safetensors table.csv held_out_rows

The table has features and, last, the target; it may have a title line and may be compressed. Prints a JSON object: the mean loss
(cross-entropy for classes, squared error for numbers), the accuracy, and how many rows there were.
"""

import collections  # noqa: F401  (the module's expression may use it)
import csv
import gzip
import json
import sys

import torch
from safetensors import safe_open

path, table, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with safe_open(path, framework="pt") as file:
    metadata = file.metadata()
    state = {name: file.get_tensor(name) for name in file.keys()}

opened = gzip.open(table, "rt") if table.endswith(".gz") else open(table)
with opened as lines:
    rows = [row for row in csv.reader(lines) if row]
if not rows[0][0].lstrip("-").replace(".", "", 1).isdigit():
    rows = rows[1:]
rows = rows[-count:]

preparation = json.loads(metadata["input"])
inputs = torch.tensor([[float(value) for value in row[:-1]] for row in rows])
if "scale" in preparation:
    inputs = inputs * preparation["scale"]
if "shift" in preparation:
    inputs = (inputs - torch.tensor(preparation["shift"])) * torch.tensor(preparation["factor"])
inputs = inputs.reshape(len(rows), *preparation["shape"])

model = eval(metadata["module"])
if isinstance(model[0], torch.nn.Linear):
    inputs = inputs.flatten(1)
model.load_state_dict(state, strict=True)
model.eval()
with torch.no_grad():
    outputs = model(inputs)

result = {"rows": len(rows), "torch": torch.__version__, "tensors": sorted(state)}
if "classes" in metadata:
    classes = json.loads(metadata["classes"])
    labels = torch.tensor([classes.index(row[-1]) for row in rows])
    result["loss"] = torch.nn.functional.cross_entropy(outputs, labels).item()
    result["accuracy"] = (outputs.argmax(1) == labels).double().mean().item()
else:
    targets = torch.tensor([float(row[-1]) for row in rows])
    result["loss"] = torch.nn.functional.mse_loss(outputs.flatten(), targets).item()
print(json.dumps(result))
