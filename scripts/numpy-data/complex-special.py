"""Writes test/oracle/ndarray/complex-special.json: functions of complex numbers with infinite and NaN parts, and signed zeros.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/complex-special.py
"""
import numpy as np
from cases import Cases

cases = Cases()
parts = np.array([0.0, -0.0, 1.0, -1.0, 2.5, -0.75, np.inf, -np.inf, np.nan])
z = np.empty((9, 9), dtype="complex128")
z.real, z.imag = parts[:, None], parts[None, :]
for function in ("exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan",
                 "arcsinh", "arccosh", "arctanh", "absolute", "angle", "square", "sign", "reciprocal", "isnan", "isinf", "isfinite"):
    cases.add(function, z)
cases.save("complex-special.json")
