/** The kernel that turns columns of a matrix by many plane rotations, all rows at a time on all threads. */

import type { Artifact } from '../../core/kernel.ts';
import { compileKernel } from '../../kernel/compile-kernel.ts';
import { KernelBuilder } from '../../kernel/ir/builder.ts';
import type { BufferParam, Kernel, Local, Value } from '../../kernel/ir/types.ts';

/** Rows whose entries of a column lie side by side: vectors, and whole cache lines. */
export const ROW_GROUP = 16;

/** Words that describe a sweep: its first column, columns from one to the next, number of rotations, place of the first of them. */
export const SWEEP_WORDS = 4;

/** Instructions of one rotation of one row, for the size of chunks. */
const ROTATION_COST = 8;

/** Where a rotation of one row is. */
interface Rotation {
  readonly b: KernelBuilder;
  readonly matrix: BufferParam;
  readonly rotations: BufferParam;
  /** Place of the row in the first column, and the distance of columns. */
  readonly start: Value;
  readonly step: Value;
  /** Place of the column from the row's start, of the rotation's numbers, and the first element of the pair. */
  readonly column: Local;
  readonly place: Local;
  readonly carried: Local;
}

const safe = { inBounds: true } as const;

/** Turns one pair of elements, and goes on to the next column and rotation. */
function writeRotation({ b, matrix, rotations, start, step, column, place, carried }: Rotation): void {
  const next = b.load(matrix, b.add(start, b.add(b.get(column), step)), safe);
  const [c, s] = [0, 1].map((at) => b.load(rotations, b.add(b.get(place), at), safe)) as [Value, Value];
  const own = b.get(carried);
  b.store(matrix, b.add(start, b.get(column)), b.add(b.mul(c, own), b.mul(s, next)));
  b.set(carried, b.sub(b.mul(c, next), b.mul(s, own)));
  b.set(column, b.add(b.get(column), step));
  b.set(place, b.add(b.get(place), 2));
}

/**
 * A sweep goes over columns p, q, r, ...: it turns p with q, what becomes of q with r, and so on. Of each pair, the first becomes
 * `c p + s q` and the second `c q - s p`. What is carried along stays in a register.
 */
function rotationKernel(): Kernel {
  const b = new KernelBuilder({ name: 'rotations', rank: 2 });
  const matrix = b.buffer('matrix', 'f64', 'readwrite');
  const rotations = b.buffer('rotations', 'f64', 'read');
  const sweeps = b.buffer('sweeps', 'i32', 'read');
  const [width, count] = [b.scalarValue(b.scalar('width', 'i32')), b.scalarValue(b.scalar('count', 'i32'))];
  const start = b.add(b.mul(b.mul(b.index(0), width), ROW_GROUP), b.index(1));
  const local = (name: string): Local => b.local(name, 'i32');
  const [sweep, column, left, place] = [local('sweep'), local('column'), local('left'), local('place')];
  const carried = b.local('carried', 'f64');
  b.set(sweep, 0);
  b.while(
    () => b.lt(b.get(sweep), count),
    () => {
      const word = (at: number) => b.load(sweeps, b.add(b.mul(b.get(sweep), SWEEP_WORDS), at), safe);
      const step = b.mul(word(1), ROW_GROUP);
      b.set(column, b.mul(word(0), ROW_GROUP));
      b.set(left, word(2));
      b.set(place, b.mul(word(3), 2));
      b.set(carried, b.load(matrix, b.add(start, b.get(column)), safe));
      b.while(
        () => b.gt(b.get(left), 0),
        () => writeRotation({ b, matrix, rotations, start, step, column, place, carried }),
        () => b.set(left, b.sub(b.get(left), 1)),
      );
      b.store(matrix, b.add(start, b.get(column)), b.get(carried));
    },
    () => b.set(sweep, b.add(b.get(sweep), 1)),
  );
  return b.build();
}

const compiled = new Map<Artifact['target'], Artifact>();

/** The kernel for launches of about so many rotations for each row. */
export function rotationArtifact(target: Artifact['target'], rotations: number): Artifact {
  let artifact = compiled.get(target);
  if (artifact === undefined) compiled.set(target, (artifact = compileKernel(rotationKernel(), target, 'strict')));
  // How often a loop runs is not known from its code.
  return artifact.target === 'wasm' ? { ...artifact, cost: ROTATION_COST * Math.max(1, rotations) } : artifact;
}
