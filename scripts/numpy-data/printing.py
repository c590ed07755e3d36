"""Writes test/oracle/ndarray/printing.json: arrays and how NumPy prints them (str, repr, and array2string with options).

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/printing.py
"""
import base64
import json
import os

import numpy as np

OUT = os.path.join(os.path.dirname(__file__), "../../test/oracle/ndarray/printing.json")
rng = np.random.default_rng(2024)
cases = []


def packed(a):
    a = np.ascontiguousarray(a) if a.ndim else a.copy()
    return {"dtype": a.dtype.name, "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def add(a, **options):
    a = np.asarray(a)
    with np.errstate(all="ignore"), np.printoptions(**options):
        cases.append({**packed(a), "options": options, "str": str(a), "repr": repr(a)})


def special(a, share):
    pick = rng.random(a.shape) < share
    values = rng.choice([np.nan, np.inf, -np.inf, 0.0, -0.0], a.shape)
    return np.where(pick, values, a)


INTS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()
for name in INTS:
    i = np.iinfo(name)
    add(np.array([i.min, 0, i.max], name))
    add(np.array(i.max, name))
    for shape in [(0,), (3,), (2, 3), (40,), (1, 2, 2), (0, 3), (3, 0)]:
        add(rng.integers(max(i.min, -10**9), min(i.max, 10**9), shape).astype(name))
    add(np.arange(1200).astype(name))
add(np.arange(10007).reshape(1, 10007))
add(np.arange(24000).reshape(10, 20, 120) - 5000)
add(np.arange(1001), threshold=1001)
add(np.array([True, False, True]))
add(np.array(True))
add(np.array([[True], [False]]))
add(np.array([False] * 40))
add(np.ones((40, 40), bool))

for dtype in ("float16", "float32", "float64"):
    for k in range(60):
        shape = [(), (1,), (2,), (3,), (7,), (2, 2), (3, 4), (13,), (2, 1, 3), (0,), (2, 0)][k % 11]
        scale = 10.0 ** rng.integers(-6 if dtype != "float16" else -3, 9 if dtype != "float16" else 4)
        kind = k % 6
        a = rng.normal(size=shape) * scale
        if kind == 1:
            a = np.round(a)
        elif kind == 2:
            a = np.round(a, 3)
        elif kind == 3:
            a = special(a, 0.4)
        elif kind == 4:
            a = 10.0 ** rng.integers(-8, 9, shape).astype(float)
        elif kind == 5:
            a = special(np.round(a * 4) / 4, 0.2)
        with np.errstate(all="ignore"):
            add(np.asarray(a).astype(dtype))
    with np.errstate(all="ignore"):
        add(np.array([1e-5, 1, 1e5]).astype(dtype))
        add(np.array([1.5, np.nan, np.inf]).astype(dtype))
        add(np.array([np.nan, -np.inf]).astype(dtype))
        add(np.array([0.0, -0.0]).astype(dtype))
        add(np.linspace(0, 1, 1500).astype(dtype))
        add(np.linspace(0, 1, 2000).reshape(50, 40).astype(dtype))
for v in [1e16, 1e15, 123456789012345678.0, 1e-5, 1e-4, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, 2.0**-9, 100.0, 1e100, 1e8, 99999999.0]:
    add(np.array(v))
    add(np.array([v, 1.0]))
    add(np.array(np.float32(v)) if abs(v) < 1e38 else np.array(v))
add(np.array([2.0**-9, 0.5]))
add(np.array([0.001953125, 0.005859375, 0.12345678501]))

for dtype in ("complex64", "complex128"):
    for k in range(24):
        shape = [(), (1,), (2,), (5,), (2, 2), (20,)][k % 6]
        scale = 10.0 ** rng.integers(-5, 8)
        re, im = rng.normal(size=shape) * scale, rng.normal(size=shape) * 10.0 ** rng.integers(-5, 8)
        if k % 3 == 1:
            re, im = np.round(re), np.round(im)
        if k % 4 == 2:
            re, im = special(re, 0.3), special(im, 0.3)
        c = np.empty(shape, complex)
        c.real, c.imag = re, im
        add(c.astype(dtype))
add(np.array(2j)), add(np.array(complex(-0.0, 2))), add(np.array([1 + 0j, 2]))

x = rng.normal(size=(3, 5)) * 10.0 ** rng.integers(-3, 4, (3, 5))
for options in [
    {"precision": 3}, {"precision": 0}, {"precision": 12}, {"suppress": True}, {"sign": "+"}, {"sign": " "},
    {"floatmode": "fixed"}, {"floatmode": "fixed", "precision": 2}, {"floatmode": "unique"}, {"floatmode": "maxprec_equal"},
    {"linewidth": 40}, {"linewidth": 20}, {"threshold": 5}, {"threshold": 5, "edgeitems": 1}, {"nanstr": "NULL", "infstr": "endless"},
    {"precision": 3, "suppress": True}, {"floatmode": "maxprec_equal", "precision": 2, "sign": " "},
]:
    add(x, **options)
    add(np.abs(x), **options)
    add(special(x, 0.3), **options)
    add((x * 1e6).astype("float32"), **options)
    add(np.arange(-3, 27).reshape(2, 15), **options)
    add(x[0] + 1j * x[1], **options)
    add(np.array([[1.0, 2.5], [3.0, 4.25]]), **options)

with open(OUT, "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases), os.path.getsize(OUT))
