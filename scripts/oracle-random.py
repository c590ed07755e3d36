"""Makes test/oracle/random.json: what NumPy's generators draw, with which the streams of src/ndarray/random are compared bit by bit.

Usage: python3 scripts/oracle-random.py   (NumPy 2.4)
"""

import hashlib
import json
import os

import numpy as np

DRAWS = 4000
SEEDS = [42, 7, 2**70 + 3]

# name in src/ndarray/random: method of numpy.random.Generator, argument lists
CONTINUOUS = {
    'random': ('random', [[]]),
    'standardNormal': ('standard_normal', [[]]),
    'standardExponential': ('standard_exponential', [[]]),
    'standardGamma': ('standard_gamma', [[1.0], [2.5], [100.0], [0.3], [0.0]]),
    'beta': ('beta', [[2.0, 3.5], [0.5, 0.7], [0.2, 5.0], [1.0, 1.0], [1e-200, 1e-180]]),
    'chisquare': ('chisquare', [[5.0], [1.0]]),
    'f': ('f', [[3.0, 10.0]]),
    'standardT': ('standard_t', [[4.0], [1.5]]),
    'noncentralChisquare': ('noncentral_chisquare', [[3.0, 2.5], [0.9, 30.0], [2.0, 0.0]]),
    'noncentralF': ('noncentral_f', [[4.0, 5.0, 1.5]]),
    'standardCauchy': ('standard_cauchy', [[]]),
    'pareto': ('pareto', [[3.0]]),
    'weibull': ('weibull', [[1.7], [0.0]]),
    'power': ('power', [[2.2]]),
    'rayleigh': ('rayleigh', [[2.0]]),
    'lognormal': ('lognormal', [[0.5, 1.5]]),
    'laplace': ('laplace', [[1.0, 2.0]]),
    'gumbel': ('gumbel', [[1.0, 2.0]]),
    'logistic': ('logistic', [[1.0, 2.0]]),
    'triangular': ('triangular', [[-1.0, 0.5, 3.0]]),
    'wald': ('wald', [[1.0, 2.0], [50.0, 0.1]]),
    'vonmises': ('vonmises', [[0.5, 4.0], [0.5, 1e-6], [3.0, 1e7], [0.1, 1e-9]]),
}
DISCRETE = {
    'poisson': ('poisson', [[0.0], [3.5], [10.0], [1234.5], [1e12]]),
    'binomial': ('binomial', [[10, 0.3], [1000, 0.4], [1000, 0.9], [2**40, 0.25], [50, 0.5], [7, 0.0], [7, 1.0]]),
    'geometric': ('geometric', [[0.5], [0.01], [1.0], [1e-15]]),
    'negativeBinomial': ('negative_binomial', [[3.0, 0.2], [50.0, 0.5]]),
    'zipf': ('zipf', [[1.5], [4.0], [2000.0]]),
    'logseries': ('logseries', [[0.6], [0.999]]),
    'hypergeometric': ('hypergeometric', [[15, 30, 12], [1000, 20, 50], [5, 4, 8], [100000, 300000, 399990], [10**8, 10**7, 10**6]]),
}
FLOAT = {
    'random': ('random', [[]]),
    'standardNormal': ('standard_normal', [[]]),
    'standardExponential': ('standard_exponential', [[]]),
    'standardGamma': ('standard_gamma', [[1.0], [2.5], [0.3]]),
}
INTEGERS = [
    ('bool', 0, 1), ('int8', -128, 127), ('int8', -5, 17), ('uint8', 0, 255), ('uint8', 3, 202),
    ('int16', -32768, 32767), ('int16', -1000, 30000), ('uint16', 0, 65535), ('uint16', 1, 3),
    ('int32', -2**31, 2**31 - 1), ('int32', -7, 99), ('uint32', 0, 2**32 - 1), ('uint32', 5, 3 * 10**9),
    ('int64', 0, 9), ('int64', -100, 100), ('int64', -2**63, 2**63 - 1), ('int64', -2**40, 2**62), ('int64', 0, 2**32 - 1),
    ('int64', -2**31, 2**31), ('uint64', 0, 2**64 - 1), ('uint64', 2**63, 2**64 - 2), ('int64', 5, 5), ('uint64', 0, 3 * 2**62),
]


def state_of(generator):
    state = generator.bit_generator.state
    if state['bit_generator'] == 'PCG64':
        return [hex(state['state']['state']), state['has_uint32'], state['uinteger']]
    return [[hex(int(v)) for v in state['state']['counter']], state['buffer_pos'], state['has_uint32'], state['uinteger']]


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:32]


def entry(name, args, values, generator, **more):
    flat = values.ravel()
    head = [int(v) for v in flat[:12]] if flat.dtype.kind in 'iu' else [float(v) for v in flat[:12]]
    return {'name': name, 'args': args, 'head': [str(v) if isinstance(v, int) and abs(v) > 2**53 else v for v in head],
            'sha': sha(values), 'state': state_of(generator), **more}


def streams(kind, seed):
    make = lambda: np.random.Generator(getattr(np.random, kind)(seed))
    out = {'kind': kind, 'seed': str(seed), 'draws': DRAWS, 'double': [], 'int64': [], 'float': [], 'integers': []}
    for group, table, extra in (('double', CONTINUOUS, {}), ('int64', DISCRETE, {}), ('float', FLOAT, {'dtype': np.float32})):
        for name, (method, lists) in table.items():
            for args in lists:
                generator = make()
                values = getattr(generator, method)(*args, size=DRAWS, **extra)
                assert values.dtype == {'double': np.float64, 'int64': np.int64, 'float': np.float32}[group]
                out[group].append(entry(name, args, values, generator))
    for inverse, group, dtype in (('standardExponentialInverse', 'double', np.float64), ('standardExponentialInverse', 'float', np.float32)):
        generator = make()
        out[group].append(entry(inverse, [], generator.standard_exponential(DRAWS, method='inv', dtype=dtype), generator))
    for dtype, low, high in INTEGERS:
        generator = make()
        values = generator.integers(low, high, size=DRAWS, dtype=dtype, endpoint=True)
        out['integers'].append(entry(dtype, [str(low), str(high)], values, generator))
    return out


def seeds():
    out = []
    for entropy, key in ((0, ()), (42, ()), (2**64 + 5, ()), ([1, 2**40, 3], ()), (12, (3,)), ([5, 6, 7, 8, 9, 10], (2**33, 1))):
        sequence = np.random.SeedSequence(entropy, spawn_key=key)
        child = sequence.spawn(3)[2].spawn(1)[0]
        as_text = [str(v) for v in entropy] if isinstance(entropy, list) else str(entropy)
        out.append({'entropy': as_text, 'spawnKey': [str(v) for v in key], 'state': sequence.generate_state(9).tolist(),
                    'child': child.generate_state(5).tolist(), 'childKey': [str(int(v)) for v in child.spawn_key]})
    return out


def choices(seed):
    out = []
    for a, size, replace, p, shuffle in (
        (10, 25, True, None, True), (5, 40, True, [0.1, 0.2, 0.3, 0.25, 0.15], True), (50, 20, False, None, True),
        (50, 20, False, None, False), (20000, 3000, False, None, True), (20000, 1500, False, None, False),
        (6, 4, False, [0.5, 0.0, 0.2, 0.1, 0.1, 0.1], True), (2**40, 30, False, None, True), (1, 1, False, None, True), (20000, 20000, False, None, True),
    ):
        generator = np.random.default_rng(seed)
        values = generator.choice(a, size, replace=replace, p=p, shuffle=shuffle)
        out.append({'a': a, 'size': size, 'replace': replace, 'p': p, 'shuffle': shuffle, 'head': values[:30].tolist(), 'sha': sha(values), 'state': state_of(generator)})
    return out


def arrays(seed):
    """Results of array methods: permutation, shuffle and permuted along axes, broadcast parameters, whole vectors."""
    table = np.arange(24).reshape(2, 3, 4)
    out = {}

    def add(name, make):
        generator = np.random.default_rng(seed)
        value = np.asarray(make(generator))
        out[name] = {'shape': list(value.shape), 'dtype': str(value.dtype), 'values': value.ravel().tolist(), 'state': state_of(generator)}

    def shuffled(generator, axis):
        copy = table.copy()
        generator.shuffle(copy, axis=axis)
        return copy

    add('permutation(10)', lambda g: g.permutation(10))
    for axis in (0, 1, 2):
        add(f'permutation(table, {axis})', lambda g: g.permutation(table, axis=axis))
        add(f'shuffle(table, {axis})', lambda g: shuffled(g, axis))
        add(f'permuted(table, {axis})', lambda g: g.permuted(table, axis=axis))
    add('permuted(table)', lambda g: g.permuted(table))
    add('choice(table, axis 1)', lambda g: g.choice(table, 2, replace=False, axis=1))
    add('choice(table, axis 2, shape)', lambda g: g.choice(table, (2, 5), axis=2))
    add('normal(broadcast)', lambda g: g.normal([0, 10, 20], [[1], [2]]))
    add('integers(broadcast)', lambda g: g.integers([0, 5, -100], [[10], [50]]))
    add('integers(broadcast int8)', lambda g: g.integers([0, 5, -100], [[10], [50]], dtype='int8', size=(2, 2, 3), endpoint=True))
    add('uniform(broadcast)', lambda g: g.uniform([0, 1], [2, 5], size=(3, 2)))
    add('poisson(broadcast)', lambda g: g.poisson([0.5, 20, 0]))
    add('binomial(broadcast)', lambda g: g.binomial([10, 1000], [[0.1], [0.7]]))
    add('hypergeometric(broadcast)', lambda g: g.hypergeometric([10, 100], 20, [[5], [20]]))
    add('multinomial', lambda g: g.multinomial(20, [0.2, 0.3, 0.5], size=4))
    add('multinomial(broadcast)', lambda g: g.multinomial([5, 100], [[0.2, 0.8], [0.5, 0.5]]))
    add('dirichlet', lambda g: g.dirichlet([1.5, 2, 10], size=(2, 2)))
    add('dirichlet(small)', lambda g: g.dirichlet([0.05, 0.01, 0.02], size=4))
    add('multivariateHypergeometric', lambda g: g.multivariate_hypergeometric([16, 8, 4, 30], 6, size=3))
    add('multivariateHypergeometric(many)', lambda g: g.multivariate_hypergeometric([16, 8, 4, 30], 50, size=3))
    add('multivariateHypergeometric(count)', lambda g: g.multivariate_hypergeometric([16, 8, 4, 30], 40, size=3, method='count'))
    for method in ('svd', 'eigh', 'cholesky'):
        add(f'multivariateNormal({method})', lambda g: g.multivariate_normal([1, -2, 0.5], [[2, 0.3, 0.1], [0.3, 1, -0.2], [0.1, -0.2, 0.7]], size=4, method=method))
    add('standardNormal float32', lambda g: g.standard_normal((2, 3), dtype='float32'))
    add('bytes(11)', lambda g: np.frombuffer(g.bytes(11), dtype=np.uint8))
    add('random scalar', lambda g: g.random())
    add('spawned', lambda g: g.spawn(2)[1].random(3))
    return out


def jumps():
    out = {}
    for kind in ('PCG64', 'Philox'):
        bits = getattr(np.random, kind)(99)
        np.random.Generator(bits).integers(0, 10, 7, dtype=np.uint32)
        raw = lambda b: [str(int(v)) for v in b.random_raw(6)]
        out[kind] = {'jumped': raw(bits.jumped()), 'jumped3': raw(bits.jumped(3)), 'advanced': raw(bits.jumped().advance(12345)), 'state': state_of(np.random.Generator(bits)), 'next': raw(bits)}
    return out


if __name__ == '__main__':
    data = {
        'numpy': np.__version__,
        'seeds': seeds(),
        'streams': [streams('PCG64', seed) for seed in SEEDS] + [streams('Philox', 42)],
        'choices': choices(42),
        'arrays': arrays(42),
        'jumps': jumps(),
    }
    path = os.path.join(os.path.dirname(__file__), '..', 'test', 'oracle', 'random.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(data, file, separators=(',', ':'))
        file.write('\n')
