/** Numbers at which conversions go wrong if they do. */

import { Dice } from './random-kernel.ts';

/** Floats of all exponents, with fractions of every length, both signs, and what is not a number. */
export function floats(type: 'f32' | 'f64'): Float32Array | Float64Array {
  const dice = new Dice(1);
  const [exponents, fraction] = type === 'f32' ? [256, 23] : [2048, 52];
  const bits: bigint[] = [];
  for (let exponent = 0n; exponent < BigInt(exponents); exponent++) {
    const random = BigInt(Math.floor(dice.unit() * 2 ** 52)) & ((1n << BigInt(fraction)) - 1n);
    for (let kept = 0n; kept <= BigInt(fraction); kept += type === 'f32' ? 1n : 5n) {
      const digits = (random >> kept) << kept;
      for (const low of [digits, digits | (1n << kept)]) {
        const magnitude = (exponent << BigInt(fraction)) | (low & ((1n << BigInt(fraction)) - 1n));
        bits.push(magnitude, magnitude | (1n << BigInt(type === 'f32' ? 31 : 63)));
      }
    }
  }
  return type === 'f32'
    ? new Float32Array(Uint32Array.from(bits, Number).buffer)
    : new Float64Array(BigUint64Array.from(bits).buffer);
}

/** 64-bit integers of all lengths, near the places where f32 and f64 are cut, of both signs. */
export function integers(): BigInt64Array {
  const dice = new Dice(2);
  const found: bigint[] = [0n, -(1n << 63n), (1n << 63n) - 1n];
  for (let bits = 0n; bits < 64n; bits++) {
    for (let round = 0; round < 20; round++) {
      const random = (BigInt(dice.below(2 ** 30)) << 30n) | BigInt(dice.below(2 ** 30));
      // Mostly zeros or ones behind the digits that a float keeps, and around its half.
      const kept = 1n << (bits > 24n && dice.below(2) === 0 ? bits - 24n : BigInt(dice.below(Number(bits) + 1)));
      const near = (((random % (1n << bits)) | (1n << bits)) / kept) * kept + (dice.below(2) === 0 ? kept / 2n : 0n);
      for (const step of [-1n, 0n, 1n]) found.push(near + step, -near - step);
    }
  }
  return BigInt64Array.from(found);
}
