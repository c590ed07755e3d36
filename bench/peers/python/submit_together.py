"""How many separate submits per second go through two workers, awaited together."""

from pools import MultiprocessingPool, process_executor, thread_executor
from serve import serve, time_ms


def square(x):
    return x * x


def contender(make_pool):
    def open_contender(settings):
        items = list(range(10_000 if settings["quick"] else 100_000))
        pool = make_pool(settings["workers"])
        if pool.submit_all(square, items) != [x * x for x in items]:
            raise AssertionError("wrong results")

        def one_round():
            pool.submit_all(square, items[:1000])
            return {"value": len(items) / (time_ms(lambda: pool.submit_all(square, items), 200) / 1000)}

        return one_round, pool.close

    return open_contender


if __name__ == "__main__":
    serve(
        {
            "multiprocessing apply_async": contender(MultiprocessingPool),
            "concurrent.futures ProcessPoolExecutor": contender(process_executor),
            "concurrent.futures ThreadPoolExecutor": contender(thread_executor),
        }
    )
