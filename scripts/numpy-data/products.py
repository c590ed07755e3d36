"""Writes test/oracle/ndarray/products.json: products of vectors, matrices and tensors.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/products.py
"""
import numpy as np
from cases import Cases

rng = np.random.default_rng(13)
cases = Cases()
NAMES = "bool int8 int32 int64 uint8 uint16 float16 float32 float64 complex64 complex128".split()


def plain(name, shape):
    if np.dtype(name).kind in "biu":
        return rng.integers(0, 9, shape).astype(name)
    if np.dtype(name).kind == "c":
        return (rng.integers(-4, 5, shape) + 1j * rng.integers(-4, 5, shape)).astype(name)
    return (rng.integers(-20, 20, shape) / 4).astype(name)


PAIRS = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((4, 1, 2, 3), (5, 3, 2)),
         ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((2, 3), (2, 3)), ((2, 3), (1, 3)), ((40, 50), (50, 30))]
for name in NAMES:
    for a, b in PAIRS:
        cases.add("matmul", plain(name, a), plain(name, b))
    for a, b in [((3,), (3,)), ((2, 3), (3, 4)), ((2, 2, 3), (4, 3, 2)), ((), (2, 3)), ((2, 3), (3,))]:
        cases.add("dot", plain(name, a), plain(name, b))
    for a, b in [((3,), (3,)), ((2, 3), (4, 3)), ((2, 2, 3), (3,))]:
        cases.add("inner", plain(name, a), plain(name, b))
    a, b = plain(name, (3, 4, 5)), plain(name, (4, 3, 2))
    cases.add("tensordot", a, b, axes=([1, 0], [0, 1]))
    cases.add("tensordot", plain(name, (2, 3, 4)), plain(name, (3, 4, 2)))
    cases.add("tensordot", plain(name, (2,)), plain(name, (3,)), axes=0)
    cases.add("vdot", plain(name, (2, 3)), plain(name, (3, 2)))
    cases.add("kron", plain(name, (2, 3)), plain(name, (2, 2)))
    cases.add("kron", plain(name, (2,)), plain(name, (3, 1, 2)))
    m = plain(name, (3, 3))
    for text, args in [("ii", [m]), ("ii->i", [m]), ("ij->ji", [m]), ("ij->", [m]), ("ij,jk->ik", [m, m]), ("ij,jk", [m, m]), ("i,i", [m[0], m[1]]),
                       ("i,j->ij", [m[0], m[1]]), ("...j,jk->...k", [plain(name, (2, 2, 3)), m]), ("bij,bjk->bik", [plain(name, (2, 3, 2)), plain(name, (2, 2, 3))]),
                       ("ij,jk,kl->il", [m, m, m]), ("ba", [plain(name, (2, 3))])]:
        cases.add("einsum", text, *args)
cases.add("matmul", np.array(2), np.zeros((2, 2)))
cases.add("einsum", "ij,j", np.zeros((2, 3)), np.zeros(4))
cases.add("einsum", "ij->k", np.zeros((2, 3)))
cases.add("einsum", "i1", np.zeros((2, 3)))
cases.save("products.json")
