import { afterAll, describe, expect, it } from 'vitest';
import { histogram, mandelbrot, saxpy, stencil, sum } from '../../../../test/support/known-kernels.ts';
import { openWasm } from '../../../backends/threads/kernels.ts';
import type { WasmArtifact } from '../../../core/kernel.ts';
import { KernelBuilder } from '../../ir/builder.ts';
import type { Kernel } from '../../ir/types.ts';
import { compileWasm } from './compile-wasm.ts';
import { printModule } from './print-module.ts';

const backend = openWasm({ cores: 1 });
afterAll(() => backend.close());

const text = (artifact: WasmArtifact): string => printModule(artifact.code(artifact.buffers.map(() => 0)));

/** The instructions of the innermost loops that hold an instruction, as lists of lines. */
function innermostLoops(wat: string, instruction: string): string[][] {
  const open: string[][] = [];
  const found: string[][] = [];
  for (const line of wat.split('\n').map((one) => one.trim())) {
    if (/^(?:loop|block|if)$/.test(line)) open.push([line]);
    else if (line === 'end') {
      const closed = open.pop()!;
      if (closed[0] === 'loop') found.push(closed);
      else open.at(-1)?.push(...closed);
    } else open.at(-1)?.push(line);
  }
  return found.filter((loop) => loop.some((line) => line.startsWith(instruction)));
}

describe('loops are vectorised', () => {
  it.each<[string, Kernel, string, number]>([
    ['saxpy', saxpy(), 'f32x4.mul', 8],
    ['mandelbrot in f32', mandelbrot('f32'), 'f32x4.mul', 8],
    ['mandelbrot in f64', mandelbrot('f64'), 'f64x2.mul', 4],
    ['a stencil', stencil(), 'f32x4.add', 8],
    ['a sum of f32', sum('f32'), 'f32x4.add', 16],
    ['a sum of f64', sum('f64'), 'f64x2.add', 16],
  ])('%s: the loop has vectors, and nothing that goes lane by lane', (_, kernel, instruction, lanes) => {
    const artifact = compileWasm(kernel);
    expect(artifact.vectors).toEqual({ lanes });
    const loops = innermostLoops(text(artifact), instruction);
    expect(loops).not.toHaveLength(0);
    const scalars = loops[0]!.filter((line) => /^f(?:32|64)\.|lane|^[fi](?:32|64)\.(?:load|store)/.test(line));
    expect(scalars).toEqual([]);
  });

  it('saxpy: two loads, one store of each vector, and the factor is made a vector before the loop', () => {
    const [loop] = innermostLoops(text(compileWasm(saxpy())), 'f32x4.mul');
    const count = (start: string): number => loop!.filter((line) => line.startsWith(start)).length;
    expect([count('v128.load'), count('v128.store'), count('f32x4.mul'), count('f32x4.splat')]).toEqual([4, 2, 2, 0]);
  });

  it('saxpy: the whole loop', () => {
    expect(innermostLoops(text(compileWasm(saxpy())), 'f32x4.mul')[0]!.join('\n')).toMatchInlineSnapshot(`
      "loop
      local.get 13
      i32.const 8
      i32.add
      local.get 25
      i32.gt_u
      br_if 1
      block
      local.get 13
      i32.const 2
      i32.shl
      local.get 9
      i32.add
      local.set 41
      local.get 41
      v128.load
      local.set 39
      local.get 41
      v128.load offset=16
      local.set 40
      local.get 20
      local.get 39
      f32x4.mul
      local.set 42
      local.get 20
      local.get 40
      f32x4.mul
      local.set 43
      local.get 13
      i32.const 2
      i32.shl
      local.get 11
      i32.add
      local.set 46
      local.get 46
      v128.load
      local.set 44
      local.get 46
      v128.load offset=16
      local.set 45
      local.get 42
      local.get 44
      f32x4.add
      local.set 47
      local.get 43
      local.get 45
      f32x4.add
      local.set 48
      local.get 13
      i32.const 2
      i32.shl
      local.get 11
      i32.add
      local.set 49
      local.get 49
      local.get 47
      v128.store
      local.get 49
      local.get 48
      v128.store offset=16
      local.get 38
      local.set 39
      local.get 38
      local.set 40
      local.get 38
      local.set 42
      local.get 38
      local.set 43
      local.get 38
      local.set 44
      local.get 38
      local.set 45
      local.get 38
      local.set 47
      local.get 38
      local.set 48
      local.get 13
      i32.const 8
      i32.add
      local.set 13
      br 0"
    `);
  });

  it('a stencil: no check of indices inside the loop', () => {
    const [loop] = innermostLoops(text(compileWasm(stencil())), 'f32x4.add');
    expect(loop!.filter((line) => line === 'if' || line === 'i32.lt_u')).toEqual([]);
  });

  it('says why when they are not', () => {
    expect(compileWasm(histogram()).vectors.reason).toMatch(/goes lane by lane/);
    expect(compileWasm(sum('f32', 1)).vectors.reason).toBe('an accumulator has fewer than 4 chains');
    expect(compileWasm(saxpy(), { vectorize: false }).vectors).toEqual({ lanes: 1, reason: 'it was asked not to be' });
  });

  it('in fast mode products and sums become one instruction, in strict mode never', () => {
    expect(text(compileWasm(saxpy(), { mode: 'fast' }))).toContain('f32x4.relaxed_madd');
    expect(text(compileWasm(saxpy()))).not.toContain('relaxed');
  });

  it('which makes them faster', () => {
    const size = [256, 256];
    const out = backend.alloc(4 * 256 * 256);
    const best = (artifact: WasmArtifact): number => {
      let shortest = Infinity;
      // Long enough for V8 to optimise both.
      for (let round = 0; round < 100; round++) {
        const start = performance.now();
        backend.dispatch(artifact, [out], { scalars: [100, 2.6 / 256], size });
        backend.view(out);
        shortest = Math.min(shortest, performance.now() - start);
      }
      return shortest;
    };
    const scalar = best(compileWasm(mandelbrot('f32'), { vectorize: false }));
    const vector = best(compileWasm(mandelbrot('f32')));
    backend.free(out);
    expect(scalar / vector).toBeGreaterThan(1.8); // 4 to 5 on a quiet machine
  });
});

describe('compileWasm', () => {
  it('gives the same bytes for the same kernel, and another key for another kernel or mode', () => {
    const [first, second] = [compileWasm(saxpy()), compileWasm(saxpy())];
    expect(first.key).toBe(second.key);
    expect(first.code([0, 0])).toEqual(second.code([0, 0]));
    expect(compileWasm(saxpy(), { mode: 'fast' }).key).not.toBe(first.key);
    expect(compileWasm(stencil()).key).not.toBe(first.key);
  });

  it('compiles for buffers in different memories', () => {
    expect(text(compileWasm(saxpy()))).not.toContain('"memory" "1"');
    expect(printModule(compileWasm(saxpy()).code([0, 1]))).toContain('v128.store 1');
  });

  it('refuses what only a GPU has, and says where it runs', () => {
    const b = new KernelBuilder({ name: 'shared', workgroup: [64] });
    const out = b.buffer('out', 'i32', 'write');
    b.barrier();
    b.store(out, b.index(0), 1);
    expect(() => compileWasm(b.build())).toThrow(/kernel shared uses barriers, which only a GPU has.*backend 'gpu'/);
  });
});
