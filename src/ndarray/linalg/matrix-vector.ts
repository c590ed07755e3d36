/** A part of a matrix times a vector, on all threads: what reductions to simpler forms spend half of their time with. */

import type { Artifact } from '../../core/kernel.ts';
import { compileKernel } from '../../kernel/compile-kernel.ts';
import { KernelBuilder } from '../../kernel/ir/builder.ts';
import type { Kernel } from '../../kernel/ir/types.ts';
import type { Workspace } from './workspace.ts';

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
  const [offset, pitch, from] = ['offset', 'pitch', 'from'].map((name) => b.scalar(name, 'i32'));
  const [kept, summed] = [b.index(0), b.index(1)];
  const total = b.accumulator({ name: 'total', type: 'f64', op: 'add' });
  const [slow, fast] = isTransposed ? [kept, summed] : [summed, kept];
  const place = b.add(b.add(b.mul(slow, b.scalarValue(pitch!)), fast), b.scalarValue(offset!));
  const safe = { inBounds: true };
  b.accumulate(total, b.mul(b.load(matrix, place, safe), b.load(x, b.add(summed, b.scalarValue(from!)), safe)));
  b.finish(() => b.store(y, b.add(b.index(0), b.scalarValue(from!)), b.total(total)));
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

/** Vectors of a product: workspaces of one column. */
export interface Vectors {
  readonly x: Workspace;
  readonly y: Workspace;
  /** Whether the matrix is transposed; default false. */
  readonly isTransposed?: boolean;
}

/** Multiplies the square part of a matrix from row and column `from` on with that part of x, into that part of y; and waits. */
export function multiplyVector(matrix: Workspace, { x, y, isTransposed = false }: Vectors, from: number): void {
  const count = matrix.rows - from;
  if (count === 0) return;
  const { backend, buffer } = matrix.storage;
  backend.dispatch(artifactFor(backend.target, isTransposed), [buffer, x.storage.buffer, y.storage.buffer], {
    scalars: [from * matrix.rows + from, matrix.rows, from],
    size: [count, count],
  });
  y.storage.bytes();
}
