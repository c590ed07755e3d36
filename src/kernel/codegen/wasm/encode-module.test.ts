import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { webAssembly } from '../../../core/web-assembly.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { CodeWriter } from './code-writer.ts';
import { encodeModule, MEMORY_NAMESPACE } from './encode-module.ts';
import { laneOps, memoryLaneOps, memoryOps, plainOps } from './op-table.ts';
import type { LaneOp, MemoryLaneOp, MemoryOp, PlainOp, ValueType } from './op-table.ts';
import { printModule } from './print-module.ts';

const valid = (code: CodeWriter, results: readonly ValueType[] = []): boolean =>
  webAssembly.validate(encodeModule({ memories: 1, functions: [{ name: 'f', code, results }] }));

/** Operand and result types of an instruction, from its name: shape.verb_details. */
function signatureOf(name: PlainOp): { operands: ValueType[]; result: ValueType | undefined } {
  const [shape = '', verb = ''] = name.split('.');
  if (verb === '') return { operands: name === 'select' ? ['i32', 'i32', 'i32'] : ['i32'], result: undefined };
  const lane: ValueType = (/^i(?:8|16)/.test(shape) ? 'i32' : shape.slice(0, 3)) as ValueType;
  const isVector = shape.includes('x') || shape === 'v128';
  const own: ValueType = isVector ? 'v128' : lane;
  const source = /_(i32|i64|f32|f64)(?:_[su])?$/.exec(verb)?.[1] as ValueType | undefined;
  if (!isVector && source !== undefined) return { operands: [source], result: own };
  if (/^(?:all_true|any_true|bitmask)$/.test(verb)) return { operands: ['v128'], result: 'i32' };
  if (verb === 'splat') return { operands: [lane], result: 'v128' };
  if (/^(?:bitselect|relaxed_)/.test(verb)) return { operands: ['v128', 'v128', 'v128'], result: 'v128' };
  if (/^sh[lr]/.test(verb) && isVector) return { operands: ['v128', 'i32'], result: 'v128' };
  if (
    /^(?:eqz|clz|ctz|popcnt|abs|neg|not|sqrt|ceil|floor|trunc|nearest|extend|convert|demote|promote|trunc_sat)/.test(
      verb,
    )
  )
    return { operands: [own], result: verb === 'eqz' ? 'i32' : own };
  const compares = /^(?:eq|ne|lt|gt|le|ge)(?:_[su])?$/.test(verb);
  return { operands: [own, own], result: compares && !isVector ? 'i32' : own };
}

describe('tables of instructions', () => {
  it.each(Object.keys(plainOps) as PlainOp[])('%s has the code that the engine knows under this name', (name) => {
    if (['unreachable', 'return', 'drop', 'select'].includes(name)) return;
    const { operands, result } = signatureOf(name);
    const code = new CodeWriter(operands);
    operands.forEach((_, local) => code.get(local));
    expect(valid(code.op(name), result === undefined ? [] : [result])).toBe(true);
  });

  it.each(Object.keys(memoryOps) as MemoryOp[])('%s', (name) => {
    const [, natural] = memoryOps[name];
    const type = name.slice(0, name.indexOf('.')) as ValueType;
    const stores = name.includes('.store');
    const values = stores || name.includes('.rmw.') ? [type, ...(name.endsWith('cmpxchg') ? [type] : [])] : [];
    const write = (align: number): CodeWriter => {
      const code = new CodeWriter(['i32', ...values]);
      code.get(0);
      values.forEach((_, at) => code.get(at + 1));
      return code.memory(name, { align, offset: 300 });
    };
    expect(valid(write(natural), stores ? [] : [type])).toBe(true);
    expect(valid(write(natural + 1), stores ? [] : [type])).toBe(false); // more than natural is not allowed
  });

  it.each(Object.keys(memoryLaneOps) as MemoryLaneOp[])('%s', (name) => {
    const [, natural] = memoryLaneOps[name];
    const write = (lane: number, align: number): CodeWriter =>
      new CodeWriter(['i32', 'v128']).get(0).get(1).memoryLane(name, lane, { align });
    const results: ValueType[] = name.includes('store') ? [] : ['v128'];
    const lanes = 16 >> natural;
    expect(valid(write(lanes - 1, natural), results)).toBe(true);
    expect(valid(write(lanes, natural), results)).toBe(false);
    expect(valid(write(0, natural + 1), results)).toBe(false);
  });

  it.each(Object.keys(laneOps) as LaneOp[])('%s', (name) => {
    const lanes = Number(/x(\d+)/.exec(name)?.[1]);
    const scalar: ValueType = /^i(?:8|16)/.test(name) ? 'i32' : (name.slice(0, 3) as ValueType);
    const replaces = name.includes('replace');
    const write = (lane: number): CodeWriter => {
      const code = new CodeWriter(['v128', scalar]).get(0);
      return (replaces ? code.get(1) : code).lane(name, lane);
    };
    expect(valid(write(lanes - 1), [replaces ? 'v128' : scalar])).toBe(true);
    expect(valid(write(lanes), [replaces ? 'v128' : scalar])).toBe(false);
  });
});

describe('numbers', () => {
  it('come back from LEB128', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat({ max: 2 ** 32 - 1 }),
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        (small, positive, large) => {
          const bytes = new ByteBuffer();
          bytes.signed(small);
          bytes.unsigned(positive);
          bytes.signed64(large);
          const reader = new ByteReader(bytes.taken());
          expect(reader.signed()).toBe(BigInt(small));
          expect(reader.unsigned()).toBe(positive);
          expect(reader.signed()).toBe(large);
          expect(reader.isAtEnd).toBe(true);
        },
      ),
    );
  });

  it('reach the engine unchanged', () => {
    const numbers = [0, -0, 1.5, -1e-300, 5e-324, Number.MAX_VALUE, Infinity, -Infinity, NaN];
    for (const value of numbers) {
      const code = new CodeWriter([]).f64(value);
      const bytes = encodeModule({ memories: 0, functions: [{ name: 'f', code, results: ['f64'] }] });
      const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), {});
      expect(exports['f']?.()).toBe(value);
    }
  });
});

/** Sum over k < n of k * k, by a loop; then stored in the memory asked for. */
function sumOfSquares(memory: number): CodeWriter {
  const code = new CodeWriter(['i32', 'i32']);
  const k = code.local('i32');
  const sum = code.local('i32');
  code.block((done) =>
    code.loop((again) => {
      code.get(k).get(1).op('i32.ge_u').branchIf(done);
      code.get(k).get(k).op('i32.mul').get(sum).op('i32.add').set(sum);
      code.get(k).i32(1).op('i32.add').set(k).branch(again);
    }),
  );
  return code.get(0).get(sum).memory('i32.store', { memory, offset: 64 });
}

describe('modules', () => {
  it('run with the memories they import', () => {
    const bytes = encodeModule({
      memories: 2,
      functions: [
        { name: 'first', code: sumOfSquares(0) },
        { name: 'second', code: sumOfSquares(1) },
      ],
    });
    const memories = [0, 1].map(() => new webAssembly.Memory({ initial: 1, maximum: 65536, shared: true }));
    const imports = { [MEMORY_NAMESPACE]: { 0: memories[0]!, 1: memories[1]! } };
    const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), imports);
    exports['first']?.(0, 4);
    exports['second']?.(8, 5);
    expect(new Int32Array(memories[0]!.buffer)[16]).toBe(14);
    expect(new Int32Array(memories[1]!.buffer)[18]).toBe(30);
  });

  it('print as text, from their bytes', () => {
    const code = new CodeWriter(['i32', 'f64']);
    const vector = code.local('v128');
    code.local('v128');
    code.get(0).memory('v128.load', { offset: 1024, align: 2, memory: 1 }).set(vector);
    code.get(0).if(
      () => code.get(0).get(vector).memoryLane('v128.store32_lane', 3),
      () => code.op('unreachable'),
    );
    code.get(1).f64(-0).op('f64.mul', 'drop').f32(1.5).op('drop').i64(-5_000_000_000n).op('drop');
    code.v128([1, -1, 0, 0]).get(vector).shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]).op('drop');
    code.get(vector).get(vector).get(vector).op('f32x4.relaxed_madd').lane('f32x4.extract_lane', 2).op('drop');
    const bytes = encodeModule({ memories: 2, functions: [{ name: 'run', code }, { code: new CodeWriter([]) }] });
    expect(webAssembly.validate(bytes)).toBe(true);
    expect(`\n${printModule(bytes)}\n`).toBe(`
(module
  (import "memory" "0" (memory 1 65536 shared))
  (import "memory" "1" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 f64)
    (local v128 v128)
    local.get 0
    v128.load 1 offset=1024 align=4
    local.set 2
    local.get 0
    if
      local.get 0
      local.get 2
      v128.store32_lane 3
    else
      unreachable
    end
    local.get 1
    f64.const -0
    f64.mul
    drop
    f32.const 1.5
    drop
    i64.const -5000000000
    drop
    v128.const i32x4 0x00000001 0xffffffff 0x00000000 0x00000000
    local.get 2
    i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
    drop
    local.get 2
    local.get 2
    local.get 2
    f32x4.relaxed_madd
    f32x4.extract_lane 2
    drop
  )
  (func (;1;)
  )
)
`);
  });

  it('refuse to print what is not ours', () => {
    const bytes = encodeModule({ memories: 0, functions: [{ code: new CodeWriter([]) }] });
    bytes[bytes.length - 1] = 0x1f;
    expect(() => printModule(bytes)).toThrow(RangeError);
  });
});
