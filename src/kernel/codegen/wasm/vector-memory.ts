import { elementBytes } from '../../../core/kernel.ts';
import type { ElementType } from '../../../core/kernel.ts';
import type { BufferParam, LoadValue, Store, Value } from '../../ir/types.ts';
import { pushLane, setLane } from './lanes.ts';
import { pushBits, pushMaskAs, pushMaskFor } from './masks.ts';
import type { MemoryOp } from './op-table.ts';
import { pushAddress, pushElement, storeScalar } from './scalar-memory.ts';
import type { Parts, Scope } from './scope.ts';
import { laneBits } from './types.ts';
import { pushFloatsToHalves, pushHalvesToFloats } from './vector-halves.ts';

/** Elements whose vectors in memory are those in registers. */
const isDirect = (element: ElementType): boolean => elementBytes[element] >= 4;

/** How four narrow integers become 32-bit lanes. */
const widening: { readonly [E in ElementType]?: MemoryOp } = {
  i16: 'v128.load16x4_s',
  u16: 'v128.load16x4_u',
  f16: 'v128.load16x4_u',
};

/** Bytes that narrow 32-bit lanes to 16 and 8 bits. */
const LOW_WORDS = [0, 1, 4, 5, 8, 9, 12, 13, 0, 0, 0, 0, 0, 0, 0, 0];
const LOW_BYTES = [0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** Loads neighbouring bytes as a mask. */
function loadBools(
  scope: Scope,
  buffer: BufferParam,
  { address, parts }: { readonly address: number; readonly parts: Parts },
): void {
  const { code, env, options } = scope;
  const words = Array.from({ length: options.group / 4 }, (_, at) => {
    code.get(address).memory('v128.load32_zero', { memory: env.memoryOf(buffer), offset: 4 * at });
    code.op('i16x8.extend_low_i8x16_u', 'i32x4.extend_low_i16x8_u').v128([0, 0, 0, 0]).op('i32x4.ne');
    return scope.keep();
  });
  for (const [part, local] of parts.entries()) {
    pushMaskAs(scope, { from: 32, to: options.maskBits, part }, (at) => code.get(words[at] as number));
    code.set(local);
  }
}

/** Stores a mask as neighbouring bytes of 0 and 1. */
function storeBools(scope: Scope, { buffer, value }: Store, address: number): void {
  const { code, env, options } = scope;
  const from = options.maskBits;
  for (let at = 0; at < options.group / 4; at++) {
    pushMaskAs(scope, { from, to: 32, part: at }, (part) => scope.pushPart(value, part));
    code.v128([1, 1, 1, 1]).op('v128.and');
    const word = scope.keep();
    code.get(address).get(word).get(word).shuffle(LOW_BYTES);
    code.memoryLane('v128.store32_lane', 0, { memory: env.memoryOf(buffer), offset: 4 * at });
  }
}

/** Loads neighbouring elements, the first one at an address in a local. */
function loadNeighbours(
  scope: Scope,
  { buffer }: LoadValue,
  { address, parts }: { address: number; parts: Parts },
): void {
  const { code, env } = scope;
  if (buffer.element === 'bool') return loadBools(scope, buffer, { address, parts });
  const bytes = isDirect(buffer.element) ? 16 : 4 * elementBytes[buffer.element];
  for (const [at, part] of parts.entries()) {
    const place = { memory: env.memoryOf(buffer), offset: bytes * at };
    code.get(address);
    if (isDirect(buffer.element)) code.memory('v128.load', place);
    else if (widening[buffer.element] !== undefined) code.memory(widening[buffer.element] as MemoryOp, place);
    else {
      const sign = buffer.element === 'i8' ? 's' : 'u';
      code.memory('v128.load32_zero', place).op(`i16x8.extend_low_i8x16_${sign}`, `i32x4.extend_low_i16x8_${sign}`);
    }
    if (buffer.element === 'f16') pushHalvesToFloats(scope);
    code.set(part);
  }
}

/** Loads lane by lane; `pushIndex` pushes the index of a lane, which is in range. */
function loadLanes(
  scope: Scope,
  { buffer, type }: LoadValue,
  { parts, pushIndex }: { parts: Parts; pushIndex: (lane: number) => void },
): void {
  const { code, env } = scope;
  const bits = type === 'bool' ? 0 : laneBits(type);
  for (let lane = 0; lane < scope.options.group; lane++) {
    if (!isDirect(buffer.element)) {
      const push = (): void => {
        pushIndex(lane);
        pushAddress(scope, buffer);
        pushElement(scope, buffer);
      };
      setLane(scope, parts, { type, lane, push });
      continue;
    }
    const perPart = 128 / bits;
    const part = parts[Math.floor(lane / perPart)] as number;
    const memory = env.memoryOf(buffer);
    pushIndex(lane);
    pushAddress(scope, buffer);
    if (lane % perPart === 0) code.memory(bits === 64 ? 'v128.load64_zero' : 'v128.load32_zero', { memory });
    else code.get(part).memoryLane(bits === 64 ? 'v128.load64_lane' : 'v128.load32_lane', lane % perPart, { memory });
    code.set(part);
  }
}

/** A mask of the lanes whose index is in range and that run; the index is a vector in locals. */
function maskInRange(scope: Scope, buffer: BufferParam, indices: Parts): Parts {
  const { code, exec } = scope;
  return indices.map((part, at) => {
    code.get(part).get(scope.env.lengthOf(buffer)).op('i32x4.splat', 'i32x4.lt_u');
    if (exec !== null) {
      pushMaskFor(scope, exec, { type: 'i32', part: at });
      code.op('v128.and');
    }
    return scope.keep();
  });
}

/** Clears the lanes that are not in a mask of 32-bit lanes. */
function keepLanes(scope: Scope, { type }: LoadValue, { parts, mask }: { parts: Parts; mask: Parts }): void {
  const { code } = scope;
  const isWide = type === 'bool' ? scope.options.maskBits === 64 : laneBits(type) === 64;
  for (const [at, part] of parts.entries()) {
    code.get(part).get(mask[isWide ? at >> 1 : at] as number);
    if (isWide) code.op(at % 2 === 0 ? 'i64x2.extend_low_i32x4_s' : 'i64x2.extend_high_i32x4_s');
    code.op('v128.and').set(part);
  }
}

/** Loads at indices that have no pattern. Lanes out of range load the first element, which is then cleared. */
function gather(scope: Scope, load: LoadValue, { parts, indices }: { parts: Parts; indices: Parts }): void {
  const { code } = scope;
  const isSafe = load.inBounds && scope.exec === null;
  const mask = isSafe ? null : maskInRange(scope, load.buffer, indices);
  const safe =
    mask === null
      ? indices
      : indices.map((part, at) => {
          code
            .get(part)
            .get(mask[at] as number)
            .op('v128.and');
          return scope.keep();
        });
  const pushIndex = (lane: number): void =>
    void code.get(safe[lane >> 2] as number).lane('i32x4.extract_lane', lane & 3);
  loadLanes(scope, load, { parts, pushIndex });
  if (mask !== null) keepLanes(scope, load, { parts, mask });
}

/** Locals with the indices of all lanes, from that of the first. */
function spreadIndex(scope: Scope, index: Value): Parts {
  const { code } = scope;
  return Array.from({ length: scope.options.group / 4 }, (_, part) => {
    scope.pushScalar(index);
    code
      .op('i32x4.splat')
      .v128([4 * part, 4 * part + 1, 4 * part + 2, 4 * part + 3])
      .op('i32x4.add');
    return scope.keep();
  });
}

/** Pushes whether neighbours from an index on are all in range. */
function pushGroupInRange(scope: Scope, buffer: BufferParam, index: Value): void {
  const { code } = scope;
  const last = scope.options.group - 1;
  const length = scope.env.lengthOf(buffer);
  // The number of places where a group fits: none in a short buffer.
  scope.pushScalar(index);
  code.get(length).i32(last).op('i32.sub').i32(0).get(length).i32(last).op('i32.gt_u', 'select', 'i32.lt_u');
}

/** Loads a vector: neighbours together where the index steps by one, else lane by lane. */
export function emitVectorLoad(scope: Scope, load: LoadValue): void {
  const { code, options } = scope;
  const parts = scope.newParts(load.type);
  scope.vectors.set(load, parts);
  const { buffer, index } = load;
  const indices = scope.vectors.get(index);
  const isLinear = options.linear.strideOf(index) === 1;
  if (!isLinear) return gather(scope, load, { parts, indices: indices as Parts });
  const isSafe = options.inRange.has(load) || (load.inBounds && scope.exec === null);
  const address = code.local('i32');
  const loadAll = (): void => {
    scope.pushScalar(index);
    pushAddress(scope, buffer);
    code.set(address);
    loadNeighbours(scope, load, { address, parts });
  };
  if (isSafe) return loadAll();
  pushGroupInRange(scope, buffer, index);
  code.if(loadAll, () => gather(scope, load, { parts, indices: indices ?? spreadIndex(scope, index) }));
}

/** A vector of what is stored as halves, in a local. */
function halfPart(scope: Scope, { value }: Store, part: number): number {
  scope.pushPart(value, part);
  pushFloatsToHalves(scope);
  return scope.keep();
}

/** Stores neighbouring elements, the first one at an address in a local. */
function storeNeighbours(scope: Scope, store: Store, address: number): void {
  const { code, env } = scope;
  const { buffer, value } = store;
  if (buffer.element === 'bool') return storeBools(scope, store, address);
  const bytes = isDirect(buffer.element) ? 16 : 4 * elementBytes[buffer.element];
  const count = scope.partsOf(value.type);
  const halves =
    buffer.element === 'f16' ? Array.from({ length: count }, (_, part) => halfPart(scope, store, part)) : [];
  // All values before the first store: V8 joins stores to neighbouring addresses with what leads to them.
  for (let part = 0; part < count; part++) {
    const place = { memory: env.memoryOf(buffer), offset: bytes * part };
    const push = (): void => void (halves.length > 0 ? code.get(halves[part]!) : scope.pushPart(value, part));
    code.get(address);
    push();
    if (isDirect(buffer.element)) code.memory('v128.store', place);
    else {
      push();
      code.shuffle(elementBytes[buffer.element] === 2 ? LOW_WORDS : LOW_BYTES);
      code.memoryLane(elementBytes[buffer.element] === 2 ? 'v128.store64_lane' : 'v128.store32_lane', 0, place);
    }
  }
}

/** Stores the lanes whose bit is set in a local; all lanes when there is none. */
function storeLanes(
  scope: Scope,
  store: Store,
  { bits, pushIndex }: { bits: number | null; pushIndex: (lane: number) => void },
): void {
  const { code } = scope;
  for (let lane = 0; lane < scope.options.group; lane++) {
    const one = (): void =>
      storeScalar(scope, store, {
        pushIndex: () => pushIndex(lane),
        pushValue: () => pushLane(scope, store.value, lane),
      });
    if (bits === null) one();
    else
      code
        .get(bits)
        .i32(1 << lane)
        .op('i32.and')
        .if(one);
  }
}

/** Stores a vector. Lanes that do not run are left out one by one: what others write beside them must not be undone. */
export function emitVectorStore(scope: Scope, store: Store): void {
  const { code, exec, options } = scope;
  const { buffer, index } = store;
  const isLinear = options.linear.strideOf(index) === 1;
  const pushIndex = (lane: number): void => {
    if (!isLinear) return pushLane(scope, index, lane);
    scope.pushScalar(index);
    code.i32(lane).op('i32.add');
  };
  let bits: number | null = null;
  if (exec !== null) {
    bits = code.local('i32');
    pushBits(scope, exec);
    code.set(bits);
  }
  const slow = (): void => storeLanes(scope, store, { bits, pushIndex });
  if (!isLinear) return slow();
  const fast = (): void => {
    const address = code.local('i32');
    scope.pushScalar(index);
    pushAddress(scope, buffer);
    code.set(address);
    storeNeighbours(scope, store, address);
  };
  const isSafe = options.inRange.has(store) || (store.inBounds && exec === null);
  if (isSafe && bits === null) return fast();
  if (bits !== null)
    code
      .get(bits)
      .i32((1 << scope.options.group) - 1)
      .op('i32.eq');
  if (!isSafe) {
    pushGroupInRange(scope, buffer, index);
    if (bits !== null) code.op('i32.and');
  }
  code.if(fast, slow);
}
