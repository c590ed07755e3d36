"""The works of bench/ndarray in Python's libraries: the contender is `<library>, <work>`, such as `numba, axpby`.

Every program makes a new result, which is freed when it is computed, unless its name says that it writes to memory that is there.
"""

import statistics
import sys
import time

import numpy as np

from array_data import check, inputs_of
from serve import serve, times_ms, warm_up

F = np.float32


def numpy_programs(dtype, size):
    def softmax(x):
        powers = np.exp(x - x.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    def distances(x):
        difference = x[:, None] - x[None]
        return np.sqrt((difference * difference).sum(2))

    def by_a_product(x):
        squares = (x * x).sum(1)
        return np.sqrt(np.maximum(squares[:, None] + squares - 2 * (x @ x.T), 0))

    return {
        "add": lambda a, b: a + b,
        "axpby": lambda a, b, c: 2 * a * b + c - 1,
        "trans": lambda x: np.exp(-x * x / 2) * np.sqrt(np.abs(x)) + np.tanh(x),
        "sum": lambda a: a.sum(),
        "var": lambda a: a.var(),
        "softmax": softmax,
        "sort": np.sort,
        "cumsum": np.cumsum,
        "matmul": lambda a, b: a @ b,
        "distances": distances,
        "distances by a product": by_a_product,
        "solve": np.linalg.solve,
        "svd": np.linalg.svd,
        "fft": np.fft.fft,
        "normal": lambda: np.random.default_rng(1).standard_normal(size),
    }


def numexpr_programs(dtype, size):
    import numexpr

    numexpr.set_num_threads(2)

    def expression(text, names):
        return lambda *arrays: numexpr.evaluate(text, local_dict=dict(zip(names, arrays)))

    return {
        "add": expression("a + b", "ab"),
        "axpby": expression("2*a*b + c - 1", "abc"),
        "trans": expression("exp(-x*x/2) * sqrt(abs(x)) + tanh(x)", "x"),
        "sum": expression("sum(a)", "a"),
    }


def numba_programs(dtype, size):
    import math

    from numba import njit, prange, set_num_threads

    set_num_threads(2)
    T = np.dtype(dtype).type
    fast = njit(parallel=True)

    def add(a, b):
        out = np.empty_like(a)
        for i in prange(a.size):
            out[i] = a[i] + b[i]
        return out

    def add_into(a, b, out):
        for i in prange(a.size):
            out[i] = a[i] + b[i]
        return out

    def axpby(a, b, c):
        out = np.empty_like(a)
        for i in prange(a.size):
            out[i] = T(2) * a[i] * b[i] + c[i] - T(1)
        return out

    def axpby_into(a, b, c, out):
        for i in prange(a.size):
            out[i] = T(2) * a[i] * b[i] + c[i] - T(1)
        return out

    def trans(x):
        out = np.empty_like(x)
        for i in prange(x.size):
            v = x[i]
            out[i] = math.exp(-v * v / T(2)) * math.sqrt(abs(v)) + math.tanh(v)
        return out

    def total(a):
        result = 0.0
        for i in prange(a.size):
            result += a[i]
        return result

    def variance(a):
        result = 0.0
        mean = 0.0
        for i in prange(a.size):
            mean += a[i]
        mean /= a.size
        for i in prange(a.size):
            result += (a[i] - mean) ** 2
        return result / a.size

    def softmax(x):
        out = np.empty_like(x)
        for i in prange(x.shape[0]):
            largest = x[i, 0]
            for j in range(x.shape[1]):
                largest = max(largest, x[i, j])
            sum_of_row = T(0)
            for j in range(x.shape[1]):
                out[i, j] = math.exp(x[i, j] - largest)
                sum_of_row += out[i, j]
            for j in range(x.shape[1]):
                out[i, j] /= sum_of_row
        return out

    def cumsum(a):
        out = np.empty_like(a)
        result = 0.0
        for i in range(a.size):
            result += a[i]
            out[i] = result
        return out

    def distances(x):
        out = np.empty((x.shape[0], x.shape[0]), x.dtype)
        for i in prange(x.shape[0]):
            for j in range(x.shape[0]):
                squared = T(0)
                for k in range(x.shape[1]):
                    difference = x[i, k] - x[j, k]
                    squared += difference * difference
                out[i, j] = math.sqrt(squared)
        return out

    def copy(a, b):
        for i in prange(a.size):
            b[i] = a[i]
        return b

    def fill(a, b):
        for i in prange(b.size):
            b[i] = T(1)
        return b

    def small_add(a, b):
        return a + b

    out = np.empty(size, dtype)
    compiled_add, compiled_axpby = fast(add_into), fast(axpby_into)
    return {
        "add": fast(add) if size > 10_000 else njit(small_add),
        "add into": lambda a, b: compiled_add(a, b, out),
        "axpby": fast(axpby),
        "axpby into": lambda a, b, c: compiled_axpby(a, b, c, out),
        "trans": fast(trans),
        "sum": fast(total),
        "var": fast(variance),
        "softmax": fast(softmax),
        "cumsum": njit(cumsum),
        "distances": fast(distances),
        "copy": fast(copy),
        "fill": fast(fill),
    }


def torch_programs(dtype, size):
    import torch

    torch.set_num_threads(2)
    return {
        "add": lambda a, b: a + b,
        "axpby": lambda a, b, c: 2 * a * b + c - 1,
        "trans": lambda x: torch.exp(-x * x / 2) * torch.sqrt(torch.abs(x)) + torch.tanh(x),
        "sum": lambda a: a.sum().item(),
        "var": lambda a: a.var(unbiased=False).item(),
        "softmax": lambda x: torch.softmax(x, 1),
        "sort": lambda a: torch.sort(a).values,
        "cumsum": lambda a: torch.cumsum(a, 0),
        "matmul": lambda a, b: a @ b,
        "distances": lambda x: torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist"),
        "distances by a product": lambda x: torch.cdist(x, x),
        "solve": torch.linalg.solve,
        "svd": torch.linalg.svd,
        "fft": torch.fft.fft,
        "normal": lambda: torch.randn(size, dtype=torch.float64, generator=torch.Generator().manual_seed(1)),
    }


LIBRARIES = {"numpy": numpy_programs, "numexpr": numexpr_programs, "numba": numba_programs, "torch": torch_programs}


def repeated(program, values, count):
    def run():
        for _ in range(count):
            program(*values)

    return run


def open_work(library, program_name):
    def open_contender(settings):
        work = program_name.split(" ")[0]
        facts = settings["shared"]
        dtype, size, repeats = facts["dtype"], facts["size"], facts.get("repeats", 1)
        inputs = inputs_of(work, dtype, size)
        program = LIBRARIES[library](dtype, size)[program_name]
        values = inputs
        if library == "torch":
            import torch

            values = [torch.from_numpy(array) for array in inputs]
        start = time.perf_counter()
        results = program(*values)
        took_ms = (time.perf_counter() - start) * 1000
        error = check(work, [np.asarray(part) for part in (results if isinstance(results, tuple) else (results,))], inputs, size)
        del results
        run = repeated(program, values, repeats)
        warm_up(run, 0 if took_ms > 1000 else facts["warmMs"])

        def one_round():
            times = times_ms(run, facts["roundMs"])
            ms = statistics.median(times)
            scale = 1000 / repeats if repeats > 1 else 1
            extra = {"least": min(times) * scale}
            moved = {"copy": 2, "fill": 1}[work] * inputs[0].itemsize if work in ("copy", "fill") else facts.get("bytes")
            if moved is not None:
                extra["GB/s"] = moved * size / ms / 1e6
            if error is not None:
                extra["relative error"] = error
            return {"value": ms * scale, "extra": extra}

        return one_round, lambda: None

    return open_contender


if __name__ == "__main__":
    library, _, program_name = sys.argv[1].partition(", ")
    serve({sys.argv[1]: open_work(library, program_name)})
