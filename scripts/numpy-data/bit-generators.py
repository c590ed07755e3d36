"""Writes test/oracle/ndarray/bit-generators.json: streams of PCG64DXSM, MT19937 and SFC64.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/bit-generators.py
"""
import hashlib
import json
import os

import numpy as np
from cases import FOLDER


def plain(state):
    """States as JSON: integers as texts, arrays as lists."""
    if isinstance(state, dict):
        return {key: plain(value) for key, value in state.items()}
    if isinstance(state, np.ndarray):
        return [str(int(value)) for value in state]
    return state if isinstance(state, str) else str(int(state))


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


streams = []
for name in ("PCG64DXSM", "MT19937", "SFC64"):
    for seed in (42, 2 ** 70 + 3):
        bits = getattr(np.random, name)(seed)
        one = {"name": name, "seed": str(seed), "raw": [str(int(v)) for v in bits.random_raw(1500)[-4:]]}
        rng = np.random.Generator(bits)
        draws = [("integers", rng.integers(0, 1000, 777)), ("random", rng.random(999)), ("normal", rng.standard_normal(999)),
                 ("float", rng.random(501, dtype="float32")), ("bounded", rng.integers(0, 100, 501, dtype="uint8")),
                 ("poisson", rng.poisson(3.5, 500)), ("permutation", rng.permutation(100)), ("wide", rng.integers(0, 2 ** 63, 300))]
        one["draws"] = {key: {"sha": sha(value), "head": [str(v) for v in value[:3]]} for key, value in draws}
        one["state"] = plain(bits.state)
        one["after"] = [str(int(v)) for v in bits.random_raw(3)]
        child = bits.spawn(2)[1]
        one["child"] = [str(int(v)) for v in child.random_raw(2)]
        if hasattr(bits, "jumped") and name in ("PCG64DXSM", "MT19937"):
            one["jumped"] = [str(int(v)) for v in bits.jumped(3).random_raw(2)]
            if hasattr(bits, "advance"):
                one["advanced"] = [str(int(v)) for v in bits.advance(-1000).random_raw(2)]
        streams.append(one)
with open(os.path.join(FOLDER, "bit-generators.json"), "w") as file:
    json.dump({"numpy": np.__version__, "streams": streams}, file, separators=(",", ":"))
    file.write("\n")
