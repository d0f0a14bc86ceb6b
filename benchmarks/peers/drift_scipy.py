#!/usr/bin/env python3
"""Measures scipy on the cases of KolmogorovSmirnovBenchmark and DriftTableBenchmark and writes one JSON file.

Usage: drift_scipy.py FILE [SECONDS]. Leaves no file, says why and ends with 0 where scipy is not installed.
"""

import json
import math
import platform
import sys
import time


def spread(count, shift):
    """Evenly spread values in an order that looks like none: the very samples of KolmogorovSmirnovBenchmark."""
    import numpy

    return ((numpy.arange(count, dtype=numpy.int64) * 7919) % count + 0.5) / count + shift


def measure(seconds, call):
    """Returns mean, least and number of microseconds per call, after one to warm up."""
    call()
    times = []
    until = time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < until:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e6)
    return {"mean_us": sum(times) / len(times), "least_us": min(times), "calls": len(times)}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
    try:
        import numpy
        import scipy
        from scipy.stats import ks_2samp
    except ImportError as missing:
        print(f"scipy is left out: {missing}; 'pip install scipy' brings it", file=sys.stderr)
        return

    figures = {"python": platform.python_version(), "scipy": scipy.__version__, "numpy": numpy.__version__}
    for size in (1000, 10000):
        reference = spread(size, 0.0)
        window = spread(size - 1, 1.35 / math.sqrt(size / 2.0))
        case = measure(seconds, lambda: ks_2samp(reference, window, method="exact"))
        case["pvalue"] = float(ks_2samp(reference, window, method="exact").pvalue)
        figures[f"exact_{size}"] = case

    random = numpy.random.default_rng(42)
    table = random.standard_normal((50, 100_000))
    windows = random.standard_normal((8, 50, 10_000))
    turn = 0

    def loop():
        nonlocal turn
        turn = (turn + 1) % len(windows)
        for column in range(50):
            ks_2samp(table[column], windows[turn][column])

    figures["table"] = measure(seconds, loop)
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
