"""Writes test/oracle/ndarray/corners.json: what a differential comparison of random calls found to differ, each with its neighbours.

Which loop `dtype` chooses, casting, `out` of other dtypes and shapes, complex numbers in statistics, weighted quantiles, arguments at the edges.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/corners.py
"""
import numpy as np
from cases import Cases, sample

rng = np.random.default_rng(5)
cases = Cases()
add = cases.add
NAMES = ("bool", "int8", "int16", "int64", "uint8", "uint64", "float16", "float32", "float64", "complex64", "complex128")
REAL = NAMES[:9]

# The loop that dtype asks for, and what inputs may become.
for name in NAMES:
    x = sample(rng, name, (3,))
    for dtype in ("bool", "int8", "uint8", "int64", "float16", "float64", "complex128"):
        for function in ("add", "true_divide", "bitwise_and", "hypot", "logical_or", "less", "maximum"):
            add(function, x, x, dtype=dtype)
        for function in ("isfinite", "logical_not", "signbit"):
            add(function, x, dtype=dtype)
    for casting in ("no", "equiv", "safe", "same_kind", "unsafe"):
        add("add", x, np.ones(3, "float32"), casting=casting)
        add("multiply", x, x, out=np.zeros(3, "int16"), casting=casting)
# Each input of a function of fractions becomes a float by itself.
for a in ("bool", "int8", "uint8", "int16", "uint16", "int32"):
    for b in ("int8", "uint8", "uint16", "float16"):
        x, y = np.array([1, 2, 3]).astype(a), np.array([2, 2, 5]).astype(b)
        for function in ("copysign", "nextafter", "heaviside"):
            add(function, x, y)
# out may have more elements than the result, and where may.
for shape in ((3,), (2, 3), (2, 1, 3), (1,), (3, 1)):
    add("add", np.array([1, 2, 3]), 1, out=np.zeros(shape, "int64"))
    add("negative", np.array([1, 2, 3]), out=np.ones(shape, "int64"), where=np.array([[True, False, True]]))
for weak in (float("nan"), 0, 1.5, 1j, True):
    add("logical_and", np.array([1, 0, 3]), weak)
    add("logical_xor", weak, np.array([True, False]))

# Limits beyond what a dtype holds; plain integers wrap in where.
for name in ("uint8", "int16", "uint64", "float32", "bool"):
    x = np.array([0, 1, 1, 0, 1]).astype(name)
    for low, high in ((-1, 5), (None, 300), (300, None), (0, 70000), (None, None), (1, 0), (-5, -1), (0.5, 2)):
        add("clip", x, low, high)
    add("clip", x, 0, 1, out=np.zeros(5, "float64"))
add("where", np.array([True, False]), np.array([1, 2], "uint8"), -1)
add("where", np.array([True, False]), 70000, np.array([1, 2], "int16"))

# Reductions compute in what out and the elements have together.
for name in ("int8", "uint8", "int32", "float32", "float64"):
    x = np.array([[100, 27, 3], [5, 6, 7]]).astype(name)
    for to in ("int8", "int16", "float32", "float64", "complex128"):
        for function in ("sum", "prod", "cumsum", "cumprod", "mean", "var"):
            shape = np.shape(getattr(np, function)(x, axis=1))
            add(function, x, axis=1, out=np.zeros(shape, to))
        add("sum", x, dtype=to)
        add("mean", x, axis=0, dtype=to)
        add("var", x, axis=0, dtype=to)
    add("maximum.reduce", x, axis=0, dtype="float64")
    add("minimum.reduce", x, axis=0, dtype="int16")
    add("ptp", x, axis=0, out=np.zeros(3, "float64"))
    add("argmax", x, axis=1, out=np.zeros(2, "int64"))
add("nanmean", np.array([1.0, 2, 4]), dtype="int32")
add("std", np.array([[1, 2], [4, 9]]), axis=0, dtype="int32")
add("argmin", np.array(5), axis=-1)
for keywords in ({"initial": 3}, {"axis": 0, "out": np.zeros(2)}, {"where": np.array([[True], [False]]), "initial": -1}):
    x = np.array([[1, np.nan], [np.nan, np.nan]])
    add("nanmax", x, **keywords)
    add("nanmin", x, **keywords)
z = np.array([[1 + 2j, np.nan + 1j, 3 - 1j], [0.5j, 2, -1 - 1j]])
for function in ("nanvar", "nanstd", "nanmean", "var", "std"):
    add(function, z[1], ddof=1) if function != "nanmean" else add(function, z)
    add(function, z, axis=1)
add("var", z[1:], where=np.array([[True, False, True]]))
add("nanvar", np.array([1, 2, 5], "uint8"), dtype="complex64")
for initial in (0, 0.5, 5):
    add("prod", z[1], initial=initial)
    add("max", z[1], initial=initial)
    add("max", z[:0], axis=0, initial=initial)
add("prod", np.array([complex(-0.0, -np.inf)]))
add("cumprod", np.array([complex(2, -np.inf), 1 + 1j]))

# Weighted quantiles, quantiles of integers, q in float32.
x = np.array([[3, 1, 2, 7], [5, 9, 4, 4]])
for q in (0, 0.5, 1, np.array([0.1, 0.25, 0.9])):
    for weights in (np.array([1.0, 0, 2, 1]), np.array([[0, 1, 2, 3], [3.0, 2, 1, 0]])):
        add("quantile", x, q, axis=1, weights=weights, method="inverted_cdf")
        add("quantile", x.astype("float16"), q, axis=1, weights=weights, method="inverted_cdf", keepdims=True)
        add("nanquantile", x.astype("float32"), q, weights=np.ones((2, 4)), method="inverted_cdf")
add("quantile", x, 0.5, weights=np.ones((2, 4)))
add("quantile", x, 0.5, weights=np.ones(4), method="inverted_cdf")
add("quantile", x, 0.5, axis=1, weights=-np.ones(4), method="inverted_cdf")
add("percentile", np.array([1.0, np.nan, 2]), 50, weights=np.ones(3), method="inverted_cdf")
for name in ("int8", "int16", "float16", "float32", "float64"):
    row = np.array([-100, 29, 3, 100]).astype(name)
    for q in (np.array(0.3, "float32"), np.array([0.3], "float32"), np.array(0.7), 0.3):
        for method in ("linear", "hazen", "midpoint", "lower"):
            add("quantile", row, q, method=method)
    add("percentile", row, np.float32(30))
add("median", z)
add("median", z, axis=0)
add("nanmedian", z, axis=1)
add("nanmedian", np.zeros((2, 0)), axis=1)
add("nanquantile", np.zeros((2, 0), "int32"), np.array([0.1, 0.9]), axis=1)
add("quantile", np.zeros((2, 0)), 0.5, axis=1)
add("median", np.array([3, 1, 2]), out=np.zeros((), "float64"))

# Means and covariances of complex numbers, dtypes.
for name in ("int16", "float32", "float64", "complex64", "complex128"):
    x = rng.integers(-5, 6, (3, 4)).astype(name)
    if np.dtype(name).kind == "c":
        x = (x + 1j * rng.integers(-5, 6, (3, 4))).astype(name)
    for weights in ("int64", "float32", "float64"):
        add("average", x, axis=1, weights=np.arange(1, 5).astype(weights), returned=True)
    add("average", x, axis=(1, 0), weights=np.arange(1, 13).reshape(4, 3))
    add("cov", x)
    add("cov", x, rowvar=False, bias=True)
    add("cov", x, fweights=np.array([1, 2, 1, 3]), aweights=np.array([0.5, 1, 2, 1]))
    add("corrcoef", x)
    add("cov", x[:1], rowvar=False)
    add("cov", x, dtype="complex64" if np.dtype(name).kind == "c" else "float32")
    for other in ("int16", "float64", "complex64"):
        row = np.array([1, 2, -3]).astype(other)
        for mode in ("full", "same", "valid"):
            add("convolve", x[0], row, mode=mode)
            add("correlate", x[0], row, mode=mode)
            add("correlate", row[:2], x[0], mode=mode)
big = np.array([2**62, 3, -(2**61)])
add("convolve", big, big)
add("convolve", np.array([200, 100], "uint8"), np.array([3, 2], "uint8"))
add("convolve", np.array([2**31 - 1, 5], "int32"), np.array([2**30, 7], "int32"))
add("average", np.zeros((2, 0)), axis=0)

# Polynomials.
for name in ("int32", "float32", "float64", "complex64", "complex128"):
    p = np.array([2, -3, 1, 4]).astype(name)
    if np.dtype(name).kind == "c":
        p = (p + 1j * np.array([1, 0, 2, -1])).astype(name)
    q = p[:2]
    for function in ("polymul", "polydiv", "polyadd"):
        add(function, p, q)
    add("polydiv", q, p)
    add("polyval", p, np.array([0.5, 2]))
    add("poly", p[:3])
add("poly", np.array([1 + 1j, 1 - 1j, 3]))
add("polyval", np.zeros(0), np.array([1, 2]))
points, values = np.arange(5.0), np.array([1.0, 3, 2, 5, 4])
for keywords in ({}, {"w": np.array([1.0, 2, 1, 0.5, 1])}, {"cov": True}, {"cov": "unscaled"}, {"rcond": 1e-3}, {"full": True}):
    add("polyfit", points, values, 2, **keywords)

# Slopes, interpolation, histograms.
for edge_order in (1, 2):
    add("gradient", z[1], edge_order=edge_order)
    add("gradient", np.array([1, 5, 2, 8], "uint8"), edge_order=edge_order)
add("gradient", np.array([True, False, True]))
cases.answer("gradient", [np.array([1.0, 4, 9])], np.gradient(np.array([1.0, 4, 9]), np.array([0.0, 2, 4])), spacing=[np.array([0.0, 2, 4])])
known = (np.array([1.0, 2, 4]), np.array([1 + 1j, 2, -3j]))
for keywords in ({}, {"left": -1 + 1j, "right": 2}, {"period": 3}):
    add("interp", np.array([0, 1.5, 3, 9]), *known, **keywords)
for name in ("uint8", "int32", "bool", "float32", "float64"):
    data = rng.integers(0, 40, 30).astype(name)
    for rule in ("auto", "fd", "doane", "scott", "stone", "rice", "sturges", "sqrt"):
        add("histogram", data, bins=rule)
        add("histogram", data, bins=rule, range=(-1.5, 20.5))
for weights in ("int64", "float32", "complex128"):
    w = np.arange(6).astype(weights) * (1 + 2j if weights == "complex128" else 1)
    for density in (False, True):
        add("histogram", np.array([1.0, 2, 2, 3, 5, 9]), bins=3, weights=w, density=density)
add("bincount", np.zeros(0, "int64"), weights=np.zeros(0), minlength=2)
add("unwrap", np.array([1, 5, 2], "uint8"), period=2.5)
add("unwrap", np.array([1, 5, 2], "uint8"), period=4)

# Arguments at the edges.
x = np.arange(6).reshape(2, 3)
add("roll", x, 2, axis=None)
add("squeeze", np.ones((1, 2)), js="squeeze")
add("squeeze", np.array(3), 0)
add("eye", 3, k=1, dtype="int8")
add("tri", 3, k=-1)
add("vander", np.array([1, 2, 3]), increasing=True)
add("vander", np.array([1, 2], "uint64"))
add("full", (2,), 3 + 4j, dtype="int64")
add("take", np.array(5), np.array([0, 0]), axis=0)
add("take", np.array([5, 6]), np.array([True, False]))
add("ediff1d", np.array([1, 4], "uint8"), to_end=np.array([1]))
add("ediff1d", np.array([1, 4], "int8"), to_end=np.array([1], "int16"))
add("ediff1d", np.array([True, False]))
add("stack", [np.zeros(2), np.zeros(2, "int8")], casting="no")
add("geomspace", -2.5, -7.5, 3, dtype="int32")
add("linspace", -2.5, -7.5, 3, dtype="int32")
add("nan_to_num", np.array([1, np.nan, np.inf]), nan=np.array([7.0, 8, 9]), copy=True)
for name in ("float16", "float32", "float64"):
    values = np.array([1.0, -1, 0.5, -3, 0, 65504, np.inf, np.nan], name)
    add("spacing", values)
    add("rad2deg", values)
    add("deg2rad", values)
for name in ("bool", "int8", "int16", "float16", "float32"):
    x = np.array([0, 1, 1, 0]).astype(name)
    for function in ("angle", "sinc", "modf", "frexp", "i0"):
        add(function, x)
    add("ldexp", x, np.array([1, 2, 3, 4]))
add("ldexp", np.ones(2), np.ones(2))
add("sinc", np.array([0, 1j, 0.5 + 0.5j]))
add("i0", np.array([1j]))

# Products.
add("vecdot", np.array([True, False]), np.array([True, True]))
add("vecmat", np.array([True, False]), np.array([[1, 2], [3, 4]], "uint32"))
add("linalg.multi_dot", [np.array([[2**40, 1]]), np.array([[3], [5]]), np.array([[7, 2**20]])])
add("linalg.matrix_power", np.array([[1, 1], [1, 0]]), 60)
add("linalg.matrix_power", np.array([[1, 1], [1, 0]], "float16"), 3)
add("linalg.pinv", np.zeros((0, 3), "int64"))
for order in (1, 2, float("inf")):
    add("linalg.norm", np.zeros((2, 0)), ord=order)
    add("linalg.norm", np.zeros(0), ord=float("inf"))
for norm in (None, "ortho", "forward"):
    add("fft.fft", np.array([1.0, 2, 4]), norm=norm)
    add("fft.fftn", np.array(2, "uint8"), norm=norm)
for a, b in (((2,), (2,)), ((4, 2), (3,)), ((3,), (2, 2)), ((2, 3), (3,))):
    add("cross", rng.integers(-4, 5, a), rng.integers(-4, 5, b))
# Tables.
quoted = ['"1","2" # a', '"3, ""', '4,"5"']
add("loadtxt", quoted[::2], delimiter=",", quotechar='"')
add("loadtxt", ["'1 2' 3"], quotechar="'")
add("loadtxt", ["1 2", "3"])
for keywords in ({"skip_footer": 1}, {"invalid_raise": False}, {"max_rows": 1}, {"usecols": [0]}):
    add("genfromtxt", ["1,2", "3,4", "5"], delimiter=",", **keywords)
add("genfromtxt", ["123456", "789012"], delimiter=2)
add("genfromtxt", ["123456", "789012"], delimiter=[1, 3, 2])
add("genfromtxt", [" 1 , 2 ", "3,"], delimiter=",", autostrip=True)
cases.save("corners.json")
