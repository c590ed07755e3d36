/** Arguments to measure the math functions at: over the whole range, and more of them where functions are difficult. */

import type { MathName } from '../../src/kernel/ir/math-names.ts';
import { mathArity } from '../../src/kernel/ir/math-names.ts';

/** A generator of numbers from 0 to 1, the same on every run (mulberry32). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ranges in which a function is difficult or mostly used; the other half of the samples has random bits. */
const ranges: { readonly [Name in MathName]?: readonly (readonly [number, number])[] } = {
  exp: [
    [-1, 1],
    [-20, 20],
    [-104, 89],
    [-746, 710],
  ],
  exp2: [
    [-1, 1],
    [-20, 20],
    [-150, 128],
    [-1075, 1024],
  ],
  expm1: [
    [-1e-3, 1e-3],
    [-1, 1],
    [-40, 40],
    [0, 710],
  ],
  log: [
    [0.5, 2],
    [0.99, 1.01],
    [0, 100],
  ],
  log2: [
    [0.5, 2],
    [0.99, 1.01],
    [0, 100],
  ],
  log10: [
    [0.5, 2],
    [0.99, 1.01],
    [0, 100],
  ],
  log1p: [
    [-0.999, 1],
    [-1e-3, 1e-3],
    [-1, 100],
  ],
  sin: [
    [-1, 1],
    [-10, 10],
    [-1e4, 1e4],
    [-1e7, 1e7],
  ],
  cos: [
    [-1, 1],
    [-10, 10],
    [-1e4, 1e4],
    [-1e7, 1e7],
  ],
  tan: [
    [-1, 1],
    [-10, 10],
    [-1e4, 1e4],
    [-1e7, 1e7],
  ],
  asin: [
    [-1, 1],
    [0.9, 1],
    [0.49, 0.51],
  ],
  acos: [
    [-1, 1],
    [0.9, 1],
    [-1, -0.9],
    [0.49, 0.51],
  ],
  atan: [
    [-1, 1],
    [-10, 10],
    [0.3, 3],
  ],
  sinh: [
    [-1, 1],
    [-25, 25],
    [-88, 88],
    [-710, 710],
  ],
  cosh: [
    [-1, 1],
    [-25, 25],
    [-88, 88],
    [-710, 710],
  ],
  tanh: [
    [-0.1, 0.1],
    [-1, 1],
    [-25, 25],
  ],
  asinh: [
    [-1, 1],
    [-10, 10],
    [-1e5, 1e5],
  ],
  acosh: [
    [1, 1.1],
    [1, 10],
    [1, 1e5],
  ],
  atanh: [
    [-1, 1],
    [0.9, 1],
    [-1e-2, 1e-2],
  ],
  cbrt: [
    [-1, 1],
    [-1000, 1000],
  ],
  erf: [
    [-1, 1],
    [-6, 6],
  ],
  erfc: [
    [-1, 1],
    [-6, 6],
    [0, 10],
    [0, 27],
  ],
  gamma: [
    [-5, 5],
    [0, 35],
    [-30, 30],
    [0, 171],
  ],
  lgamma: [
    [0.5, 3],
    [0, 35],
    [-30, 30],
    [0, 1e6],
  ],
  digamma: [
    [0.5, 3],
    [0, 35],
    [-30, 30],
    [0, 1e6],
  ],
  atan2: [
    [-1, 1],
    [-100, 100],
  ],
  hypot: [
    [-1, 1],
    [-1e6, 1e6],
  ],
  fmod: [
    [-1, 1],
    [-1e6, 1e6],
    [-10, 10],
  ],
};

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  10,
  100,
  1000,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  -5e-324,
  1e-45,
  2 ** -126,
  2 ** -1022,
  2 ** -1074,
  3.4028234663852886e38,
  1.7976931348623157e308,
  Math.PI,
  Math.PI / 2,
  -Math.PI,
  Math.E,
];

/** Numbers of random bits. */
function anyNumber(random: () => number, type: 'f32' | 'f64'): number {
  const words = new Uint32Array([random() * 2 ** 32, random() * 2 ** 32]);
  const x = type === 'f32' ? new Float32Array(words.buffer)[0] : new Float64Array(words.buffer)[0];
  return Number.isFinite(x) ? (x as number) : 1;
}

function powPair(random: () => number): [number, number] {
  const x = Math.exp((random() - 0.5) * (random() < 0.5 ? 2 : 100));
  const y = ((random() - 0.5) * 2 * (random() < 0.5 ? 1400 : 20)) / Math.max(0.01, Math.abs(Math.log(x)));
  return [random() < 0.1 ? -x : x, random() < 0.2 ? Math.round(y) : y];
}

/** Arguments for a function: one list for each parameter. */
export function samples(fn: MathName, type: 'f32' | 'f64', count: number): readonly (Float32Array | Float64Array)[] {
  const random = randoms(count + fn.length * 7919);
  const Kind = type === 'f32' ? Float32Array : Float64Array;
  const columns = Array.from({ length: mathArity[fn] }, () => new Kind(count));
  const spans = ranges[fn] ?? [[-10, 10]];
  const number = (): number => {
    if (random() < 0.5) return anyNumber(random, type);
    const [low, high] = spans[Math.floor(random() * spans.length)] as readonly [number, number];
    return low + random() * (high - low);
  };
  for (let i = 0; i < count; i++) {
    if (fn === 'pow' && i >= special.length ** 2 && random() < 0.7) {
      const pair = powPair(random);
      columns.forEach((column, at) => void (column[i] = pair[at] as number));
    } else columns.forEach((column) => void (column[i] = number()));
  }
  const edges = columns.length === 1 ? special.map((x) => [x]) : special.flatMap((x) => special.map((y) => [x, y]));
  edges.slice(0, count).forEach((edge, i) => edge.forEach((x, at) => void ((columns[at] as Float64Array)[i] = x)));
  if (type === 'f32' && ['sin', 'cos', 'tan'].includes(fn))
    nearMultiples(columns[0] as Float32Array, edges.length, random);
  if (type === 'f64' && ['sin', 'cos', 'tan'].includes(fn))
    nearMultiples(columns[0] as Float64Array, edges.length, random);
  return columns;
}

/** Numbers close to multiples of pi/2, where sine and cosine have their zeros. */
function nearMultiples(column: Float32Array | Float64Array, from: number, random: () => number): void {
  for (let i = from; i < Math.min(column.length, from + column.length / 8); i++) {
    column[i] = (Math.PI / 2) * Math.floor(random() * (random() < 0.5 ? 100 : 1e6));
  }
}
