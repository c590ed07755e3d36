import { describe, expect, it } from 'vitest';
import oracle from '../../../test/oracle/ndarray/dtypes.json' with { type: 'json' };
import { type Casting, isCastAllowed } from './can-cast.ts';
import { Complex } from './complex.ts';
import { asDType, dtypeNames, itemSize, partsOf } from './dtype.ts';
import { checkWeakInteger, elementReader, elementWriter, type Scalar } from './element.ts';
import { halfToNumber, numberToHalf } from './float16.ts';
import { floatInfo, integerInfo } from './limits.ts';
import { dtypesOfKind } from './kinds.ts';
import { promoteTypes, resultDType } from './promote.ts';
import { dataOfBytes, dtypeOfTypedArray, newData } from './typed-array.ts';

const names = [...dtypeNames];

describe('dtypes', () => {
  it('promote as in the table of NumPy', () => {
    expect(names.map((a) => names.map((b) => promoteTypes(a, b)))).toEqual(oracle.promote);
  });

  it('meet plain numbers as NumPy lets them meet those of Python', () => {
    const values: Scalar[] = [true, 1, 1.5, new Complex(0, 1)];
    expect(names.map((dtype) => values.map((value) => resultDType([dtype], [value])))).toEqual(oracle.weak);
  });

  it.each(Object.keys(oracle.cast) as (keyof typeof oracle.cast)[])('cast as NumPy allows it: %s', (casting) => {
    const rows = names.map((a) => names.map((b) => (isCastAllowed(a, b, casting as Casting) ? '1' : '0')).join(''));
    expect(rows).toEqual(oracle.cast[casting]);
  });

  it('have the limits that NumPy states', () => {
    for (const [name, facts] of Object.entries(oracle.finfo)) expect(floatInfo(asDType(name))).toEqual(facts);
    for (const [name, [min, max]] of Object.entries(oracle.iinfo)) {
      const info = integerInfo(asDType(name));
      expect([String(info.min), String(info.max)]).toEqual([min, max]);
    }
  });

  it('are found by the short names of NumPy, and by no others', () => {
    expect(['<f4', 'i8', '|b1', 'double', 'uint8'].map(asDType)).toEqual([
      'float32',
      'int64',
      'bool',
      'float64',
      'uint8',
    ]);
    expect(() => asDType('>f4')).toThrow(/">f4" is no dtype; there are bool, int8/);
    expect(() => asDType('toString')).toThrow(/is no dtype/);
  });

  it('belong to the groups of the Array API', () => {
    expect(dtypesOfKind('real floating')).toEqual(['float16', 'float32', 'float64']);
    expect(dtypesOfKind('numeric')).toEqual(names.slice(1));
    expect(() => dtypesOfKind('odd')).toThrow(/"odd" is no kind of dtypes/);
  });
});

describe('half floats', () => {
  it('are rounded once, to the nearest, as NumPy does', () => {
    expect(oracle.halves.numbers.map(numberToHalf)).toEqual(oracle.halves.bits);
  });

  it('survive the way there and back, all of them', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfToNumber(bits);
      if (!Number.isNaN(value)) expect(numberToHalf(value)).toBe(bits);
    }
    expect(halfToNumber(0x7e00)).toBeNaN();
  });
});

describe('elements', () => {
  it('are written and read in every dtype', () => {
    for (const dtype of names) {
      const data = newData(dtype, 3);
      expect(data.byteLength).toBe(3 * itemSize(dtype));
      elementWriter(dtype, data)(1, 1);
      const value = elementReader(dtype, data)(1);
      const one = { b: true, 2: new Complex(1, 0) };
      const expected = dtype === 'bool' ? one.b : partsOf(dtype) === 2 ? one[2] : dtype.endsWith('int64') ? 1n : 1;
      expect(value).toEqual(expected);
      expect(dataOfBytes(dtype, new Uint8Array(data.buffer))).toEqual(data);
    }
  });

  it('keep the low bits of integers, and lose fractions towards zero', () => {
    const store = (dtype: 'int8' | 'uint8' | 'int64' | 'uint64' | 'int32', value: Scalar): Scalar => {
      const data = newData(dtype, 1);
      elementWriter(dtype, data)(0, value);
      return elementReader(dtype, data)(0);
    };
    expect([store('int8', -1.9), store('uint8', -1.5), store('uint8', 300.7), store('int32', 2n ** 40n + 5n)]).toEqual([
      -1, 255, 44, 5,
    ]);
    expect([store('int64', 1e30), store('int64', NaN), store('uint64', -1), store('uint64', 2n ** 64n - 1n)]).toEqual([
      2n ** 63n - 1n,
      0n,
      2n ** 64n - 1n,
      2n ** 64n - 1n,
    ]);
  });

  it('refuse plain integers that do not fit', () => {
    expect(() => checkWeakInteger(300, 'uint8')).toThrow(
      'the integer 300 is out of bounds for uint8 (0 to 255); choose a larger dtype, or convert the array with astype first',
    );
    checkWeakInteger(2n ** 64n - 1n, 'uint64');
  });
});

it('knows the dtype of each typed array', () => {
  expect(dtypeOfTypedArray(Buffer.alloc(1))).toBe('uint8');
  expect(dtypeOfTypedArray(new BigUint64Array(1))).toBe('uint64');
  expect(dtypeOfTypedArray(new Uint8ClampedArray(1))).toBe('uint8');
});

it('complex numbers are written as Python writes them', () => {
  const texts = [
    new Complex(1, 2),
    new Complex(1.5, -0),
    new Complex(0, -2),
    new Complex(-0, 2),
    new Complex(NaN, -Infinity),
  ];
  expect(texts.map(String)).toEqual(['(1+2j)', '(1.5-0j)', '-2j', '(-0+2j)', '(nan-infj)']);
});
