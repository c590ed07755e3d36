"""Writes test/oracle/ndarray/grids-of-counts.json: histograms of several dimensions, and orders of Einstein sums.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/grids-of-counts.py
"""
import numpy as np
from cases import Cases

rng = np.random.default_rng(31)
cases = Cases()


def counts(sample, **options):
    h, edges = np.histogramdd(sample, **options)
    cases.answer("histogramdd", [sample], (h, list(edges)), **options)


for name in ("float64", "float32", "int64"):
    sample = (rng.normal(size=(25, 3)) * 5).astype(name)
    counts(sample, bins=4)
    counts(sample, bins=[2, 3, 4])
    counts(sample, bins=[2, np.array([-3.0, 0, 1, 9]), 4], density=True)
    counts(sample, bins=3, range=[(-5, 5), (-1, 2), (0, 9)])
    counts(sample[:, :2], weights=rng.random(25))
    x, y = sample[:, 0], sample[:, 1]
    for options in ({}, {"bins": 3}, {"bins": [2, 5]}, {"bins": np.array([-4.0, -1, 0, 3, 8])}, {"bins": 4, "density": True},
                    {"bins": 4, "range": [[-2, 2], [-3, 3]]}, {"bins": [3, np.array([-9.0, 0, 9])]}):
        cases.add("histogram2d", x, y, **options)
counts(np.array([[1.0, 2.0]]), bins=2)
cases.add("histogramdd", np.zeros((3, 2)), bins=[2, 2, 2])
cases.add("histogramdd", np.zeros((3, 2)), bins=0)
cases.add("histogram2d", np.zeros(3), np.zeros(4))

sums = [("ij,jk,kl->il", [(2, 10), (10, 20), (20, 3)]), ("ij,jk,kl->il", [(20, 3), (3, 10), (10, 2)]),
        ("ea,fb,abcd,gc,hd->efgh", [(4, 4), (4, 4), (4, 4, 4, 4), (4, 4), (4, 4)]), ("a,b,c->abc", [(2,), (3,), (4,)]),
        ("ab,bc,cd,de,ef->af", [(5, 2), (2, 6), (6, 3), (3, 4), (4, 2)]), ("i,i,i->", [(4,), (4,), (4,)]), ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("ij,ij,ij->ij", [(2, 3)] * 3), ("abc,cd,ef->abdef", [(2, 3, 4), (4, 2), (3, 2)]), ("bij,bjk,bkl->bil", [(2, 3, 4), (2, 4, 5), (2, 5, 2)]),
        ("a,ab,abc->abc", [(2,), (2, 3), (2, 3, 4)]), ("ab,cd,ef,bdf->ace", [(3, 2), (4, 2), (5, 2), (2, 2, 2)])]
for text, shapes in sums:
    arrays = [rng.integers(-3, 4, shape).astype("float64") for shape in shapes]
    for optimize in ("greedy", "optimal"):
        path, _ = np.einsum_path(text, *arrays, optimize=optimize)
        cases.answer("pathOf", [text, arrays, optimize], [path[0]] + [list(step) for step in path[1:]])
        cases.add("einsum", text, *arrays, optimize=optimize)
    cases.add("einsum", text, *arrays)
cases.save("grids-of-counts.json")
