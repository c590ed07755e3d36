import { afterAll, describe, expect, it } from 'vitest';
import { openWasm } from '../../../backends/threads/kernels.ts';
import { KernelBuilder } from '../../ir/builder.ts';
import type { Kernel } from '../../ir/types.ts';
import { interpret } from '../interpret/interpret.ts';
import { compileWasm } from './compile-wasm.ts';

const backend = openWasm({ cores: 1 });
afterAll(() => backend.close());

/** A branch that some lanes jump out of, with a loop behind the jump; the other lanes take the other branch, which sets 2. */
function loopBehind(jump: 'break' | 'continue' | 'return'): Kernel {
  const b = new KernelBuilder({ name: jump });
  const [source, target] = [b.buffer('source', 'f64', 'read'), b.buffer('target', 'f64', 'write')];
  const i = b.index(0);
  const [result, rounds] = [b.local('result', 'f64'), b.local('rounds', 'i32')];
  b.set(result, b.const('f64', 0));
  b.store(target, i, b.const('f64', -1));
  const branches = (): void =>
    b.if(
      b.compare('lt', b.load(source, i), b.const('f64', 0)),
      () => {
        b.if(b.compare('lt', b.load(source, i), b.const('f64', 1)), () => b[jump]());
        b.set(rounds, b.const('i32', 0));
        b.loop(
          () => b.set(rounds, b.binary('add', b.get(rounds), b.const('i32', 1))),
          () => b.compare('gt', b.get(rounds), b.const('i32', 3)),
        );
      },
      () => b.set(result, b.const('f64', 2)),
    );
  if (jump === 'return') branches();
  else b.loop(branches, () => b.const('bool', true));
  b.store(target, i, b.get(result));
  return b.build();
}

describe('lanes that jump out of a branch before a loop', () => {
  it.each(['break', 'continue', 'return'] as const)('leave the other branch to the others: %s', async (jump) => {
    const kernel = loopBehind(jump);
    const source = Float64Array.from({ length: 37 }, (_, at) => (at % 3 === 0 ? -1 : 1));
    const buffers = [new Uint8Array(source.buffer), new Uint8Array(source.byteLength)];
    interpret(kernel).run(buffers, { scalars: [], size: [source.length] });
    const artifact = compileWasm(kernel);
    expect(artifact.vectors).not.toBeNull();
    const ids = buffers.map((bytes) => backend.alloc(bytes.length));
    backend.write(ids[0]!, buffers[0]!);
    backend.dispatch(artifact, ids, { scalars: [], size: [source.length] });
    const actual = new Float64Array((await backend.read(ids[1]!)).slice().buffer);
    for (const id of ids) backend.free(id);
    expect(actual).toEqual(new Float64Array(buffers[1]!.buffer));
    expect([...actual.subarray(0, 3)]).toEqual([jump === 'return' ? -1 : 0, 2, 2]);
  });
});
