"""Writes test/oracle/ndarray/distances.json: distances between points, in SciPy's names.

Run with Python 3, NumPy 2.4 and SciPy 1.17: python3 scripts/numpy-data/distances.py
"""
import json
import os

import numpy as np
from scipy.spatial.distance import cdist

rng = np.random.default_rng(17)
cases = []
for m, n, k in [(1, 1, 1), (3, 2, 4), (1, 9, 3), (9, 1, 3), (7, 23, 5), (5, 6, 30), (4, 3, 1)]:
    a, b = rng.integers(-999, 999, (m, k)) / 8, rng.integers(-999, 999, (n, k)) / 8
    b[0] = a[0]
    tables = []
    for metric, options in [("euclidean", {}), ("sqeuclidean", {}), ("cityblock", {}), ("chebyshev", {}), ("minkowski", {"p": 3}), ("minkowski", {"p": 1})]:
        tables.append({"options": {"metric": metric, **options}, "expected": cdist(a, b, metric, **options).tolist()})
    cases.append({"a": a.tolist(), "b": b.tolist(), "tables": tables})
path = os.path.join(os.path.dirname(__file__), "../../test/oracle/ndarray/distances.json")
with open(path, "w") as file:
    json.dump(cases, file, separators=(",", ":"))
    file.write("\n")
