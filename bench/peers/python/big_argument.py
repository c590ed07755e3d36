"""What a large array costs each of the tasks that use it, in milliseconds."""

import multiprocessing
from multiprocessing import shared_memory
import time

import numpy

from pools import JoblibPool
from serve import serve


def touch(array, index):
    return array[index] + len(array)


def touch_shared(name, length, index):
    memory = shared_memory.SharedMemory(name=name)
    array = numpy.ndarray((length,), dtype=numpy.float64, buffer=memory.buf)
    result = array[index] + length
    del array
    memory.close()
    return result


class Copied:
    """Every task gets a pickled copy."""

    def __init__(self, workers):
        self.pool = multiprocessing.Pool(workers)

    def prepare(self, array):
        return array

    def run(self, array, count):
        pending = [self.pool.apply_async(touch, (array, index)) for index in range(count)]
        return [result.get() for result in pending]

    def release(self, array):
        pass

    def close(self):
        self.pool.terminate()
        self.pool.join()


class Shared(Copied):
    """The array lies in shared memory; tasks get its name. Filling it belongs to the preparation, as for a shared array elsewhere."""

    def prepare(self, array):
        self.memory = shared_memory.SharedMemory(create=True, size=array.nbytes)
        numpy.ndarray(array.shape, dtype=array.dtype, buffer=self.memory.buf)[:] = array
        return array

    def run(self, array, count):
        pending = [self.pool.apply_async(touch_shared, (self.memory.name, len(array), index)) for index in range(count)]
        return [result.get() for result in pending]

    def release(self, array):
        self.memory.close()
        self.memory.unlink()


class Memmapped(Copied):
    """joblib writes a large array to a file once and lets the workers map it."""

    def __init__(self, workers):
        self.pool = JoblibPool(workers, "loky")

    def run(self, array, count):
        delayed = self.pool.delayed
        return self.pool.parallel(delayed(touch)(array, index) for index in range(count))

    def close(self):
        self.pool.close()


def contender(make, full_count):
    def open_contender(settings):
        length = 2**20 if settings["quick"] else 2**23
        count = 10 if settings["quick"] else full_count
        tasks = make(settings["workers"])

        def run(how_many):
            array = tasks.prepare(numpy.ones(length))
            start = time.perf_counter()
            results = tasks.run(array, how_many)
            elapsed = (time.perf_counter() - start) * 1000
            tasks.release(array)
            if results != [length + 1] * how_many:
                raise AssertionError("wrong results")
            return elapsed

        run(2)

        def one_round():
            first = run(1)
            return {"value": run(count) / count, "extra": {"first ms": first, "tasks": count}}

        return one_round, tasks.close

    return open_contender


if __name__ == "__main__":
    serve(
        {
            "multiprocessing Pool.apply_async": contender(Copied, 10),
            "multiprocessing shared_memory": contender(Shared, 100),
            "joblib loky": contender(Memmapped, 100),
        }
    )
