import type { FillArray, LoadArrayValue, LocalArray, StoreArray, Value } from '../../ir/types.ts';
import { argument } from './environment.ts';
import { pushLane, setLane } from './lanes.ts';
import { pushBits, pushMaskFor } from './masks.ts';
import type { MemoryOp } from './op-table.ts';
import type { Scope } from './scope.ts';
import { laneBits, pushConstant, scalarTypes } from './types.ts';

const bytesOf = (array: LocalArray): number => laneBits(array.type) / 8;

/** Elements of private arrays lie lane beside lane, so that a common index means one vector. Tables are for all lanes. */
const groupOf = (scope: Scope, array: LocalArray): number => (array.scope === 'constant' ? 1 : scope.options.group);

const isInside = (array: LocalArray, index: Value): boolean =>
  index.kind === 'const' && Number(index.value) >= 0 && Number(index.value) < array.length;

/** Takes an index from the stack and leaves an address, to which the offset of the array and of the lane are to be added. */
function pushAddress(scope: Scope, array: LocalArray): void {
  const base = array.scope === 'constant' ? scope.env.tables : argument.scratch;
  scope.code
    .i32(bytesOf(array) * groupOf(scope, array))
    .op('i32.mul')
    .get(base)
    .op('i32.add');
}

const offsetOf = (scope: Scope, array: LocalArray, lane: number): number =>
  scope.env.places.offsetOf(array) + lane * bytesOf(array);

/** Pushes one element of one lane; 0 when the index is out of range. */
function pushElement(scope: Scope, { array, index, inBounds }: LoadArrayValue, lane: number): void {
  const { code } = scope;
  const holder = scalarTypes[array.type];
  const load: MemoryOp = `${holder}.load`;
  const offset = offsetOf(scope, array, array.scope === 'constant' ? 0 : lane);
  const isSafe = isInside(array, index) || (inBounds && scope.exec === null);
  pushLane(scope, index, lane);
  if (isSafe) {
    pushAddress(scope, array);
    code.memory(load, { offset });
    return;
  }
  const at = scope.keep('i32');
  code.get(at).i32(0).get(at).i32(array.length).op('i32.lt_u', 'select');
  pushAddress(scope, array);
  code.memory(load, { offset });
  pushConstant(code, array.type, array.type === 'i64' || array.type === 'u64' ? 0n : 0);
  code.get(at).i32(array.length).op('i32.lt_u', 'select');
}

/** Pushes an element that is the same in all lanes. */
export const pushScalarElement = (scope: Scope, load: LoadArrayValue): void => pushElement(scope, load, 0);

/** Loads an element of each lane. */
export function emitVectorElement(scope: Scope, load: LoadArrayValue): void {
  const { code } = scope;
  const { array, index, type } = load;
  const parts = scope.newParts(type);
  scope.vectors.set(load, parts);
  if (scope.isVarying(index)) {
    for (let lane = 0; lane < scope.options.group; lane++) {
      setLane(scope, parts, { type, lane, push: () => pushElement(scope, load, lane) });
    }
    return;
  }
  const loadAll = (): void => {
    scope.pushScalar(index);
    pushAddress(scope, array);
    const address = scope.keep('i32');
    for (const [at, part] of parts.entries()) {
      code
        .get(address)
        .memory('v128.load', { offset: offsetOf(scope, array, 0) + 16 * at })
        .set(part);
    }
  };
  if (isInside(array, index)) return loadAll();
  scope.pushScalar(index);
  code
    .i32(array.length)
    .op('i32.lt_u')
    .if(loadAll, () => {
      for (const part of parts) code.v128([0, 0, 0, 0]).set(part);
    });
}

/** Stores one element of one lane; the value is a scalar or a lane of a vector. */
function storeLane(scope: Scope, { array, index, value }: StoreArray, lane: number): void {
  const { code } = scope;
  pushLane(scope, index, lane);
  const at = scope.keep('i32');
  const store = (): void => {
    code.get(at);
    pushAddress(scope, array);
    pushLane(scope, value, lane);
    code.memory(`${scalarTypes[array.type]}.store`, { offset: offsetOf(scope, array, lane) });
  };
  if (isInside(array, index)) return store();
  code.get(at).i32(array.length).op('i32.lt_u').if(store);
}

/** Stores a vector at an index that is the same in all lanes; lanes that do not run keep what they have. */
function storeAll(scope: Scope, { array, value }: { array: LocalArray; value: Value }, pushIndex: () => void): void {
  const { code, exec } = scope;
  pushIndex();
  pushAddress(scope, array);
  const address = scope.keep('i32');
  for (let part = 0; part < scope.partsOf(array.type); part++) {
    const offset = offsetOf(scope, array, 0) + 16 * part;
    code.get(address);
    scope.pushPart(value, part);
    if (exec !== null) {
      code.get(address).memory('v128.load', { offset });
      pushMaskFor(scope, exec, { type: array.type, part });
      code.op('v128.bitselect');
    }
    code.memory('v128.store', { offset });
  }
}

/** Writes an element of a private array. */
export function emitStoreArray(scope: Scope, store: StoreArray): void {
  const { code, exec, options } = scope;
  const { array, index } = store;
  if (options.group === 1) return storeLane(scope, store, 0);
  if (!scope.isVarying(index)) {
    const all = (): void => storeAll(scope, store, () => scope.pushScalar(index));
    if (isInside(array, index)) return all();
    scope.pushScalar(index);
    code.i32(array.length).op('i32.lt_u').if(all);
    return;
  }
  if (exec !== null) pushBits(scope, exec);
  const bits = exec === null ? null : scope.keep('i32');
  for (let lane = 0; lane < options.group; lane++) {
    if (bits === null) storeLane(scope, store, lane);
    else
      code
        .get(bits)
        .i32(1 << lane)
        .op('i32.and')
        .if(() => storeLane(scope, store, lane));
  }
}

/** Writes all elements of a private array. */
export function emitFillArray(scope: Scope, { array, value }: FillArray): void {
  const { code, options } = scope;
  const at = code.local('i32');
  code.i32(0).set(at);
  code.loop((again) => {
    if (options.group > 1) storeAll(scope, { array, value }, () => code.get(at));
    else {
      code.get(at);
      pushAddress(scope, array);
      scope.pushScalar(value);
      code.memory(`${scalarTypes[array.type]}.store`, { offset: offsetOf(scope, array, 0) });
    }
    code.get(at).i32(1).op('i32.add').tee(at).i32(array.length).op('i32.lt_u').branchIf(again);
  });
}
