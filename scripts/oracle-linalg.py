"""Makes test/oracle/linalg.json: results of numpy.linalg that do not depend on signs or order, and the signs that LAPACK defines.

Usage: python3 scripts/oracle-linalg.py   (NumPy 2.4)
"""

import json
import os

import numpy as np

rng = np.random.default_rng(2024)


def table(*shape, complex_=False):
    values = np.round(rng.standard_normal(shape), 3)
    return values + 1j * np.round(rng.standard_normal(shape), 3) if complex_ else values


def pack(array):
    array = np.asarray(array)
    flat = array.ravel()
    parts = np.stack([flat.real, flat.imag], -1).ravel() if array.dtype.kind == 'c' else flat
    values = [('nan' if np.isnan(v) else 'inf' if v > 0 else '-inf') if not np.isfinite(v) else (int(v) if array.dtype.kind in 'iub' else float(v)) for v in parts]
    return {'shape': list(array.shape), 'dtype': str(array.dtype), 'values': values}


cases = []


def case(name, function, args, options=None, numpy_options=None, sort=False):
    options = options or {}
    result = function(*args, **(options if numpy_options is None else numpy_options))
    results = list(result) if isinstance(result, tuple) else [result]
    if sort:
        results = [np.sort_complex(np.asarray(r)) if np.asarray(r).dtype.kind == 'c' else np.sort(r) for r in results]
    cases.append({'name': name, 'args': [pack(a) if isinstance(a, np.ndarray) else a for a in args], 'options': {k: ('inf' if v == np.inf else '-inf' if v == -np.inf else v) for k, v in options.items()},
                  'results': [pack(r) for r in results], 'sort': sort})


def make():
    la = np.linalg
    for c in (False, True):
        square, stack, wide, tall = table(5, 5, complex_=c), table(2, 3, 4, 4, complex_=c), table(3, 6, complex_=c), table(6, 3, complex_=c)
        hermitian = square @ square.conj().T + np.eye(5)
        case('solve', la.solve, [square, table(5, complex_=c)])
        case('solve', la.solve, [stack, table(3, 4, 2, complex_=c)])
        case('solve', la.solve, [square.astype(np.complex64 if c else np.float32), table(5, 2).astype(np.float32)])
        for name, f in (('inv', la.inv), ('det', la.det), ('slogdet', la.slogdet)):
            case(name, f, [square])
            case(name, f, [stack])
        case('cholesky', la.cholesky, [hermitian])
        case('cholesky', la.cholesky, [hermitian], {'upper': True})
        for a in (square, wide, tall):
            for mode in ('reduced', 'complete', 'r', 'raw'):
                case('qr', la.qr, [a], {'mode': mode})
            case('svdvals', la.svdvals, [a])
            case('pinv', la.pinv, [a])
            case('matrixRank', la.matrix_rank, [a])
            for order in ('fro', 'nuc', 1, -1, 2, -2, np.inf, -np.inf):
                case('norm', la.norm, [a], {'ord': order})
        for order in (None, 0, 1, 2, 3, -1, 0.5, np.inf, -np.inf):
            case('norm', la.norm, [table(7, complex_=c)], {} if order is None else {'ord': order})
        case('norm', la.norm, [stack], {'axis': 1})
        case('norm', la.norm, [stack], {'axis': [0, 2], 'ord': 2, 'keepdims': True}, {'axis': (0, 2), 'ord': 2, 'keepdims': True})
        case('norm', la.norm, [stack], {'axis': [3, 1], 'ord': 1}, {'axis': (3, 1), 'ord': 1})
        case('vectorNorm', la.vector_norm, [stack], {'axis': [1, 2], 'ord': 3}, {'axis': (1, 2), 'ord': 3})
        case('matrixNorm', la.matrix_norm, [stack], {'keepdims': True})
        case('eigvalsh', la.eigvalsh, [hermitian])
        case('eigvalsh', la.eigvalsh, [stack], {'UPLO': 'U'})
        case('eigvals', la.eigvals, [square], sort=True)
        for p in (None, 2, -2, 1, -1, np.inf, 'fro', 'nuc'):
            cases_before = len(cases)
            case('cond', la.cond, [square, p], numpy_options={})
            cases[cases_before]['args'] = [pack(square), 'inf' if p == np.inf else p]
        case('lstsq', la.lstsq, [tall, table(6, complex_=c)])
        case('lstsq', la.lstsq, [tall, table(6, 2, complex_=c)])
        case('lstsq', la.lstsq, [wide, table(3, complex_=c)])
        deficient = np.concatenate([tall, tall[:, :1]], axis=1)
        case('lstsq', la.lstsq, [deficient, table(6, complex_=c)], {'rcond': 1e-10})
        case('matrixRank', la.matrix_rank, [deficient])
        case('pinv', la.pinv, [deficient], {'rcond': 1e-10})
        case('matrixPower', la.matrix_power, [square, 3])
        case('matrixPower', la.matrix_power, [square, -2])
        case('multiDot', lambda a, b, d: la.multi_dot([a, b, d]), [wide, table(6, 2, complex_=c), table(2, complex_=c)])
        case('tensorinv', la.tensorinv, [table(4, 6, 8, 3, complex_=c)])
        case('tensorsolve', la.tensorsolve, [table(2, 3, 6, complex_=c), table(2, 3, complex_=c)])
        case('cross', la.cross, [table(2, 3, complex_=c), table(3, complex_=c)])
        case('outer', la.outer, [table(3, complex_=c), table(2, complex_=c)])
        case('vecdot', la.vecdot, [table(2, 3, complex_=c), table(3, complex_=c)])
        case('trace', la.trace, [stack], {'offset': 1})
        case('diagonal', la.diagonal, [stack], {'offset': -1})
    case('matrixPower', la.matrix_power, [np.array([[1, 1], [1, 0]]), 20])
    case('det', la.det, [np.array([[1, 2], [3, 4]])])
    case('det', la.det, [np.zeros((3, 0, 0))])
    case('inv', la.inv, [np.zeros((0, 0))])
    case('svdvals', la.svdvals, [np.zeros((2, 0, 3))])
    case('eigvalsh', la.eigvalsh, [np.zeros((0, 0))])
    case('slogdet', la.slogdet, [np.zeros((2, 2))])
    case('matrixRank', la.matrix_rank, [np.zeros((3, 3))])
    case('cond', la.cond, [np.array([[1.0, 2.0], [2.0, 4.0]])], numpy_options={'p': 1}) if False else None
    case('eigvals', la.eigvals, [np.array([[2.0, 1.0, 0.0], [0.0, 2.0, 1.0], [0.0, 0.0, 2.0]])], sort=True)
    case('eigvals', la.eigvals, [np.array([[1.0, 1e10], [1e-10, 1.0]])], sort=True)


if __name__ == '__main__':
    make()
    path = os.path.join(os.path.dirname(__file__), '..', 'test', 'oracle', 'linalg.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'numpy': np.__version__, 'cases': cases}, file, separators=(',', ':'))
        file.write('\n')
