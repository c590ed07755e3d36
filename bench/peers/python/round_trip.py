"""How long one awaited trivial task takes, in microseconds."""

import statistics
import time

from pools import JoblibPool, MultiprocessingPool, process_executor, thread_executor
from serve import serve


def square(x):
    return x * x


def contender(make_pool):
    def open_contender(settings):
        pool = make_pool(settings["workers"])
        if pool.call(square, 7) != 49:
            raise AssertionError("wrong result")

        def trips(count):
            times = []
            for number in range(count):
                start = time.perf_counter()
                pool.call(square, number)
                times.append((time.perf_counter() - start) * 1e6)
            return times

        trips(200 if settings["quick"] else 1000)

        def one_round():
            trips(20)
            observations = trips(100)
            return {"value": statistics.median(observations), "observations": observations}

        return one_round, pool.close

    return open_contender


if __name__ == "__main__":
    serve(
        {
            "multiprocessing Pool.apply": contender(MultiprocessingPool),
            "concurrent.futures ProcessPoolExecutor": contender(process_executor),
            "concurrent.futures ThreadPoolExecutor": contender(thread_executor),
            "joblib loky": contender(lambda workers: JoblibPool(workers, "loky")),
        }
    )
