/**
 * The inner loop of PCG64 as WebAssembly, which has the 64-bit products that JavaScript lacks: an output takes 4 ns instead of 32, and
 * most of that is the chain of products from one state to the next (Zen 4 at 3.7 GHz, Node 24).
 */

import { webAssembly } from '../../core/web-assembly.ts';
import { CodeWriter } from '../../kernel/codegen/wasm/code-writer.ts';
import { encodeModule, MEMORY_NAMESPACE } from '../../kernel/codegen/wasm/encode-module.ts';

/** Where things are in the memory of the loop, in bytes: the state, what each step adds, the outputs. */
const STATE = 0;
const INCREMENT = 16;
const OUTPUTS = 64;

const LOW_WORD = 0xffff_ffffn;
const PAGE_BYTES = 65536;

/** Pushes the upper half of the product of a local with a constant, both of 64 bits. */
function pushHighProduct(code: CodeWriter, value: number, factor: bigint): void {
  const [low, high, middle, other] = code.newLocals(4, 'i64');
  const [factorLow, factorHigh] = [factor & LOW_WORD, factor >> 32n];
  code.get(value).i64(LOW_WORD).op('i64.and').set(low).get(value).i64(32n).op('i64.shr_u').set(high);
  // None of these sums exceeds 64 bits.
  code.get(low).i64(factorLow).op('i64.mul').i64(32n).op('i64.shr_u');
  code.get(high).i64(factorLow).op('i64.mul', 'i64.add').set(middle);
  code.get(low).i64(factorHigh).op('i64.mul').get(middle).i64(LOW_WORD).op('i64.and', 'i64.add').set(other);
  code.get(high).i64(factorHigh).op('i64.mul').get(middle).i64(32n).op('i64.shr_u', 'i64.add');
  code.get(other).i64(32n).op('i64.shr_u', 'i64.add');
}

/** Writes `fill(end)`: an output of 64 bits to each place from the first up to the address `end`, at least one. */
function writeFill(multiplier: bigint): CodeWriter {
  const code = new CodeWriter(['i32']);
  const end = 0;
  const zero = code.local('i32');
  const at = code.local('i32');
  const load = (offset: number): number => {
    const local = code.local('i64');
    code.get(zero).memory('i64.load', { offset }).set(local);
    return local;
  };
  const [low, high, incLow, incHigh] = [load(STATE), load(STATE + 8), load(INCREMENT), load(INCREMENT + 8)];
  const next = code.local('i64');
  const factorLow = BigInt.asUintN(64, multiplier);
  code.i32(OUTPUTS).set(at);
  code.loop((again) => {
    code.get(low).i64(factorLow).op('i64.mul').get(incLow).op('i64.add').set(next);
    pushHighProduct(code, low, factorLow);
    code
      .get(low)
      .i64(multiplier >> 64n)
      .op('i64.mul', 'i64.add');
    code.get(high).i64(factorLow).op('i64.mul', 'i64.add').get(incHigh).op('i64.add');
    code.get(next).get(incLow).op('i64.lt_u', 'i64.extend_i32_u', 'i64.add').set(high);
    code.get(next).set(low);
    code.get(at).get(high).get(low).op('i64.xor').get(high).i64(58n).op('i64.shr_u', 'i64.rotr');
    code.memory('i64.store', { offset: 0 });
    code.get(at).i32(8).op('i32.add').tee(at).get(end).op('i32.lt_u').branchIf(again);
  });
  for (const [word, local] of [low, high].entries()) {
    code
      .get(zero)
      .get(local)
      .memory('i64.store', { offset: STATE + 8 * word });
  }
  return code;
}

/** State and increment of a generator: four words each, lowest first. */
export interface Pcg64Words {
  /** Becomes the state after the last output. */
  readonly state: Uint32Array;
  readonly increment: Uint32Array;
}

/** Fills a block with outputs: low word, high word, and so on. */
export type Pcg64Fill = (words: Pcg64Words, block: Uint32Array) => void;

/** Compiles the loop. All generators of a thread share it: nothing of one is left in it when it returns. */
export function compilePcg64(multiplier: bigint): Pcg64Fill {
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const code = encodeModule({ memories: 1, functions: [{ name: 'fill', code: writeFill(multiplier) }] });
  const instance = new webAssembly.Instance(new webAssembly.Module(code), { [MEMORY_NAMESPACE]: { 0: memory } });
  const fill = instance.exports['fill']!;
  const words = new Uint32Array(memory.buffer, 0, OUTPUTS / 4);
  const room = new Uint32Array(memory.buffer, OUTPUTS, (PAGE_BYTES - OUTPUTS) / 4);
  let outputs = room.subarray(0, 0);
  return ({ state, increment }, block) => {
    if (outputs.length !== block.length) outputs = room.subarray(0, block.length);
    words.set(state, STATE / 4);
    words.set(increment, INCREMENT / 4);
    fill(OUTPUTS + block.byteLength);
    for (let at = 0; at < 4; at++) state[at] = words[at]!;
    block.set(outputs);
  };
}
