"""The numbers of the array benchmarks: those of bench/ndarray/data.ts, bit for bit."""

import numpy as np

MULTIPLIER, INCREMENT = 1664525, 1013904223


def noise(dtype, length, seed=12345, low=-1.0, high=1.0):
    """A linear congruential generator; its k-th state is MULTIPLIER^k seed + INCREMENT (1 + ... + MULTIPLIER^(k-1))."""
    powers = np.cumprod(np.full(length, MULTIPLIER, np.uint32), dtype=np.uint32)
    sums = np.cumsum(np.concatenate([np.ones(min(length, 1), np.uint32), powers[:-1]]), dtype=np.uint32)
    state = powers * np.uint32(seed) + sums * np.uint32(INCREMENT)
    return (low + ((high - low) * state.astype(np.float64)) / 2**32).astype(dtype)


def inputs_of(work, dtype, size):
    """The arrays of a work, as bench/ndarray/elementwise.ts and matrices.ts make them."""
    if work in ("add", "axpby", "copy", "fill"):
        count = 3 if work == "axpby" else 2
        return [noise(dtype, size, 12345 + i, -2, 2) for i in range(count)]
    if work == "trans":
        return [noise(dtype, size, 12345, -4, 4)]
    if work in ("sum", "var", "cumsum"):
        return [noise(dtype, size, 12345, 0, 1)]
    if work == "softmax":
        return [noise(dtype, size * size, 12345, -4, 4).reshape(size, size)]
    if work == "sort":
        return [noise(dtype, size)]
    if work == "matmul":
        return [noise(dtype, size * size, seed).reshape(size, size) for seed in (12345, 54321)]
    if work == "distances":
        return [noise(dtype, size * 64, 12345, 0, 1).reshape(size, 64)]
    if work == "solve":
        return [noise(dtype, size * size).reshape(size, size), noise(dtype, size, 7)]
    if work == "svd":
        return [noise(dtype, size * size).reshape(size, size)]
    if work == "fft":
        return [noise(dtype, 2 * size).view(np.complex128)]
    if work == "normal":
        return []
    raise ValueError(f"no such work: {work}")


def exact(work, inputs):
    """The same in float64 and written as directly as possible, to compare with; None where `check` looks at the results themselves."""
    wide = [array.astype(np.float64) for array in inputs if array.dtype.kind == "f"]
    if work == "add":
        return wide[0] + wide[1]
    if work == "axpby":
        return 2 * wide[0] * wide[1] + wide[2] - 1
    if work == "trans":
        return np.exp(-wide[0] * wide[0] / 2) * np.sqrt(np.abs(wide[0])) + np.tanh(wide[0])
    if work in ("sum", "var", "cumsum", "sort"):
        return getattr(np, work)(wide[0])
    if work == "softmax":
        powers = np.exp(wide[0] - wide[0].max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)
    if work == "matmul":
        return wide[0] @ wide[1]
    if work == "distances":
        squares = (wide[0] ** 2).sum(1)
        return np.sqrt(np.maximum(squares[:, None] + squares - 2 * (wide[0] @ wide[0].T), 0))
    return None


def check(work, results, inputs, size):
    """Raises when results are wrong; gives the relative error of works that add. `results` are NumPy arrays."""
    first = np.asarray(results[0])
    want = exact(work, inputs)
    if work == "distances":
        # The way by a product gives about the root of the rounding error for the distance of a point to itself.
        off = np.abs(first - want)
        ok = off.diagonal().max() < 1e-2 and (off - np.diag(off.diagonal())).max() < 1e-4
    elif want is not None:
        # Some libraries add one number after the other in float32. That is a worse answer, told in a column, not a wrong one.
        tolerance = {"sum": 0.05, "var": 0.05, "cumsum": 0.05, "matmul": 1e-4}.get(work, 1e-5)
        ok = np.allclose(first, want, rtol=tolerance, atol=1e-4 if work == "matmul" else 1e-6)
    elif work == "solve":
        ok = np.abs(inputs[0] @ first - inputs[1]).max() < 1e-8
    elif work == "svd":
        u, s, vh = results
        ok = np.abs((u * s) @ vh - inputs[0]).max() < 1e-8
    elif work == "fft":
        bins = [0, 1, 777, size - 1]
        waves = [np.exp(-2j * np.pi * ((np.arange(size) * k) % size) / size) for k in bins]
        ok = np.allclose(first[bins], [inputs[0] @ wave for wave in waves], rtol=0, atol=1e-7)
    elif work == "normal":
        ok = first.size == size and abs(first.mean()) < 6 / size**0.5 and abs(first.var() - 1) < 12 / size**0.5
    else:
        ok = np.array_equal(first, inputs[0]) if work == "copy" else bool((first == 1).all())
    if not ok:
        raise AssertionError("wrong results")
    if work in ("sum", "var", "cumsum"):
        return float(abs(np.ravel(first)[-1] / np.ravel(want)[-1] - 1))
    return None
