"""Writes test/oracle/ndarray/ufunc-methods.json: reduce, accumulate, reduceat and outer of functions on elements.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/ufunc-methods.py
"""
import numpy as np
from cases import Cases, sample

rng = np.random.default_rng(23)
cases = Cases()
every = ("add", "subtract", "multiply", "divide", "floor_divide", "remainder", "fmod", "power", "maximum", "minimum", "fmax", "fmin", "hypot",
         "logaddexp", "logaddexp2", "copysign")
whole = ("bitwise_and", "bitwise_or", "bitwise_xor", "gcd", "lcm", "left_shift")
logic = ("logical_and", "logical_or", "logical_xor")
small = {name: rng.integers(1, 5, (3, 4)).astype(name) for name in ("int8", "uint8", "int32", "int64", "float32", "float64")}
for function in every + whole + logic:
    for name, x in small.items():
        if function in whole and name[0] == "f":
            continue
        cases.add(function + ".reduce", x)
        cases.add(function + ".accumulate", x, axis=1)
    x = small["int64"]
    cases.add(function + ".reduce", x, axis=-1, keepdims=True)
    cases.add(function + ".reduce", x[:, :0], axis=1)
    cases.add(function + ".reduceat", x, np.array([0, 2, 1, 3]), axis=1)
    cases.add(function + ".accumulate", x[:, :0], axis=1)
    cases.add(function + ".outer", x[0], x[:2, 1:])
    cases.add(function + ".reduce", x, axis=3)
for function in ("add", "multiply", "maximum", "fmin", "bitwise_or", "logical_and", "hypot"):
    x = small["int64"] if function == "bitwise_or" else small["float64"]
    cases.add(function + ".reduce", x, axis=None)
    cases.add(function + ".reduce", x, axis=(0, 1), keepdims=True)
    cases.add(function + ".reduce", x, axis=1, initial=2)
    if function not in ("maximum", "fmin"):
        cases.add(function + ".reduce", x, axis=0, where=x > 2)
cases.add("subtract.reduce", small["int64"], axis=None)
for name in ("bool", "int16", "float32", "float64"):
    x = sample(rng, name, (5, 3))
    for function in ("maximum", "fmin", "logical_xor"):
        cases.add(function + ".reduce", x)
        cases.add(function + ".accumulate", x)
cases.add("add.reduce", small["int8"], dtype="int8")
cases.add("add.accumulate", small["uint8"], axis=1, dtype="uint8")
cases.add("add.reduceat", np.arange(8), np.array([0, 4, 1, 5, 2, 6, 3, 7]))
cases.add("add.reduceat", np.arange(8), np.array([9]))
cases.add("multiply.outer", np.array([1 + 2j, 3]), np.array([1j]))
cases.add("add.reduce", np.array([1 + 2j, 3, -1j]))
cases.add("multiply.accumulate", np.array([1 + 2j, 3, -1j]))
for function in ("less", "equal", "greater_equal"):
    cases.add(function + ".outer", np.array([1, 2, 3]), np.array([2, 1]))
cases.save("ufunc-methods.json")
