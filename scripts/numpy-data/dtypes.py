"""Writes test/oracle/ndarray/dtypes.json: NumPy's promotion table, casting rules, limits and half floats.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/dtypes.py
"""
import json
import os

import numpy as np

NAMES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
OUT = os.path.join(os.path.dirname(__file__), "../../test/oracle/ndarray/dtypes.json")


def finfo(name):
    i = np.finfo(name)
    return {
        "bits": int(i.bits), "eps": float(i.eps), "epsneg": float(i.epsneg), "max": float(i.max), "min": float(i.min),
        "smallestNormal": float(i.smallest_normal), "smallestSubnormal": float(i.smallest_subnormal), "tiny": float(i.tiny),
        "precision": int(i.precision), "resolution": float(str(i.resolution)), "nmant": int(i.nmant), "nexp": int(i.nexp),
        "maxexp": int(i.maxexp), "minexp": int(i.minexp), "dtype": i.dtype.name,
    }


def weak(name):
    a = np.ones(1, name)
    return [np.result_type(a, v).name for v in (True, 1, 1.5, 1j)]


def halves():
    rng = np.random.default_rng(1)
    v = np.concatenate([rng.normal(size=200), rng.normal(size=200) * 1e-6, rng.uniform(-70000, 70000, 200),
                        [0.0, -0.0, 65504.0, 65519.99, 65520.0, 2.0**-24, 2.0**-25, 2.0**-25 * 1.0000001, 1 + 2.0**-11, 1 + 3 * 2.0**-11,
                         1.9999999999, 2.0**-14 * (1 - 2.0**-12), 6.1e-5]])
    with np.errstate(over="ignore"):
        return {"numbers": v.tolist(), "bits": v.astype("f2").view("u2").tolist()}


data = {
    "numpy": np.__version__,
    "promote": [[np.promote_types(a, b).name for b in NAMES] for a in NAMES],
    "weak": [weak(n) for n in NAMES],
    "cast": {c: ["".join("01"[np.can_cast(a, b, c)] for b in NAMES) for a in NAMES] for c in ("no", "safe", "same_kind", "unsafe")},
    "finfo": {n: finfo(n) for n in ("float16", "float32", "float64", "complex64")},
    "iinfo": {n: [str(np.iinfo(n).min), str(np.iinfo(n).max)] for n in NAMES[1:9]},
    "halves": halves(),
}
with open(OUT, "w") as f:
    json.dump(data, f, separators=(",", ":"))
    f.write("\n")
