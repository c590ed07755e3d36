"""Makes src/kernel/math/coefficients.ts: polynomials for the math functions, by interpolation at Chebyshev nodes in 70 digits.

    python3 scripts/math-coefficients.py > src/kernel/math/coefficients.ts      (needs mpmath and numpy)

How far each polynomial is from its function, relative to the result, goes to standard error.
"""

import sys

import numpy as np
from mpmath import asin, atan, erf, erfc, exp, floor, ldexp, log, lu_solve, matrix, mp, mpf, nstr, pi, sin, sqrt

mp.dps = 70
SAMPLES = 300


def nodes(a, b, n):
    return [(a + b) / 2 + (b - a) / 2 * mp.cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]


def polynomial(f, a, b, degree):
    """Coefficients, lowest first, of the polynomial that meets f at Chebyshev nodes."""
    xs = nodes(a, b, degree + 1)
    return list(lu_solve(matrix([[x**k for k in range(degree + 1)] for x in xs]), matrix([f(x) for x in xs])))


def rational(f, a, b, top, bottom):
    """Coefficients of P and Q, where Q(0) is 1 and P/Q meets f at Chebyshev nodes."""
    xs = nodes(a, b, top + bottom + 1)
    rows = [[x**k for k in range(top + 1)] + [-f(x) * x**k for k in range(1, bottom + 1)] for x in xs]
    c = lu_solve(matrix(rows), matrix([f(x) for x in xs]))
    return list(c[: top + 1]), [mpf(1), *c[top + 1 :]]


def at(c, x):
    return sum(k * x**i for i, k in enumerate(c))


def report(name, bits, error):
    print(f'{name} {bits}: 2^{nstr(log(error, 2), 5)}', file=sys.stderr)


def worst(error, a, b):
    return max(abs(error(a + (b - a) * k / SAMPLES)) for k in range(SAMPLES + 1))


def round_to(value, bits):
    value = mpf(value)
    if value == 0:
        return value
    e = int(floor(log(abs(value), 2))) + 1
    return mp.nint(ldexp(value, bits - e)) * mpf(2) ** (e - bits)


def parts(value, sizes):
    """The value as a sum of numbers with so many bits each."""
    out = []
    for size in sizes:
        part = round_to(value, size)
        out.append(part)
        value -= part
    return out


def show(value, bits):
    if bits == 24:
        short = np.format_float_scientific(np.float32(float(value)), unique=True, trim='-')
        return repr(float(short))
    return repr(float(value))


out = {24: [], 53: []}


def add(name, bits, values):
    out[bits].append(f"  {name}: [{', '.join(show(v, bits) for v in values)}],")


def fit(name, f, span, degrees, weight):
    """One polynomial for each type; weight(x) makes an error of the polynomial one of the result, relative to it."""
    a, b = (mpf(end) for end in span)
    for bits, degree in zip((24, 53), degrees):
        c = polynomial(f, a, b, degree)
        report(name, bits, worst(lambda x: (at(c, x) - f(x)) * weight(x), a, b))
        add(name, bits, c)


def near_zero(f, limit, smallest=mpf(10) ** -30):
    """f(sqrt(z)) as a function of z, with its limit at 0."""
    return lambda z: f(sqrt(z)) if z > smallest else mpf(limit)


LN2 = log(2)
reduced = LN2 / 2 * mpf('1.02')
s_squared = (3 - 2 * sqrt(mpf(2))) ** 2 * mpf('1.02')
octant = (pi / 4 * mpf('1.01')) ** 2

exp_tail = lambda x: (exp(x) - 1 - x) / x**2 if abs(x) > mpf(10) ** -20 else mpf(1) / 2
fit('exp', exp_tail, (-reduced, reduced), (5, 10), lambda x: x * x / exp(x))
fit('log', near_zero(lambda s: (2 * mp.atanh(s) - 2 * s) / s**3, mpf(2) / 3), (0, s_squared), (3, 7), lambda z: z / 2)
fit('sin', near_zero(lambda x: (sin(x) - x) / x**3, mpf(-1) / 6), (0, octant), (3, 6), lambda z: z)
fit('cos', near_zero(lambda x: (mp.cos(x) - 1 + x * x / 2) / x**4, mpf(1) / 24), (0, octant), (3, 6), lambda z: z * z * mpf('1.4'))
fit('atan', near_zero(lambda x: (atan(x) - x) / x**3, mpf(-1) / 3), (0, (mpf(7) / 16) ** 2 * mpf('1.01')), (5, 11), lambda z: z)
# tanh(x) = x + x**3 P(x*x)/Q(x*x)
tanh_tail = near_zero(lambda x: (mp.tanh(x) / x - 1) / x**2, mpf(-1) / 3, mpf(10) ** -30)
for bits, (top, bottom) in ((24, (1, 1)), (53, (2, 3))):
    a, b = mpf(10) ** -20, mpf('0.625') ** 2 * mpf('1.01')
    p, q = rational(tanh_tail, a, b, top, bottom)
    report('tanh', bits, worst(lambda z: (at(p, z) / at(q, z) - tanh_tail(z)) * z * mpf('1.13'), a, b))
    add('tanhP', bits, p)
    add('tanhQ', bits, q)
fit('asin', near_zero(lambda x: (asin(x) - x) / x**3, mpf(1) / 6), (0, '0.2525'), (5, 14), lambda z: z)
fit('powExp', exp_tail, (-reduced, reduced), (5, 11), lambda x: x * x / exp(x))
pow_tail = near_zero(lambda s: (2 * mp.atanh(s) - 2 * s - 2 * s**3 / 3) / s**5, mpf(2) / 5, mpf(10) ** -20)
fit('powLog', pow_tail, (0, s_squared), (4, 10), lambda z: z * z / 2)
fit('cbrt', mp.cbrt, (1, 8), (4, 5), lambda x: 1 / mp.cbrt(x))
fit('erfSmall', near_zero(lambda x: erf(x) / x - 1, 2 / sqrt(pi) - 1), (0, mpf('0.85') ** 2), (6, 12), lambda z: mpf(1))
for bits, degree in ((24, 8), (53, 15)):
    start = round_to(erf(1), 20)
    one = lambda y: erf(1 + y) - start
    c = polynomial(one, mpf('-0.16'), mpf('0.26'), degree)
    report('erfOne', bits, worst(lambda y: (at(c, y) - one(y)) / mpf('0.07'), mpf('-0.16'), mpf('0.26')))
    add('erfOne', bits, c)
    add('erfAtOne', bits, [start])

# erfc(x) = exp(-x*x) / x * F(1/x**2)
tail = lambda w: exp(1 / w) * erfc(1 / sqrt(w)) / sqrt(w)
spans = {'erfcMiddle': (1 / mpf('2.9') ** 2, 1 / mpf('1.24') ** 2), 'erfcFar': (1 / mpf(28) ** 2, 1 / mpf('2.8') ** 2)}
for name, degrees in (('erfcMiddle', ((4, 4), (8, 8))), ('erfcFar', ((3, 3), (7, 7)))):
    a, b = spans[name]
    for bits, (top, bottom) in zip((24, 53), degrees):
        p, q = rational(tail, a, b, top, bottom)
        report(name, bits, worst(lambda w: at(p, w) / at(q, w) / tail(w) - 1, a, b))
        assert min(p + q) > 0
        add(f'{name}P', bits, p)
        add(f'{name}Q', bits, q)

# lgamma(x) = (x - 1/2) (log x - 1) + (log 2pi - 1)/2 + F(1/x**2)/x from 8 on; near 2 it is (x - 2) P(x - 2)/Q(x - 2)
correction = lambda w: (mp.loggamma(1 / sqrt(w)) - (1 / sqrt(w) - mpf(1) / 2) * log(1 / sqrt(w)) + 1 / sqrt(w) - log(2 * pi) / 2) / sqrt(w)
fit('stirling', near_zero(lambda s: correction(s * s), mpf(1) / 12, mpf(10) ** -8), ('1e-7', mpf(1) / 64), (2, 6), lambda w: mpf(1) / 8)
lgamma_tail = lambda y: mp.loggamma(2 + y) / y if abs(y) > mpf(10) ** -25 else mp.digamma(2)
digamma_root = mp.findroot(mp.digamma, mpf('1.4616'))
digamma_tail = lambda y: mp.digamma(digamma_root + y) / y if abs(y) > mpf(10) ** -25 else mp.polygamma(1, digamma_root)
quotients = {
    'lgamma': (lgamma_tail, mpf('-0.51'), mpf('0.51'), ((4, 3), (8, 8))),
    'gamma': (lambda y: mp.gamma(2 + y), mpf('-0.51'), mpf('0.51'), ((4, 3), (8, 8))),
    'digamma': (digamma_tail, 1 - digamma_root - mpf('0.01'), 2 - digamma_root + mpf('0.01'), ((4, 4), (8, 8))),
}
for name, (f, a, b, degrees) in quotients.items():
    for bits, (top, bottom) in zip((24, 53), degrees):
        p, q = rational(f, a, b, top, bottom)
        report(name, bits, worst(lambda y: at(p, y) / at(q, y) / f(y) - 1, a, b))
        add(f'{name}P', bits, p)
        add(f'{name}Q', bits, q)
# digamma(x) = log x - 1/(2x) - F(1/x**2)/x**2
psi = lambda w: (log(1 / sqrt(w)) - sqrt(w) / 2 - mp.digamma(1 / sqrt(w))) / w
fit('digammaFar', near_zero(lambda s: psi(s * s), mpf(1) / 12, mpf(10) ** -8), ('1e-7', mpf(1) / 64), (2, 7), lambda w: w / 2)

for bits in (24, 53):
    half = bits // 2 - 1
    constants = {
        # the first part times an exponent is exact
        'ln2': parts(LN2, [16 if bits == 24 else 41, bits]),
        'log10Of2': parts(LN2 / log(10), [16 if bits == 24 else 41, bits]),
        'log2E': parts(1 / LN2, [half, bits]),
        'log10E': parts(1 / log(10), [half, bits]),
        'log2EFull': parts(1 / LN2, [bits, bits]),
        'ln2Full': parts(LN2, [bits, bits]),
        'twoThirds': parts(mpf(2) / 3, [bits, bits]),
        'twoOverPi': [2 / pi],
        'halfPi': parts(pi / 2, [11, 11, 11, 24] if bits == 24 else [33, 33, 33, 53]),
        'halfPiFull': parts(pi / 2, [bits, bits]),
        'digammaRoot': parts(digamma_root, [bits, bits]),
        'sqrtTwoPi': [sqrt(2 * pi)],
        'logSqrtTwoPi': [log(2 * pi) / 2],
        'piFull': parts(pi, [bits, bits]),
        'atanHalf': parts(atan(mpf(1) / 2), [bits, bits]),
        'atanOne': parts(pi / 4, [bits, bits]),
        'atanThreeHalves': parts(atan(mpf(3) / 2), [bits, bits]),
    }
    for name, values in constants.items():
        add(name, bits, values)

mp.prec = 1500
words = []
rest = 2 / pi
for _ in range(41):
    rest *= mpf(2) ** 32
    word = int(floor(rest))
    rest -= word
    words.append(word)

print('''/**
 * Numbers of the math functions, for f32 and f64: polynomials with the lowest coefficient first, and constants as sums of parts.
 * Made by scripts/math-coefficients.py (interpolation at Chebyshev nodes in 70 digits); do not edit.
 */
''')
for name, bits in (('f32', 24), ('f64', 53)):
    print(f'const {name} = {{')
    print('\n'.join(out[bits]))
    print('};\n')
print('''/** Coefficients and constants, by name. */
export type Coefficients = { readonly [Name in keyof typeof f64]: readonly number[] };

export const coefficients: { readonly f32: Coefficients; readonly f64: Coefficients } = { f32, f64 };

/** The binary digits of 2/pi after the point, in words of 32 bits. */
export const twoOverPiWords: readonly number[] = [''')
for i in range(0, len(words), 8):
    print('  ' + ', '.join(str(w) for w in words[i : i + 8]) + ',')
print('];')
