"""What the Python contenders have in common: the same conversation with the driver as the rows in JavaScript.

One JSON object per line; see bench/harness/protocol.ts. Every contender is a function of the settings that returns
(round, close): `round()` gives a sample, `close()` ends its workers.
"""

import json
import statistics
import sys
import time


def tell(reply):
    sys.stdout.write(json.dumps(reply, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def times_ms(run, total_ms):
    """How long `run` takes each time, in milliseconds: repetitions that together last about `total_ms`."""
    times = []
    spent = 0.0
    while spent < total_ms and len(times) < 200:
        start = time.perf_counter()
        run()
        elapsed = (time.perf_counter() - start) * 1000
        times.append(elapsed)
        spent += elapsed
    return times


def time_ms(run, total_ms):
    """The median of `times_ms`."""
    return statistics.median(times_ms(run, total_ms))


def warm_up(run, ms=400):
    start = time.perf_counter()
    while True:
        run()
        if (time.perf_counter() - start) * 1000 >= ms:
            return


def serve(contenders):
    """Opens the contender that the command line names, then answers one request per line."""
    try:
        make_round, close = contenders[sys.argv[1]](json.loads(sys.argv[2]))
        tell({"bench": "ready"})
        for line in sys.stdin:
            if json.loads(line)["op"] == "close":
                break
            tell({"bench": "sample", "sample": make_round()})
        close()
        tell({"bench": "closed"})
    except Exception as error:  # reported to the driver, which prints it in the row
        tell({"bench": "error", "message": f"{type(error).__name__}: {error}"})
        sys.exit(1)
