"""How well two workers are kept busy by tasks of some milliseconds, all alike or very unlike."""

import statistics
import time

from pools import JoblibPool, MultiprocessingPool, process_executor
from serve import serve


def spin(rounds):
    mixed = 1
    for i in range(rounds):
        mixed = (mixed * 1103515245 + i) & 0x7FFFFFFF
    return mixed


def elapsed_ms(run):
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def rounds_per_ms():
    rounds = 50_000
    return rounds / statistics.median(elapsed_ms(lambda: spin(rounds)) for _ in range(15))


def contender(make_pool):
    def open_contender(settings):
        per_ms = rounds_per_ms()
        costs = [round(duration * per_ms) for duration in settings["shared"]["ms"]]
        pool = make_pool(settings["workers"])
        if pool.map(spin, costs) != [spin(cost) for cost in costs]:
            raise AssertionError("wrong results")

        def one_round():
            serial = elapsed_ms(lambda: [spin(cost) for cost in costs])
            pool.map(spin, costs[:8])
            wall = elapsed_ms(lambda: pool.map(spin, costs))
            return {"value": serial / (settings["workers"] * wall), "extra": {"serial ms": serial, "wall ms": wall}}

        return one_round, pool.close

    return open_contender


if __name__ == "__main__":
    serve(
        {
            "multiprocessing Pool.map": contender(MultiprocessingPool),
            "multiprocessing Pool.map chunksize=1": contender(lambda workers: MultiprocessingPool(workers, 1)),
            "concurrent.futures ProcessPoolExecutor": contender(process_executor),
            "joblib loky": contender(lambda workers: JoblibPool(workers, "loky")),
        }
    )
