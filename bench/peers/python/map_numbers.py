"""How many trivial numeric items a map passes through two workers per second."""

from pools import JoblibPool, MultiprocessingPool, process_executor, thread_executor
from serve import serve, time_ms, warm_up


def square(x):
    return x * x


def contender(make_pool):
    def open_contender(settings):
        items = list(range(10_000 if settings["quick"] else 100_000))
        pool = make_pool(settings["workers"])
        if pool.map(square, items) != [x * x for x in items]:
            raise AssertionError("wrong results")
        warm_up(lambda: pool.map(square, items))

        def one_round():
            pool.map(square, items[:1000])
            return {"value": len(items) / (time_ms(lambda: pool.map(square, items), 100) / 1000)}

        return one_round, pool.close

    return open_contender


if __name__ == "__main__":
    serve(
        {
            "multiprocessing Pool.map": contender(MultiprocessingPool),
            "multiprocessing Pool.map chunksize=1000": contender(lambda workers: MultiprocessingPool(workers, 1000)),
            "concurrent.futures ProcessPoolExecutor chunksize=1000": contender(lambda workers: process_executor(workers, 1000)),
            "concurrent.futures ThreadPoolExecutor": contender(thread_executor),
            "joblib loky": contender(lambda workers: JoblibPool(workers, "loky")),
            "joblib threading": contender(lambda workers: JoblibPool(workers, "threading")),
        }
    )
