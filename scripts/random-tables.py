"""Prints the tables of src/ndarray/random, each number as short as it can be without losing a bit.

Usage: python3 scripts/random-tables.py ziggurat NUMPY/random/src/distributions/ziggurat_constants.h > .../ziggurat-table.ts
       python3 scripts/random-tables.py log-factorial > .../log-factorial-table.ts
       python3 scripts/random-tables.py jump > .../mt19937-jump.ts

The ziggurats are those of G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random Variables", Journal of
Statistical Software 5(8), 2000. Their layers follow from a recurrence, but NumPy's were computed in double precision by a
program whose last bits neither 60 digits nor today's libm give again (a quarter of the integers is off by a few units).
A stream is equal only with equal tables, so these are read from its header. log(k!) is computed with 60 digits.
"""

import base64
import re
import sys
from decimal import Decimal, getcontext

import numpy as np

getcontext().prec = 60


def listing(name, values):
    return f'// prettier-ignore\nexport const {name}: readonly number[] = [{", ".join(values)}];\n'


def shortest(value):
    text = repr(float(value))
    return text.removesuffix('.0')


def ziggurat():
    text = open(sys.argv[2], encoding='utf-8').read()
    found = dict(re.findall(r'(\w+)\[\] = \{(.*?)\};', text, re.S))
    column = lambda name: [value.strip().rstrip('ULLfF ' if 'k' not in name else 'UL') for value in found[name].split(',') if value.strip()]
    out = ["/** NumPy's layers of the ziggurats, made by scripts/random-tables.py: do not edit. */\n"]
    for name, k, w, f in (('normal', 'ki', 'wi', 'fi'), ('exponential', 'ke', 'we', 'fe')):
        for key, title in ((w, 'Widths'), (f, 'Heights')):
            wide = np.array(column(key + '_double'), dtype=np.float64)
            narrow = np.array(column(key + '_float'), dtype=np.float32)
            out.append(listing(name + title, map(shortest, wide)))
            scale = {'wi': 2.0**29, 'we': 2.0**30}.get(key, 1.0)
            if not np.array_equal((wide * scale).astype(np.float32), narrow):
                out.append(listing(f'{name}{title}32', map(str, narrow)))
        for kind in ('double', 'float'):
            inside = [str(int(value, 16)) for value in column(f'{k}_{kind}')]
            out.append(listing(f'{name}Inside{"" if kind == "double" else "32"}', inside))
    return '\n'.join(out)


def jump():
    """The Mersenne Twister 2^128 outputs ahead: x^(2^128) modulo the characteristic polynomial of its recurrence, over GF(2).

    The polynomial is found from the lowest bits of its outputs (J. Massey, "Shift-register synthesis and BCH decoding", 1969).
    """
    degree = 19937
    connection, before, length, gap, seen = 1, 1, 0, 1, 0
    for at, word in enumerate(np.random.MT19937(1).random_raw(2 * degree + 64)):
        seen = (seen << 1) | (int(word) & 1)
        if bin(connection & seen).count("1") % 2 == 0:
            gap += 1
        elif 2 * length <= at:
            connection, before = connection ^ (before << gap), connection
            length, gap = at + 1 - length, 1
        else:
            connection ^= before << gap
            gap += 1
    assert length == degree
    characteristic = int(bin(connection | (1 << (degree + 1)))[3:][::-1], 2)
    power = 2
    for _ in range(128):
        power = int("0".join(bin(power)[2:]), 2)
        while power.bit_length() > degree:
            power ^= characteristic << (power.bit_length() - degree - 1)
    text = base64.b64encode(power.to_bytes(4 * 624, 'little')).decode()
    return (
        '/** The Mersenne Twister 2^128 outputs ahead, made by scripts/random-tables.py: do not edit. */\n\n'
        '/** Coefficients of the polynomial of the jump, the lowest first: 32 in each word, little endian. */\n'
        '// prettier-ignore\n'
        f"export const jumpCoefficients =\n  '{text}';\n"
    )


def log_factorial():
    values = []
    total = Decimal(0)
    for k in range(126):
        total += Decimal(max(k, 1)).ln()
        values.append(shortest(total))
    return '/** log(k!) for k below 126, made by scripts/random-tables.py: do not edit. */\n\n' + listing(
        'logFactorials', values
    )


if __name__ == '__main__':
    print({'ziggurat': ziggurat, 'log-factorial': log_factorial, 'jump': jump}[sys.argv[1]](), end='')
