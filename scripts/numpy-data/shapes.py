"""Writes test/oracle/ndarray/shapes.json: functions that make, reshape, join, split, edit and pick.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/shapes.py
"""
import numpy as np
from cases import Cases, camel, encode, sample

NAMES = "bool int8 int64 uint16 float16 float32 float64 complex64 complex128".split()
rng = np.random.default_rng(11)
cases = Cases()
SHAPES = [(), (1,), (4,), (0,), (2, 3), (3, 1), (0, 3), (2, 3, 2), (1, 2, 1), (2, 1, 3, 2)]


def record(js, args, run, options=None):
    """A case whose call looks different in Python."""
    case = {"f": js, "a": [encode(arg) for arg in args]}
    if options:
        case["o"] = {camel(name): encode(value) for name, value in options.items()}
    try:
        result = run()
        case["r"] = encode(tuple(result) if isinstance(result, (tuple, list)) else result)
    except Exception as error:
        case["e"] = type(error).__name__
    cases.cases.append(case)


def array(shape, name=None):
    return sample(rng, name or str(rng.choice(NAMES)), shape)


def axis_of(shape, wrong=0.06):
    n = len(shape)
    return int(rng.integers(-n, n)) if n and rng.random() > wrong else n + 1


for shape in SHAPES:
    size = int(np.prod(shape))
    for new in [(-1,), (size,), (1, size), (size, 1), (2, -1), (-1, 2), (3, 2), (2, 2, 3), (0, 3), (), (-1, 1, 2), (7,)]:
        for order in ("C", "F", "A"):
            cases.add("reshape", array(shape), list(new), order=order)
    for order in "CFAK":
        cases.add("ravel", array(shape), order=order)
        cases.add("copy", array(shape), order=order)
    for _ in range(3):
        axes = [int(a) for a in rng.permutation(len(shape))]
        cases.add("permute_dims", array(shape), axes)
        cases.add("transpose", array(shape))
        cases.add("swapaxes", array(shape), axis_of(shape), axis_of(shape))
        cases.add("moveaxis", array(shape), axis_of(shape), axis_of(shape))
        cases.add("rollaxis", array(shape), axis_of(shape), int(rng.integers(0, len(shape) + 1)))
        cases.add("expand_dims", array(shape), int(rng.integers(-len(shape) - 1, len(shape) + 1)))
        cases.add("flip", array(shape), axis=axis_of(shape))
        cases.add("roll", array(shape), int(rng.integers(-5, 6)), axis=axis_of(shape))
        cases.add("repeat", array(shape), int(rng.integers(0, 4)), axis=axis_of(shape))
        cases.add("split", array(shape), int(rng.integers(1, 4)), axis=axis_of(shape))
        cases.add("array_split", array(shape), int(rng.integers(1, 4)), axis=axis_of(shape))
        cases.add("array_split", array(shape), sorted(int(n) for n in rng.integers(-2, 6, 2)), axis=axis_of(shape))
        cases.add("unstack", array(shape), axis=axis_of(shape))
        cases.add("tile", array(shape), [int(n) for n in rng.integers(0, 4, rng.integers(1, 4))])
        cases.add("append", array(shape, "int64"), array((3,), "float32"))
        cases.add("resize", array(shape), [int(n) for n in rng.integers(0, 4, rng.integers(1, 3))])
        if len(shape) >= 2:
            cases.add("rot90", array(shape), int(rng.integers(-5, 6)))
            cases.add("moveaxis", array(shape), [0, 1], [1, -1] if len(shape) > 2 else [1, 0])
            cases.add("roll", array(shape), [1, -2], axis=[0, 1])
            cases.add("flip", array(shape), axis=[0, 1])
    cases.add("flip", array(shape))
    cases.add("roll", array(shape), 2)
    cases.add("repeat", array(shape), 2)
    cases.add("squeeze", array(shape))
    for axis in range(len(shape)):
        cases.add("squeeze", array(shape), axis)
    for function in ("atleast_1d", "atleast_2d", "atleast_3d", "fliplr", "flipud", "matrix_transpose", "tril", "triu", "trim_zeros"):
        cases.add(function, array(shape))
    for k in (-1, 1, 3):
        cases.add("tril", array(shape), k=k)
        cases.add("triu", array(shape), k=k)
        cases.add("diagflat", array(shape), k=k)
        if len(shape) in (1, 2):
            cases.add("diag", array(shape), k=k)
        cases.add("diagonal", array(shape), offset=k)
    if len(shape) == 3:
        cases.add("diagonal", array(shape), offset=1, axis1=1, axis2=-1)
    for to in [(3,), (2, 3), (4, 2, 3), (2, 3, 2), (5, 0, 3), (1,)]:
        cases.add("broadcast_to", array(shape), list(to))
    for name in ("zeros_like", "ones_like"):
        cases.add(name, array(shape))
    cases.add("full_like", array(shape), 1)
    for width in (1, [2, 0]):
        cases.add("pad", array(shape, "int64"), width, options={"constant_values": 3}, mode="constant", constant_values=3)
        for mode in ("edge", "reflect", "symmetric", "wrap"):
            cases.add("pad", array(shape), width, mode=mode)
    if len(shape) == 2:
        widths = [[1, 5], [4, 0]]
        for mode in ("constant", "edge", "reflect", "symmetric", "wrap"):
            cases.add("pad", array(shape), widths, mode=mode)
        cases.add("pad", array(shape, "float32"), widths, options={"constant_values": [[1, 2], [3, 4]]}, mode="constant", constant_values=[[1, 2], [3, 4]])

for _ in range(60):
    shape = [int(n) for n in rng.integers(0, 4, rng.integers(1, 4))]
    axis = int(rng.integers(0, len(shape)))
    parts = []
    for _ in range(rng.integers(1, 4)):
        other = list(shape)
        other[axis] = int(rng.integers(0, 4))
        if rng.random() < 0.05:
            other = other + [1]
        parts.append(array(other))
    cases.add("concat", parts, axis=axis)
    cases.add("concat", parts, axis=None)
    same = [array(shape) for _ in range(rng.integers(1, 4))]
    cases.add("stack", same, axis=int(rng.integers(-len(shape) - 1, len(shape) + 1)))
    for function in ("vstack", "hstack", "dstack", "column_stack"):
        cases.add(function, same if rng.random() < 0.8 else parts)
    x = array(shape)
    n = x.shape[axis]
    if n:
        cases.add("delete", x, int(rng.integers(-n, n)), axis=axis)
        cases.add("delete", x, [int(i) for i in rng.integers(-n, n, 2)], axis=axis)
        cases.add("insert", x, int(rng.integers(-n, n + 1)), 1, axis=axis)
        cases.add("insert", x, [int(i) for i in rng.integers(-n, n + 1, 2)], 1, axis=axis)
        cases.add("take", x, rng.integers(-n, n, (2, 3)), axis=axis)
        cases.add("take", x, rng.integers(-9, 9, 5), axis=axis, mode="wrap")
        cases.add("take", x, rng.integers(-9, 9, 5), axis=axis, mode="clip")
        cases.add("compress", rng.random(n) < 0.5, x, axis=axis)
        places = list(x.shape)
        places[axis] = 2
        cases.add("take_along_axis", x, rng.integers(-n, n, places), axis=axis)
    if x.size:
        cases.add("take", x, rng.integers(-x.size, x.size, 4))
        cases.add("insert", x, int(rng.integers(0, x.size + 1)), 1)
        cases.add("delete", x, [0, -1])
        dims = [max(d, 1) for d in shape]
        flat = rng.integers(0, int(np.prod(dims)), (2, 2))
        cases.add("unravel_index", flat, dims)
        cases.add("unravel_index", flat, dims, order="F")
        coordinates = list(np.unravel_index(flat, dims))
        record(
            "ravelMultiIndex", [coordinates, dims], lambda: np.ravel_multi_index(tuple(coordinates), dims, order="F"), {"order": "F"})
        record("ravelMultiIndex", [coordinates, dims], lambda: np.ravel_multi_index(tuple(coordinates), dims))
for values in ([0, 0, 1, 2, 0], [0.0, 0.0], [1], []):
    for trim in ("f", "b", "fb"):
        cases.add("trim_zeros", np.array(values), trim=trim)
cases.add("insert", np.arange(6).reshape(2, 3), 1, [7, 8], axis=1)
cases.add("insert", np.arange(6).reshape(2, 3), [1], [[7], [8]], axis=1)
cases.add("insert", np.arange(6).reshape(2, 3), [0, 2], [7, 8], axis=1)
cases.add("insert", np.arange(6).reshape(2, 3), 2, [7, 8, 9], axis=0)
cases.add("insert", np.arange(4), [1, 1, 3], [7, 8, 9])
cases.add("insert", np.arange(3), 9, 1)
cases.add("delete", np.arange(3), 9)
cases.add("delete", np.arange(5), np.array([True, False, True, False, False]))

for name in NAMES:
    for args in [(3, 4), (0, 2)]:
        record("eye", [args[0], args[1]], lambda: np.eye(args[0], args[1], k=1, dtype=name), {"k": 1, "dtype": name})
        record("tri", [args[0], args[1]], lambda: np.tri(args[0], args[1], k=-1, dtype=name), {"k": -1, "dtype": name})
        cases.add("zeros", list(args), dtype=name)
        cases.add("ones", list(args), dtype=name)
        cases.add("full", list(args), 1, dtype=name)
    if name not in ("bool", "complex64", "complex128"):
        for args in [(5,), (2, 9), (2, 9, 3), (9, 2, -2), (3, 3)]:
            cases.add("arange", *args, dtype=name)
        cases.add("linspace", 0, 10, 7, dtype=name)
for args in [(5,), (1, 2, 0.1), (0.5, 5), (5, 0, -0.7), (-3, 3, 1), (0, 1e-3, 1e-4), (1, 0)]:
    cases.add("arange", *args)
    cases.add("arange", *args, dtype="float32")
for args in [(0, 1, 5), (1, 0, 4), (2.5, 2.5, 3), (0, 1, 1), (0, 1, 0), (-1e10, 3e-5, 11), (0, 5e-324, 3)]:
    cases.add("linspace", *args)
    cases.add("linspace", *args, endpoint=False)
    cases.add("linspace", *args, dtype="int32") if abs(args[0]) < 1e9 else None
for args in [(0, 3, 4), (-2, 2, 9)]:
    cases.add("logspace", *args)
    cases.add("logspace", *args, base=2)
for args in [(1, 1000, 4), (3, 0.1, 7), (-1, -100, 5)]:
    cases.add("geomspace", *args)
a, b, c = np.arange(3), np.arange(2) * 1.5, np.array([1, 2, 3, 4], "int8")
for indexing in ("xy", "ij"):
    for sparse in (False, True):
        for arrays in ([a], [a, b], [a, b, c]):
            record("meshgrid", [arrays], lambda: np.meshgrid(*arrays, indexing=indexing, sparse=sparse), {"indexing": indexing, "sparse": sparse})
cases.add("indices", [2, 3])
cases.add("vander", np.array([1, 2, 3]), 4)
cases.add("vander", np.array([1.5, -2]), 3, increasing=True)
cases.add("broadcast_arrays", array((3, 1)), array((2,)), array(()))
record("trilIndices", [3], lambda: np.tril_indices(3, 1, 4), {"k": 1, "m": 4})
record("triuIndices", [3], lambda: np.triu_indices(3, -1, 4), {"k": -1, "m": 4})
record("ix_", [[0, 2], [True, False, True]], lambda: np.ix_([0, 2], [True, False, True]))
for mode in ("raise", "wrap", "clip"):
    for low, high in [(0, 3), (-4, 6)]:
        choice = rng.integers(low, high, (2, 3))
        cases.add("choose", choice, [array((3,), "int64"), array((2, 1), "float32"), array((), "int8")], mode=mode)
x = np.arange(10)
record("select", [[x < 3, x > 5], [x, x * 0.5], 42], lambda: np.select([x < 3, x > 5], [x, x * 0.5], 42))
for x in [300, -1, 70000, 2**40, 1.5, 1e300, True]:
    record("minScalarType", [x], lambda: np.min_scalar_type(x).name)

cases.save("shapes.json")
print(len(cases.cases), sum("e" in c for c in cases.cases))
