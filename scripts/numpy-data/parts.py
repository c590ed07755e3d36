"""Writes test/oracle/ndarray/parts.json: questions about numbers, their parts, windows, outer products and traces.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/parts.py
"""
import numpy as np
from cases import Cases, sample

rng = np.random.default_rng(19)
cases = Cases()
special = np.array([0.0, -0.0, 1.5, -2.75, np.inf, -np.inf, np.nan, 1e300, 5e-324, 1e-310])
for name in ("float32", "float64"):
    x = special.astype(name)
    for function in ("isposinf", "isneginf", "modf", "frexp", "isreal", "iscomplex"):
        cases.add(function, x)
    cases.add("ldexp", x, np.arange(10))
    cases.add("sinc", np.linspace(-3, 3, 13))
for name in ("int8", "int64", "uint8", "float32", "float64"):
    a, b = np.array([7, 100, 3, 12]).astype(name), np.array([3, 7, 5, 4]).astype(name)
    if np.dtype(name).kind != "u":
        a = a * np.array([1, -1, -1, 1]).astype(name)
    cases.add("divmod", a, b)
    cases.add("outer", a.reshape(2, 2), b)
    m = rng.integers(0, 9, (3, 4)).astype(name)
    for offset in (0, 1, -1, 5):
        cases.add("trace", m, offset=offset)
    cases.add("trace", rng.integers(0, 9, (2, 3, 2)).astype(name))
cases.add("isreal", sample(rng, "complex128", (6,)))
cases.add("iscomplex", sample(rng, "complex64", (6,)))
cases.add("real_if_close", np.array([2 + 1e-16j, 3]))
cases.add("real_if_close", np.array([2 + 1e-3j, 3]))
cases.add("ldexp", np.array([1e-300, 1e300, 0.75]), np.array([600, -600, 1024]))
cases.add("i0", np.array([0.0, 0.1, 1, 5, 20, 100, -3]))
for function in ("bartlett", "blackman", "hamming", "hanning"):
    for m in (-1, 0, 1, 2, 5, 12):
        cases.add(function, m)
for m, beta in [(0, 3.0), (1, 3.0), (5, 0.0), (12, 14.0)]:
    cases.add("kaiser", m, beta)
cases.save("parts.json")
