"""Writes test/oracle/ndarray/statistics.json: quantiles, histograms, correlation, differences and interpolation.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/statistics.py
"""
import numpy as np
from cases import Cases, sample

rng = np.random.default_rng(11)
cases = Cases()
METHODS = ("inverted_cdf averaged_inverted_cdf closest_observation interpolated_inverted_cdf hazen weibull linear "
           "median_unbiased normal_unbiased lower higher midpoint nearest").split()
REAL = "int8 int32 int64 uint8 uint64 float16 float32 float64".split()


def plain(name, shape):
    if np.dtype(name).kind in "iu":
        return rng.integers(0, 50, shape).astype(name)
    return (rng.normal(size=shape) * 4).astype(name)


for name in REAL:
    for method in METHODS:
        x = plain(name, (7,))
        for q in (0.0, 0.3, 0.5, 1.0):
            cases.add("quantile", x, q, method=method)
        cases.add("quantile", plain(name, (3, 4)), np.array([[0.1, 0.25], [0.75, 0.9]]), axis=1, method=method)
        cases.add("percentile", plain(name, (5, 2, 3)), [10, 62.5], axis=(0, 2), keepdims=True, method=method)
    for shape, axis in [((5,), None), ((6,), None), ((3, 4), 0), ((3, 4), (0, 1)), ((2, 3, 4), (0, 2)), ((2, 0), 0)]:
        cases.add("median", plain(name, shape), axis=axis)
        cases.add("nanmedian", sample(rng, name, shape) if 0 not in shape else plain(name, shape), axis=axis)
    cases.add("median", plain(name, (3, 4)), axis=1, keepdims=True)
for name in ("float32", "float64"):
    x = plain(name, (4, 5))
    x[1, 2] = np.nan
    x[3] = np.nan
    cases.add("quantile", x, 0.5, axis=1)
    cases.add("median", x, axis=1)
    for method in METHODS:
        cases.add("nanquantile", x, 0.4, axis=1, method=method)
        cases.add("nanpercentile", x, [0, 40, 100], axis=0, method=method)
cases.add("quantile", np.array([1.0, 2.0]), 1.5)
cases.add("quantile", np.array([1.0, 2.0]), -0.1)
cases.add("quantile", np.array([1.0, 2.0]), 0.5, method="nonsense")
cases.add("percentile", np.array([1.0, np.inf, -np.inf]), [0, 30, 100])

for name in REAL:
    for shape, axis in [((6,), -1), ((3, 5), 0), ((3, 5), 1), ((1,), 0)]:
        cases.add("diff", plain(name, shape), axis=axis)
        cases.add("diff", plain(name, shape), n=2, axis=axis)
    cases.add("ediff1d", plain(name, (2, 3)))
    if name == "float16":
        continue
    x = plain(name, (20,))
    cases.add("histogram", x)
    cases.add("histogram", x, bins=5, range=(0, 10))
    cases.add("histogram", x, bins=np.array([-5, 0, 1.5, 8, 30]))
    cases.add("histogram", x, bins=4, density=True)
    for rule in ("auto", "fd", "doane", "scott", "rice", "sturges", "sqrt"):
        cases.add("histogram", plain(name, (50,)), bins=rule)
    cases.add("digitize", x, np.array([-3.0, 0, 2, 2, 20]))
    cases.add("digitize", x, np.array([20, 2, 2, 0.0, -3.0]), right=True)
    cases.add("cov", plain(name, (3, 6)))
    cases.add("corrcoef", plain(name, (3, 6)))
    cases.add("average", plain(name, (3, 4)), axis=1, weights=np.array([1, 2, 3, 0.5]))
    cases.add("average", plain(name, (3, 4)))
    if name != "uint64":
        cases.add("gradient", plain(name, (3, 4)).astype("float64"))
        cases.add("gradient", plain(name, (5,)).astype("float64"), edge_order=2)
    cases.add("trapezoid", plain(name, (3, 4)), axis=0)
    cases.add("interp", plain(name, (2, 5)), np.array([-4.0, 0, 1, 20]), np.array([3.0, 4, -1, 2]))
    if np.dtype(name).kind != "f" or name == "float64":
        cases.add("convolve", plain(name, (5,)), plain(name, (3,)))
for mode in ("full", "same", "valid"):
    for n, m in [(5, 3), (3, 5), (4, 4), (6, 1), (5, 2), (2, 5)]:
        a, v = rng.normal(size=n), rng.normal(size=m)
        cases.add("convolve", a, v, mode=mode)
        cases.add("correlate", a, v, mode=mode)
cases.add("bincount", np.array([1, 3, 1, 0]))
cases.add("bincount", np.array([1, 3, 1, 0]), weights=np.array([0.5, 1, 2, 4]), minlength=6)
cases.add("bincount", np.array([-1]))
cases.add("bincount", np.array([1.5]))
cases.add("cov", rng.normal(size=5), rng.normal(size=5))
cases.add("cov", rng.normal(size=(5, 2)), rowvar=False, bias=True)
cases.add("cov", rng.normal(size=(2, 4)), fweights=np.array([1, 2, 0, 3]), aweights=np.array([0.5, 1, 1, 2]))
cases.add("interp", np.array([-190.0, 30, 370]), np.array([190.0, -190, 350, -350]), np.array([5.0, 10, 3, 4]), period=360)
cases.add("interp", np.array([0.0, 5]), np.array([1.0, 2]), np.array([3.0, 4]), left=-1.0, right=9.0)
cases.add("diff", np.array([True, False, False]))
cases.add("diff", np.array([1, 4]), prepend=0, append=np.array([9]))
cases.add("ediff1d", np.array([1, 4, 9]), to_begin=np.array([7]), to_end=np.array([1, 2]))
cases.add("trapezoid", np.array([1.0, 2, 4]), x=np.array([0.0, 1, 4]))
cases.add("trapezoid", np.array([1.0, 2, 4]), dx=0.5)
cases.add("histogram", np.array([1.0, np.nan]))
cases.add("histogram", np.array([], dtype=float))
cases.add("histogram", np.array([3.0, 3.0]), bins=2)
cases.save("statistics.json")
