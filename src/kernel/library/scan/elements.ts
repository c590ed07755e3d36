/** Elements of scans: which there are, and the pieces of code that depend on their types. */

import { type ElementType, elementBytes } from '../../../core/kernel.ts';
import type { MemoryOp, PlainOp, ValueType } from '../../codegen/wasm/op-table.ts';
import type { UnitWriter } from '../hand-written.ts';

/**
 * Elements of a block: some thousand, so that what all blocks came to is soon gone through; and no power of two, so that blocks which are
 * read side by side do not fall on the same lines of the cache (63 lines of float32).
 */
export const SCAN_BLOCK = 1008;

/** So many runs of elements go side by side: an addition takes three cycles, and the next one of its run waits for it. An even number. */
export const SCAN_RUNS = 8;

/** So many columns go side by side where the axis is not the last one. */
export const SCAN_COLUMNS = 8;

/** What is cumulated. */
export type ScanOp = 'add' | 'mul';

/** Elements of a scan. */
export interface ScanType {
  readonly op: ScanOp;
  readonly source: ElementType;
  readonly result: ElementType;
}

/** In which a scan computes. */
export type Accumulator = 'i32' | 'i64' | 'f32' | 'f64';

/** The type in which a scan computes. */
export function scanAccumulator({ op, result }: ScanType): Accumulator {
  if (result === 'f32') return op === 'add' ? 'f64' : 'f32';
  if (result === 'f64') return 'f64';
  return result === 'i64' || result === 'u64' ? 'i64' : 'i32';
}

/** Whether rows are cut into blocks. */
export const isScanBlocked = (type: ScanType): boolean => type.op === 'add' || scanAccumulator(type)[0] === 'i';

const isFloat = (element: ElementType): boolean => element[0] === 'f';

/** Whether there is a scan of such elements: floats of one width, or integers of no more bits than the result has. */
export function hasScan({ source, result }: ScanType): boolean {
  if (source === 'f16' || result === 'f16' || result === 'bool') return false;
  if (isFloat(source) || isFloat(result)) return source === result;
  return elementBytes[source] <= elementBytes[result];
}

/** How an element comes into a register. */
function loadOf(source: ElementType, accumulator: Accumulator): readonly [load: MemoryOp, widen: readonly PlainOp[]] {
  if (source === 'f32') return ['f32.load', accumulator === 'f64' ? ['f64.promote_f32'] : []];
  if (source === 'f64') return ['f64.load', []];
  const sign = source[0] === 'i' ? 's' : 'u';
  const bits = 8 * elementBytes[source];
  if (bits === 64) return ['i64.load', []];
  const load = bits === 32 ? 'i32.load' : (`i32.load${bits}_${sign}` as MemoryOp);
  return [load, accumulator === 'i64' ? [`i64.extend_i32_${sign}`] : []];
}

function storeOf(
  result: ElementType,
  accumulator: Accumulator,
): readonly [narrow: readonly PlainOp[], store: MemoryOp] {
  if (result === 'f32') return [accumulator === 'f64' ? ['f32.demote_f64'] : [], 'f32.store'];
  if (result === 'f64') return [[], 'f64.store'];
  const bits = 8 * elementBytes[result];
  return [[], bits === 64 ? 'i64.store' : bits === 32 ? 'i32.store' : (`i32.store${bits}` as MemoryOp)];
}

/** The pieces of code that depend on types. */
export class Elements {
  readonly accumulator: Accumulator;
  readonly sourceBytes: number;
  readonly resultBytes: number;
  readonly #type: ScanType;

  constructor(type: ScanType) {
    this.#type = type;
    this.accumulator = scanAccumulator(type);
    this.sourceBytes = elementBytes[type.source];
    this.resultBytes = elementBytes[type.result];
  }

  /** Sums of float32, which are kept in float64. */
  get isSingleSum(): boolean {
    return this.#type.result === 'f32' && this.accumulator === 'f64';
  }

  get local(): ValueType {
    return this.accumulator;
  }

  /** Takes two values from the stack. */
  get combine(): PlainOp {
    return `${this.accumulator}.${this.#type.op}`;
  }

  /** The value that changes nothing: -0 for float sums, so that a -0 stays one. */
  pushIdentity({ code }: UnitWriter): void {
    const isSum = this.#type.op === 'add';
    if (this.accumulator === 'f64') code.f64(isSum ? -0 : 1);
    else if (this.accumulator === 'f32') code.f32(isSum ? -0 : 1);
    else if (this.accumulator === 'i64') code.i64(isSum ? 0n : 1n);
    else code.i32(isSum ? 0 : 1);
  }

  /** The address is on the stack. */
  load(writer: UnitWriter, buffer: number, offset = 0): void {
    const [load, widen] = loadOf(this.#type.source, this.accumulator);
    writer.code.memory(load, writer.place(buffer, offset)).op(...widen);
  }

  /** Address and value are on the stack. */
  store(writer: UnitWriter, buffer: number, offset = 0): void {
    const [narrow, store] = storeOf(this.#type.result, this.accumulator);
    writer.code.op(...narrow).memory(store, writer.place(buffer, offset));
  }
}
