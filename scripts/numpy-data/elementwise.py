"""Writes test/oracle/ndarray/elementwise.json: what NumPy's universal functions, casts and reductions make of telling values.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/elementwise.py
"""
import base64
import json
import os
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = os.path.join(os.path.dirname(__file__), "../../test/oracle/ndarray/elementwise.json")
NAMES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
rng = np.random.default_rng(7)


def packed(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def values(name, few=False):
    kind = np.dtype(name).kind
    if kind == "b":
        return np.array([False, True])
    if kind in "iu":
        i = np.iinfo(name)
        own = [0, 1, 2, 3, 7, 12, 100, i.max, i.max - 1, i.min]
        own += [-1, -2, -7, -100, i.min + 1] if kind == "i" else []
        own = [0, 1, 2, 7, i.max, i.min] + ([-1, -3] if kind == "i" else [5]) if few else own
        return np.array(own, dtype=name)
    f = np.finfo(name)
    own = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 1.5, 2.5, -2.5, 3.7, -3.7, 0.1, 10.0, -10.0, 50.25, 1e-4, np.inf, -np.inf, np.nan]
    if few:
        own = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 0.3, 7.0, -7.0, np.inf, -np.inf, np.nan]
    if kind == "f":
        return np.array(own + ([] if few else [float(f.max), float(f.tiny), -float(f.tiny)]), dtype=name)
    numbers = [0, 1, -1, 1j, -1j, 1 + 2j, -1.5 + 0.5j, 0.3 - 2j, -0.7 - 0.2j, 3 + 4j, 0.001 + 0.002j, 2, -2]
    return np.array(numbers[:8] if few else numbers, dtype=name)


UNARY = """negative positive absolute fabs square sign reciprocal exp exp2 expm1 log log2 log10 log1p sqrt cbrt sin cos tan
 arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh deg2rad rad2deg floor ceil trunc rint spacing isnan isinf isfinite signbit
 logical_not invert bitwise_count conjugate""".split()
BINARY = """add subtract multiply divide floor_divide remainder fmod power maximum minimum fmax fmin gcd lcm heaviside logaddexp logaddexp2
 arctan2 hypot copysign nextafter equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor bitwise_and
 bitwise_or bitwise_xor left_shift right_shift""".split()


def attempt(make):
    try:
        result = make()
    except (TypeError, ValueError, OverflowError):
        return None
    return None if result.dtype.name not in NAMES else packed(result)


def pairs(name, few=True):
    v = values(name, few)
    return np.repeat(v, len(v)), np.tile(v, len(v))


def exponents(name, y):
    return np.where(y < 0, np.ones_like(y), y) % 20 if np.dtype(name).kind in "iu" else y


def apply(f, x):
    result = getattr(np, f)(x)
    # An integer divided by 0 is 0 here; NumPy's reciprocal leaves it to the processor.
    return np.where(x == 0, 0, result).astype(result.dtype) if f == "reciprocal" and x.dtype.kind in "biu" else result


unary = [{"name": f, "dtype": d, "result": attempt(lambda: apply(f, values(d)))} for f in UNARY for d in NAMES
         # Of negative half floats NumPy's spacing has another meaning than of other floats.
         if not (f == "spacing" and d in ("bool", "int8", "uint8", "float16"))]
binary = []
for f in BINARY:
    for d in NAMES:
        x, y = pairs(d)
        if f == "power":
            y = exponents(d, y)
        binary.append({"name": f, "dtype": d, "result": attempt(lambda: getattr(np, f)(x, y))})

MIXED = [("int8", "uint8"), ("int64", "uint64"), ("float32", "int16"), ("float32", "int32"), ("bool", "int8"), ("float16", "float32"),
         ("uint32", "int32"), ("float32", "complex64"), ("int64", "float32"), ("uint8", "float16")]
mixed = []
for f in "add multiply divide floor_divide maximum less equal greater_equal power".split():
    for a, b in MIXED:
        x, y = values(a, True), values(b, True)
        x, y = np.repeat(x, len(y)), np.tile(y, len(x))
        if f == "power":
            y = exponents(b, y)
            x = x if np.dtype(b).kind != "f" else np.abs(x)
            # Infinite complex numbers to a power are NaN in other parts with every way to compute them.
            x = np.where(np.isfinite(x), x, np.ones_like(x)) if np.dtype(b).kind == "c" else x
        mixed.append({"name": f, "x": packed(x), "y": packed(y), "result": attempt(lambda: getattr(np, f)(x, y))})


def in_range(x, d):
    """Values whose cast C defines."""
    if np.dtype(d).kind not in "iu" or x.dtype.kind not in "fc":
        return x
    i = np.iinfo(d)
    ok = np.isfinite(x.real) & (np.trunc(x.real.astype("f8")) >= float(i.min)) & (np.trunc(x.real.astype("f8")) < float(i.max))
    return x[ok]


casts = []
for a in NAMES:
    for b in NAMES:
        x = in_range(values(a), b)
        casts.append({"x": packed(x), "dtype": b, "result": packed(x.astype(b))})

reductions = []
SHAPES = [(3, 4, 5), (1, 7), (6, 1), (0, 3), (), (2, 3, 4, 2, 2)]
for d in NAMES:
    for shape in SHAPES:
        if np.dtype(d).kind in "biu":
            x = rng.integers(0, 2 if d == "bool" else 5, shape).astype(d)
        else:
            x = (rng.integers(-8, 8, shape) / 4).astype(d)
        x = np.asarray(x)
        axes = [None] + list(range(x.ndim)) + ([(0, x.ndim - 1)] if x.ndim > 1 else []) + ([(1, 3)] if x.ndim == 5 else [])
        rows = []
        for f in "sum prod min max mean var std all any count_nonzero argmin argmax".split():
            for axis in axes:
                for keep in (False, True):
                    if f in ("argmin", "argmax") and isinstance(axis, tuple):
                        continue
                    if keep and f not in ("sum", "mean", "argmax"):
                        continue
                    rows.append({"name": f, "axis": axis, "keepdims": keep, "result": attempt(lambda: np.asarray(getattr(np, f)(x, axis=axis, keepdims=keep)))})
        for f in "cumsum cumprod".split():
            for axis in [None] + list(range(x.ndim)):
                rows.append({"name": f, "axis": axis, "keepdims": False, "result": attempt(lambda: getattr(np, f)(x, axis=axis))})
        reductions.append({"x": packed(x), "rows": rows})

data = {
    "numpy": np.__version__,
    "inputs": {d: {"all": packed(values(d)), "few": packed(values(d, True))} for d in NAMES},
    "unary": unary, "binary": binary, "mixed": mixed, "casts": casts, "reductions": reductions,
}
with open(OUT, "w") as out:
    json.dump(data, out, separators=(",", ":"))
    out.write("\n")
