"""Writes test/oracle/ndarray/indexing.json: what NumPy reads and writes through random indices.

Run with Python 3 and NumPy 2.4: python3 scripts/numpy-data/indexing.py

A case of reading: {"x": array, "i": index, "r": [shape, data], "v": 1 when the result shares memory, else 0} or {"x", "i", "e": 1}.
A case of writing: {"x": array, "i": [indices, each applied to what the one before gives], "w": array or number, "r": data of x afterwards}.
An array: [shape, view]: numbers from 0 on in that shape, seen as "" (as it is), "T" (transposed), "r" (all axes reversed),
"s" (every other element of a larger array), "F" (column major).
An index entry: number, slice text, null, "...", true or false, {"i": integers, "s": shape} or {"m": mask, "s": shape}.
"""
import json
import os

import numpy as np

OUT = os.path.join(os.path.dirname(__file__), "../../test/oracle/ndarray/indexing.json")
rng = np.random.default_rng(7)
MAX = 60


def make(spec):
    shape, view = spec
    if view == "s":
        big = np.full([2 * n for n in shape], -7)
        x = big[tuple(slice(None, None, 2) for _ in shape) + (Ellipsis,)]
        x[...] = np.arange(x.size).reshape(shape)
        return x
    x = np.arange(int(np.prod(shape))).reshape(shape)
    return {"": lambda: x, "T": lambda: x.T, "r": lambda: x[(slice(None, None, -1),) * x.ndim] if x.ndim else x,
            "F": lambda: np.array(x, order="F")}[view]()


def random_array():
    ndim = rng.choice([0, 1, 1, 2, 2, 2, 3, 3, 4])
    return [[int(n) for n in rng.choice([0, 1, 1, 2, 2, 3, 3, 4], ndim)], str(rng.choice(["", "", "T", "r", "s", "F"]))]


def bound(n):
    return "" if rng.random() < 0.4 else str(int(rng.integers(-n - 2, n + 3)))


def random_slice(n):
    step = "" if rng.random() < 0.5 else str(int(rng.choice([-3, -2, -1, 1, 2, 3])))
    return f"{bound(n)}:{bound(n)}" + (f":{step}" if step or rng.random() < 0.2 else "")


def entry_for(n, basic):
    kind = rng.random()
    if kind < 0.3:
        reach = n + (rng.random() < 0.05)
        return int(rng.integers(-reach, reach)) if reach else 0
    if kind < (1.0 if basic else 0.65):
        return random_slice(n)
    if kind < 0.9 or n == 0:
        shape = [[], [1], [2], [3], [2, 1], [2, 2], [0]][rng.choice(7, p=[0.1, 0.15, 0.25, 0.2, 0.1, 0.1, 0.1])]
        reach = max(n, 1) + (rng.random() < 0.03)
        return {"i": rng.integers(-reach, reach, shape).tolist() if n or rng.random() < 0.2 else np.zeros(shape, int).tolist(), "s": shape}
    length = n + (rng.random() < 0.05)
    return {"m": (rng.random(length) < 0.5).tolist(), "s": [int(length)]}


def random_index(shape, basic=False):
    entries, axis = [], 0
    count = rng.integers(0, len(shape) + 1) if rng.random() < 0.6 else len(shape)
    where = rng.integers(0, count + 1) if rng.random() < 0.3 else -1
    for k in range(count):
        if k == where:
            entries.append("...")
            axis = len(shape) - (count - k)
        if rng.random() < 0.12:
            entries.append(None)
        if not basic and rng.random() < 0.06 and axis + 2 <= len(shape):
            s = shape[axis:axis + 2]
            entries.append({"m": (rng.random(s) < 0.5).tolist(), "s": s})
            axis += 2
            if axis >= len(shape):
                break
            continue
        if axis < len(shape):
            entries.append(entry_for(shape[axis], basic))
            axis += 1
    if rng.random() < 0.08:
        entries.append(None)
    if rng.random() < 0.03 and not basic:
        entries.append(bool(rng.random() < 0.5))
    if rng.random() < 0.02:
        entries.append(0)
    return entries


def decode(entry):
    if isinstance(entry, str):
        if entry == "...":
            return Ellipsis
        return slice(*[int(p) if p else None for p in entry.split(":")])
    if isinstance(entry, dict):
        return np.array(entry["i"], int).reshape(entry["s"]) if "i" in entry else np.array(entry["m"], bool).reshape(entry["s"])
    return entry


def index_of(entries):
    return tuple(decode(e) for e in entries)


cases = []
while len(cases) < 2600:
    spec = random_array()
    x = make(spec)
    index = random_index(list(x.shape))
    try:
        r = x[index_of(index)]
    except (IndexError, ValueError):
        if rng.random() < 0.5:
            cases.append({"x": spec, "i": index, "e": 1})
        continue
    r = np.asarray(r)
    if r.size > MAX:
        continue
    shared = int(r.size > 0 and np.shares_memory(x, x[index_of(index)]) if isinstance(x[index_of(index)], np.ndarray) else 0)
    cases.append({"x": spec, "i": index, "r": [list(r.shape), r.ravel().tolist()], "v": shared if r.size else -1})

while len(cases) < 4200:
    spec = random_array()
    x = make(spec)
    if x.size > MAX:
        continue
    chain, part = [], x
    if rng.random() < 0.4:
        first = random_index(list(x.shape), basic=True)
        try:
            part = x[index_of(first)]
        except IndexError:
            continue
        if not isinstance(part, np.ndarray):
            continue
        chain.append(first)
    index = random_index(list(part.shape))
    chain.append(index)
    try:
        selected = np.asarray(part[index_of(index)])
    except (IndexError, ValueError):
        continue
    kind = rng.random()
    shape = [n if rng.random() < 0.8 else 1 for n in selected.shape]
    while shape and rng.random() < 0.2:
        shape.pop(0)
    if rng.random() < 0.1:
        shape.insert(0, 1)
    if rng.random() < 0.04:
        shape.append(3)
    value = int(rng.integers(100, 200)) if kind < 0.3 else [[int(n) for n in shape], str(rng.choice(["", "T", "r"]))]
    if kind >= 0.3 and selected.ndim == 0 and shape:
        continue  # NumPy refuses a list for one element; here it is broadcast like any value.
    w = value if kind < 0.3 else make(value) + 100
    try:
        # Repeated places keep what is written last only by luck: leave them out.
        marks = np.zeros(x.shape, int)
        seen = marks
        for one in chain[:-1]:
            seen = seen[index_of(one)]
        np.add.at(seen, index_of(index), 1)
        if marks.max(initial=0) > 1 and not isinstance(w, int):
            continue
        part[index_of(index)] = w
    except TypeError:
        # A single mask takes no value with leading axes of length 1, by an accident of NumPy's fast path.
        continue
    except (IndexError, ValueError):
        cases.append({"x": spec, "i": chain, "w": value, "e": 1})
        continue
    cases.append({"x": spec, "i": chain, "w": value, "r": x.ravel().tolist()})

with open(OUT, "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases), sum("e" in c for c in cases), os.path.getsize(OUT))
