import { invariant } from '../../../core/errors.ts';
import type { ScalarType } from '../../../core/kernel.ts';
import { isFloat } from '../../ir/ops.ts';
import type { AtomicOp, AtomicValue, BinaryValue, BufferParam, ConstValue, Value } from '../../ir/types.ts';
import { pushLane, setLane } from './lanes.ts';
import { pushBits } from './masks.ts';
import type { MemoryOp, PlainOp } from './op-table.ts';
import { pushScalarOp } from './scalar-ops.ts';
import { pushAddress, pushInRange } from './scalar-memory.ts';
import type { Scope } from './scope.ts';
import { addToCopy } from './tallies.ts';
import { laneBits, pushConstant, scalarTypes } from './types.ts';

/** Operations of 32-bit integers that have instructions; the others compare and exchange until nobody came between. */
const direct: { readonly [op in AtomicOp]?: MemoryOp } = {
  add: 'i32.atomic.rmw.add',
  sub: 'i32.atomic.rmw.sub',
  and: 'i32.atomic.rmw.and',
  or: 'i32.atomic.rmw.or',
  xor: 'i32.atomic.rmw.xor',
  exchange: 'i32.atomic.rmw.xchg',
  store: 'i32.atomic.rmw.xchg',
};

/** Stands for a value that only exists in a local. */
const placeholder = (type: ScalarType): ConstValue => ({ kind: 'const', id: -1, type, value: 0 });

/** Reads and changes an element whose address is in a local; leaves the old one on the stack. */
class AtomicCode {
  readonly #scope: Scope;
  readonly #atomic: AtomicValue;
  readonly #place: { readonly memory: number };
  /** The integer type as wide as the element: there are no atomics of floats. */
  readonly #bits: 'i32' | 'i64';

  constructor(scope: Scope, atomic: AtomicValue) {
    invariant('element' in atomic.target, 'atomics of workgroup arrays exist on GPUs only');
    this.#scope = scope;
    this.#atomic = atomic;
    this.#place = { memory: scope.env.memoryOf(atomic.target) };
    this.#bits = laneBits(atomic.type) === 64 ? 'i64' : 'i32';
  }

  push(address: number, lane: number): void {
    const { op, type } = this.#atomic;
    const name = direct[op];
    if (op === 'load') {
      this.#scope.code.get(address).memory(`${this.#bits}.atomic.load`, this.#place);
      this.#toValue();
    } else if (op === 'compareExchange') this.#compareExchange(address, lane);
    else if (name !== undefined && this.#bits === 'i32' && (!isFloat(type) || op === 'exchange' || op === 'store')) {
      this.#scope.code.get(address);
      this.#pushBits(this.#atomic.value as Value, lane);
      this.#scope.code.memory(name, this.#place);
      this.#toValue();
    } else this.#retry(address, lane);
  }

  #compareExchange(address: number, lane: number): void {
    this.#scope.code.get(address);
    this.#pushBits(this.#atomic.expected as Value, lane);
    this.#pushBits(this.#atomic.value as Value, lane);
    this.#scope.code.memory(`${this.#bits}.atomic.rmw.cmpxchg`, this.#place);
    this.#toValue();
  }

  #retry(address: number, lane: number): void {
    const { code } = this.#scope;
    const { op, type, value } = this.#atomic;
    const old = code.local(scalarTypes[type]);
    const seen = code.local(this.#bits);
    const operand = code.local(scalarTypes[type]);
    pushLane(this.#scope, value as Value, lane);
    code.set(operand);
    code.loop((again) => {
      code.get(address).memory(`${this.#bits}.atomic.load`, this.#place).tee(seen);
      this.#toValue();
      code.set(old);
      code.get(address).get(seen);
      if (op === 'exchange' || op === 'store') code.get(operand);
      else this.#combine(old, operand);
      this.#toBits();
      code.memory(`${this.#bits}.atomic.rmw.cmpxchg`, this.#place).get(seen).op(`${this.#bits}.ne`).branchIf(again);
    });
    code.get(old);
  }

  #combine(old: number, operand: number): void {
    const { op, type } = this.#atomic;
    const a = placeholder(type);
    const b = placeholder(type);
    const value = { kind: 'binary', id: -1, type, op, a, b } as BinaryValue;
    pushScalarOp(this.#scope.code, value, (one) => this.#scope.code.get(one === a ? old : operand));
  }

  #pushBits(value: Value, lane: number): void {
    pushLane(this.#scope, value, lane);
    this.#toBits();
  }

  #toBits(): void {
    const { type } = this.#atomic;
    if (isFloat(type)) this.#scope.code.op(`${this.#bits}.reinterpret_${scalarTypes[type]}` as PlainOp);
  }

  #toValue(): void {
    const { type } = this.#atomic;
    if (isFloat(type)) this.#scope.code.op(`${scalarTypes[type]}.reinterpret_${this.#bits}` as PlainOp);
  }
}

/** Runs an atomic for one lane and puts the old element, 0 when out of range, into a local. */
function emitLane(scope: Scope, atomic: AtomicValue, { lane, result }: { lane: number; result: number }): void {
  const { code } = scope;
  const target = atomic.target as BufferParam;
  pushLane(scope, atomic.index, lane);
  const at = scope.keep('i32');
  pushInRange(code, at, scope.env.lengthOf(target));
  code.if(
    () => {
      code.get(at);
      pushAddress(scope, target);
      const address = scope.keep('i32');
      new AtomicCode(scope, atomic).push(address, lane);
      code.set(result);
    },
    () => {
      pushConstant(code, atomic.type, laneBits(atomic.type) === 64 && !isFloat(atomic.type) ? 0n : 0);
      code.set(result);
    },
  );
}

/** Adds to the thread's own copy of an array, where the element is in range. Nobody looks at the old one. */
function emitLaneOfCopy(scope: Scope, atomic: AtomicValue, lane: number): void {
  const { code } = scope;
  const target = atomic.target as BufferParam;
  pushLane(scope, atomic.index, lane);
  const at = scope.keep('i32');
  pushInRange(code, at, scope.env.lengthOf(target));
  code.if(() => {
    code.get(at);
    pushAddress(scope, target);
    const push = (): void => pushLane(scope, atomic.value as Value, lane);
    addToCopy(code, { address: scope.keep('i32'), op: atomic.op as 'add' | 'sub', push });
  });
}

function emitCopied(scope: Scope, atomic: AtomicValue): void {
  const { code, exec, options } = scope;
  if (exec !== null) pushBits(scope, exec);
  const bits = exec === null ? null : scope.keep('i32');
  for (let lane = 0; lane < options.group; lane++) {
    if (bits === null) emitLaneOfCopy(scope, atomic, lane);
    else {
      code.get(bits).i32(1 << lane);
      code.op('i32.and').if(() => emitLaneOfCopy(scope, atomic, lane));
    }
  }
}

/** Atomics of the lanes that run, one after the other. */
export function emitAtomic(scope: Scope, atomic: AtomicValue): void {
  if ('element' in atomic.target && scope.env.isCopied(atomic.target)) return emitCopied(scope, atomic);
  const { code, exec, options } = scope;
  const result = code.local(scalarTypes[atomic.type]);
  if (options.group === 1) {
    emitLane(scope, atomic, { lane: 0, result });
    scope.scalars.set(atomic, result);
    return;
  }
  const parts = scope.newParts(atomic.type);
  scope.vectors.set(atomic, parts);
  if (exec !== null) pushBits(scope, exec);
  const bits = exec === null ? null : scope.keep('i32');
  for (let lane = 0; lane < options.group; lane++) {
    const one = (): void => {
      emitLane(scope, atomic, { lane, result });
      setLane(scope, parts, { type: atomic.type, lane, push: () => code.get(result) });
    };
    if (bits === null) one();
    else
      code
        .get(bits)
        .i32(1 << lane)
        .op('i32.and')
        .if(one);
  }
}
