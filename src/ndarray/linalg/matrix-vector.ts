/** A part of a matrix times a vector, on all threads: what reductions to simpler forms spend half of their time with. */

import type { Artifact } from '../../core/kernel.ts';
import { compileKernel } from '../../kernel/compile-kernel.ts';
import { KernelBuilder } from '../../kernel/ir/builder.ts';
import type { Kernel } from '../../kernel/ir/types.ts';
import type { Block, Workspace } from './workspace.ts';

/**
 * `y = A x` for a matrix that lies column by column: neighbours in memory are rows of the result. Transposed, they are what is summed.
 */
function vectorKernel(isTransposed: boolean): Kernel {
  const b = new KernelBuilder({
    name: `matrix${isTransposed ? ', transposed,' : ''} times vector`,
    rank: 2,
    reduced: 1,
  });
  const matrix = b.buffer('matrix', 'f64', 'read');
  const x = b.buffer('x', 'f64', 'read');
  const y = b.buffer('y', 'f64', 'write');
  const [offset, pitch, xFrom, yFrom] = ['offset', 'pitch', 'xFrom', 'yFrom'].map((name) => b.scalar(name, 'i32'));
  const [kept, summed] = [b.index(0), b.index(1)];
  const total = b.accumulator({ name: 'total', type: 'f64', op: 'add' });
  const [slow, fast] = isTransposed ? [kept, summed] : [summed, kept];
  const place = b.add(b.add(b.mul(slow, b.scalarValue(pitch!)), fast), b.scalarValue(offset!));
  const safe = { inBounds: true };
  b.accumulate(total, b.mul(b.load(matrix, place, safe), b.load(x, b.add(summed, b.scalarValue(xFrom!)), safe)));
  b.finish(() => b.store(y, b.add(b.index(0), b.scalarValue(yFrom!)), b.total(total)));
  return b.build();
}

const compiled = new Map<string, Artifact>();

function artifactFor(target: Artifact['target'], isTransposed: boolean): Artifact {
  const key = `${target} ${isTransposed}`;
  let artifact = compiled.get(key);
  if (artifact === undefined) {
    artifact = compileKernel(vectorKernel(isTransposed), target, 'strict');
    compiled.set(key, artifact);
  }
  return artifact;
}

/** Where a vector begins in a workspace of one column. */
export interface Place {
  readonly of: Workspace;
  readonly from: number;
}

/** Multiplies a block by a vector: `y = A x`; and waits. */
export function multiplyVector(block: Block, x: Place, y: Place): void {
  const { of: matrix, row, column, rows, width, isTransposed = false } = block;
  if (rows === 0 || width === 0) return;
  const { backend, buffer } = matrix.storage;
  backend.dispatch(artifactFor(backend.target, isTransposed), [buffer, x.of.storage.buffer, y.of.storage.buffer], {
    scalars: [column * matrix.rows + row, matrix.rows, x.from, y.from],
    size: [rows, width],
  });
  y.of.storage.bytes();
}
