"""What it costs cloudpickle to capture a function with its variables, in microseconds."""

import statistics
import time

from joblib.externals import cloudpickle

from serve import serve

settings_of_task = {"factor": 3, "names": ["a", "b"]}


def scale(x):
    return x * settings_of_task["factor"]


def over_number(index):
    return lambda x: x + index


def over_helper(index):
    return lambda x: scale(x) + index


def over_array(index):
    import numpy

    array = numpy.zeros(2**20)
    return lambda x: array[x] + index


def contender(make):
    def open_contender(settings):
        def time_us(index):
            function = make(index)
            start = time.perf_counter()
            cloudpickle.dumps(function)
            return (time.perf_counter() - start) * 1e6

        first = time_us(0)

        def one_round():
            observations = [time_us(index) for index in range(50 if settings["quick"] else 300)]
            return {
                "value": statistics.median(observations),
                "observations": observations,
                "extra": {"first in the process, us": first},
            }

        return one_round, lambda: None

    return open_contender


if __name__ == "__main__":
    serve(
        {
            "cloudpickle, closure over a number": contender(over_number),
            "cloudpickle, closure over a number and a helper with settings": contender(over_helper),
            "cloudpickle, closure over an array of 8 MB": contender(over_array),
        }
    )
