"""The map over numbers that lie in shared memory: by item, and by slices that numpy squares."""

import multiprocessing

import numpy

from serve import serve, time_ms, warm_up

shared = None
results = None


def square_item(index):
    results[index] = shared[index] * shared[index]


def square_slice(bounds):
    numpy.square(shared[bounds[0] : bounds[1]], out=results[bounds[0] : bounds[1]])


def as_numpy(length):
    return numpy.frombuffer(multiprocessing.Array("d", length, lock=False), dtype=numpy.float64)


def contender(function, make_items):
    def open_contender(settings):
        global shared, results
        length = 10_000 if settings["quick"] else 100_000
        shared, results = as_numpy(length), as_numpy(length)
        shared[:] = numpy.arange(length)
        pool = multiprocessing.Pool(settings["workers"])  # forked: the children see the same memory
        items = make_items(length)
        warm_up(lambda: pool.map(function, items))
        if not numpy.array_equal(results, numpy.square(numpy.arange(length, dtype=numpy.float64))):
            raise AssertionError("wrong results")

        def close():
            pool.terminate()
            pool.join()

        return lambda: {"value": length / (time_ms(lambda: pool.map(function, items), 100) / 1000)}, close

    return open_contender


def slices(length, parts=8):
    step = length // parts
    return [(start, min(length, start + step)) for start in range(0, length, step)]


if __name__ == "__main__":
    serve(
        {
            "multiprocessing Pool.map over a shared Array": contender(square_item, range),
            "multiprocessing Pool.map over slices of a shared Array, by numpy": contender(square_slice, slices),
        }
    )
