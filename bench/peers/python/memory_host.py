"""Opens a pool with a number of workers, uses all of them, and then idles until it is killed."""

import gc
import os
import sys
import time

from pools import JoblibPool, MultiprocessingPool, process_executor


def nap(seconds):
    time.sleep(seconds)


POOLS = {
    "multiprocessing Pool": MultiprocessingPool,
    "concurrent.futures ProcessPoolExecutor": process_executor,
    "joblib loky": lambda workers: JoblibPool(workers, "loky"),
}

if __name__ == "__main__":
    workers = int(sys.argv[2])
    pool = POOLS[sys.argv[1]](workers)
    pool.submit_all(nap, [0.06] * workers * 4)
    time.sleep(0.3)
    gc.collect()
    os.write(1, b"idle\n")
    sys.stdin.read()
