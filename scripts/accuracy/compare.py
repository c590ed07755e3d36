"""Compares results of the math functions with mpmath and prints a table of the errors in units of the last place (ulp).

    node scripts/accuracy/run.ts 4000 | python3 scripts/accuracy/compare.py      (needs mpmath)
"""

import base64
import math
import struct
import sys

from mpmath import mp, mpf

mp.prec = 200
names = {
    'log1p': lambda x: mp.log1p(x), 'exp2': lambda x: mp.power(2, x), 'log2': lambda x: mp.log(x, 2) if x != 1 else mpf(0), 'log10': mp.log10,
    'hypot': lambda x, y: mp.sqrt(x * x + y * y), 'lgamma': lambda x: mp.log(abs(mp.gamma(x))), 'pow': lambda x, y: mp.power(x, y),
    'cbrt': lambda x: mp.cbrt(abs(x)) * (-1 if x < 0 else 1),
    'fmod': lambda x, y: x - y * mp.floor(abs(x) / abs(y)) * (1 if (x < 0) == (y < 0) else -1),
}


def numbers(text):
    data = base64.b64decode(text)
    return struct.unpack(f'<{len(data) // 8}d', data)


def ulp(value, bits, low):
    """The distance of floats about a value."""
    if value == 0:
        return mpf(2) ** low
    return mpf(2) ** max(int(mp.floor(mp.log(abs(value), 2))) - bits + 1, low)


def reference(fn, args):
    """In full precision; None where there is nothing finite to compare with."""
    try:
        with mp.workprec(2400 if fn in ('sin', 'cos', 'tan', 'fmod', 'pow', 'hypot', 'log1p', 'expm1', 'atanh', 'asinh', 'acosh', 'sinh', 'tanh', 'erf', 'lgamma') else 300):
            value = names.get(fn, getattr(mp, fn, None))(*(mpf(a) for a in args))
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    if isinstance(value, mp.mpc):
        return None if value.imag != 0 else value.real
    return value


def main():
    print('| function | type | largest error | mean error | largest at |\n| --- | --- | --- | --- | --- |')
    for line in sys.stdin:
        fn, kind, *columns = line.split()
        *args, result = [numbers(c) for c in columns]
        bits, low, most = (24, -149, mpf(2) ** 128) if kind == 'f32' else (53, -1074, mpf(2) ** 1024)
        worst, where, total, count, wrong = mpf(0), None, mpf(0), 0, []
        for *xs, got in zip(*args, result):
            if not all(math.isfinite(x) for x in xs):
                continue
            if fn in ('exp', 'sinh', 'cosh', 'expm1', 'exp2') and abs(xs[0]) > 1200:
                continue
            if fn == 'pow' and (xs[0] == 0 or abs(xs[1] * math.log(abs(xs[0]))) > 1000):
                continue
            if fn in ('gamma', 'lgamma', 'erfc', 'digamma') and abs(xs[0]) > 1e8:
                continue
            if fn in ('fmod', 'atan2') and 0 in xs:
                continue
            value = reference(fn, xs)
            if value is None or mp.isnan(value) or mp.isinf(value):
                if value is None and not math.isnan(got) and not math.isinf(got): wrong.append((xs, got, 'nan'))
                continue
            if abs(value) >= most - ulp(most / 2, bits, low) / 2:
                if not math.isinf(got): wrong.append((xs, got, 'inf'))
                continue
            if not math.isfinite(got):
                wrong.append((xs, got, float(value)))
                continue
            error = abs(mpf(got) - value) / ulp(value, bits, low)
            total, count = total + error, count + 1
            if error > worst: worst, where = error, xs
        place = ', '.join(repr(x) for x in where) if where else 'exact'
        print(f'| {fn} | {kind} | {mp.nstr(worst, 3)} | {mp.nstr(total / max(count, 1), 2)} | {place} |', flush=True)
        if wrong:
            print(f'{fn} {kind}: {len(wrong)} wrong, as {wrong[:3]}', file=sys.stderr)


main()
