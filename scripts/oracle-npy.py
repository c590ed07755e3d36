"""Makes test/oracle/npy.json: files that NumPy wrote, as base64, and what is in them.

Usage: python3 scripts/oracle-npy.py   (NumPy 2.4)
"""

import base64
import io
import json
import os

import numpy as np

DTYPES = ['?', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'f2', 'f4', 'f8', 'c8', 'c16']
SHAPES = [(), (0,), (3,), (2, 3), (2, 0, 4), (2, 3, 4)]


def values(dtype, shape):
    count = int(np.prod(shape))
    steps = np.arange(count) * 3 - 2
    if dtype.kind == 'c':
        steps = steps * (1 - 0.5j)
    elif dtype.kind == 'f':
        steps = steps / 4
    elif dtype.kind == 'b':
        steps = steps % 2
    elif dtype.kind == 'u':
        steps = np.abs(steps)
    return steps.astype(dtype).reshape(shape)


def text(array):
    flat = array.ravel()
    if array.dtype.kind == 'c':
        return [part for value in flat for part in (float(value.real), float(value.imag))]
    if array.dtype.kind in 'iu':
        return [str(value) for value in flat.tolist()]
    return [float(value) for value in flat]


def saved(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return base64.b64encode(out.getvalue()).decode()


def file_entry(array, version=None):
    return {'dtype': str(array.dtype.newbyteorder('=')), 'bigEndian': array.dtype.byteorder == '>', 'shape': list(array.shape),
            'fortran': bool(array.flags.f_contiguous and not array.flags.c_contiguous), 'version': version[0] if version else 1,
            'values': text(array), 'bytes': saved(array, version)}


def npz(save):
    out = io.BytesIO()
    save(out)
    return base64.b64encode(out.getvalue()).decode()


def custom_header(header, data):
    raw = header.encode('latin1')
    raw += b' ' * (63 - (10 + len(raw)) % 64) + b'\n'
    return base64.b64encode(b'\x93NUMPY\x01\x00' + len(raw).to_bytes(2, 'little') + raw + data).decode()


if __name__ == '__main__':
    files = [file_entry(values(np.dtype(order + code), shape)) for code in DTYPES for order in '<>' for shape in ((2, 3),)
             if order == '<' or np.dtype(code).itemsize > 1]
    files += [file_entry(values(np.dtype('f8'), shape)) for shape in SHAPES]
    files += [file_entry(np.asfortranarray(values(np.dtype(code), (2, 3, 4)))) for code in ('i4', '>c8', '?')]
    files += [file_entry(values(np.dtype('f4'), (2, 3)), version) for version in ((2, 0), (3, 0))]
    files += [file_entry(np.zeros((1,) * 40 + (2,), 'i1'))]
    a, b = values(np.dtype('f4'), (2, 3)), values(np.dtype('i8'), (500,))
    data = {
        'numpy': np.__version__,
        'files': files,
        'python2': custom_header("{'descr': \"<i4\", 'shape': (2L, 1L), 'fortran_order': False}", b'\1\0\0\0\2\0\0\0'),
        'records': saved(np.zeros(2, dtype=[('x', '<f4'), ('y', '<i4')])),
        'text': saved(np.array(['ab', 'c'])),
        'npz': {
            'stored': npz(lambda out: np.savez(out, a, weights=b)),
            'deflated': npz(lambda out: np.savez_compressed(out, first=a, second=b)),
        },
        'members': {'a': text(a), 'b': text(b)},
    }
    path = os.path.join(os.path.dirname(__file__), '..', 'test', 'oracle', 'npy.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(data, file, separators=(',', ':'))
        file.write('\n')
