"""Cases that NumPy answers: a function, its arguments and options, and what came back. test/oracle/ndarray/cases.ts reads them.

A script makes a Cases, adds to it with `add(function, args, options)` and saves it. Arrays are written as dtype, shape and base64 of their
bytes; option names become camelCase; what raises is written as the name of the exception.
"""
import base64
import json
import os
import warnings

import numpy as np

FOLDER = os.path.join(os.path.dirname(__file__), "../../test/oracle/ndarray")


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def encode(value):
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        return {"d": array.dtype.name, "s": list(array.shape), "b": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()}
    if isinstance(value, tuple):
        return {"t": [encode(one) for one in value]}
    if isinstance(value, list):
        return [encode(one) for one in value]
    if isinstance(value, complex):
        return {"c": [repr(value.real), repr(value.imag)]}
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return {"f": repr(value)}
    return value


class Cases:
    def __init__(self):
        self.cases = []

    def add(self, function, *args, js=None, options=None, **keywords):
        """`function` is a path below numpy; `js` the name in this library where it is another; `options` what it gets instead of the keywords."""
        target = np
        for part in function.split("."):
            target = getattr(target, part)
        case = {"f": js or ".".join(camel(part) for part in function.split(".")), "a": [encode(arg) for arg in args]}
        given = keywords if options is None else options
        if given:
            case["o"] = {camel(name): encode(value) for name, value in given.items()}
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                result = target(*args, **keywords)
            case["r"] = encode(tuple(result) if isinstance(result, tuple) else result)
        except Exception as error:
            case["e"] = type(error).__name__
        self.cases.append(case)

    def answer(self, js, args, result, **options):
        """A case whose result was computed by other words, where NumPy's form has none in JavaScript (mgrid[0:5])."""
        case = {"f": js, "a": [encode(arg) for arg in args], "r": encode(result)}
        if options:
            case["o"] = {camel(name): encode(value) for name, value in options.items()}
        self.cases.append(case)

    def save(self, name):
        with open(os.path.join(FOLDER, name), "w") as file:
            file.write('{"numpy":%s,"cases":[\n' % json.dumps(np.__version__))
            file.write(",\n".join(json.dumps(case, separators=(",", ":")) for case in self.cases))
            file.write("\n]}\n")


def sample(rng, dtype, shape, distinct=None):
    """Random elements with repetitions; floats with zeros of both signs, NaN and infinities among them."""
    dtype = np.dtype(dtype)
    count = int(np.prod(shape))
    if dtype.kind == "b":
        return rng.integers(0, 2, shape).astype(bool)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        values = np.concatenate([rng.integers(info.min, info.max, count, dtype=dtype, endpoint=True),
                                 rng.integers(0, 5, count).astype(dtype)])
        return rng.choice(values, shape) if count else np.zeros(shape, dtype)
    special = np.array([0.0, -0.0, np.nan, np.inf, -np.inf, 1.0, 2.0])
    values = np.concatenate([rng.normal(size=count) * 10, rng.integers(-3, 4, count), rng.choice(special, max(count // 4, 1))])
    if dtype.kind == "c":
        parts = rng.choice(values, (*shape, 2))
        return np.ascontiguousarray(parts).view(np.complex128)[..., 0].astype(dtype)
    return rng.choice(values, shape).astype(dtype)
