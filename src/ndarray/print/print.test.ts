import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';
import { dataOfBytes } from '../dtype/typed-array.ts';

afterAll(closeSharedKernelBackends);

interface Case {
  readonly dtype: np.DType;
  readonly shape: readonly number[];
  readonly data: string;
  readonly options: Partial<np.PrintOptions>;
  readonly str: string;
  readonly repr: string;
}

const file = new URL('../../../test/oracle/ndarray/printing.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

function arrayOf({ dtype, shape, data }: Case): np.NDArray {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  const items = dataOfBytes(dtype, bytes);
  const half = dtype === 'float16' ? np.zeros([items.length], { dtype }) : undefined;
  if (half !== undefined) {
    const floats = [...(items as Uint16Array)].map(halfOf);
    half.set('...', floats);
    return half.reshape(shape);
  }
  return np.fromTypedArray(items, shape, { dtype });
}

function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

describe('arrays', () => {
  it(`print as NumPy prints them (${cases.length} arrays)`, () => {
    expect(cases.length).toBeGreaterThan(400);
    const wrong = cases.filter((one) => {
      using _options = np.printoptions(one.options);
      using x = arrayOf(one);
      return String(x) !== one.str || np.arrayRepr(x) !== one.repr;
    });
    const shown = wrong.slice(0, 5).map((one) => {
      using _options = np.printoptions(one.options);
      using x = arrayOf(one);
      return `${one.dtype} [${one.shape.join()}] ${JSON.stringify(one.options)}\n${String(x)}\n${np.arrayRepr(x)}\nNumPy:\n${one.str}\n${one.repr}`;
    });
    expect(wrong.length, shown.join('\n\n')).toBe(0);
  });

  it('print in the console as the call that makes them', () => {
    expect(inspect({ x: np.arange(3) })).toBe('{ x: array([0, 1, 2]) }');
    expect(`${np.array(2.5)}`).toBe('2.5');
  });

  it('print by formatters of the user', () => {
    const text = np.array2string(np.array([1.25, -3]), {
      formatter: { float: (value) => `<${value}>` },
      separator: ';',
    });
    expect(text).toBe('[<1.25>;<-3>]');
    expect(() => np.setPrintoptions({ precision: -1 })).toThrow('precision must be a whole number from 0, got -1');
    expect(() => np.setPrintoptions({ presicion: 1 } as object)).toThrow(/no option "presicion"/);
  });
});
