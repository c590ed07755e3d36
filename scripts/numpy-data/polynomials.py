"""Writes test/oracle/ndarray/polynomials.json: polynomials as rows of coefficients.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/polynomials.py
"""
import numpy as np
from cases import Cases

rng = np.random.default_rng(23)
cases = Cases()
for name in ("int64", "float32", "float64"):
    for n, m in [(3, 3), (2, 4), (4, 1), (1, 1)]:
        a, b = rng.integers(1, 9, n).astype(name), rng.integers(1, 9, m).astype(name)
        for function in ("polyadd", "polysub", "polymul"):
            cases.add(function, a, b)
        if name != "float32":
            cases.add("polydiv", a, b)
        cases.add("polyval", a, np.array([[0, 1], [2, -3]]).astype(name))
        cases.add("polyder", a)
        cases.add("polyder", a, 2)
        if name != "float32":
            cases.add("polyint", a)
            cases.add("polyint", a, 2)
cases.add("polyval", np.array([3, 0, 1]), 5)
cases.add("poly", np.array([1.0, 2, -3]))
cases.add("polyfit", np.arange(6.0), np.array([1.0, 2, 5, 9, 17, 26]), 2)
cases.add("polyfit", np.arange(6.0), rng.normal(size=(6, 2)), 3)
cases.add("polydiv", np.array([1.0, 2]), np.array([1.0, 2, 3]))
cases.save("polynomials.json")
