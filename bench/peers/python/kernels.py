"""The kernels of bench/kernels in Numba: contender is the kernel with its variant, such as `saxpy, parallel`."""

import math

import numpy as np
from numba import njit, prange, set_num_threads

from serve import serve, time_ms, warm_up

F = np.float32


def noise(length, low=0.0, high=1.0):
    """The same distribution as in JavaScript, not the same numbers."""
    return np.random.default_rng(1).uniform(low, high, length).astype(F)


def mandelbrot(output, size):
    for row in prange(size):
        for column in range(size):
            cr = F(column) / F(size) * F(3) - F(2)
            ci = F(row) / F(size) * F(3) - F(1.5)
            re = F(0)
            im = F(0)
            steps = 0
            while steps < 256 and re * re + im * im <= F(4):
                step = re * re - im * im + cr
                im = F(2) * re * im + ci
                re = step
                steps += 1
            output[row, column] = steps


@njit
def normal(d):
    k = F(1) / (F(1) + F(0.2316419) * abs(d))
    poly = k * (F(0.31938153) + k * (F(-0.356563782) + k * (F(1.781477937) + k * (F(-1.821255978) + k * F(1.330274429)))))
    tail = F(0.3989422804) * math.exp(F(-0.5) * d * d) * poly
    return F(1) - tail if d > F(0) else tail


def black_scholes(output, price, strike, years):
    rate = F(0.02)
    volatility = F(0.3)
    for i in prange(output.size):
        spread = volatility * math.sqrt(years[i])
        d1 = (math.log(price[i] / strike[i]) + (rate + F(0.5) * volatility * volatility) * years[i]) / spread
        discounted = strike[i] * math.exp(-rate * years[i])
        output[i] = price[i] * normal(d1) - discounted * normal(d1 - spread)


def n_body(output, x, y, z):
    for i in prange(x.size):
        ax = F(0)
        ay = F(0)
        az = F(0)
        for j in range(x.size):
            dx = x[j] - x[i]
            dy = y[j] - y[i]
            dz = z[j] - z[i]
            squared = dx * dx + dy * dy + dz * dz + F(0.01)
            pull = F(1) / (squared * math.sqrt(squared))
            ax += dx * pull
            ay += dy * pull
            az += dz * pull
        output[i, 0] = ax
        output[i, 1] = ay
        output[i, 2] = az


def saxpy(output, x):
    a = F(0.5)
    for i in prange(output.size):
        output[i] = a * x[i] + output[i]


def stencil(output, grid):
    for i in prange(1, grid.shape[0] - 1):
        for j in range(1, grid.shape[1] - 1):
            output[i, j] = F(0.25) * (grid[i - 1, j] + grid[i, j - 1] + grid[i, j + 1] + grid[i + 1, j])


def convolution(output, grid, weights):
    for i in prange(grid.shape[0] - 2):
        for j in range(grid.shape[1] - 2):
            total = F(0)
            for di in range(3):
                for dj in range(3):
                    total += weights[di, dj] * grid[i + di, j + dj]
            output[i + 1, j + 1] = total


def histogram(output, values):
    """On one core: Numba has no atomic addition on a CPU."""
    for i in range(values.size):
        output[int(values[i] * F(256))] += 1


def arguments(name, quick):
    """The arrays of a kernel, the output first, in the sizes of bench/kernels."""
    count, side = (100_000, 128) if quick else (10_000_000, 2048)
    if name == "mandelbrot":
        size = 128 if quick else 1024
        return np.zeros((size, size), np.int32), size
    if name == "black-scholes":
        n = 50_000 if quick else 4_000_000
        return np.zeros(n, F), noise(n, 5, 30), noise(n, 1, 100), noise(n, 0.25, 10)
    if name == "n-body":
        n = 256 if quick else 4096
        return np.zeros((n, 3), F), noise(n), noise(n, 1, 2), noise(n, 2, 3)
    if name == "saxpy":
        return noise(count, 1, 2), noise(count)
    if name == "histogram":
        return np.zeros(256, np.int32), noise(count)
    grid = noise(side * side).reshape(side, side)
    if name == "stencil":
        return np.zeros_like(grid), grid
    return np.zeros_like(grid), grid, np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], F) / F(16)


def contender(name, function, parallel):
    def open_contender(settings):
        set_num_threads(settings["workers"] if parallel else 1)
        values = arguments(name, settings["quick"])
        small = arguments(name, True)
        plain = small[0].copy()
        function(plain, *small[1:])
        compiled = njit(parallel=parallel)(function)
        compiled(*small)
        if not np.allclose(small[0], plain, rtol=2e-3, atol=2e-3) and name != "mandelbrot":
            raise AssertionError("wrong results")
        if name == "mandelbrot" and np.mean(small[0] != plain) > 0.02:
            raise AssertionError("wrong results")
        warm_up(lambda: compiled(*values))
        return lambda: {"value": time_ms(lambda: compiled(*values), 150)}, lambda: None

    return open_contender


functions = {
    "mandelbrot": mandelbrot,
    "black-scholes": black_scholes,
    "n-body": n_body,
    "saxpy": saxpy,
    "stencil": stencil,
    "convolution": convolution,
    "histogram": histogram,
}

if __name__ == "__main__":
    contenders = {f"{name}, one core": contender(name, function, False) for name, function in functions.items()}
    contenders |= {f"{name}, parallel": contender(name, function, True) for name, function in functions.items()}
    serve(contenders)
