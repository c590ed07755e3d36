/** The number in a shared value: read and written at once, whatever its kind. */

/** The kinds of shared values, by their names in NumPy. */
export interface SharedValueKinds {
  /** 32-bit integers. */
  readonly int32: number;
  /** 32-bit unsigned integers. */
  readonly uint32: number;
  /** 64-bit integers. */
  readonly int64: bigint;
  /** 64-bit unsigned integers. */
  readonly uint64: bigint;
  /** 32-bit floats. */
  readonly float32: number;
  /** 64-bit floats. */
  readonly float64: number;
}

/** A kind of shared value. */
export type SharedValueKind = keyof SharedValueKinds;

/** What can be done at once. All but `load` give what was there before. */
export interface Cell {
  load(): number | bigint;
  store(value: number | bigint): void;
  add(value: number | bigint): number | bigint;
  exchange(value: number | bigint): number | bigint;
  compareExchange(expected: number | bigint, value: number | bigint): number | bigint;
}

type IntegerArray = Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

function integerCell(array: IntegerArray): Cell {
  // One type for all kinds: what each takes was checked at the door.
  const words = array as Int32Array;
  return {
    load: () => Atomics.load(words, 0),
    store: (value) => void Atomics.store(words, 0, value as number),
    add: (value) => Atomics.add(words, 0, value as number),
    exchange: (value) => Atomics.exchange(words, 0, value as number),
    compareExchange: (expected, value) => Atomics.compareExchange(words, 0, expected as number, value as number),
  };
}

/** Floats are read and written as integers of their size, because `Atomics` takes no floats. */
interface FloatBits {
  readonly shared: BigInt64Array | Int32Array;
  readonly bits: BigInt64Array | Int32Array;
  readonly float: Float64Array | Float32Array;
}

function floatCell({ shared, bits, float }: FloatBits): Cell {
  const words = shared as Int32Array;
  const own = bits as Int32Array;
  const toBits = (value: number): number => {
    float[0] = value;
    return own[0] as number;
  };
  const toFloat = (word: number): number => {
    own[0] = word;
    return float[0] as number;
  };
  const change = (next: (before: number) => number | undefined): number => {
    for (;;) {
      const seen = Atomics.load(words, 0);
      const before = toFloat(seen);
      const after = next(before);
      if (after === undefined || Atomics.compareExchange(words, 0, seen, toBits(after)) === seen) return before;
    }
  };
  return {
    load: () => toFloat(Atomics.load(words, 0)),
    store: (value) => void Atomics.store(words, 0, toBits(value as number)),
    add: (value) => change((before) => before + (value as number)),
    exchange: (value) => toFloat(Atomics.exchange(words, 0, toBits(value as number))),
    // By value, so that the many NaNs are one; 0 and -0 are two.
    compareExchange: (expected, value) =>
      change((before) => (Object.is(before, float32Of(expected as number, float)) ? (value as number) : undefined)),
  };
}

/** A number as this kind of float keeps it. */
const float32Of = (value: number, float: Float64Array | Float32Array): number =>
  float instanceof Float32Array ? Math.fround(value) : value;

/** The cell of a kind in shared memory of 8 bytes. */
export function makeCell(kind: SharedValueKind, buffer: SharedArrayBuffer): Cell {
  switch (kind) {
    case 'int32':
      return integerCell(new Int32Array(buffer));
    case 'uint32':
      return integerCell(new Uint32Array(buffer));
    case 'int64':
      return integerCell(new BigInt64Array(buffer));
    case 'uint64':
      return integerCell(new BigUint64Array(buffer));
    case 'float32': {
      const float = new Float32Array(1);
      return floatCell({ shared: new Int32Array(buffer), bits: new Int32Array(float.buffer), float });
    }
    case 'float64': {
      const float = new Float64Array(1);
      return floatCell({ shared: new BigInt64Array(buffer), bits: new BigInt64Array(float.buffer), float });
    }
  }
  return kind satisfies never;
}
