"""Writes test/oracle/ndarray/outputs.json: `out` of functions that pick, join and multiply, and what a second comparison of random calls found.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/outputs.py
"""
import numpy as np
from cases import Cases, sample

rng = np.random.default_rng(11)
cases = Cases()
add = cases.add
x = np.arange(12).reshape(3, 4)
TO = ("bool", "int8", "uint8", "int32", "int64", "float16", "float64", "complex128")

# Which dtypes an out may have, and what becomes of the elements.
for name in ("int8", "int64", "float32", "complex64"):
    data = sample(rng, name, (3, 4))
    for to in TO:
        add("take", data, np.array([[2, 0], [1, -1]]), axis=1, out=np.zeros((3, 2, 2), to))
        add("compress", np.array([True, False, True]), data, axis=0, out=np.zeros((2, 4), to))
        add("choose", np.array([0, 1, 1, 0]), [data[0], data[1]], out=np.zeros(4, to))
        add("concatenate", [data, data[:1]], out=np.zeros((4, 4), to))
        add("stack", [data, data], axis=-1, out=np.zeros((3, 4, 2), to), casting="unsafe")
        add("trace", data, out=np.zeros((), to))
        add("outer", data[0], data[1], out=np.zeros((4, 4), to))
        add("einsum", "ij->j", data, out=np.zeros(4, to))
        add("matmul", x.astype(name), x.T.astype(name), out=np.zeros((3, 3), to))
    add("vstack", [data, data], dtype="complex128")
    add("hstack", [data, data], dtype="int16", casting="unsafe")
    add("vstack", [data, data], dtype="int8", casting="safe")
add("concatenate", [x, x], out=np.zeros((6, 4)), dtype="float64")
add("concatenate", [x, x], axis=None, out=np.zeros(24, "int64"))
add("concatenate", [x, x], out=np.zeros((4, 6)))
for axis in (None, 0):
    add("take", x, np.array([1, 2]), axis=axis)
    add("compress", np.array([False, True, True]), x, axis=axis)
add("take", x, np.array([1, 2]), axis=0, out=np.zeros((2, 3), "int64"))
add("outer", np.arange(2), np.arange(3), out=np.zeros((2, 2, 3)))
for name in ("isposinf", "isneginf"):
    add(name, np.array([np.inf, -np.inf, 0, np.nan]), out=np.zeros(4, "bool"))
# Not hfft, fft2 and their inverses, whose out NumPy leaves as it is.
for name in ("fft", "ifft", "rfft", "irfft", "rfftn", "irfftn", "fftn"):
    for to in ("complex64", "complex128", "float64", "float32", "int64"):
        y = np.array([1.0, 2, 0, -1])
        shape = getattr(np.fft, name)(y).shape
        add("fft." + name, y, out=np.zeros(shape, to))
    add("fft." + name, np.arange(4.0), out=np.zeros(9, "complex128"))

# Modes, axes and numbers at the edges.
for mode in (("wrap", "clip"), ("raise", "wrap"), ("wrap", "raise"), ("wrap",)):
    add("ravel_multi_index", (np.array([-1, 5, 2]), np.array([3, 4, -2])), (3, 4), mode=mode)
add("ravel_multi_index", (np.array([0]), np.array([0])), (1, 0), mode="clip")
for pieces in ([-3, 7], [1.5, 2], [300, 1, 2]):
    add("piecewise", np.array([1, 2, 3], "uint8"), [np.array([True, False, False]), np.array([False, True, False])], pieces)
for function in ("sum", "prod", "min", "max", "any", "all", "ptp", "mean", "var", "nansum", "nanmax", "nanmean", "nanstd"):
    for axis in (0, -1, 1):
        add(function, np.array(5.0), axis=axis)
z = np.array([1.23456 - 6.781429663659497j, complex(np.nan, 3.14159), complex(2.5, -np.inf)])
for decimals in (3, 1, -1):
    add("round", z, decimals=decimals)
    add("round", z.astype("complex64"), decimals=decimals)
    add("round", np.array([True, False]), decimals=decimals)
for data in (np.array(5), x, np.array([True])):
    add("diff", data, n=0)
add("diff", x, n=0, prepend=7)
a = np.array([[-2.0, -2, -3], [-2, -2, -3], [3, 1, -4]])
for rcond in (-1, None, 0.5):
    add("linalg.lstsq", a, np.array([1.0, 2, 3]), rcond=rcond)
for text in ("...i->", "...i->i", "...i->...", "i...->...i"):
    add("einsum", text, np.arange(6).reshape(2, 3))
    add("einsum", text, np.arange(3))

for to in TO:
    add("argmax", x, axis=1, out=np.zeros(3, to))
    add("ptp", np.array([[0.1, 0.30005], [3, 1]], "float16"), axis=1, out=np.zeros(2, to))
    add("std", x, dtype=to, axis=(0, 1), keepdims=True)
    add("std", np.ones((1, 1, 1), "int16"), dtype=to, axis=0)
for function in ("cumsum", "cumprod", "nancumsum", "cumulative_sum", "cumulative_prod"):
    for axis in (0, -1, 1):
        add(function, np.array(5.0), axis=axis)
for function in ("cumulative_sum", "cumulative_prod"):
    add(function, np.array([complex(3, np.inf), 1 + 1j, 2]), include_initial=True)

# Digits of numbers that are written shortest as a power of ten above them.
small = np.array([1e-12, 2e-12, 1.5e-7, 1e-5])
for precision in (15, 16, 17):
    for mode in ("fixed", "unique", "maxprec", "maxprec_equal"):
        add("array2string", small, precision=precision, floatmode=mode)
for keywords in ({"max_line_width": 30}, {"suppress_small": True, "precision": 3}, {"max_line_width": 20, "separator": ","}):
    add("array2string", np.array([1e-9, 123.456, 3.0, 1.0, 2.0]), **keywords)
    if "separator" not in keywords:
        add("array_repr", np.array([1e-9, 123.456, 3.0, 1.0, 2.0]), **keywords)
        add("array_str", np.array([1e-9, 123.456, 3.0, 1.0, 2.0]), **keywords)
cases.save("outputs.json")
