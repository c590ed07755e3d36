"""What it costs to get a large array back from a task, in milliseconds."""

import time

import numpy

from pools import JoblibPool, MultiprocessingPool, process_executor
from serve import serve


def produce(length):
    start = time.perf_counter()
    array = numpy.ones(length)
    array[0] = (time.perf_counter() - start) * 1000
    return array


def contender(make_pool):
    def open_contender(settings):
        length = 2**20 if settings["quick"] else 2**23
        pool = make_pool(settings["workers"])
        pool.call(produce, length)

        def one_round():
            start = time.perf_counter()
            result = pool.call(produce, length)
            wall = (time.perf_counter() - start) * 1000
            if len(result) != length or result[-1] != 1:
                raise AssertionError("wrong result")
            travel = wall - result[0]
            return {"value": travel, "extra": {"wall ms": wall, "GB/s": length * 8 / 1e6 / travel}}

        return one_round, pool.close

    return open_contender


if __name__ == "__main__":
    serve(
        {
            "multiprocessing Pool.apply": contender(MultiprocessingPool),
            "concurrent.futures ProcessPoolExecutor": contender(process_executor),
            "joblib loky": contender(lambda workers: JoblibPool(workers, "loky")),
        }
    )
