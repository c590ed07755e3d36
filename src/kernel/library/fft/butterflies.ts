/**
 * Butterflies of radix 2 to 5 on pairs (re, im) in vectors: the operations of the loops in `ndarray/fft/passes.ts`, in their order, so that
 * the bits are the same.
 */

import type { UnitWriter } from '../hand-written.ts';

/** Radices that there are butterflies for. */
export type FftRadix = 2 | 3 | 4 | 5;

const SIN_60 = 0.8660254037844386;
const COS_72 = 0.30901699437494745;
const SIN_72 = 0.9510565162951535;
const COS_144 = -0.8090169943749475;
const SIN_144 = 0.5877852522924731;

const SWAP = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
/** The imaginary part of the first and the real part of the second vector. */
const CROSS = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23];

/** Vectors in locals, and what is done to them. Every method gives a new local with its result. */
class Pairs {
  readonly #writer: UnitWriter;

  constructor(writer: UnitWriter) {
    this.#writer = writer;
  }

  #keep(): number {
    const local = this.#writer.local('v128');
    this.#writer.code.set(local);
    return local;
  }

  #binary(op: 'f64x2.add' | 'f64x2.sub' | 'f64x2.mul', a: number, b: number): number {
    this.#writer.code.get(a).get(b).op(op);
    return this.#keep();
  }

  add(a: number, b: number): number {
    return this.#binary('f64x2.add', a, b);
  }

  sub(a: number, b: number): number {
    return this.#binary('f64x2.sub', a, b);
  }

  times(a: number, factor: number): number {
    this.#writer.code.get(a).f64(factor).op('f64x2.splat', 'f64x2.mul');
    return this.#keep();
  }

  swap(a: number): number {
    this.#writer.code.get(a).get(a).shuffle(SWAP);
    return this.#keep();
  }

  /** `(im a, re b)`. */
  cross(a: number, b: number): number {
    this.#writer.code.get(a).get(b).shuffle(CROSS);
    return this.#keep();
  }

  /** `(re, -im)`. */
  conjugate(a: number): number {
    this.#writer.code.get(a).v128([0, 0, 0, 0x8000_0000]).op('v128.xor');
    return this.#keep();
  }
}

function butterfly3(p: Pairs, [a, b, c]: readonly [number, number, number]): readonly number[] {
  const sum = p.add(b, c);
  const turn = p.conjugate(p.times(p.swap(p.sub(b, c)), SIN_60));
  const middle = p.sub(a, p.times(sum, 0.5));
  return [p.add(a, sum), p.add(middle, turn), p.sub(middle, turn)];
}

function butterfly4(p: Pairs, [a, b, c, d]: readonly [number, number, number, number]): readonly number[] {
  const [ac, acLess, bd] = [p.add(a, c), p.sub(a, c), p.add(b, d)];
  // (b - d) times -i; a difference the other way round, not turned in sign, so that zeros have theirs.
  const turn = p.cross(p.sub(b, d), p.sub(d, b));
  return [p.add(ac, bd), p.add(acLess, turn), p.sub(ac, bd), p.sub(acLess, turn)];
}

function butterfly5(p: Pairs, legs: readonly [number, number, number, number, number]): readonly number[] {
  const [a, b, c, d, e] = legs;
  const [be, cd] = [p.add(b, e), p.add(c, d)];
  const [beLess, cdLess] = [p.swap(p.sub(b, e)), p.swap(p.sub(c, d))];
  const one = p.add(p.add(a, p.times(be, COS_72)), p.times(cd, COS_144));
  const two = p.add(p.add(a, p.times(be, COS_144)), p.times(cd, COS_72));
  const turnOne = p.conjugate(p.add(p.times(beLess, SIN_72), p.times(cdLess, SIN_144)));
  const turnTwo = p.conjugate(p.sub(p.times(beLess, SIN_144), p.times(cdLess, SIN_72)));
  return [p.add(p.add(a, be), cd), p.add(one, turnOne), p.add(two, turnTwo), p.sub(two, turnTwo), p.sub(one, turnOne)];
}

/** Computes a butterfly. @param legs - Locals with its inputs. @returns Locals with its results, before twiddle factors. */
export function writeButterfly(writer: UnitWriter, legs: readonly number[]): readonly number[] {
  const pairs = new Pairs(writer);
  switch (legs.length as FftRadix) {
    case 2:
      return [pairs.add(legs[0]!, legs[1]!), pairs.sub(legs[0]!, legs[1]!)];
    case 3:
      return butterfly3(pairs, legs as [number, number, number]);
    case 4:
      return butterfly4(pairs, legs as [number, number, number, number]);
    case 5:
      return butterfly5(pairs, legs as [number, number, number, number, number]);
  }
}
