"""Makes test/oracle/fft.json: transforms in long double, and how far NumPy's are from them.

Inputs are numpy.random.default_rng(n).random(2 * n) - 0.5, which the tests draw themselves. Usage: python3 scripts/oracle-fft.py
"""

import json
import os

import numpy as np
import scipy.fft

SMALL = [*range(1, 18), 25, 30, 31, 37, 49, 64, 67]
LARGE = [1000, 1009, 1024, 4096, 30030, 44100, 65537]
BINS = 64


def pairs(values):
    return np.stack([values.real, values.imag], axis=-1).astype(np.float64).ravel().tolist()


def error(ours, exact):
    return float(np.linalg.norm((ours - exact).astype(np.complex128)) / np.linalg.norm(exact.astype(np.complex128)))


def entry(n):
    x = np.random.default_rng(n).random(2 * n) - 0.5
    z = x[0::2] + 1j * x[1::2]
    bins = np.unique(np.linspace(0, n - 1, min(n, BINS)).astype(int))
    exact = scipy.fft.fft(z.astype(np.clongdouble))[bins]
    r = x[:n]
    half = np.unique(np.linspace(0, n // 2, min(n // 2 + 1, BINS)).astype(int))
    exact_real = scipy.fft.rfft(r.astype(np.longdouble))[half]
    back = np.linspace(0, n - 1, min(n, BINS)).astype(int)
    h = z[: n // 2 + 1]
    exact_back = scipy.fft.irfft(h.astype(np.clongdouble), n=n)[back]
    single = z.astype(np.complex64)
    exact_single = scipy.fft.fft(single.astype(np.clongdouble))[bins]
    return {
        'n': n, 'bins': bins.tolist(), 'fft': pairs(exact), 'fftError': error(np.fft.fft(z)[bins], exact),
        'half': half.tolist(), 'rfft': pairs(exact_real), 'rfftError': error(np.fft.rfft(r)[half], exact_real),
        'back': back.tolist(), 'irfft': exact_back.astype(np.float64).tolist(), 'irfftError': error(np.fft.irfft(h, n)[back], exact_back),
        'singleError': error(np.fft.fft(single)[bins], exact_single),
    }


def calls():
    """Results of the functions of numpy.fft on a small real and a small complex table."""
    real = np.arange(24, dtype=float).reshape(2, 3, 4) ** 2 - 50
    table = real + 1j * real[::-1]
    out = []
    for name, options in (
        ('fft', {}), ('fft', {'n': 6, 'axis': 1}), ('fft', {'n': 2, 'axis': 0, 'norm': 'ortho'}), ('ifft', {'axis': -2}), ('ifft', {'norm': 'forward'}),
        ('rfft', {'axis': 1}), ('rfft', {'n': 7}), ('irfft', {}), ('irfft', {'n': 5, 'axis': 1, 'norm': 'ortho'}), ('hfft', {}), ('hfft', {'n': 7, 'norm': 'ortho'}),
        ('ihfft', {}), ('ihfft', {'n': 5, 'axis': 1, 'norm': 'forward'}), ('fftn', {}), ('fftn', {'s': [4, 2], 'axes': [0, 2]}), ('fftn', {'s': [-1, 5], 'axes': [1, 2], 'norm': 'ortho'}),
        ('ifftn', {'axes': [1]}), ('fft2', {}), ('ifft2', {'norm': 'forward'}), ('fft2', {'axes': [0, 1]}), ('rfftn', {}), ('rfftn', {'s': [3, 6], 'axes': [2, 0]}), ('irfftn', {}),
        ('irfftn', {'s': [3, 5], 'axes': [0, 1]}), ('rfft2', {}), ('irfft2', {'s': [2, 3], 'axes': [0, 2]}),
        ('fftshift', {}), ('fftshift', {'axes': 1}), ('ifftshift', {}), ('ifftshift', {'axes': [0, 1]}),
    ):
        source = real if name in ('rfft', 'rfftn', 'rfft2', 'ihfft') else table
        result = getattr(np.fft, name)(source, **options)
        out.append({'name': name, 'options': options, 'real': source is real, 'shape': list(result.shape), 'dtype': str(result.dtype),
                    'values': pairs(result) if result.dtype.kind == 'c' else result.ravel().tolist()})
    return out


if __name__ == '__main__':
    data = {'numpy': np.__version__, 'lengths': [entry(n) for n in SMALL + LARGE], 'calls': calls(),
            'fftfreq': [np.fft.fftfreq(n, 0.3).tolist() for n in range(1, 9)], 'rfftfreq': [np.fft.rfftfreq(n, 0.3).tolist() for n in range(1, 9)]}
    path = os.path.join(os.path.dirname(__file__), '..', 'test', 'oracle', 'fft.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(data, file, separators=(',', ':'))
        file.write('\n')
