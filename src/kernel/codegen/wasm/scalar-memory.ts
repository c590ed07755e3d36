import type { ElementType } from '../../../core/kernel.ts';
import { elementBytes } from '../../../core/kernel.ts';
import type { BufferParam, LoadValue, Store } from '../../ir/types.ts';
import type { CodeWriter } from './code-writer.ts';
import { pushFloatToHalf, pushHalfToFloat } from './half-floats.ts';
import type { MemoryOp } from './op-table.ts';
import type { Scope } from './scope.ts';
import { pushConstant } from './types.ts';

/** How one element is loaded and stored. */
export const elementOps: { readonly [E in ElementType]: readonly [load: MemoryOp, store: MemoryOp] } = {
  bool: ['i32.load8_u', 'i32.store8'],
  i8: ['i32.load8_s', 'i32.store8'],
  u8: ['i32.load8_u', 'i32.store8'],
  i16: ['i32.load16_s', 'i32.store16'],
  u16: ['i32.load16_u', 'i32.store16'],
  f16: ['i32.load16_u', 'i32.store16'],
  i32: ['i32.load', 'i32.store'],
  u32: ['i32.load', 'i32.store'],
  f32: ['f32.load', 'f32.store'],
  i64: ['i64.load', 'i64.store'],
  u64: ['i64.load', 'i64.store'],
  f64: ['f64.load', 'f64.store'],
};

/** Takes an index from the stack and leaves the address of the element. */
export function pushAddress(scope: Scope, buffer: BufferParam): void {
  const shift = Math.log2(elementBytes[buffer.element]);
  if (shift > 0) scope.code.i32(shift).op('i32.shl');
  scope.code.get(scope.env.addressOf(buffer)).op('i32.add');
}

/** Takes an address from the stack and leaves the element. */
export function pushElement(scope: Scope, buffer: BufferParam, offset = 0): void {
  scope.code.memory(elementOps[buffer.element][0], { memory: scope.env.memoryOf(buffer), offset });
  if (buffer.element === 'f16') pushHalfToFloat(scope.code);
  else if (buffer.element === 'bool') scope.code.i32(0).op('i32.ne');
}

/** Takes an address and a value from the stack. */
export function storeElement(scope: Scope, buffer: BufferParam): void {
  if (buffer.element === 'f16') pushFloatToHalf(scope.code);
  scope.code.memory(elementOps[buffer.element][1], { memory: scope.env.memoryOf(buffer) });
}

/** Pushes whether an index in a local is in range. */
export function pushInRange(code: CodeWriter, index: number, length: number): void {
  code.get(index).get(length).op('i32.lt_u');
}

/** Pushes the element at an index that is the same in all lanes; 0 when it is out of range. */
export function pushScalarLoad(scope: Scope, { buffer, index, inBounds, type }: LoadValue): void {
  const { code } = scope;
  if (inBounds && scope.exec === null) {
    scope.pushScalar(index);
    pushAddress(scope, buffer);
    pushElement(scope, buffer);
    return;
  }
  const at = code.local('i32');
  const isIn = code.local('i32');
  scope.pushScalar(index);
  code.set(at);
  pushInRange(code, at, scope.env.lengthOf(buffer));
  code.set(isIn);
  // The first element stands in: a block has room for one even when the buffer is empty.
  code.get(at).i32(0).get(isIn).op('select');
  pushAddress(scope, buffer);
  pushElement(scope, buffer);
  pushConstant(code, type, 0);
  code.get(isIn).op('select');
}

/** Stores one element; `pushIndex` and `pushValue` push scalars. Dropped when out of range. */
export function storeScalar(
  scope: Scope,
  { buffer, inBounds }: Store,
  { pushIndex, pushValue }: { readonly pushIndex: () => void; readonly pushValue: () => void },
): void {
  const { code } = scope;
  const at = code.local('i32');
  pushIndex();
  code.set(at);
  const store = (): void => {
    code.get(at);
    pushAddress(scope, buffer);
    pushValue();
    storeElement(scope, buffer);
  };
  if (inBounds) return store();
  pushInRange(code, at, scope.env.lengthOf(buffer));
  code.if(store);
}
