"""From the start of the program to the first result, and to eight tasks on both of two workers."""

import os
import sys
import time


def square(x):
    return x * x


def nap(ms):
    time.sleep(ms / 1000)
    return ms


def use_workers(pool):
    if pool.call(square, 7) != 49:
        raise AssertionError("wrong result")
    os.write(1, b"first\n")
    pool.submit_all(nap, [5] * 8)
    os.write(1, b"all\n")
    pool.close()


def open_pool(name):
    # Each imports only what it needs: the time of imports belongs to the figure.
    from pools import JoblibPool, MultiprocessingPool, process_executor

    if name == "joblib loky":
        return JoblibPool(2, "loky")
    return {"multiprocessing Pool": MultiprocessingPool, "concurrent.futures ProcessPoolExecutor": process_executor}[name](2)


if __name__ == "__main__":
    use_workers(open_pool(sys.argv[1]))
