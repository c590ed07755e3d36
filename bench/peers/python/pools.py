"""Python's pools behind one face: map, submit-and-wait, one call."""

import concurrent.futures
import multiprocessing


class MultiprocessingPool:
    """multiprocessing.Pool; `chunksize` None leaves the choice to it."""

    def __init__(self, workers, chunksize=None):
        self.pool = multiprocessing.Pool(workers)
        self.chunksize = chunksize

    def map(self, function, items):
        return self.pool.map(function, items, chunksize=self.chunksize)

    def submit_all(self, function, items):
        pending = [self.pool.apply_async(function, (item,)) for item in items]
        return [result.get() for result in pending]

    def call(self, function, *args):
        return self.pool.apply(function, args)

    def close(self):
        self.pool.terminate()
        self.pool.join()


class FuturesPool:
    """An executor of concurrent.futures."""

    def __init__(self, executor, chunksize=1):
        self.executor = executor
        self.chunksize = chunksize

    def map(self, function, items):
        return list(self.executor.map(function, items, chunksize=self.chunksize))

    def submit_all(self, function, items):
        pending = [self.executor.submit(function, item) for item in items]
        return [future.result() for future in pending]

    def call(self, function, *args):
        return self.executor.submit(function, *args).result()

    def close(self):
        self.executor.shutdown(wait=True, cancel_futures=True)


class JoblibPool:
    """joblib.Parallel with its workers kept between calls, as its loky backend does by itself."""

    def __init__(self, workers, backend):
        import joblib

        self.delayed = joblib.delayed
        self.parallel = joblib.Parallel(n_jobs=workers, backend=backend)
        self.parallel.__enter__()

    def map(self, function, items):
        delayed = self.delayed
        return self.parallel(delayed(function)(item) for item in items)

    submit_all = map

    def call(self, function, *args):
        return self.parallel([self.delayed(function)(*args)])[0]

    def close(self):
        self.parallel.__exit__(None, None, None)


def process_executor(workers, chunksize=1):
    return FuturesPool(concurrent.futures.ProcessPoolExecutor(workers), chunksize)


def thread_executor(workers):
    return FuturesPool(concurrent.futures.ThreadPoolExecutor(workers))
