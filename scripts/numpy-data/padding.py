"""Writes test/oracle/ndarray/padding.json: all modes of pad, and spaces between arrays and complex numbers.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/padding.py
"""
import numpy as np
from cases import Cases

rng = np.random.default_rng(37)
cases = Cases()
for name in ("int64", "uint8", "float32", "float64", "complex128"):
    row, matrix = rng.integers(0, 20, 5).astype(name), rng.integers(0, 20, (3, 4)).astype(name)
    for x, width in ((row, 3), (row, (2, 7)), (matrix, ((1, 2), (3, 0)))):
        for mode in ("linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap", "edge"):
            if name == "complex128" and mode in ("maximum", "minimum", "median"):
                continue
            cases.add("pad", x, width, mode=mode)
        cases.add("pad", x, width, mode="linear_ramp", end_values=(5, 3))
        cases.add("pad", x, width, mode="mean", stat_length=2)
        if name != "complex128":
            cases.add("pad", x, width, mode="maximum", stat_length=(1, 3))
            cases.add("pad", x, width, mode="median", stat_length=((3, 2),))
        if name != "uint8":
            cases.add("pad", x, width, mode="reflect", reflect_type="odd")
            cases.add("pad", x, width, mode="symmetric", reflect_type="odd")
cases.add("pad", np.array([5]), 2, mode="reflect", reflect_type="odd")
cases.add("pad", np.zeros((0, 2)), 1, mode="mean")
cases.add("pad", np.zeros((0, 2)), ((0, 0), (1, 1)), mode="mean")
cases.add("pad", np.arange(3), 1, mode="maximum", stat_length=0)
cases.add("pad", np.arange(3), 1, mode="mean", reflect_type="odd")
cases.add("pad", np.arange(3), 1, mode="nothing")


def space(function, start, stop, num, **options):
    cases.add(function, start, stop, num, **options)


a, b = np.array([0.0, 10, -3]), np.array([1.0, 30, -3])
for function in ("linspace", "logspace"):
    for options in ({}, {"endpoint": False}, {"axis": -1}, {"axis": 1, "endpoint": False}):
        space(function, a, b, 4, **options)
    space(function, np.array([[1], [2]]), np.arange(3), 3)
    space(function, np.array([1, 2]), 5, 3)
    space(function, a.astype("float32"), b.astype("float32"), 3)
    for num in (0, 1):
        space(function, a, b, num)
    space(function, 0, 1 + 2j, 3)
space("linspace", a, b, 4, dtype="int64")
space("linspace", np.array([1, 2]), np.array([1, 3]), 3)
cases.add("linspace", 0, 1, 5, retstep=True)
cases.add("linspace", a, b, 3, retstep=True, endpoint=False)
cases.answer("linspace", [2, 3, 1], (np.array([2.0]), np.array(np.nan)), retstep=True)
cases.add("logspace", a, b, 3, base=2.0)
cases.add("logspace", 0, 3, 4, base=np.array([2.0, 3.0]))
cases.add("logspace", 0, 3, 4, base=np.array([2.0, 3.0]), axis=-1)
for start, stop in ((np.array([1.0, 2]), np.array([1000.0, 32])), (np.array([-1.0, 2]), np.array([-100.0, 8])), (1j, 1000j), (1, -1 + 0j), (-1, -1000)):
    for options in ({}, {"endpoint": False}):
        space("geomspace", start, stop, 4, **options)
space("geomspace", np.array([1.0, 2]), np.array([1000.0, 32]), 4, axis=-1)
space("geomspace", np.array([0.0, 2]), np.array([1000.0, 32]), 4)
space("linspace", np.zeros(2), np.zeros(3), 4)
cases.save("padding.json")
