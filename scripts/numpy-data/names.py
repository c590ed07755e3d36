"""Writes test/oracle/ndarray/names.json: the public functions and classes of NumPy, with which the index of routines is compared.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/names.py
"""
import json
import os
import types

import numpy as np
from cases import FOLDER


def names(owner):
    found = getattr(owner, "__all__", None) or dir(owner)
    return sorted(name for name in found if not name.startswith("_") and not isinstance(getattr(owner, name, None), types.ModuleType))


data = {"numpy": np.__version__, "np": names(np), "np.linalg": names(np.linalg), "np.fft": names(np.fft),
        "np.random": sorted(set("BitGenerator Generator MT19937 PCG64 PCG64DXSM Philox SFC64 SeedSequence default_rng".split())),
        "np.random.Generator": names(np.random.Generator), "np.ndarray": names(np.ndarray)}
with open(os.path.join(FOLDER, "names.json"), "w") as file:
    json.dump(data, file, indent=0)
    file.write("\n")
