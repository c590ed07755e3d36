"""Writes test/oracle/ndarray/sorting.json: sorting, searching and set functions.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/sorting.py
"""
import numpy as np
from cases import Cases, sample

NAMES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
rng = np.random.default_rng(7)
cases = Cases()

for name in NAMES:
    for shape in [(0,), (1,), (9,), (60,), (3, 5), (2, 3, 4), (0, 3)]:
        x = sample(rng, name, shape)
        for axis in [None, -1, *range(len(shape) - 1)]:
            cases.add("sort", x, axis=axis, kind="stable")
            cases.add("argsort", x, axis=axis, kind="stable")
        cases.add("nonzero", x)
        cases.add("argwhere", x)
        cases.add("flatnonzero", x)
        if x.dtype.kind == "c":
            x = np.where(np.isnan(x), 3, x)  # which complex NaN stands for all of them is left to chance by NumPy
        cases.add("unique", x)
        if len(shape) < 3 and 0 not in shape:
            cases.add("unique", x, return_index=True, return_inverse=True, return_counts=True)
        cases.add("unique", x, return_inverse=True, equal_nan=False)
        if len(shape) == 2 and 0 not in shape:
            small = np.concatenate([x, x])[:, :2]
            for axis in (0, 1):
                if not np.isnan(small.astype(complex)).any():
                    cases.add("unique", small, axis=axis, return_index=True, return_inverse=True, return_counts=True)
    a, b = sample(rng, name, (12,)), sample(rng, name, (2, 5))
    known = np.sort(a)
    for side in ("left", "right"):
        cases.add("searchsorted", known, b, side=side)
        cases.add("searchsorted", a, b, side=side, sorter=np.argsort(a, kind="stable"))
    finite = [x[~np.isnan(x)] if x.dtype.kind in "fc" else x.ravel() for x in (a, b)]
    for function in ("union1d", "setdiff1d", "setxor1d", "intersect1d"):
        cases.add(function, *finite)
    cases.add("intersect1d", *finite, return_indices=True)
    cases.add("isin", a, b)
    cases.add("isin", b, a, invert=True)
    cases.add("extract", a.astype(bool), a)
    cases.add("lexsort", [a, a[::-1].copy()])

for one, other in [("int8", "float32"), ("uint8", "int16"), ("int64", "float64"), ("bool", "uint16"), ("float32", "complex64")]:
    a, b = sample(rng, one, (8,)), sample(rng, other, (6,))
    a, b = (x[~np.isnan(x)] if x.dtype.kind in "fc" else x for x in (a, b))
    for function in ("union1d", "setdiff1d", "setxor1d", "intersect1d", "isin"):
        cases.add(function, a, b)
    cases.add("searchsorted", np.sort(a), b)

grid = sample(rng, "int8", (3, 2, 4)) % 3
cases.add("lexsort", grid)
cases.add("lexsort", grid, axis=0)
cases.add("unique", np.empty((0, 3)), axis=0)
for bad in [("sort", np.array(3.0)), ("argsort", np.array(3.0)), ("nonzero", np.array(3)), ("argwhere", np.array(3)), ("lexsort", []),
            ("lexsort", [np.arange(2), np.arange(3)]), ("searchsorted", np.zeros((1, 1)), 2)]:
    cases.add(*bad)
cases.add("sort", np.arange(3), axis=1)
cases.add("setdiff1d", np.array([3, 1, 1, 2]), np.array([1]), assume_unique=True)
cases.save("sorting.json")
