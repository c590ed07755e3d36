"""Writes test/oracle/ndarray/texts.json: tables of numbers in texts, and numbers in formats of C.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/texts.py
"""
import io
import warnings

import numpy as np
from cases import Cases

warnings.simplefilter("ignore")
rng = np.random.default_rng(41)
cases = Cases()


def try_add(function, call, args, options):
    try:
        result = call()
    except Exception as error:
        cases.answer(function, args, None, **options)
        cases.cases[-1].pop("r")
        cases.cases[-1]["e"] = type(error).__name__
        return
    cases.answer(function, args, result, **options)


def load(lines, **options):
    keywords = {key: np.dtype(value) if key == "dtype" else value for key, value in options.items()}
    try_add("loadtxt", lambda: np.loadtxt(list(lines), **keywords), [list(lines)], options)


def gen(lines, **options):
    try_add("genfromtxt", lambda: np.genfromtxt(list(lines), **options), [list(lines)], options)


def save(x, **options):
    file = io.StringIO()
    np.savetxt(file, x, **options)
    cases.answer("tableText", [x], file.getvalue(), **options)


load(["1 2 3", "4 5 6"])
load(["# note", "1 2 # more", "", "3 4"])
load(["1,2", "3,4"], delimiter=",")
load(["1,2", "3,4"], delimiter=",", dtype="int32", usecols=[1])
load(["1\t2", "3\t4"], delimiter="\t", unpack=True)
load(["1 2 3"])
load(["1", "2"])
load(["7"])
load(["7"], ndmin=2)
load(["7"], ndmin=1)
load(["1 2", "3 4", "5 6"], skiprows=1, max_rows=1, ndmin=2)
load(["nan inf -inf", "1e5 -.5 +3."])
load(["1 2", "3 4"], dtype="float32", usecols=[-1, 0])
load(["1+2j (3-4j)", "5 2j"], dtype="complex128")
load(["9007199254740993"], dtype="int64")
load(["1 2", "3"])
load(["1 x"])
load(["1.5"], dtype="int64")
load(["1 2"], usecols=[2])
load(["% 1", "1 2"], comments="%")
load(["1 2 // x", "3 4"], comments=["#", "//"])
gen(["1,2,3", "4,,6"], delimiter=",")
gen(["1,2,3", "4,n/a,6"], delimiter=",", missing_values="n/a", filling_values=-7)
gen(["a b", "1 2", "3 4", "end 0"], skip_header=1, skip_footer=1)
gen(["1 2", "3"])
gen(["5"])
gen(["1", "2"])
gen(["1 2 3", "4 5 6"], usecols=[0, 2], unpack=True)
for text, options in (("1 2 3", {"sep": " "}), ("1, 2,3", {"sep": ","}), ("1 2 3", {"sep": " ", "dtype": "int32"}), ("1 2 3", {"sep": " ", "count": 2})):
    cases.answer("fromstring", [text], np.fromstring(text, **options), **options)
table = np.array([[1, 2.5, -3.25e-10], [np.nan, np.inf, 1e300]])
save(table)
save(table, fmt="%.3f", delimiter=",", header="a,b\nc", footer="end")
save(table, fmt=["%g", "%10.2e", "%+.1f"])
save(table, fmt="%g|%s|%-12.4G|", newline="\r\n")
save(np.array([1, -2, 3]), fmt="%d")
save(np.array([1, -2, 3]), fmt="%05d", comments="", header="n")
save(np.array([[1 + 2j, 3 - 4j]]), fmt="%.2f")
save(np.array([True, False]), fmt="%d")
save(np.zeros((0, 2)))
values = [0.0, -0.0, 1.0, -1.5, 2.5, 0.1, 123456.789, 1e-5, 1e-4, 999999.5, 1e22, -3e-320, 1 / 3, 65432.0]
for spec in ("%e", "%.0e", "%.3e", "%f", "%.0f", "%.2f", "%g", "%.3g", "%#g", "%G", "%10.3f", "%-10.3f|", "%+d", "% d", "%05d", "%i", "%.3d", "%s", "%E", "%08.2f", "%%%g"):
    cases.answer("printf", [spec, values], [spec % value for value in values])
# Words of numbers are those of their dtype.
for name in ("int8", "uint64", "float16", "float32", "float64", "bool"):
    save(np.array([[0, 1], [3, 0.1]]).astype(name), fmt="%s")
    save(np.array([1, 7]).astype(name), fmt=["%s"])
save(np.array([[1, 2]]), fmt="%s %+.2f")
# Rows of which some columns are read may have others; without rows the columns are counted.
load(["1 2 3", "4 5 6 7"], usecols=[0, 2])
load(["1 2 3", "4 5 6 7"], usecols=[-1])
load(["1 2 3", "4"], usecols=[0, 2])
for options in ({}, {"usecols": [1, -3]}, {"usecols": [0]}, {"usecols": [1, 2], "unpack": True}):
    for ndmin in (0, 1, 2):
        load(["# nothing"], ndmin=ndmin, **options)
cases.save("texts.json")
