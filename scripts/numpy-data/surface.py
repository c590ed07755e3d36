"""Writes test/oracle/ndarray/surface.json: grids, blocks, bits, bases, facts, phases, and what else is no arithmetic.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/surface.py
"""
import numpy as np
from cases import Cases, sample

rng = np.random.default_rng(29)
cases = Cases()
x = rng.integers(0, 9, (3, 4))
for name in ("tril_indices_from", "triu_indices_from"):
    for k in (0, 1, -1):
        cases.add(name, x, k=k)
    cases.add(name, np.zeros(3))
cases.add("diag_indices_from", np.zeros((3, 3, 3)))
cases.add("diag_indices_from", np.zeros((3, 2)))
cases.add("ndim", x)
cases.add("size", x)
cases.add("size", x, axis=1)
for name in ("isrealobj", "iscomplexobj"):
    cases.add(name, x)
    cases.add(name, np.array([1j]))
for dtypes in (("int8",), ("float32",), ("float16", "float32"), ("int8", "complex64"), ("float32", "complex64"), ("float64", "complex64")):
    arrays = [np.zeros(2, dtype) for dtype in dtypes]
    cases.answer("commonType", arrays, np.dtype(np.common_type(*arrays)).name)
for name in ("int8", "uint8", "int16", "int32", "float32", "float64", "complex64", "bool"):
    cases.add("sort_complex", sample(rng, name, (2, 5)))
a, b, v = rng.integers(-5, 5, (2, 3, 4)), rng.normal(size=(4, 3)), rng.integers(-5, 5, (3,))
for name in ("int32", "float32", "complex128"):
    z = a.astype(name) * (1 + 2j if name == "complex128" else 1)
    cases.add("matvec", z, np.arange(4).astype(name))
    cases.add("vecmat", v.astype(name) * (1j if name == "complex128" else 1), z)
cases.add("matvec", b, v)
cases.add("vecmat", np.arange(2), b)
cases.add("matvec", v, v)

cases.answer("mgrid", ["0:5"], np.mgrid[0:5])
cases.answer("mgrid", ["0:2", "3:9:2"], np.mgrid[0:2, 3:9:2])
cases.answer("mgrid", ["-1:1:5j", "0:2"], np.mgrid[-1:1:5j, 0:2])
cases.answer("mgrid", ["0:1:0.25"], np.mgrid[0:1:0.25])
cases.answer("mgrid", [":3", "5:0:-2", "1:2"], np.mgrid[:3, 5:0:-2, 1:2])
cases.answer("ogrid", ["0:2", "3:9:2"], tuple(np.ogrid[0:2, 3:9:2]))
cases.answer("ogrid", ["-1:1:3j", "0:2"], tuple(np.ogrid[-1:1:3j, 0:2]))
cases.answer("r_", ["1:4", 0, np.array([7, 8])], np.r_[1:4, 0, np.array([7, 8])])
cases.answer("r_", ["0:1:3j", np.array([1.5])], np.r_[0:1:3j, np.array([1.5])])
cases.answer("r_", [x, x], np.r_[x, x])
cases.answer("c_", [np.arange(3), "4:7"], np.c_[np.arange(3), 4:7])
cases.answer("c_", [x, np.array([[1], [2], [3]]), x], np.c_[x, np.array([[1], [2], [3]]), x])
m = np.arange(4).reshape(2, 2)
cases.add("block", [[m, np.zeros((2, 3))], [np.ones((1, 2)), np.full((1, 3), 7)]])
cases.add("block", [m, m])
cases.add("block", [[m], [m]])
cases.add("block", [np.arange(3), 5])
cases.add("block", m)
cases.add("block", [[[m, m]], [[m, m]]])
cases.add("block", [[m, m], m])
cases.add("block", [[m, np.zeros((3, 3))]])
cases.add("asarray_chkfinite", np.array([1.0, np.inf]))
cases.add("asarray_chkfinite", np.array([1.0, 2.0]))

bits = rng.integers(0, 2, (3, 11))
for name in ("bool", "int64", "uint8"):
    for axis in (None, 0, 1, -1):
        for order in ("big", "little"):
            cases.add("packbits", bits.astype(name), axis=axis, bitorder=order)
cases.add("packbits", bits.astype("float64"))
packed = rng.integers(0, 256, (2, 3)).astype("uint8")
for options in ({}, {"axis": 0}, {"axis": 1, "count": 10}, {"axis": 1, "count": -3}, {"axis": 1, "count": 30}, {"count": 5, "bitorder": "little"}):
    cases.add("unpackbits", packed, **options)
cases.add("unpackbits", bits)
cases.add("unpackbits", packed[:0])
for value, width in ((5, None), (-5, None), (0, None), (-5, 8), (-8, 4), (7, 3), (7, 2), (-9, 4), (0, 3), (2 ** 40, None)):
    cases.add("binary_repr", value, width)
for value, base, padding in ((255, 16, 0), (-7, 3, 2), (0, 2, 0), (0, 2, 3), (35, 36, 1), (5, 1, 0), (5, 37, 0)):
    cases.add("base_repr", value, base, padding)

for name in ("float64", "float32", "int64", "int32", "float16"):
    walk = np.cumsum(rng.integers(-3, 8, (3, 9)), axis=1).astype(name)
    wrapped = walk % 6 - 3 if name[0] == "i" else ((walk + np.pi) % (2 * np.pi) - np.pi).astype(name)
    cases.add("unwrap", wrapped.astype(name))
    cases.add("unwrap", wrapped.astype(name), axis=0, period=6)
    cases.add("unwrap", wrapped.astype(name), period=5, discont=4)
cases.add("unwrap", np.array([0.0, np.pi, 0.0, -np.pi, 0]))
cases.add("unwrap", np.array([1j]))
cases.save("surface.json")
