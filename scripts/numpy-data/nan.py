"""Writes test/oracle/ndarray/nan.json: reductions without NaN, closeness and rounding.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/nan.py
"""
import numpy as np
from cases import Cases

rng = np.random.default_rng(17)
cases = Cases()


def holes(name, shape):
    x = (rng.integers(-20, 20, shape) / 4).astype(name)
    if np.dtype(name).kind in "fc" and x.size > 2:
        x.ravel()[rng.integers(0, x.size, max(x.size // 4, 1))] = np.nan
    return x


REDUCE = "nansum nanprod nanmin nanmax nanmean nanvar nanstd".split()
for name in "int8 uint16 int64 float16 float32 float64".split():
    for function in REDUCE:
        for shape, axis in [((7,), None), ((3, 4), 0), ((3, 4), 1), ((2, 3, 4), (0, 2))]:
            cases.add(function, holes(name, shape), axis=axis)
        cases.add(function, holes(name, (3, 4)), axis=1, keepdims=True)
    for function in ("nanvar", "nanstd"):
        cases.add(function, holes(name, (3, 6)), axis=1, ddof=1)
    for function in ("nanargmin", "nanargmax", "nancumsum", "nancumprod"):
        cases.add(function, holes(name, (8,)))
        cases.add(function, holes(name, (5, 6)), axis=1)
    for decimals in (0, 1, 2, -1):
        cases.add("round", (rng.integers(-5000, 5000, 12) / 32).astype(name), decimals=decimals)
empty = np.full((2, 3), np.nan)
empty[1, 1] = 2
for function in [*REDUCE, "nanargmin"]:
    cases.add(function, empty, axis=1)
a = np.array([1.0, np.nan, np.inf, -np.inf, 1e10, 1e-9, 0.0])
b = np.array([1.0 + 1e-9, np.nan, np.inf, np.inf, 1.00001e10, 1e-8, -0.0])
for keywords in ({}, {"equal_nan": True}, {"rtol": 1e-3, "atol": 0.0}):
    cases.add("isclose", a, b, **keywords)
    cases.add("allclose", a, b, **keywords)
cases.add("isclose", np.array([1, 2, 300]), np.array([1, 3, 300]))
cases.add("allclose", np.array([1.0, 2]), np.array([1.0, 2]))
for x, y in [([1, 2], [1, 2]), ([1, 2], [[1, 2]]), ([1, 2], [1, 3]), ([[1, 2], [1, 2]], [1, 2]), ([], [])]:
    cases.add("array_equal", np.array(x), np.array(y))
    cases.add("array_equiv", np.array(x), np.array(y))
cases.add("array_equal", a, a, equal_nan=True)
cases.add("array_equal", a, a)
for name in ("float16", "float32", "float64", "complex64", "complex128"):
    cases.add("nan_to_num", a[:4].astype(name))
    cases.add("nan_to_num", a[:4].astype(name), nan=3.0, posinf=4.0, neginf=-5.0)
cases.add("nan_to_num", np.array([1, 2]))
cases.save("nan.json")
